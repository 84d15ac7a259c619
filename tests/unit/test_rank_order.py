"""The order of totals: ties shown, parted as announced, cut between equals never."""

from decimal import Decimal

import pytest

from pipeline.rank.order import Standing, below_floor, order, proposals, total
from schemas.ranking import CriterionScore
from tests.judging import criterion


def standings(totals: str, **marks: str) -> list[tuple[str, int, str | None]]:
    """Rank dossiers a, b, c… with these totals; `marks` gives theirs on each criterion."""
    names = "abcdefgh"[: len(totals.split())]
    given = {
        name: {code: Decimal(row.split()[n]) for code, row in marks.items()}
        for n, name in enumerate(names)
    }
    points = dict(zip(names, map(Decimal, totals.split()), strict=True))
    return [(s.dossier, s.rank, s.parted_by) for s in order(points, given, list(marks))]


def test_the_best_total_comes_first() -> None:
    assert standings("12.5 80 31.25") == [("b", 1, None), ("c", 2, None), ("a", 3, None)]


def test_equal_totals_share_a_rank_and_the_next_is_left_out() -> None:
    ranks = [rank for _, rank, _ in standings("90 70 70 50")]

    assert ranks == [1, 2, 2, 4]


def test_the_announced_criterion_parts_equal_totals_and_is_named() -> None:
    assert standings("70 70", coherence="3 4") == [("b", 1, "coherence"), ("a", 2, "coherence")]


def test_the_next_criterion_parts_those_still_equal() -> None:
    found = standings("70 70 70", coherence="3 4 3", angle="1 1 2")

    assert found == [("b", 1, "coherence"), ("c", 2, "coherence"), ("a", 3, "angle")]


def test_those_whom_no_criterion_parts_stay_equal() -> None:
    found = order(
        {"a": Decimal(70), "b": Decimal(70), "c": Decimal(70)},
        {"a": {"x": Decimal(3)}, "b": {"x": Decimal(3)}, "c": {"x": Decimal(2)}},
        ["x"],
    )

    assert [(s.dossier, s.rank, s.tied_with) for s in found] == [
        ("a", 1, ("b",)),
        ("b", 1, ("a",)),
        ("c", 3, ()),
    ]


def test_the_criterion_of_the_tie_rule_parts_nothing_but_equal_totals() -> None:
    assert standings("71 70", coherence="0 5") == [("a", 1, None), ("b", 2, None)]


def test_a_total_is_exact_and_rounded_once() -> None:
    scores = [CriterionScore(code=c, mark=Decimal(m)) for c, m in (("a", "3.33"), ("b", "1.67"))]

    # 3.33 × 17 ÷ 5 = 11.322, 1.67 × 83 ÷ 5 = 27.722: 39.044.
    assert total(scores, {"a": 17, "b": 83}, 5) == Decimal("39.04")


def test_a_half_cent_is_rounded_up() -> None:
    assert total([CriterionScore(code="a", mark=Decimal("0.01"))], {"a": 25}, 50) == Decimal("0.01")


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (None, ["aucune"] * 5),
        (0, ["liste_attente"] * 5),
        (1, ["retenu", *["liste_attente"] * 4]),
        (2, ["retenu", *["a_departager"] * 3, "liste_attente"]),
        (3, ["retenu", *["a_departager"] * 3, "liste_attente"]),
        (4, [*["retenu"] * 4, "liste_attente"]),
        (9, ["retenu"] * 5),
    ],
)
def test_a_proposal_never_falls_between_equals(places: int | None, expected: list[str]) -> None:
    ranked = [
        Standing(dossier=name, total=Decimal(9), rank=rank)
        for name, rank in zip("abcde", (1, 2, 2, 2, 5), strict=True)
    ]

    assert [proposals(ranked, frozenset(), places)[s.dossier] for s in ranked] == expected


def test_who_is_below_a_floor_takes_no_place() -> None:
    ranked = [Standing(dossier=n, total=Decimal(9), rank=r) for r, n in enumerate("abc", 1)]

    assert proposals(ranked, frozenset("a"), 1) == {
        "a": "sous_seuil",
        "b": "retenu",
        "c": "liste_attente",
    }


@pytest.mark.parametrize(
    ("jury_share", "jury", "mark", "below"),
    [
        (80, "1.5", "3", True),
        (80, "2", "1", False),
        (80, None, "1", False),  # the jury has not judged yet
        (0, None, "1.99", True),
        (0, None, "2", False),
    ],
)
def test_a_floor_judges_what_people_judged(
    jury_share: int, jury: str | None, mark: str, *, below: bool
) -> None:
    given = CriterionScore(code="x", jury=Decimal(jury) if jury else None, mark=Decimal(mark))
    asked = {"x": criterion("x", 100, jury=jury_share, floor=Decimal(2))}

    assert below_floor([given], asked, (Decimal(50), None)) is below


@pytest.mark.parametrize(
    ("jury", "reached", "below"),
    [("3", "49.99", True), ("3", "50", False), (None, "10", False)],
)
def test_the_floor_of_the_total_waits_for_the_jury(
    jury: str | None, reached: str, *, below: bool
) -> None:
    given = CriterionScore(code="x", jury=Decimal(jury) if jury else None, mark=Decimal(1))
    asked = {"x": criterion("x", 100, jury=100)}

    assert below_floor([given], asked, (Decimal(reached), Decimal(50))) is below
