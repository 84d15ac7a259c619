import hashlib

from pipeline.kin import Standing, kin
from tests.kin_cases import ALIX, BORIS, FORM, GRID, brief, candidate


def test_the_first_received_of_two_equal_documents_stands() -> None:
    found = kin([candidate(2, content="aa"), candidate(1, content="aa")], FORM, GRID)

    assert found.standings == {"E-001": Standing(), "E-002": Standing("doublon", "E-001")}
    assert brief(found.relations) == [("copie", "E-001", "E-002", "E-001", True)]


def test_the_same_blank_form_from_two_candidates_is_no_copy() -> None:
    blank = {"signature.lieu": "Lens"}

    found = kin([candidate(n, blank, content="aa") for n in (1, 2)], FORM, GRID)

    assert found.standings == {"E-001": Standing(), "E-002": Standing()}
    assert found.relations == ()


def test_the_same_unreadable_file_dropped_twice_is_a_copy() -> None:
    found = kin(
        [candidate(n, content="aa", state="illisible") for n in (1, 2)],
        FORM,
        GRID,
    )

    assert found.standings["E-002"] == Standing("doublon", "E-001")


def test_the_same_unreadable_file_from_two_senders_is_left_to_a_person() -> None:
    found = kin(
        [
            candidate(1, content="aa", state="illisible", sender="a@example.org"),
            candidate(2, content="aa", state="illisible", sender="b@example.org"),
        ],
        FORM,
        GRID,
    )

    assert found.standings == {"E-001": Standing(), "E-002": Standing()}
    assert brief(found.relations) == [("copie", "E-001", "E-002", None, False)]


def test_a_document_that_was_read_does_not_give_way_to_the_same_unread() -> None:
    found = kin(
        [candidate(1, content="aa", state="illisible"), candidate(2, content="aa")], FORM, GRID
    )

    assert found.standings["E-002"] == Standing()
    assert brief(found.relations) == [("copie", "E-001", "E-002", None, False)]


def test_empty_files_are_no_copies() -> None:
    nothing = hashlib.sha256(b"").hexdigest()

    found = kin(
        [candidate(n, content=nothing, state="illisible") for n in (1, 2)],
        FORM,
        GRID,
    )

    assert found.standings == {"E-001": Standing(), "E-002": Standing()}


def test_a_copy_does_not_give_way_to_a_dossier_that_was_withdrawn() -> None:
    found = kin(
        [candidate(1, content="aa", state="retire"), candidate(2, content="aa")], FORM, GRID
    )

    assert found.standings["E-002"] == Standing()
    assert brief(found.relations) == [("copie", "E-001", "E-002", None, False)]


def test_of_two_equal_documents_the_one_decided_on_stands() -> None:
    found = kin([candidate(1, content="aa"), candidate(2, content="aa", closed=True)], FORM, GRID)

    assert found.standings == {"E-001": Standing("doublon", "E-002"), "E-002": Standing()}


def test_a_first_version_sent_again_after_the_second_is_to_be_confirmed() -> None:
    found = kin(
        [
            candidate(1, content="aa"),
            candidate(2, projet__apport="Un autre apport."),
            candidate(3, content="aa"),
        ],
        FORM,
        GRID,
    )

    assert found.standings["E-003"] == Standing("doublon", "E-001")
    assert brief(found.relations)[1] == ("copie", "E-001", "E-003", "E-001", False)


def test_different_candidates_are_not_related() -> None:
    found = kin([candidate(1, ALIX), candidate(2, BORIS)], FORM, GRID)

    assert found.relations == ()
