"""The arithmetic of the workbook's formulas, so that each is stored with its result of today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from schemas.campaign import Criterion
from schemas.ranking import CriterionScore, Ranking

Scores = Mapping[str, tuple[CriterionScore, ...]]
"""Number → one score per criterion, in the order of the grid."""

_NOTHING = -1
"""The cents of a dossier that lacks a mark: it stands under the ranked ones, without a rank."""


@dataclass(frozen=True)
class Standing:
    """What the formulas give for one dossier, before anybody changes a weight or a mark.

    `cents` is the total in hundredths, −1 while a mark is missing; `ranks` after the total,
    then after each tie rule; `keys` the mark, in hundredths, that each tie rule compares.
    """

    number: str
    marks: tuple[Decimal | None, ...]
    cents: int
    keys: tuple[int, ...]
    ranks: tuple[int, ...]
    position: int

    @property
    def rank(self) -> int | None:
        """Shared by dossiers that the announced rule leaves equal; None without all marks."""
        return self.ranks[-1] if self.cents >= 0 else None

    @property
    def total(self) -> Decimal | None:
        """Of 100, 2 decimals; None without all marks."""
        return Decimal(self.cents) / 100 if self.cents >= 0 else None


def blend(score: CriterionScore, criterion: Criterion) -> Decimal | None:
    """Give the mark that counts: both parts by their shares, or the one that is there."""
    if criterion.jury_share == 0 or score.jury is None:
        return score.automatic
    if score.automatic is None:
        return Decimal(_rounded(Fraction(score.jury) * 100)) / 100
    share = criterion.jury_share
    mixed = Fraction(score.automatic) * (100 - share) + Fraction(score.jury) * share
    return Decimal(_rounded(mixed)) / 100


def standings(scores: Scores, ranking: Ranking, scale: int) -> tuple[Standing, ...]:
    """Work out every formula of the workbook; the order is that of the dossier numbers."""
    numbers = sorted(scores)
    marks = [tuple(score.mark for score in scores[number]) for number in numbers]
    cents = [_cents(each, ranking.criteria, scale) for each in marks]
    keys = [
        tuple(_key(each[place]) if total >= 0 else _NOTHING for place in appeal(ranking))
        for each, total in zip(marks, cents, strict=True)
    ]
    ranks = _ranks(cents, keys)
    return tuple(
        Standing(
            number=number,
            marks=marks[i],
            cents=cents[i],
            keys=keys[i],
            ranks=ranks[i],
            position=_position(i, [chain[-1] for chain in ranks]),
        )
        for i, number in enumerate(numbers)
    )


def appeal(ranking: Ranking) -> tuple[int, ...]:
    """Give the places in the grid of the criteria that part equals, in order of appeal."""
    places = {criterion.code: i for i, criterion in enumerate(ranking.criteria)}
    return tuple(places[code] for code in ranking.ties if code in places)


def _cents(marks: Sequence[Decimal | None], criteria: Sequence[Criterion], scale: int) -> int:
    if any(mark is None for mark in marks):
        return _NOTHING
    pairs = zip(marks, criteria, strict=True)
    return _rounded(sum((Fraction(m or 0) * 100 * c.weight for m, c in pairs), Fraction()) / scale)


def _key(mark: Decimal | None) -> int:
    return _NOTHING if mark is None else _rounded(Fraction(mark) * 100)


def _ranks(cents: Sequence[int], keys: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    chains = [[1 + sum(other > mine for other in cents)] for mine in cents]
    for column in zip(*keys, strict=True):
        before = [chain[-1] for chain in chains]
        for i, chain in enumerate(chains):
            equals = (key for rank, key in zip(before, column, strict=True) if rank == before[i])
            chain.append(before[i] + sum(key > column[i] for key in equals))
    return [tuple(chain) for chain in chains]


def _position(i: int, ranks: Sequence[int]) -> int:
    return ranks[i] + sum(rank == ranks[i] for rank in ranks[:i])


def _rounded(value: Fraction) -> int:
    # Halves upwards, as ROUND does with the positive numbers of a grid.
    return floor(value + Fraction(1, 2))
