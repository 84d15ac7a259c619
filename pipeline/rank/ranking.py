"""Stage: rank the marked dossiers; the software proposes, the committee decides."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.geo import Gazetteer, Match
from pipeline.geo.place import locate
from pipeline.rank.alerts import alerts
from pipeline.rank.asked import criteria_of
from pipeline.rank.digest import digest
from pipeline.rank.identity import identity
from pipeline.rank.notes import notes
from pipeline.rank.order import Standing, below_floor, order, proposals, total
from pipeline.rank.unranked import RANKED, by_lot, by_mark, by_state
from schemas.campaign import Campaign, Criterion, Grid, Lot
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
    ruled = _weighted(campaign, weights)
    asked = _lot(ruled, lot)
    by_number = {dossier.number: dossier for dossier in dossiers}
    if len(by_number) != len(dossiers):
        raise ValueError("a dossier number is given twice")
    criteria = {c.code: c for c in criteria_of(ruled, lot)}
    weighted = {
        number: _with_points(scores[number], criteria, ruled.grid.scale)
        for number, dossier in by_number.items()
        if dossier.state in RANKED and number in scores
    }
    full = {n: s for n, s in weighted.items() if all(one.mark is not None for one in s)}
    places = {number: locate(d, ruled, gazetteer) for number, d in sorted(by_number.items())}
    standings = _standings(full, criteria, ruled.grid)
    lacking = _jury_marks_lacking(weighted, criteria)
    return Ranking(
        campaign=ruled.id,
        title=f"{ruled.title} – {asked.title}" if asked else ruled.title,
        lot=lot,
        grid_version=ruled.grid.version,
        provisional=lacking > 0,
        places_open=asked.places if asked else ruled.places,
        criteria=tuple(criteria.values()),
        ties=tuple(code for code in ruled.grid.ties if code in criteria),
        places=_places(standings, full, by_number, ruled, places, lot=asked),
        unranked=_left_out(by_number, ruled, weighted, criteria, lot=asked),
        identities={n: identity(by_number[n], ruled, place) for n, place in places.items()},
        notes=notes(
            ruled,
            gazetteer,
            criteria,
            unmarked=len(weighted) - len(full),
            lacking=lacking,
            simulated=weights,
        ),
        as_of=as_of,
        digest=digest(dossiers, ruled, weighted, tables=gazetteer.digest, lot=asked),
    )


def _weighted(campaign: Campaign, weights: Mapping[str, int] | None) -> Campaign:
    if not weights:
        return campaign
    grid = campaign.grid
    if unknown := set(weights) - {c.code for c in grid.criteria}:
        raise ValueError(f"no criterion {sorted(unknown)}")
    criteria = tuple(
        c.model_copy(update={"weight": weights.get(c.code, c.weight)}) for c in grid.criteria
    )
    # Validated anew: the sum of the weights is a rule of the record.
    checked = Grid.model_validate(
        {**grid.model_dump(), "criteria": [c.model_dump() for c in criteria]}
    )
    return campaign.model_copy(update={"grid": checked})


def _lot(campaign: Campaign, lot: str | None) -> Lot | None:
    if lot is None:
        return None
    found = next((item for item in campaign.lots if item.id == lot), None)
    if found is None:
        raise ValueError(f"no lot {lot!r}")
    return found


def _with_points(
    scores: Sequence[CriterionScore], criteria: Mapping[str, Criterion], scale: int
) -> tuple[CriterionScore, ...]:
    return tuple(
        s.model_copy(
            update={"points": None if s.mark is None else s.mark * criteria[s.code].weight / scale}
        )
        for s in scores
    )


def _standings(full: Scores, criteria: Mapping[str, Criterion], grid: Grid) -> tuple[Standing, ...]:
    weights = {code: criterion.weight for code, criterion in criteria.items()}
    return order(
        {number: total(scores, weights, grid.scale) for number, scores in full.items()},
        {number: {s.code: s.mark or Decimal() for s in scores} for number, scores in full.items()},
        [code for code in grid.ties if code in criteria],
    )


def _places(
    standings: Sequence[Standing],
    full: Scores,
    dossiers: Mapping[str, Dossier],
    campaign: Campaign,
    matches: Mapping[str, Match],
    *,
    lot: Lot | None,
) -> tuple[Place, ...]:
    criteria = {c.code: c for c in campaign.grid.criteria}
    floor = campaign.grid.overall_floor
    below = frozenset(
        s.dossier for s in standings if below_floor(full[s.dossier], criteria, (s.total, floor))
    )
    proposed = proposals(standings, below, lot.places if lot else campaign.places)
    return tuple(
        Place(
            dossier=s.dossier,
            rank=s.rank,
            tied_with=s.tied_with,
            parted_by=s.parted_by,
            total=s.total,
            scores=full[s.dossier],
            proposal=proposed[s.dossier],
            alerts=alerts(
                dossiers[s.dossier], campaign, matches[s.dossier], full[s.dossier], lot=lot
            ),
        )
        for s in standings
    )


def _left_out(
    dossiers: Mapping[str, Dossier],
    campaign: Campaign,
    scores: Scores,
    criteria: Mapping[str, Criterion],
    *,
    lot: Lot | None,
) -> tuple[Unranked, ...]:
    found = []
    for number, dossier in sorted(dossiers.items()):
        if dossier.state not in RANKED:
            found.append(by_state(dossier, tuple(dossiers.values()), lot))
        elif number not in scores:
            if lot is None:
                raise ValueError(f"{number} has no scores")
            found.append(by_lot(dossier, campaign, lot))
        elif any(score.mark is None for score in scores[number]):
            found.append(by_mark(dossier, scores[number], criteria, campaign.grid.scale))
    return tuple(found)


def _jury_marks_lacking(scores: Scores, criteria: Mapping[str, Criterion]) -> int:
    return sum(
        one.jury is None and criteria[one.code].jury_share > 0
        for of in scores.values()
        for one in of
    )
