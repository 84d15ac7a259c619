"""Marks of the dossiers: facts, the set, and the jury's part."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from pipeline.geo import load
from pipeline.score import score
from schemas.campaign import Campaign, Lot
from schemas.candidature import Dossier
from schemas.form import Condition
from schemas.ranking import CriterionScore, Fact
from tests.judging import (
    CHARTER,
    COVERAGE,
    PROJECT,
    VARIETY,
    campaign,
    criterion,
    dossier,
    member,
    signal,
)


def marks(dossiers: list[Dossier], call: Campaign) -> dict[str, Decimal | None]:
    found = score(dossiers, call, load())
    return {number: scores[0].mark for number, scores in found.items()}


def first_fact(dossiers: list[Dossier], call: Campaign, number: str) -> Fact:
    return score(dossiers, call, load())[number][0].facts[0]


def jury_scores(share: int, given: Mapping[str, Decimal]) -> CriterionScore:
    call = campaign(criterion("projet", 100, signal("answered", "projet"), jury=share))
    return score([dossier("1")], call, load(), jury={"1": given})["1"][0]


def test_only_dossiers_that_are_judged_get_marks() -> None:
    states = ("recevable", "a_regulariser", "irrecevable", "illisible", "doublon", "retire")
    dossiers = [dossier(state, state=state) for state in states]

    assert sorted(score(dossiers, campaign(PROJECT, CHARTER), load())) == [
        "a_regulariser",
        "recevable",
    ]


def test_the_automatic_mark_weighs_the_known_facts_only() -> None:
    call = campaign(
        criterion(
            "projet",
            100,
            signal("answered", "projet", weight=3),
            signal("signed", "charte"),
            signal("ticked", "champs", weight=7),
        )
    )
    given = dossier("1", charte=False, flagged=("champs",))

    assert marks([given], call) == {"1": Decimal("3.75")}


def test_no_known_fact_is_no_mark() -> None:
    given = dossier("1", charte=None)
    call = campaign(criterion("charte", 100, signal("signed", "charte")))

    assert marks([given], call) == {"1": None}


def test_points_are_marks_times_weight_over_the_scale() -> None:
    scores = score([dossier("1", projet=None)], campaign(PROJECT, CHARTER), load())["1"]

    assert [s.points for s in scores] == [0, 40]


def test_the_automatic_mark_stands_until_the_jury_gives_its_own() -> None:
    found = jury_scores(80, {})

    assert (found.automatic, found.jury, found.mark) == (5, None, 5)


@pytest.mark.parametrize(
    ("share", "jury", "mark"), [(80, "2", "2.60"), (100, "2", "2.00"), (0, "2", "5.00")]
)
def test_the_jury_counts_for_its_share(share: int, jury: str, mark: str) -> None:
    assert jury_scores(share, {"projet": Decimal(jury)}).mark == Decimal(mark)


def test_the_jury_alone_marks_what_could_not_be_read() -> None:
    call = campaign(criterion("charte", 100, signal("signed", "charte"), jury=50))

    found = score([dossier("1", charte=None)], call, load(), jury={"1": {"charte": Decimal(3)}})

    assert found["1"][0].mark == 3


def test_the_dossier_that_adds_most_to_the_coverage_has_the_best_mark() -> None:
    call = campaign(COVERAGE, network=(member("Lens", "62300"),))
    calais = dossier("1", ville="Calais", code_postal="62100")
    lens = dossier("2")

    assert marks([calais, lens], call) == {"1": 5, "2": 0}


def test_two_dossiers_of_one_commune_have_equal_marks_and_half_the_share() -> None:
    call = campaign(COVERAGE)
    calais = [dossier(n, ville="Calais", code_postal="62100") for n in ("1", "2")]
    alone = dossier("3", ville="Saint-Omer", code_postal="62500")

    with_twin = marks([*calais, alone], call)

    assert with_twin["1"] == with_twin["2"]
    assert with_twin["3"] == 5


def test_a_set_mark_changes_when_the_other_candidates_do() -> None:
    call = campaign(COVERAGE)
    calais, desvres = (
        dossier("1", ville="Calais", code_postal="62100"),
        dossier("2", ville="Desvres", code_postal="62240"),
    )
    boulogne = dossier("3", ville="Boulogne-sur-Mer", code_postal="62200")

    before, after = marks([calais, desvres], call), marks([calais, desvres, boulogne], call)

    assert before["1"] == after["1"] == 5
    assert (before["2"] or 0) > (after["2"] or 0) > 0


def test_the_network_in_place_lowers_the_marks_around_it() -> None:
    dossiers = [dossier("1"), dossier("2", ville="Calais", code_postal="62100")]

    without, with_network = (
        marks(dossiers, campaign(COVERAGE, network=network))
        for network in ((), (member("Liévin", "62800"),))
    )

    assert (without["1"] or 0) > (with_network["1"] or 0)


def test_the_fact_of_coverage_names_the_nearest_in_place_and_the_dossiers_compared() -> None:
    call = campaign(COVERAGE, network=(member("Boulogne-sur-Mer", "62200"),))
    dossiers = [
        dossier("1", ville="Calais", code_postal="62100"),
        dossier("2", ville="Marck", code_postal="62730"),
        dossier("3", ville="Arras", code_postal="62000"),
    ]

    found = first_fact(dossiers, call, "1")

    assert found.compared_with == ("2",)
    assert "Structure de Boulogne-sur-Mer (Boulogne-sur-Mer), à 30,5\u00a0km" in found.text
    assert "partagé avec l’autre dossier" in found.text


def test_a_commune_that_is_not_recognised_has_no_mark_and_takes_nothing_from_others() -> None:
    call = campaign(COVERAGE)
    lens, lost = dossier("1"), dossier("2", ville="Ternois", code_postal=None)

    assert marks([lens, lost], call) == {"1": 5, "2": None}


def test_a_commune_in_doubt_counts_when_the_postal_code_says_the_same() -> None:
    call = campaign(COVERAGE)
    confirmed = dossier("1", flagged=("ville",))
    alone = dossier("2", code_postal=None, flagged=("ville",))

    assert marks([confirmed, alone], call) == {"1": 5, "2": None}


def test_a_network_that_covers_all_leaves_zero_to_everyone() -> None:
    call = campaign(COVERAGE, network=(member("Lens", "62300"),))

    assert marks([dossier("1"), dossier("2")], call) == {"1": 0, "2": 0}


def test_a_rare_field_is_worth_more_than_a_common_one() -> None:
    call = campaign(VARIETY, network=(member("Lens", "62300", "emploi"),))
    dossiers = [dossier("1", champs=("sante",)), dossier("2", champs=("emploi",))]

    assert marks(dossiers, call) == {"1": 5, "2": Decimal("2.5")}


def test_ticking_every_box_does_not_beat_what_is_rare() -> None:
    call = campaign(VARIETY, network=(member("Lens", "62300", "emploi", "famille"),))
    everything = ("sante", "emploi", "mobilite", "famille", "numerique")
    dossiers = [
        dossier("1", champs=("sante", "mobilite", "numerique")),
        dossier("2", champs=everything),
    ]

    found = marks(dossiers, call)

    assert found["1"] == 5
    assert (found["2"] or 0) < 5


def test_a_box_that_asks_for_words_is_no_rare_field() -> None:
    call = campaign(VARIETY)
    dossiers = [dossier("1", champs=("autre",)), dossier("2", champs=("emploi", "autre"))]

    assert marks(dossiers, call) == {"1": 0, "2": 5}


def test_fields_in_doubt_have_no_mark() -> None:
    dossiers = [dossier("1"), dossier("2", flagged=("champs",))]

    assert marks(dossiers, campaign(VARIETY)) == {"1": 5, "2": None}


def test_the_fact_of_variety_names_the_rare_field_and_who_else_ticks_it() -> None:
    call = campaign(VARIETY, network=(member("Lens", "62300", "emploi"),))
    dossiers = [
        dossier("1", champs=("sante", "emploi")),
        dossier("2", champs=("sante",)),
        dossier("3", champs=("emploi",)),
    ]

    found = first_fact(dossiers, call, "1")

    assert found.compared_with == ("2",)
    assert (
        "Le plus rare\u00a0: Sante (0\u00a0promeneur en place, 1\u00a0autre dossier)" in found.text
    )


def test_marks_do_not_depend_on_the_order_of_the_dossiers() -> None:
    call = campaign(
        criterion("geographie", 50, signal("coverage")), criterion("angle", 50, signal("variety"))
    )
    towns = (("Calais", "62100"), ("Lens", "62300"), ("Desvres", "62240"), ("Arras", "62000"))
    dossiers = [
        dossier(str(n), ville=town, code_postal=code, champs=("sante", "emploi")[: n % 3])
        for n, (town, code) in enumerate(towns)
    ]

    assert score(dossiers, call, load()) == score(dossiers[::-1], call, load())


LOTS = (
    Lot(
        id="sante",
        title="Santé",
        field="champs",
        code="sante",
        conditions=(Condition(key="projet", has="Un projet."),),
    ),
)


def test_a_dossier_is_marked_in_the_lots_whose_conditions_it_all_meets() -> None:
    call = campaign(
        criterion("projet", 100, signal("answered", "projet"), lots=("sante",)), lots=LOTS
    )
    dossiers = [
        dossier("1", champs=("sante", "emploi")),
        dossier("2", champs=("emploi",)),
        dossier("3", champs=("sante",), projet="Un autre."),
    ]

    assert list(score(dossiers, call, load(), lot="sante")) == ["1"]


def test_a_grid_by_lots_refuses_to_mark_without_one() -> None:
    call = campaign(criterion("projet", 100, lots=("sante",)), lots=LOTS)

    with pytest.raises(ValueError, match="name one"):
        score([dossier("1")], call, load())


def test_a_lot_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no lot"):
        score([dossier("1")], campaign(PROJECT, CHARTER, lots=LOTS), load(), lot="ailleurs")
