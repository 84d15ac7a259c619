"""Put totals in order: ties shown, parted by the announced rule only, cut by the places."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Literal

from schemas.base import Record
from schemas.campaign import Criterion
from schemas.ranking import CriterionScore

Proposal = Literal["retenu", "liste_attente", "a_departager", "sous_seuil", "aucune"]

_CENT = Decimal("0.01")
_NO_MARK = Decimal(-1)


class Standing(Record):
    """The place of one dossier: its rank, its equals, and what parted it from others."""

    dossier: str
    total: Decimal
    rank: int
    tied_with: tuple[str, ...] = ()
    parted_by: str | None = None


def total(scores: Sequence[CriterionScore], weights: Mapping[str, int], scale: int) -> Decimal:
    """Give Σ mark × weight ÷ scale, exact, rounded once to 0.01; a missing mark counts 0."""
    points = sum(((s.mark or Decimal()) * weights[s.code] for s in scores), Decimal())
    return (points / scale).quantize(_CENT, ROUND_HALF_UP)


def order(
    totals: Mapping[str, Decimal],
    marks: Mapping[str, Mapping[str, Decimal]],
    ties: Sequence[str],
) -> tuple[Standing, ...]:
    """Rank by total, then by the marks on the criteria that part ties, in their order.

    Dossiers that are still equal share a rank, and the next rank is left out: 1, 2, 2, 4.
    They stand by number, which says nothing of their worth.

    Args:
        totals: number → total, rounded.
        marks: number → criterion code → mark.
        ties: criterion codes, in order of appeal.
    """

    def keys(name: str) -> tuple[Decimal, ...]:
        return (totals[name], *(marks[name].get(code, _NO_MARK) for code in ties))

    sorted_ = sorted(totals, key=lambda name: (*(-k for k in keys(name)), name))
    standings: list[Standing] = []
    for _, group in groupby(sorted_, key=lambda name: totals[name]):
        equals = [list(same) for _, same in groupby(group, key=keys)]
        first = len(standings) + 1
        for position, same in enumerate(equals):
            # Parted from the equals just above; the first of them from those just below.
            other = equals[position - 1] if position else equals[1] if len(equals) > 1 else same
            parted = _parted_by(keys(same[0]), keys(other[0]), ties)
            standings += [
                Standing(
                    dossier=name,
                    total=totals[name],
                    rank=first,
                    tied_with=tuple(twin for twin in same if twin != name),
                    parted_by=parted,
                )
                for name in same
            ]
            first += len(same)
    return tuple(standings)


def _parted_by(
    one: tuple[Decimal, ...], other: tuple[Decimal, ...], ties: Sequence[str]
) -> str | None:
    differing = (code for code, a, b in zip(ties, one[1:], other[1:], strict=True) if a != b)
    return next(differing, None)


def below_floor(
    scores: Sequence[CriterionScore],
    criteria: Mapping[str, Criterion],
    overall: tuple[Decimal, Decimal | None],
) -> bool:
    """Tell whether a dossier falls below a floor that the call announces.

    A floor judges what people judged: on a criterion that the jury marks it looks at the
    jury's mark alone, and on the total only once no jury mark is missing.

    Args:
        scores: of the dossier.
        criteria: by code.
        overall: its total, and the floor of the total.
    """
    for score in scores:
        criterion = criteria[score.code]
        judged = score.jury if criterion.jury_share else score.mark
        if criterion.floor is not None and judged is not None and judged < criterion.floor:
            return True
    reached, floor = overall
    complete = all(s.jury is not None or not criteria[s.code].jury_share for s in scores)
    return floor is not None and complete and reached < floor


def proposals(
    standings: Sequence[Standing], below: frozenset[str], places: int | None
) -> dict[str, Proposal]:
    """Propose by the places open; the cut never falls between equals.

    Args:
        standings: in order of rank.
        below: dossiers below a floor: they take no place.
        places: places open; None when the call announces no number.
    """
    given: dict[str, Proposal] = dict.fromkeys(below, "sous_seuil")
    above = [s for s in standings if s.dossier not in below]
    taken = 0
    for _, group in groupby(above, key=lambda s: s.rank):
        equals = list(group)
        proposal = _proposal(taken, len(equals), places)
        given |= {s.dossier: proposal for s in equals}
        taken += len(equals)
    return given


def _proposal(taken: int, equals: int, places: int | None) -> Proposal:
    if places is None:
        return "aucune"
    if taken + equals <= places:
        return "retenu"
    return "liste_attente" if taken >= places else "a_departager"
