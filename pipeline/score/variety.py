"""Variety of a network: the n-th promeneur in a field is worth 1/n, and so is shared.

A dossier counts in each field it ticks, for three fields in all: whoever ticks ten counts
for three tenths in each, so that ticking everything brings nothing.

What all candidates add to a field is shared at one price per unit, the mean slope of the
curve from the network in place to the network with all of them. That is the Aumann–Shapley
price (R. J. Aumann and L. S. Shapley, 1974): it depends on no order, and equals pay alike.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from math import floor

FULL_FIELDS = 3
"""Up to so many fields each counts for one; beyond, they share so many units."""


def presence(fields: Collection[str]) -> Fraction:
    """Give a = min(1, 3/|F|): what a member counts for in each field it ticks."""
    return min(Fraction(1), Fraction(FULL_FIELDS, len(fields))) if fields else Fraction()


def counts(members: Iterable[Collection[str]]) -> dict[str, Fraction]:
    """Give n for each field: the sum of what each member counts for in it."""
    total: dict[str, Fraction] = defaultdict(Fraction)
    for fields in members:
        for field in fields:
            total[field] += presence(fields)
    return dict(total)


def harmonic(units: Fraction) -> Fraction:
    """Give H(x) = 1 + 1/2 + … + 1/⌊x⌋, and a part of the next term for the rest."""
    whole = floor(units)
    steps = sum((Fraction(1, k) for k in range(1, whole + 1)), Fraction())
    return steps + (units - whole) / (whole + 1)


def variety(members: Iterable[Collection[str]], types: Iterable[str] = ()) -> Fraction:
    """Give V(T) = ½·Σ H(n) over fields + ½·Σ H(n) over types of structure."""
    fields = sum((harmonic(n) for n in counts(members).values()), Fraction())
    kinds = sum((harmonic(Fraction(n)) for n in Counter(types).values()), Fraction())
    return (fields + kinds) / 2


def prices(network: Mapping[str, Fraction], all_: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Give the worth of a unit in each field where candidates add to the network."""
    return {
        field: (harmonic(n) - harmonic(before)) / (n - before)
        for field, n in all_.items()
        if n > (before := network.get(field, Fraction()))
    }


def divide(
    network: Iterable[Collection[str]], candidates: Mapping[str, Collection[str]]
) -> dict[str, Fraction]:
    """Divide what all candidates add to the variety of fields; the shares sum to it."""
    in_place = list(network)
    price = prices(counts(in_place), counts([*in_place, *candidates.values()]))
    return {
        name: presence(fields) * sum((price[field] for field in fields), Fraction())
        for name, fields in candidates.items()
    }
