"""Variety of fields: the worked example, exact, and a fair division of gains."""

from fractions import Fraction

import pytest

from pipeline.score.variety import divide, harmonic, presence, variety

R1, R2 = ("loisirs", "engagement"), ("loisirs", "famille")
A, B = ("loisirs", "engagement", "numérique"), ("loisirs", "famille")
C = ("santé", "emploi", "vie pratique", "études", "numérique", "loisirs")
D = ("santé", "emploi")


def in_place() -> Fraction:
    return variety([R1, R2], ["centre social", "centre social"])


def test_the_network_of_the_worked_example_is_worth_2_5() -> None:
    assert in_place() == Fraction("2.5")


@pytest.mark.parametrize(
    ("fields", "kind", "expected"),
    [
        (A, "centre social", "1.0833"),
        (B, "centre social", "0.5833"),
        (C, "mission locale", "1.8333"),
        (D, "PAEJ", "1.5"),
    ],
)
def test_gains_alone_of_the_worked_example(
    fields: tuple[str, ...], kind: str, expected: str
) -> None:
    with_it = variety([R1, R2, fields], ["centre social", "centre social", kind])

    assert round(float(with_it - in_place()), 4) == float(expected)


def test_the_best_pair_of_the_worked_example_adds_3_0833() -> None:
    types = ["centre social", "centre social", "mission locale", "PAEJ"]

    assert variety([R1, R2, C, D], types) - in_place() == Fraction(37, 12)


@pytest.mark.parametrize(
    ("units", "expected"),
    [("0", "0"), ("1", "1"), ("2", "3/2"), ("3", "11/6"), ("1/2", "1/2"), ("5/2", "5/3")],
)
def test_the_nth_of_a_kind_is_worth_one_nth(units: str, expected: str) -> None:
    assert harmonic(Fraction(units)) == Fraction(expected)


@pytest.mark.parametrize(("ticked", "each"), [(1, "1"), (3, "1"), (6, "1/2"), (10, "3/10")])
def test_ticking_more_than_three_fields_counts_for_three(ticked: int, each: str) -> None:
    assert presence([str(n) for n in range(ticked)]) == Fraction(each)


def test_ticking_nothing_counts_for_nothing() -> None:
    assert divide([R1], {"x": ()}) == {"x": 0}


def test_the_shares_add_up_to_what_all_candidates_add() -> None:
    candidates = {"A": A, "B": B, "C": C, "D": D}

    shares = divide([R1, R2], candidates)

    added = variety([R1, R2, *candidates.values()]) - variety([R1, R2])
    assert sum(shares.values()) == 2 * added  # V counts fields for a half


def test_a_field_that_nobody_has_is_worth_more_than_one_in_place() -> None:
    shares = divide([R1, R2], {"rare": ("santé",), "common": ("loisirs",)})

    assert shares == {"rare": 1, "common": Fraction(1, 3)}


def test_twins_get_the_same_share_of_a_unit_that_shrinks() -> None:
    assert divide([], {"x": D, "twin": D}) == {"x": Fraction(3, 2), "twin": Fraction(3, 2)}
