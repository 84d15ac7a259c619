"""Coverage of a population: the worked example, exact, and a fair division of gains."""

from decimal import Decimal
from fractions import Fraction

import pytest

from pipeline.score.coverage import (
    Reach,
    covered,
    divide,
    gain,
    share_within,
    sharers,
    together,
)
from tests.judging import RADII


def reach(*shares: str) -> Reach:
    return {rank: Decimal(share) for rank, share in enumerate(shares) if Decimal(share)}


YOUTH = (30, 25, 15, 12, 10, 8)
R1, R2 = reach("1", ".5", "0", "0", "0", "0"), reach("0", "0", "1", ".2", "0", "0")
A, B = reach("1", ".5", ".2", "0", "0", "0"), reach(".5", "1", "0", "0", "0", "0")
C, D = reach("0", "0", ".2", "1", ".5", "0"), reach("0", "0", "0", ".5", "1", ".5")
NETWORK = together([R1, R2])


def test_the_network_of_the_worked_example_covers_59_9_points() -> None:
    assert covered(YOUTH, [R1, R2]) == Fraction("59.9")


@pytest.mark.parametrize(
    ("candidate", "expected"), [(A, "0"), (B, "12.5"), (C, "14.6"), (D, "17.6")]
)
def test_gains_alone_of_the_worked_example(candidate: Reach, expected: str) -> None:
    assert gain(YOUTH, NETWORK, candidate) == Fraction(expected)


def test_the_best_pair_of_the_worked_example_adds_30_1_points() -> None:
    assert covered(YOUTH, [R1, R2, B, D]) - covered(YOUTH, [R1, R2]) == Fraction("30.1")


def test_each_step_of_coverage_is_shared_by_those_who_reach_it() -> None:
    # Z2: B alone, half of 25. Z4 over 0.2: C and D to 0.5, C on to 1. Z5: both to 0.5,
    # D on to 1. Z6: D alone.
    shares = divide(YOUTH, NETWORK, {"A": A, "B": B, "C": C, "D": D})

    assert shares == {
        "A": 0,
        "B": Fraction("12.5"),
        "C": Fraction("1.8") + 6 + Fraction("2.5"),
        "D": Fraction("1.8") + Fraction("2.5") + 5 + 4,
    }


def test_the_shares_add_up_to_what_all_candidates_add() -> None:
    candidates = {"A": A, "B": B, "C": C, "D": D}

    shares = divide(YOUTH, NETWORK, candidates)

    together_ = covered(YOUTH, [R1, R2, *candidates.values()])
    assert sum(shares.values()) == together_ - covered(YOUTH, [R1, R2])


def test_twins_share_what_one_of_them_would_have_had() -> None:
    alone = divide(YOUTH, NETWORK, {"B": B})["B"]

    assert divide(YOUTH, NETWORK, {"B": B, "twin": B}) == {"B": alone / 2, "twin": alone / 2}


def test_candidates_who_gain_the_same_commune_are_named_to_each_other() -> None:
    found = sharers(NETWORK, {"A": A, "B": B, "C": C, "D": D})

    assert found == {"A": (), "B": (), "C": ("D",), "D": ("C",)}


def test_nobody_to_cover_gives_no_gain() -> None:
    assert divide((), {}, {"A": {}}) == {"A": 0}


@pytest.mark.parametrize(
    ("kilometres", "share"),
    [(0.0, "1"), (5.0, "1"), (5.001, "0.5"), (15.0, "0.5"), (30.0, "0.2"), (30.001, "0")],
)
def test_a_radius_holds_its_own_edge(kilometres: float, share: str) -> None:
    assert share_within(kilometres, RADII) == Decimal(share)


def test_the_order_in_which_radii_are_written_changes_nothing() -> None:
    assert share_within(4.0, RADII[::-1]) == 1
