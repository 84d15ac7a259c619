"""Stage: rank the marked dossiers; the software proposes, the committee decides."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.geo import Gazetteer
from pipeline.rank.alerts import alerts
from pipeline.rank.case import Case, open_case
from pipeline.rank.digest import digest
from pipeline.rank.identity import identity
from pipeline.rank.notes import notes
from pipeline.rank.order import below_floor, order, proposals, total
from pipeline.rank.unranked import RANKED, by_lot, by_mark, by_state
from schemas.campaign import Campaign
from schemas.candidature import Dossier
from schemas.ranking import CriterionScore, Place, Ranking, Unranked

Scores = Mapping[str, tuple[CriterionScore, ...]]


def rank(
    dossiers: Sequence[Dossier],
    campaign: Campaign,
    gazetteer: Gazetteer,
    *,
    scores: Scores,
    as_of: str,
    weights: Mapping[str, int] | None = None,
    lot: str | None = None,
) -> Ranking:
    """Rank the dossiers of a campaign or a lot, and say of each other one why it is left out.

    Same inputs, same ranking, whatever the order of the dossiers.

    Args:
        dossiers: all received ones; each ends in a place or among the unranked.
        campaign: places, grid, form and network.
        gazetteer: where the communes are.
        scores: what `pipeline.score.score` gives for the same dossiers and lot.
        as_of: ISO 8601 time of the last event that the inputs hold.
        weights: other weights by criterion code, for a simulation; they too sum to 100.
        lot: identity of the lot, or None for a call without lots.

    Raises:
        ValueError: no such lot or criterion, weights that do not sum to 100, a number given
            twice, or a judged dossier without scores in a call without lots.
    """
    case = open_case(dossiers, campaign, gazetteer, weights=weights or {}, lot=lot)
    marked = _judged(case, scores)
    full = {n: of for n, of in marked.items() if all(one.mark is not None for one in of)}
    lacking = _jury_marks_lacking(case, marked)
    unmarked = len(marked) - len(full)
    return Ranking(
        campaign=campaign.id,
        title=case.title,
        lot=lot,
        grid_version=campaign.grid.version,
        provisional=lacking > 0,
        places_open=case.open_,
        criteria=tuple(case.criteria.values()),
        ties=case.ties,
        places=_places(case, full),
        unranked=tuple(
            _unranked(case, number, marked) for number in case.dossiers if number not in full
        ),
        identities={
            number: identity(dossier, campaign, case.places[number])
            for number, dossier in case.dossiers.items()
        },
        notes=notes(case, gazetteer, unmarked=unmarked, lacking=lacking, simulated=bool(weights)),
        as_of=as_of,
        digest=digest(case, marked, tables=gazetteer.digest),
    )


def _judged(case: Case, scores: Scores) -> Scores:
    """Keep the scores of the dossiers that are judged, with the points of these weights."""
    scale = case.campaign.grid.scale
    return {
        number: tuple(_with_points(one, case.weights[one.code], scale) for one in scores[number])
        for number, dossier in case.dossiers.items()
        if dossier.state in RANKED and number in scores
    }


def _with_points(score: CriterionScore, weight: int, scale: int) -> CriterionScore:
    points = None if score.mark is None else score.mark * weight / scale
    return score.model_copy(update={"points": points})


def _places(case: Case, full: Scores) -> tuple[Place, ...]:
    scale, floor = case.campaign.grid.scale, case.campaign.grid.overall_floor
    standings = order(
        {number: total(of, case.weights, scale) for number, of in full.items()},
        {number: {s.code: s.mark or Decimal() for s in of} for number, of in full.items()},
        case.ties,
    )
    below = frozenset(
        s.dossier
        for s in standings
        if below_floor(full[s.dossier], case.criteria, (s.total, floor))
    )
    proposed = proposals(standings, below, case.open_)
    return tuple(
        Place(
            dossier=s.dossier,
            rank=s.rank,
            tied_with=s.tied_with,
            parted_by=s.parted_by,
            total=s.total,
            scores=full[s.dossier],
            proposal=proposed[s.dossier],
            alerts=alerts(case, s.dossier, full[s.dossier]),
        )
        for s in standings
    )


def _unranked(case: Case, number: str, marked: Scores) -> Unranked:
    dossier = case.dossiers[number]
    if dossier.state not in RANKED:
        return by_state(case, dossier)
    if number in marked:
        return by_mark(case, dossier, marked[number])
    if case.lot is None:
        raise ValueError(f"{number} has no scores")
    return by_lot(dossier, case.campaign, case.lot)


def _jury_marks_lacking(case: Case, marked: Scores) -> int:
    return sum(
        one.jury is None and case.criteria[one.code].jury_share > 0
        for of in marked.values()
        for one in of
    )
