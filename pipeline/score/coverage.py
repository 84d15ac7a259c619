"""Coverage of a population by promeneurs, and a fair division of what candidates add to it.

Within a radius, a commune counts for a share ρ of its population; a network covers it as
well as its nearest member does. All quantities are in points: 100 is the whole population.
Exact: populations are integers, ρ decimals, quotients fractions.

Why a division: what a candidate adds alone would pay two neighbours twice for the same
young people, and what it adds after the others would pay neither. Each step of coverage
above the network in place is therefore shared equally by the candidates that reach it,
which is the Shapley value of the coverage game (L. S. Shapley, 1953; for such « airport
games », Littlechild and Owen, 1973). It depends on no order, and equals get the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from schemas.campaign import Radius

Reach = Mapping[int, Decimal]
"""Rank of a commune → ρ, the share of its population that counts; absent means 0."""


def share_within(kilometres: float, radii: Sequence[Radius]) -> Decimal:
    """Give ρ at a distance: the best share among the radii that hold it, else 0."""
    # Both are decimals of few digits made floats the same way: 5.0 lies within 5 exactly.
    return max((r.share for r in radii if kilometres <= float(r.km)), default=Decimal())


def together(reaches: Iterable[Reach]) -> dict[int, Decimal]:
    """Give the reach of several members: for each commune the best of theirs."""
    best: dict[int, Decimal] = {}
    for reach in reaches:
        for place, share in reach.items():
            if share > best.get(place, 0):
                best[place] = share
    return best


def covered(populations: Sequence[int], reaches: Iterable[Reach]) -> Fraction:
    """Give G(T) = 100·Σ w·max ρ: the points of population that these members cover."""
    people = sum((populations[p] * s for p, s in together(reaches).items()), Decimal())
    return _points(people, populations)


def gain(populations: Sequence[int], network: Reach, candidate: Reach) -> Fraction:
    """Give G(R + i) − G(R): the points that a candidate alone adds to the network."""
    people = sum(
        (
            populations[place] * (share - network.get(place, Decimal()))
            for place, share in candidate.items()
            if share > network.get(place, 0)
        ),
        Decimal(),
    )
    return _points(people, populations)


def divide(
    populations: Sequence[int], network: Reach, candidates: Mapping[str, Reach]
) -> dict[str, Fraction]:
    """Divide what all candidates add to the network; the shares sum to that gain.

    Returns:
        Points of each candidate, in the order given.
    """
    # Summed by number of sharers, so that few fractions are added however many communes.
    sums: dict[str, dict[int, Decimal]] = {name: defaultdict(Decimal) for name in candidates}
    for place, height, sharers in _steps(network, candidates):
        people = populations[place] * height
        for name in sharers:
            sums[name][len(sharers)] += people
    total = sum(populations)
    return {
        name: sum((Fraction(p) / n for n, p in by.items()), Fraction()) * 100 / (total or 1)
        for name, by in sums.items()
    }


def sharers(network: Reach, candidates: Mapping[str, Reach]) -> dict[str, tuple[str, ...]]:
    """Give, for each candidate, the others that share with it a step of coverage."""
    names = list(candidates)
    bit = {name: 1 << rank for rank, name in enumerate(names)}
    masks = dict.fromkeys(names, 0)
    for _, _, members in _steps(network, candidates):
        mask = sum(bit[name] for name in members)
        for name in members:
            masks[name] |= mask
    return {
        name: tuple(other for other in names if other != name and masks[name] & bit[other])
        for name in names
    }


def _steps(
    network: Reach, candidates: Mapping[str, Reach]
) -> Iterable[tuple[int, Decimal, list[str]]]:
    """Yield commune, height and members of each step of coverage above the network."""
    at: dict[int, list[tuple[Decimal, str]]] = defaultdict(list)
    for name, reach in candidates.items():
        for place, share in reach.items():
            if share > network.get(place, 0):
                at[place].append((share, name))
    for place, reached in at.items():
        floor = network.get(place, Decimal())
        for level in sorted({share for share, _ in reached}):
            yield place, level - floor, [name for share, name in reached if share >= level]
            floor = level


def _points(people: Decimal, populations: Sequence[int]) -> Fraction:
    return Fraction(people) * 100 / (sum(populations) or 1)
