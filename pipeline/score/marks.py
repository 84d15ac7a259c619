"""Stage: mark each judged dossier on each criterion, from its facts and the jury's marks."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from pipeline.geo import Gazetteer
from pipeline.geo.place import locate
from pipeline.score.angle import Angle
from pipeline.score.exact import half_up
from pipeline.score.geography import Geography
from pipeline.score.lots import applies
from pipeline.score.signals import Seen, fact
from schemas.campaign import Campaign, Criterion, Signal
from schemas.candidature import Dossier
from schemas.ranking import CriterionScore, Fact

JUDGED = ("recevable", "a_regulariser")
"""States in which a dossier is marked: what is missing is asked for, not held against it."""

Jury = Mapping[str, Mapping[str, Decimal]]
"""Dossier number → criterion code → mark given by the jury, 0 to the scale."""

_WHOLE = 100


def score(
    dossiers: Sequence[Dossier],
    campaign: Campaign,
    gazetteer: Gazetteer,
    *,
    lot: str | None = None,
    jury: Jury | None = None,
) -> Mapping[str, tuple[CriterionScore, ...]]:
    """Mark the dossiers that are judged, in all criteria of the lot.

    Marks do not depend on the weights, nor on the order of the dossiers.

    Args:
        dossiers: all received ones; only admissible ones that apply for the lot are marked.
        campaign: grid, form and network in place.
        gazetteer: where the communes are.
        lot: identity of the lot, or None for a call without lots.
        jury: marks given so far.

    Returns:
        Number → one score per criterion, in the order of the grid; by number.
    """
    questions = {question.key: question for question in campaign.form.questions}
    seen = {
        d.number: Seen(dossier=d, questions=questions, place=locate(d, campaign, gazetteer))
        for d in sorted(dossiers, key=lambda d: d.number)
        if d.state in JUDGED and applies(d, campaign, lot)
    }
    criteria = [c for c in campaign.grid.criteria if not c.lots or lot in c.lots]
    tell = _teller(seen, campaign, gazetteer, criteria)
    return {
        name: tuple(
            _mark(
                criterion,
                tuple(tell(signal, name) for signal in criterion.signals),
                (jury or {}).get(name, {}).get(criterion.code),
                campaign.grid.scale,
            )
            for criterion in criteria
        )
        for name in seen
    }


def _teller(
    seen: Mapping[str, Seen],
    campaign: Campaign,
    gazetteer: Gazetteer,
    criteria: Sequence[Criterion],
) -> Callable[[Signal, str], Fact]:
    """Give what tells the fact of a signal; the set is solved once, and only if asked for."""
    kinds = {signal.kind for criterion in criteria for signal in criterion.signals}
    geography = Geography(seen, campaign, gazetteer) if "coverage" in kinds else None
    angle = Angle(seen, campaign) if "variety" in kinds else None

    def tell(signal: Signal, name: str) -> Fact:
        if signal.kind == "coverage" and geography is not None:
            return geography.fact(signal, name)
        if signal.kind == "variety" and angle is not None:
            return angle.fact(signal, name)
        return fact(signal, seen[name])

    return tell


def _mark(
    criterion: Criterion, facts: tuple[Fact, ...], jury: Decimal | None, scale: int
) -> CriterionScore:
    automatic = automatic_mark(facts, scale)
    mark = mark_that_counts(automatic, jury, criterion.jury_share)
    return CriterionScore(
        code=criterion.code,
        automatic=automatic,
        jury=jury,
        mark=mark,
        points=None if mark is None else mark * criterion.weight / scale,
        facts=facts,
    )


def automatic_mark(facts: Sequence[Fact], scale: int) -> Decimal | None:
    """Give the weighted mean of the known facts on the scale; None when none is known."""
    known = [f for f in facts if f.value is not None]
    if not known:
        return None
    total = sum((Fraction(f.value or 0) * f.weight for f in known), Fraction())
    return half_up(total * scale / sum(f.weight for f in known))


def mark_that_counts(
    automatic: Decimal | None, jury: Decimal | None, jury_share: int
) -> Decimal | None:
    """Mix the two parts as the grid says; a part that is missing leaves the other one whole.

    The first case is provisional until the jury has marked; in the second a person has
    judged what the machine could not read.
    """
    if jury_share == 0 or jury is None:
        return automatic
    if automatic is None:
        return half_up(Fraction(jury))
    mixed = Fraction(automatic) * (_WHOLE - jury_share) + Fraction(jury) * jury_share
    return half_up(mixed / _WHOLE)
