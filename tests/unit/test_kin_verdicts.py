import pytest

from pipeline.kin import Standing, kin
from tests.kin_cases import ALIX, BORIS, FORM, GRID, brief, candidate, verdict

V2 = {**ALIX, "projet.apport": "Nous avons depuis obtenu l’accord de la mairie."}
V3 = {**ALIX, "projet.apport": "Et celui du département, reçu hier matin par courrier."}


def test_a_person_undoes_a_replacement() -> None:
    found = kin([candidate(1), candidate(2, V2)], FORM, GRID, [verdict(1, 2, "distinct")])

    assert set(found.standings.values()) == {Standing()}
    assert found.relations == ()


def test_a_person_undoes_a_copy() -> None:
    found = kin(
        [candidate(n, content="aa") for n in (1, 2)], FORM, GRID, [verdict(2, 1, "distinct")]
    )

    assert set(found.standings.values()) == {Standing()}


def test_a_person_undoes_a_scan() -> None:
    found = kin(
        [candidate(1), candidate(2, reader="scan")], FORM, GRID, [verdict(1, 2, "distinct")]
    )

    assert set(found.standings.values()) == {Standing()}


def test_a_person_undoes_a_mending() -> None:
    found = kin(
        [candidate(1, state="illisible"), candidate(2, sent_for="E-001")],
        FORM,
        GRID,
        [verdict(1, 2, "distinct")],
    )

    assert set(found.standings.values()) == {Standing()}


def test_a_person_prefers_the_older_version() -> None:
    found = kin([candidate(1), candidate(2, V2)], FORM, GRID, [verdict(1, 2, "replace", 1)])

    assert found.standings["E-002"] == Standing("remplace", "E-001")
    assert brief(found.relations) == [("version", "E-001", "E-002", "E-001", True)]
    assert "Nadia Vasseur" in found.relations[0].reason


def test_the_last_word_on_a_pair_holds() -> None:
    said = [verdict(1, 2, "replace", 1), verdict(2, 1, "distinct"), verdict(1, 2, "replace", 2)]

    found = kin([candidate(1), candidate(2, V2)], FORM, GRID, said)

    assert found.standings["E-001"] == Standing("remplace", "E-002")


def test_a_version_sent_after_the_preferred_one_follows_the_rule() -> None:
    found = kin(
        [candidate(1), candidate(2, V2), candidate(3, V3)],
        FORM,
        GRID,
        [verdict(1, 2, "replace", 1)],
    )

    assert [s.of for s in found.standings.values()] == ["E-003", "E-003", None]


def test_the_version_preferred_to_the_last_one_stands_before_all() -> None:
    found = kin(
        [candidate(1), candidate(2, V2), candidate(3, V3)],
        FORM,
        GRID,
        [verdict(1, 3, "replace", 1)],
    )

    assert [s.of for s in found.standings.values()] == [None, "E-001", "E-001"]


def test_a_person_replaces_one_candidate_by_another() -> None:
    found = kin([candidate(1), candidate(2, BORIS)], FORM, GRID, [verdict(1, 2, "replace", 1)])

    assert found.standings["E-002"] == Standing("remplace", "E-001")


def test_a_person_attaches_a_file_that_could_not_be_read() -> None:
    found = kin(
        [candidate(1), candidate(2, state="illisible")], FORM, GRID, [verdict(1, 2, "attach", 1)]
    )

    assert found.standings["E-002"] == Standing("rattache", "E-001")


def test_a_person_moves_a_dossier_decided_on() -> None:
    found = kin(
        [candidate(1, closed=True), candidate(2, V2)], FORM, GRID, [verdict(1, 2, "replace", 2)]
    )

    assert found.standings["E-001"] == Standing("remplace", "E-002")


def test_two_said_to_be_distinct_do_not_meet_through_a_third() -> None:
    found = kin(
        [candidate(1), candidate(2, V2), candidate(3, V3)], FORM, GRID, [verdict(1, 2, "distinct")]
    )

    assert [s.of for s in found.standings.values()] == ["E-003", None, None]
    assert ("version", "E-002", "E-003", None, False) in brief(found.relations)


def test_what_is_said_of_a_copy_is_said_of_its_original() -> None:
    found = kin(
        [candidate(1, content="aa"), candidate(2, content="aa"), candidate(3, V2)],
        FORM,
        GRID,
        [verdict(2, 3, "distinct")],
    )

    assert [s.state for s in found.standings.values()] == [None, "doublon", None]


def test_of_verdicts_in_a_circle_the_oldest_is_dropped() -> None:
    said = [verdict(1, 2, "replace", 1), verdict(2, 3, "replace", 2), verdict(3, 1, "replace", 3)]

    found = kin([candidate(1), candidate(2, V2), candidate(3, V3)], FORM, GRID, said)

    assert [s.of for s in found.standings.values()] == ["E-002", None, "E-002"]


def test_a_piece_of_a_piece_ends_at_a_standing_dossier() -> None:
    said = [verdict(1, 2, "attach", 1), verdict(2, 3, "attach", 2), verdict(1, 3, "attach", 3)]

    found = kin([candidate(1), candidate(2, BORIS), candidate(3, V3)], FORM, GRID, said)

    assert [s.state for s in found.standings.values()].count(None) == 1


def test_a_verdict_on_a_purged_dossier_is_left_out() -> None:
    found = kin([candidate(1)], FORM, GRID, [verdict(1, 9, "replace", 9)])

    assert found.standings == {"E-001": Standing()}


def test_a_verdict_that_keeps_a_third_dossier_is_refused() -> None:
    with pytest.raises(ValueError, match="keeps E-003"):
        kin([candidate(1), candidate(2)], FORM, GRID, [verdict(1, 2, "replace", 3)])


def test_an_unread_file_that_a_person_kept_takes_no_other_version_with_it() -> None:
    found = kin(
        [candidate(1, state="illisible"), candidate(2), candidate(3, V2)],
        FORM,
        GRID,
        [verdict(1, 3, "replace", 1)],
    )

    assert [s.of for s in found.standings.values()] == [None, None, "E-001"]
    assert ("version", "E-001", "E-002", None, False) in brief(found.relations)
