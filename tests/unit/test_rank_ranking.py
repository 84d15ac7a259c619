"""A whole ranking: everyone accounted for, ties and doubts shown, nothing by file order."""

import datetime as dt
from decimal import Decimal

import pytest

from pipeline.geo import load
from pipeline.rank import rank
from schemas.campaign import Lot
from schemas.candidature import Answer, Value
from schemas.form import Condition
from tests.judging import (
    CHARTER,
    COVERAGE,
    PROJECT,
    calendar,
    campaign,
    criterion,
    dossier,
    member,
    ranking,
    signal,
)

CALL = campaign(PROJECT, CHARTER, places=1)
ALL_STATES = [
    dossier("01"),
    dossier("02", state="a_regulariser", charte=False),
    dossier("03", state="irrecevable", late_by=125),
    dossier("04", state="illisible"),
    dossier("05", state="hors_sujet"),
    dossier("06", state="doublon", of="01"),
    dossier("07", state="remplace", of="08"),
    dossier("08"),
    dossier("09", state="retire"),
    dossier("10", charte=None),
    dossier("11", state="rattache", of="01"),
    dossier("12", state="a_telecharger"),
]


def test_every_received_dossier_has_a_place_or_a_reason() -> None:
    found = ranking(ALL_STATES, CALL)

    accounted = sorted([p.dossier for p in found.places] + [u.dossier for u in found.unranked])
    assert accounted == [d.number for d in ALL_STATES]
    assert sorted(found.identities) == accounted


def test_each_reason_says_in_french_why() -> None:
    reasons = {u.dossier: u.reason for u in ranking(ALL_STATES, CALL).unranked}

    assert reasons == {
        "03": "Irrecevable\u00a0: reçu 2\u00a0h\u00a005 après la clôture.",
        "04": "Fichier illisible\u00a0: un nouvel envoi est à demander.",
        "05": "Ce fichier n’est pas un dossier de cet appel.",
        "06": "Copie du dossier 01.",
        "07": "Le dossier 08 compte à sa place.",
        "09": "Candidature retirée par le candidat.",
        "10": (
            "Non noté (Charte)\u00a0: son total serait entre 60,00 et 100,00\u00a0points."
            " Une note du comité ou une vérification le fera entrer dans le classement."
        ),
        "11": "Rattaché au dossier 01.",
        "12": "Message sans dossier\u00a0: le dossier est à télécharger.",
    }


def test_a_missing_mark_is_no_zero_and_the_notes_say_that_ranks_may_change() -> None:
    found = ranking([dossier("1"), dossier("2", charte=None)], CALL)

    assert [p.dossier for p in found.places] == ["1"]
    assert found.notes == (
        "Un dossier n’est pas encore noté\u00a0: son entrée peut changer les rangs.",
    )


def test_equals_are_shown_as_equals_and_left_to_the_committee() -> None:
    found = ranking([dossier("1"), dossier("2"), dossier("3", projet=None)], CALL)

    assert [(p.dossier, p.rank, p.tied_with, p.proposal) for p in found.places] == [
        ("1", 1, ("2",), "a_departager"),
        ("2", 1, ("1",), "a_departager"),
        ("3", 3, (), "liste_attente"),
    ]


def test_the_announced_rule_parts_equals() -> None:
    call = campaign(
        criterion("projet", 50, signal("answered", "projet")),
        criterion("charte", 50, signal("signed", "charte")),
        ties=("charte",),
        places=1,
    )

    found = ranking([dossier("1", charte=False), dossier("2", projet=None)], call)

    assert [(p.dossier, p.rank, p.total, p.parted_by, p.proposal) for p in found.places] == [
        ("2", 1, 50, "charte", "retenu"),
        ("1", 2, 50, "charte", "liste_attente"),
    ]


def test_a_total_is_the_sum_of_its_points() -> None:
    place = ranking([dossier("1", projet=None)], CALL).places[0]

    assert place.total == sum((s.points or 0) for s in place.scores) == 40


def test_the_ranking_is_provisional_until_the_last_jury_mark() -> None:
    call = campaign(criterion("projet", 100, signal("answered", "projet"), jury=80))
    dossiers = [dossier("1"), dossier("2")]
    one = {"1": {"projet": Decimal(4)}}

    first, later, last = (
        ranking(dossiers, call, jury=jury)
        for jury in ({}, one, {**one, "2": {"projet": Decimal(2)}})
    )

    assert [r.provisional for r in (first, later, last)] == [True, True, False]
    assert "\n".join(first.notes) == (
        "Classement provisoire\u00a0: éléments automatiques seuls (2\u00a0notes du comité à venir)."
    )
    assert last.notes == ()


def test_a_grid_that_asks_for_no_jury_is_never_provisional() -> None:
    assert ranking([dossier("1")], CALL).provisional is False


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "Reçu 1\u00a0min après la clôture."),
        (125, "Reçu 2\u00a0h\u00a005 après la clôture."),
        (180, "Reçu 3\u00a0h après la clôture."),
        (1440, "Reçu 1\u00a0jour après la clôture."),
        (3010, "Reçu 2\u00a0jours et 2\u00a0h\u00a010 après la clôture."),
    ],
)
def test_a_late_dossier_says_by_how_much(minutes: int, said: str) -> None:
    assert ranking([dossier("1", late_by=minutes)], CALL).places[0].alerts == (said,)


def test_what_is_missing_is_named() -> None:
    place = ranking([dossier("1", projet=None, professionnel=None, charte=False)], CALL).places[0]

    assert place.alerts == ("Dossier incomplet\u00a0: il manque Projet, Charte, Professionnel.",)


def test_an_answer_asked_under_a_condition_is_missing_only_when_it_holds() -> None:
    dossiers = [dossier("1", champs=("mobilite",)), dossier("2", champs=("emploi",))]

    alerts = {p.dossier: p.alerts for p in ranking(dossiers, CALL).places}

    assert alerts == {"1": ("Dossier incomplet\u00a0: il manque Mobilite_ou.",), "2": ()}


def test_a_flagged_answer_is_not_said_to_be_missing() -> None:
    place = ranking([dossier("1", professionnel=None, flagged=("professionnel",))], CALL).places[0]

    assert place.alerts == ()


def test_a_dossier_to_be_regularised_says_so_though_nothing_is_missing() -> None:
    place = ranking([dossier("1", state="a_regulariser")], CALL).places[0]

    assert place.alerts == ("Dossier à régulariser.",)


def test_flagged_answers_are_to_be_checked_when_a_mark_depends_on_them() -> None:
    place = ranking([dossier("1", flagged=("projet", "structure"))], CALL).places[0]

    assert place.alerts == ("À vérifier, car la note en dépend\u00a0: Projet.",)


@pytest.mark.parametrize(
    ("town", "code", "said"),
    [
        (
            "Hénin",
            None,
            "Commune «\u00a0Hénin\u00a0» à confirmer\u00a0: Hénin-Beaumont, Hénin-sur-Cojeul.",
        ),
        (
            "Vichy",
            "03200",
            "Commune «\u00a0Vichy\u00a0»\u00a0: non reconnue dans le périmètre de l’appel.",
        ),
        (None, None, "Commune non indiquée\u00a0: non reconnue dans le périmètre de l’appel."),
        ("Bethnue", "62400", "Commune écrite «\u00a0Bethnue\u00a0», comprise comme Béthune."),
    ],
)
def test_a_doubtful_commune_is_an_alert(town: str | None, code: str | None, said: str) -> None:
    place = ranking([dossier("1", ville=town, code_postal=code)], CALL).places[0]

    assert said in place.alerts


def test_an_identity_says_who_and_where() -> None:
    given = dossier("1", ville="LENS CEDEX", champs=("famille", "emploi"))

    who = ranking([given], CALL).identities["1"]

    assert (who.structure, who.commune, who.professional) == ("Structure 1", "Lens", "Alix Exemple")
    assert who.territory == "CA de Lens - Liévin"
    assert who.fields == ("Emploi", "Famille")
    assert (round(who.latitude or 0, 1), round(who.longitude or 0, 1)) == (50.4, 2.8)


def test_a_town_that_is_not_recognised_stays_as_written() -> None:
    who = ranking([dossier("1", ville="Ternois", code_postal=None)], CALL).identities["1"]

    assert (who.commune, who.territory, who.latitude) == ("Ternois", None, None)


def test_the_geography_says_which_population_counts_and_whom_it_left_out() -> None:
    call = campaign(COVERAGE, network=(member("Ternois", "62000"), member("Lens", "62300")))

    notes = ranking([dossier("1")], call).notes

    assert "\n".join(notes) == (
        "Géographie\u00a0: la population des 11-25\u00a0ans par commune n’étant pas disponible,"
        " c’est la population entière qui compte.\n"
        "Promeneurs en place dont la commune n’est pas reconnue, non comptés en géographie\u00a0:"
        " Structure de Ternois (Ternois)."
    )


def test_other_weights_make_a_simulation_that_says_so() -> None:
    found = ranking([dossier("1", projet=None)], CALL, weights={"projet": 10, "charte": 90})

    assert [c.weight for c in found.criteria] == [10, 90]
    assert found.places[0].total == 90
    assert found.places[0].scores[1].points == 90
    assert found.notes == ("Simulation\u00a0: ces poids ne sont pas ceux de la grille.",)


@pytest.mark.parametrize("weights", [{"projet": 99}, {"ailleurs": 1}])
def test_weights_that_do_not_hold_are_refused(weights: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"weights sum to 139|no criterion"):
        ranking([dossier("1")], CALL, weights=weights)


def test_a_number_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        ranking([dossier("1"), dossier("1")], CALL)


def test_a_judged_dossier_without_scores_is_never_dropped_in_silence() -> None:
    with pytest.raises(ValueError, match="no scores"):
        rank([dossier("1")], CALL, load(), scores={}, as_of="2019-12-14T08:00:00+01:00")


def test_the_same_inputs_give_the_same_ranking_in_whatever_order() -> None:
    assert ranking(ALL_STATES, CALL) == ranking(ALL_STATES[::-1], CALL)


@pytest.mark.parametrize(
    "changed",
    [
        dossier("1", projet="Un autre projet."),
        dossier("1", state="a_regulariser"),
        dossier("1", late_by=3),
        dossier("1", flagged=("projet",)),
    ],
)
def test_the_digest_changes_with_any_input(changed: object) -> None:
    before = ranking([dossier("1")], CALL)
    after = ranking([dossier("1").model_validate(changed)], CALL)

    assert before.digest != after.digest


def test_the_digest_changes_with_weights_network_and_jury() -> None:
    alone = [dossier("1")]
    digests = {
        ranking(alone, CALL).digest,
        ranking(alone, CALL, weights={"projet": 50, "charte": 50}).digest,
        ranking(alone, CALL, jury={"1": {"projet": Decimal(3)}}).digest,
        ranking(alone, campaign(PROJECT, CHARTER, places=2)).digest,
        ranking(
            alone, campaign(PROJECT, CHARTER, places=1, network=(member("Lens", "62300"),))
        ).digest,
    }

    assert len(digests) == 5


@pytest.mark.parametrize("odd", ["abîmé \udcff", float("inf"), float("nan"), 10**30, 24500.5])
def test_a_value_that_json_does_not_hold_still_has_a_digest(odd: Value) -> None:
    given = dossier("1").model_copy()
    fields = {**given.extraction.fields, "projet": Answer.model_construct(value=odd)}
    extraction = given.extraction.model_copy(update={"fields": fields})

    found = ranking([given.model_copy(update={"extraction": extraction})], CALL)

    assert len(found.digest) == 64


def test_no_dossier_gives_an_empty_ranking() -> None:
    found = ranking([], CALL)

    assert (found.places, found.unranked, found.provisional) == ((), (), False)


def lot_of(code: str) -> Lot:
    return Lot(
        id=code,
        title=code.capitalize(),
        places=1,
        conditions=(Condition(key="champs", has=code),),
        calendar=calendar(dt.datetime(2019, 12, 10, 9, 0)),  # noqa: DTZ001 -- as in TOML
    )


BY_LOT = campaign(
    criterion("projet", 60, signal("answered", "projet")),
    criterion("sante", 40, signal("signed", "charte"), lots=("sante",)),
    criterion("emploi", 40, signal("answered", "structure"), lots=("emploi",)),
    ties=("emploi", "projet"),
    lots=(lot_of("sante"), lot_of("emploi")),
)


def test_a_lot_has_its_own_criteria_ties_places_and_dossiers() -> None:
    dossiers = [dossier("1", champs=("sante",)), dossier("2", champs=("emploi", "sante"))]

    found = ranking(dossiers, BY_LOT, lot="emploi")

    assert [c.code for c in found.criteria] == ["projet", "emploi"]
    assert (found.ties, found.places_open, found.title) == (
        ("emploi", "projet"),
        1,
        "Essai – Emploi",
    )
    assert [p.dossier for p in found.places] == ["2"]
    assert [(u.dossier, u.reason) for u in found.unranked] == [
        ("1", "N’est pas candidat à ce lot.")
    ]


def test_a_choice_of_lot_in_doubt_is_to_be_checked() -> None:
    given = dossier("1", champs=("sante",), flagged=("champs",))

    reason = ranking([given], BY_LOT, lot="emploi").unranked[0].reason
    alerts = ranking([given], BY_LOT, lot="sante").places[0].alerts

    assert reason == "Choix du lot à vérifier\u00a0: Champs."
    assert "À vérifier, car la note en dépend\u00a0: Champs." in alerts


def test_a_lot_that_closes_before_the_call_makes_its_own_late_dossiers() -> None:
    given = dossier("1", champs=("sante",), received_at="2019-12-10T10:30:00+01:00")

    place = ranking([given], BY_LOT, lot="sante").places[0]

    assert place.alerts == ("Reçu 1\u00a0h\u00a030 après la clôture.",)


def test_a_jury_mark_alone_on_what_could_not_be_read_is_said() -> None:
    call = campaign(criterion("charte", 100, signal("signed", "charte"), jury=50))

    place = ranking([dossier("1", charte=None)], call, jury={"1": {"charte": Decimal(4)}}).places[0]

    assert "Charte\u00a0: note du comité seule, faute d’élément lisible." in place.alerts


def test_a_simulation_in_one_lot_leaves_the_weights_of_the_others_alone() -> None:
    given = dossier("1", champs=("emploi",), projet=None)

    found = ranking([given], BY_LOT, lot="emploi", weights={"projet": 10, "emploi": 90})

    assert found.places[0].total == 90


def test_a_ranking_of_lots_without_a_lot_is_refused() -> None:
    with pytest.raises(ValueError, match="weights sum to 60"):
        ranking([], BY_LOT)


def test_a_lot_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no lot"):
        rank([], CALL, load(), scores={}, as_of="2019-12-14T08:00:00+01:00", lot="ailleurs")
