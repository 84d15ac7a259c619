"""What holds of the shares and marks of any set of candidates."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pipeline.score import coverage, variety
from pipeline.score.exact import half_up, relative

PLACES = 6
SHARES = st.sampled_from([Decimal("0.2"), Decimal("0.5"), Decimal(1)])
REACH = st.dictionaries(st.integers(0, PLACES - 1), SHARES, max_size=PLACES)
POPULATIONS = st.lists(st.integers(0, 9999), min_size=PLACES, max_size=PLACES)
CANDIDATES = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), REACH, max_size=6)
FIELDS = st.frozensets(st.sampled_from("uvwxyz"), max_size=6)
TICKERS = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), FIELDS, max_size=6)


@given(POPULATIONS, REACH, CANDIDATES)
def test_coverage_is_divided_without_rest(
    populations: list[int], network: coverage.Reach, candidates: dict[str, coverage.Reach]
) -> None:
    shares = coverage.divide(populations, network, candidates)

    before = coverage.covered(populations, [network])
    after = coverage.covered(populations, [network, *candidates.values()])
    assert sum(shares.values()) == after - before


@given(POPULATIONS, REACH, CANDIDATES)
def test_no_share_of_coverage_exceeds_the_gain_alone(
    populations: list[int], network: coverage.Reach, candidates: dict[str, coverage.Reach]
) -> None:
    shares = coverage.divide(populations, network, candidates)

    for name, share in shares.items():
        assert 0 <= share <= coverage.gain(populations, network, candidates[name])


@given(POPULATIONS, REACH, CANDIDATES)
def test_coverage_shares_do_not_depend_on_the_order(
    populations: list[int], network: coverage.Reach, candidates: dict[str, coverage.Reach]
) -> None:
    backwards = dict(reversed(candidates.items()))

    assert coverage.divide(populations, network, candidates) == coverage.divide(
        populations, network, backwards
    )


@given(POPULATIONS, REACH, CANDIDATES, REACH)
def test_one_more_candidate_never_raises_the_share_of_another(
    populations: list[int],
    network: coverage.Reach,
    candidates: dict[str, coverage.Reach],
    newcomer: coverage.Reach,
) -> None:
    before = coverage.divide(populations, network, candidates)
    after = coverage.divide(populations, network, {**candidates, "new": newcomer})

    assert all(after[name] <= share for name, share in before.items())


@given(POPULATIONS, REACH, REACH, REACH)
def test_coverage_grows_and_grows_less_and_less(
    populations: list[int], one: coverage.Reach, two: coverage.Reach, more: coverage.Reach
) -> None:
    small, large = [one], [one, two]

    gains = [
        coverage.covered(populations, [*base, more]) - coverage.covered(populations, base)
        for base in (small, large)
    ]

    assert gains[0] >= gains[1] >= 0


@given(st.lists(FIELDS, max_size=5), TICKERS)
def test_variety_is_divided_without_rest(
    network: list[frozenset[str]], candidates: dict[str, frozenset[str]]
) -> None:
    shares = variety.divide(network, candidates)

    added = variety.variety([*network, *candidates.values()]) - variety.variety(network)
    assert sum(shares.values()) == 2 * added


@given(st.lists(FIELDS, max_size=5), TICKERS)
def test_those_who_tick_the_same_fields_have_the_same_share(
    network: list[frozenset[str]], candidates: dict[str, frozenset[str]]
) -> None:
    shares = variety.divide(network, candidates)

    by_fields = {(fields, shares[name]) for name, fields in candidates.items()}
    assert len(by_fields) == len(set(candidates.values()))


@given(st.fractions(0, 50), st.fractions(0, 50))
def test_the_harmonic_curve_rises_and_bends_down(one: Fraction, other: Fraction) -> None:
    low, high = sorted((one, other))

    assert variety.harmonic(low) <= variety.harmonic(high)
    assert variety.harmonic((low + high) / 2) * 2 >= variety.harmonic(low) + variety.harmonic(high)


@given(st.dictionaries(st.text(max_size=2), st.fractions(0, 100), min_size=1, max_size=8))
def test_marks_keep_the_order_of_shares_and_the_best_has_the_full_mark(
    shares: dict[str, Fraction],
) -> None:
    values = relative(shares, 5)

    ranked = sorted(shares, key=lambda name: shares[name])
    assert [values[n] for n in ranked] == sorted(values.values())
    assert max(values.values()) == (1 if any(shares.values()) else 0)


@given(st.fractions(0, 1000))
def test_rounding_is_within_half_a_cent_and_halves_go_up(value: Fraction) -> None:
    rounded = Fraction(half_up(value))

    assert -Fraction(1, 200) < rounded - value <= Fraction(1, 200)
