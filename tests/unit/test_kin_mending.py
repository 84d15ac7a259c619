import pytest

from pipeline.kin import Standing, kin
from tests.kin_cases import ALIX, BORIS, FORM, GRID, brief, candidate

NADIA = "nadia@example.org"


@pytest.mark.parametrize("state", ["illisible", "hors_sujet", "a_telecharger"])
def test_a_file_named_after_a_dossier_mends_it(state: str) -> None:
    found = kin([candidate(1, state=state), candidate(2, sent_for="E-001")], FORM, GRID)

    assert found.standings == {"E-001": Standing("remplace", "E-002"), "E-002": Standing()}
    assert brief(found.relations) == [("correctif", "E-001", "E-002", "E-002", True)]


def test_a_mended_file_may_bear_an_older_date() -> None:
    found = kin(
        [
            candidate(1, state="illisible"),
            candidate(2, sent_for="E-001", received="2019-11-01T08:00:00+01:00"),
        ],
        FORM,
        GRID,
    )

    assert found.standings["E-001"] == Standing("remplace", "E-002")


def test_an_unreadable_file_mends_nothing() -> None:
    found = kin(
        [candidate(1, state="illisible"), candidate(2, state="illisible", sent_for="E-001")],
        FORM,
        GRID,
    )

    assert set(found.standings.values()) == {Standing()}


def test_a_second_attempt_mends_what_the_first_was_sent_for() -> None:
    found = kin(
        [
            candidate(1, state="illisible"),
            candidate(2, state="illisible", sent_for="E-001"),
            candidate(3, sent_for="E-002"),
        ],
        FORM,
        GRID,
    )

    assert [s.of for s in found.standings.values()] == ["E-003", "E-003", None]


def test_the_only_other_drop_of_a_sender_mends_it() -> None:
    found = kin(
        [candidate(1, state="illisible", sender=NADIA), candidate(2, sender=NADIA.upper())],
        FORM,
        GRID,
    )

    assert brief(found.relations) == [("correctif", "E-001", "E-002", "E-002", True)]


def test_a_dossier_received_before_mends_nothing() -> None:
    found = kin(
        [candidate(1, sender=NADIA), candidate(2, state="hors_sujet", sender=NADIA)], FORM, GRID
    )

    assert found.relations == ()


def test_a_sender_of_two_dossiers_mends_nothing_for_sure() -> None:
    found = kin(
        [
            candidate(1, state="illisible", sender=NADIA),
            candidate(2, sender=NADIA),
            candidate(3, BORIS, sender=NADIA),
        ],
        FORM,
        GRID,
    )

    assert set(found.standings.values()) == {Standing()}


def test_a_sender_with_two_unread_drops_mends_nothing_for_sure() -> None:
    found = kin(
        [
            candidate(1, state="illisible", sender=NADIA),
            candidate(2, state="illisible", sender=NADIA),
            candidate(3, sender=NADIA),
        ],
        FORM,
        GRID,
    )

    assert set(found.standings.values()) == {Standing()}


def test_two_versions_of_one_dossier_are_one_dossier_of_their_sender() -> None:
    found = kin(
        [
            candidate(1, state="illisible", sender=NADIA),
            candidate(2, sender=NADIA),
            candidate(3, sender=NADIA, signature__lieu="Avion"),
        ],
        FORM,
        GRID,
    )

    assert found.standings["E-001"] == Standing("remplace", "E-003")


def test_a_name_that_speaks_of_another_candidate_is_left_to_a_person() -> None:
    found = kin(
        [
            candidate(1, state="illisible", sender=NADIA, file="candidature Ternoise.docx"),
            candidate(2, sender=NADIA),
            candidate(3, BORIS),
        ],
        FORM,
        GRID,
    )

    assert brief(found.relations) == [("correctif", "E-001", "E-002", None, False)]
    assert set(found.standings.values()) == {Standing()}


def test_the_same_telling_name_is_a_proposal_only() -> None:
    found = kin(
        [
            candidate(1, state="illisible", file="Dossier glycines.docx"),
            candidate(2, file="dossier GLYCINES (2) corrigé.docx"),
        ],
        FORM,
        GRID,
    )

    assert brief(found.relations) == [("correctif", "E-001", "E-002", None, False)]
    assert set(found.standings.values()) == {Standing()}


def test_a_name_that_anybody_gives_proposes_nothing() -> None:
    found = kin(
        [
            candidate(1, state="illisible", file="Dossier de candidature VF (1).docx"),
            candidate(2, file="Dossier de candidature.pdf"),
        ],
        FORM,
        GRID,
    )

    assert found.relations == ()


def test_a_file_named_after_a_dossier_already_read_is_its_new_version() -> None:
    second = {**ALIX, "professionnel.nom": None, "signature.lieu": "Avion"}

    found = kin([candidate(1), candidate(2, second, sent_for="E-001")], FORM, GRID)

    assert [r.kind for r in found.relations] == ["version"]
    assert found.standings["E-002"] == Standing("remplace", "E-001")  # it is not complete


def test_a_file_named_after_the_dossier_of_someone_else_is_left_to_a_person() -> None:
    found = kin([candidate(1), candidate(2, BORIS, sent_for="E-001")], FORM, GRID)

    assert brief(found.relations) == [("version", "E-001", "E-002", None, False)]


def test_a_copy_named_after_a_dossier_mends_it_for_its_original() -> None:
    found = kin(
        [
            candidate(1, state="a_telecharger"),
            candidate(2, content="aa"),
            candidate(3, content="aa", sent_for="E-001"),
        ],
        FORM,
        GRID,
    )

    assert [s.of for s in found.standings.values()] == ["E-002", None, "E-002"]


@pytest.mark.parametrize("named", ["E-002", "E-999"])
def test_a_name_that_points_nowhere_is_ignored(named: str) -> None:
    found = kin([candidate(1, state="illisible"), candidate(2, sent_for=named)], FORM, GRID)

    assert found.relations == ()


def test_a_drop_that_a_person_closed_is_not_mended() -> None:
    found = kin(
        [candidate(1, state="illisible", closed=True), candidate(2, sent_for="E-001")], FORM, GRID
    )

    assert set(found.standings.values()) == {Standing()}


def test_a_stray_message_of_a_sender_waits_for_nothing() -> None:
    found = kin(
        [candidate(1, state="hors_sujet", sender=NADIA), candidate(2, sender=NADIA)], FORM, GRID
    )

    assert set(found.standings.values()) == {Standing()}
    assert found.relations == ()
