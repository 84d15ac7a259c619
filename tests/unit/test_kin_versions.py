import pytest

from pipeline.kin import Standing, kin
from schemas.candidature import Value
from tests.kin_cases import ALIX, BORIS, FORM, GRID, brief, candidate

CHANGED = {"projet.apport": "Nous avons depuis obtenu l’accord de la mairie."}
V2 = {**ALIX, **CHANGED}


def test_the_last_complete_version_received_on_time_stands() -> None:
    found = kin([candidate(1), candidate(2, V2)], FORM, GRID)

    assert found.standings == {"E-001": Standing("remplace", "E-002"), "E-002": Standing()}
    (relation,) = found.relations
    assert relation.reason == (
        "Même structure et même professionnel\u202f; la seconde version change 1\u00a0réponse"
        "\u00a0: «\u00a0Apport\u00a0». Le dossier E-002 est gardé\u00a0: dernière version complète"
        " reçue dans les délais."
    )
    assert [one.key for one in relation.differences] == ["projet.apport"]


def test_of_three_versions_one_stands() -> None:
    found = kin([candidate(3, V2), candidate(1), candidate(2)], FORM, GRID)

    assert [found.standings[n] for n in ("E-001", "E-002", "E-003")] == [
        Standing("remplace", "E-003"),
        Standing("remplace", "E-003"),
        Standing(),
    ]


def test_a_complete_version_stands_before_a_later_incomplete_one() -> None:
    found = kin([candidate(1), candidate(2, signature__signee=False)], FORM, GRID)

    assert found.standings["E-002"] == Standing("remplace", "E-001")
    assert brief(found.relations) == [("version", "E-001", "E-002", "E-001", False)]


def test_a_version_on_time_stands_before_a_late_one() -> None:
    found = kin([candidate(1), candidate(2, V2, late_by=5)], FORM, GRID)

    assert found.standings["E-002"] == Standing("remplace", "E-001")
    assert brief(found.relations) == [("version", "E-001", "E-002", "E-001", True)]


def test_a_delay_that_a_person_accepted_counts_as_on_time() -> None:
    found = kin([candidate(1), candidate(2, V2, late_by=5, excused=True)], FORM, GRID)

    assert found.standings["E-001"] == Standing("remplace", "E-002")


def test_an_incomplete_version_on_time_stands_before_a_late_complete_one() -> None:
    found = kin([candidate(1, signature__signee=None), candidate(2, late_by=5)], FORM, GRID)

    assert found.standings["E-002"] == Standing("remplace", "E-001")
    assert brief(found.relations) == [("version", "E-001", "E-002", "E-001", False)]


def test_when_none_is_complete_the_last_on_time_stands() -> None:
    found = kin(
        [candidate(n, signature__signee=None, signature__lieu=f"Lens {n}") for n in (1, 2)],
        FORM,
        GRID,
    )

    assert found.standings["E-001"] == Standing("remplace", "E-002")


def test_when_all_are_late_the_last_complete_one_stands() -> None:
    found = kin(
        [
            candidate(1, V2, late_by=1),
            candidate(2, late_by=2),
            candidate(3, late_by=3, signature__signee=None),
        ],
        FORM,
        GRID,
    )

    assert [s.of for s in found.standings.values()] == ["E-002", None, "E-002"]


def test_when_all_are_late_and_incomplete_the_last_stands() -> None:
    found = kin([candidate(n, late_by=n, signature__signee=None) for n in (1, 2)], FORM, GRID)

    assert found.standings["E-001"] == Standing("remplace", "E-002")


def test_a_page_sent_alone_does_not_replace_a_dossier() -> None:
    page = {k: ALIX[k] for k in ("structure.nom", "professionnel.nom", "structure.ville")}

    found = kin([candidate(1, signature__signee=None), candidate(2, page)], FORM, GRID)

    assert found.standings["E-002"] == Standing("remplace", "E-001")
    assert brief(found.relations) == [("version", "E-001", "E-002", "E-001", False)]


@pytest.mark.parametrize(
    "written",
    [
        {"structure.nom": "MAISON DE QUARTIER « LES GLYCINES »", "professionnel.nom": "Alix Morel"},
        {"structure.nom": "Association Maison de Quartier les Glycines (loi 1901)"},
        {"structure.nom": "Maison de quartier Les Glicines"},
        {"structure.nom": "Maison de quartier"},
        {"structure.nom": "Maison dequartier Les Glycines"},
        {"professionnel.nom": "Mme Alix MOREL"},
        {"professionnel.nom": "Morrel Alix"},
        {"professionnel.nom": "A. Morel"},
        {"structure.ville": "LENS cedex", "structure.code_postal": "62301"},
    ],
)
def test_names_written_by_another_hand_are_the_same(written: dict[str, str]) -> None:
    found = kin([candidate(1), candidate(2, {**ALIX, **written})], FORM, GRID)

    assert found.standings["E-001"] == Standing("remplace", "E-002")


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"structure.ville": "Arras", "structure.code_postal": "62000"}, "version"),
        ({"modules": ("deux",)}, "version"),
        ({"professionnel.nom": None}, "version"),
        ({"professionnel.nom": "Poste à pourvoir"}, "version"),
    ],
)
def test_what_speaks_for_two_candidatures_leaves_both(changed: dict[str, Value], kind: str) -> None:
    other = {**ALIX, "professionnel.email": None, "professionnel.telephone": None, **changed}

    found = kin([candidate(1), candidate(2, other)], FORM, GRID)

    assert brief(found.relations) == [(kind, "E-001", "E-002", None, False)]
    assert set(found.standings.values()) == {Standing()}


def test_brothers_in_one_structure_stay_two() -> None:
    brother = {
        **ALIX,
        "professionnel.nom": "MOREL Alex",
        "professionnel.email": "alex@glycines.example.org",
        "professionnel.telephone": "06 39 98 00 33",
    }

    found = kin([candidate(1), candidate(2, brother)], FORM, GRID)

    assert brief(found.relations) == [("version", "E-001", "E-002", None, False)]


def test_a_name_read_doubtfully_replaces_nothing() -> None:
    found = kin(
        [candidate(1), candidate(2, V2, flagged=("professionnel.nom",))],
        FORM,
        GRID,
    )

    assert brief(found.relations) == [("version", "E-001", "E-002", None, False)]
    assert set(found.standings.values()) == {Standing()}


def test_one_person_in_two_structures_is_told() -> None:
    found = kin(
        [candidate(1), candidate(2, V2, structure__nom="Bibliothèque Grand Large")], FORM, GRID
    )

    assert brief(found.relations) == [("version", "E-001", "E-002", None, False)]


def test_two_professionals_of_one_structure_both_stand() -> None:
    colleague = {
        **BORIS,
        "structure.nom": ALIX["structure.nom"],
        "structure.code_postal": "62300",
        "structure.ville": "Lens",
    }

    found = kin([candidate(1), candidate(2, colleague)], FORM, GRID)

    assert brief(found.relations) == [("professionnel", "E-001", "E-002", None, True)]
    assert set(found.standings.values()) == {Standing()}


def test_a_name_that_two_towns_share_relates_nothing() -> None:
    namesake = {**BORIS, "structure.nom": ALIX["structure.nom"]}

    found = kin([candidate(1), candidate(2, namesake)], FORM, GRID)

    assert found.relations == ()


def test_a_dossier_decided_on_is_not_replaced() -> None:
    found = kin([candidate(1, closed=True), candidate(2, V2)], FORM, GRID)

    assert brief(found.relations) == [("version", "E-001", "E-002", None, False)]
    assert set(found.standings.values()) == {Standing()}


def test_a_late_version_gives_way_to_a_dossier_decided_on() -> None:
    found = kin([candidate(1, closed=True), candidate(2, V2, late_by=9)], FORM, GRID)

    assert found.standings == {"E-001": Standing(), "E-002": Standing("remplace", "E-001")}


def test_a_withdrawn_dossier_replaces_nothing() -> None:
    found = kin([candidate(1), candidate(2, V2, state="retire")], FORM, GRID)

    assert set(found.standings.values()) == {Standing()}
    assert brief(found.relations) == [("version", "E-001", "E-002", None, False)]


def test_versions_of_one_moment_that_differ_are_to_be_confirmed() -> None:
    moment = "2019-12-09T10:00:00+01:00"

    found = kin([candidate(1, received=moment), candidate(2, V2, received=moment)], FORM, GRID)

    assert brief(found.relations) == [("version", "E-001", "E-002", "E-002", False)]


def test_the_sending_orders_what_arrived_together() -> None:
    moment = "2019-12-09T10:00:00+01:00"
    first = candidate(1, received=moment, sent="2019-12-09T09:30:00+01:00")
    second = candidate(2, V2, received=moment, sent="2019-12-09T09:00:00+01:00")

    found = kin([first, second], FORM, GRID)

    assert brief(found.relations) == [("version", "E-002", "E-001", "E-001", True)]


def test_a_call_without_professional_goes_by_structure_and_place() -> None:
    grid = GRID.model_copy(update={"professional_key": None})

    found = kin([candidate(1), candidate(2, V2)], FORM, grid)

    assert found.standings["E-001"] == Standing("remplace", "E-002")


def test_a_call_that_names_no_keys_replaces_nothing() -> None:
    none = dict.fromkeys(("professional_key", "structure_key", "town_key", "postal_code_key"))

    found = kin([candidate(1), candidate(2, V2)], FORM, GRID.model_copy(update=none))

    assert set(found.standings.values()) == {Standing()}


def test_two_dossiers_without_names_but_the_same_words_and_address_are_one() -> None:
    nobody = {**ALIX, "professionnel.nom": None}

    found = kin([candidate(1, nobody), candidate(2, nobody, signature__lieu="Avion")], FORM, GRID)

    assert found.standings["E-001"] == Standing("remplace", "E-002")


def test_what_must_stay_apart_does_not_meet_through_a_third_version() -> None:
    found = kin(
        [
            candidate(1, modules=("un", "deux")),
            candidate(2, modules=("un",)),
            candidate(3, modules=("deux",)),
        ],
        FORM,
        GRID,
    )

    assert found.standings["E-003"] == Standing()
    assert [s.state for s in found.standings.values()].count("remplace") == 1


def test_a_number_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="given twice"):
        kin([candidate(1), candidate(1)], FORM, GRID)
