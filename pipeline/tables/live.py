"""The arithmetic of the workbook's formulas, so that each is stored with its result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from schemas.campaign import Criterion
from schemas.ranking import CriterionScore, Ranking

MISSING = -1
"""Stands for a mark that nobody gave when equals are parted: after 0, before nothing."""


@dataclass(frozen=True)
class Standing:
    """What the formulas give for one dossier, before anybody changes a weight or a mark."""

    number: str
    marks: tuple[Decimal | None, ...]
    total: Decimal
    below: bool
    ranks: tuple[int, ...]
    position: int
    proposal: str
    missing: int

    @property
    def rank(self) -> int:
        """Shared by dossiers that the announced rule leaves equal."""
        return self.ranks[-1]


def blend(score: CriterionScore, criterion: Criterion) -> Decimal | None:
    """Give the mark that counts: both parts by their shares, or the one that is there."""
    if criterion.jury_share == 0 or score.jury is None:
        return score.automatic
    if score.automatic is None:
        return score.jury
    share = criterion.jury_share
    mixed = score.automatic * (100 - share) + score.jury * share
    return _rounded(mixed / 100)


def standings(ranking: Ranking, scale: int) -> tuple[Standing, ...]:
    """Work out every formula of the workbook; the order is that of the dossier numbers."""
    rows = sorted(ranking.places, key=lambda place: place.dossier)
    scored = [{score.code: score for score in place.scores} for place in rows]
    marks = [tuple(_mark(by, c) for c in ranking.criteria) for by in scored]
    totals = [_total(each, ranking.criteria, scale) for each in marks]
    chains = _chains(ranking, marks, totals)
    below = [place.proposal == "sous_seuil" for place in rows]
    return tuple(
        Standing(
            number=place.dossier,
            marks=marks[i],
            total=totals[i],
            below=below[i],
            ranks=chains[i],
            position=_position(i, [chain[-1] for chain in chains]),
            proposal=place.proposal,
            missing=sum(mark is None for mark in marks[i]),
        )
        for i, place in enumerate(rows)
    )


def appeal(ranking: Ranking) -> tuple[int, ...]:
    """Give the places in the grid of the criteria that part equals, in order of appeal."""
    places = {criterion.code: i for i, criterion in enumerate(ranking.criteria)}
    return tuple(places[code] for code in ranking.ties if code in places)


def _mark(by_code: Mapping[str, CriterionScore], criterion: Criterion) -> Decimal | None:
    score = by_code.get(criterion.code)
    return None if score is None else score.mark


def _total(
    marks: Sequence[Decimal | None], criteria: Sequence[Criterion], scale: int
) -> Decimal:
    points = (m * c.weight for m, c in zip(marks, criteria, strict=True) if m is not None)
    return _rounded(sum(points, Decimal(0)) / scale)


def _chains(
    ranking: Ranking, marks: Sequence[Sequence[Decimal | None]], totals: Sequence[Decimal]
) -> list[tuple[int, ...]]:
    ranks = [[1 + sum(other > mine for other in totals)] for mine in totals]
    for place in appeal(ranking):
        column = [Decimal(MISSING) if each[place] is None else each[place] for each in marks]
        before = [chain[-1] for chain in ranks]
        for i, chain in enumerate(ranks):
            chain.append(before[i] + _better_equals(i, before, column))
    return [tuple(chain) for chain in ranks]


def _better_equals(i: int, before: Sequence[int], column: Sequence[Decimal | None]) -> int:
    mine = column[i]
    return sum(
        rank == before[i] and mark is not None and mine is not None and mark > mine
        for rank, mark in zip(before, column, strict=True)
    )


def _position(i: int, ranks: Sequence[int]) -> int:
    return ranks[i] + sum(rank == ranks[i] for rank in ranks[:i])


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)
