"""What all tables show, gathered once: ranked lines, the others, and their words."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.tables.live import Standing, standings
from pipeline.tables.wording import COUNTED, PROPOSALS, UNMARKED, count
from pipeline.tables.words import option_labels, tidy
from schemas.campaign import Campaign
from schemas.candidature import Dossier
from schemas.ranking import CriterionScore, Identity, Place, Ranking, Unranked


@dataclass(frozen=True)
class Line:
    """A dossier with marks as the tables print it; without a place while a mark is missing."""

    identity: Identity
    standing: Standing
    fields: tuple[str, ...]
    scores: tuple[CriterionScore, ...]
    place: Place | None
    alerts: tuple[str, ...]

    @property
    def number(self) -> str:
        """The number of the dossier."""
        return self.identity.number

    @property
    def structure(self) -> str:
        """The structure, or that its name could not be read."""
        return self.identity.structure or "(structure non lue)"

    @property
    def proposal(self) -> str:
        """What the software proposes, in words."""
        return PROPOSALS[self.place.proposal] if self.place else UNMARKED


@dataclass(frozen=True)
class Apart:
    """A received dossier without a rank, and what is known of it."""

    unranked: Unranked
    identity: Identity
    dossier: Dossier | None
    group: str


@dataclass(frozen=True)
class Board:
    """The ranking of a campaign or lot with all that the tables show beside it.

    `lines` hold the ranked dossiers by rank, equals by number; `waiting` those that lack a
    mark, by number: they stand in `apart` too, with the others that have no rank.
    """

    ranking: Ranking
    campaign: Campaign
    lines: tuple[Line, ...]
    waiting: tuple[Line, ...]
    apart: tuple[Apart, ...]
    dossiers: Mapping[str, Dossier]
    journal: tuple[Mapping[str, str], ...]

    def row_of(self, line: Line) -> int:
        """Give the place of a line among `rows`, counted from 0."""
        return bisect_left(self.rows, line.number, key=lambda row: row.number)

    @cached_property
    def rows(self) -> tuple[Line, ...]:
        """The lines and those that wait for a mark, in the order of the dossier numbers."""
        return tuple(sorted((*self.lines, *self.waiting), key=lambda line: line.number))

    @property
    def title(self) -> str:
        """The campaign, and the lot where there is one."""
        lots = {lot.id: lot.title for lot in self.campaign.lots}
        title, lot = self.ranking.title, self.ranking.lot
        name = lots.get(lot, lot) if lot else None
        return title if name is None or name in title else f"{title} – {name}"

    @property
    def author(self) -> str:
        """Who instructs the dossiers."""
        agent = self.campaign.agent
        return f"{agent.first_name} {agent.last_name}, {agent.quality}"

    @property
    def received(self) -> int:
        """How many dossiers came in: ranked and not ranked."""
        return len(self.lines) + len(self.apart)

    @property
    def counts(self) -> tuple[tuple[str, str], ...]:
        """Say how many dossiers stand where, as (group, words); the numbers add up to all."""
        found = Counter(each.group for each in self.apart)
        found["classe"] = len(self.lines)
        known = [group for group in COUNTED if group in found]
        others = sorted(set(found) - set(COUNTED))
        names = {**{group: (group, group) for group in others}, **COUNTED}
        return tuple((group, count(found[group], *names[group])) for group in [*known, *others])


def gather(
    ranking: Ranking,
    dossiers: Sequence[Dossier],
    campaign: Campaign,
    journal: Sequence[Mapping[str, str]] = (),
) -> Board:
    """Bring together what the tables show of a ranking."""
    by_number = {d.number: d for d in sorted(dossiers, key=lambda dossier: dossier.number)}
    places = {place.dossier: place for place in ranking.places}
    reasons = {each.dossier: each for each in ranking.unranked}
    waiting = {each.dossier: each.scores for each in ranking.unranked if each.scores}
    marked = {**{n: place.scores for n, place in places.items()}, **waiting}
    scores = {number: _in_grid_order(each, ranking) for number, each in marked.items()}
    labels = option_labels(campaign.form, campaign.grid.fields_key)
    lines = {
        standing.number: Line(
            identity=_identity(ranking, standing.number),
            standing=standing,
            fields=_fields(ranking, standing.number, labels),
            scores=scores[standing.number],
            place=places.get(standing.number),
            alerts=_alerts(places.get(standing.number), reasons.get(standing.number)),
        )
        for standing in standings(scores, ranking, campaign.grid.scale)
    }
    by_rank = sorted(ranking.places, key=lambda place: (place.rank, place.dossier))
    return Board(
        ranking=ranking,
        campaign=campaign,
        lines=tuple(lines[place.dossier] for place in by_rank),
        waiting=tuple(lines[number] for number in sorted(waiting)),
        apart=tuple(
            Apart(each, _identity(ranking, number), by_number.get(number), _group(each, ranking))
            for number, each in sorted(reasons.items())
        ),
        dossiers=by_number,
        journal=tuple(journal),
    )


def _in_grid_order(
    scores: Sequence[CriterionScore], ranking: Ranking
) -> tuple[CriterionScore, ...]:
    by_code = {score.code: score for score in scores}
    return tuple(by_code.get(c.code, CriterionScore(code=c.code)) for c in ranking.criteria)


def _identity(ranking: Ranking, number: str) -> Identity:
    return ranking.identities.get(number, Identity(number=number))


def _fields(ranking: Ranking, number: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    fields = _identity(ranking, number).fields
    return tuple(labels.get(field, tidy(field)) for field in fields)


def _alerts(place: Place | None, unranked: Unranked | None) -> tuple[str, ...]:
    if place is not None:
        return place.alerts
    return () if unranked is None else (unranked.reason,)


def _group(each: Unranked, ranking: Ranking) -> str:
    """Say in which group a dossier without a rank is counted."""
    if each.state not in ("recevable", "a_regulariser"):
        return each.state
    return "hors_lot" if ranking.lot is not None and not each.scores else "non_note"
