"""What all tables show, gathered once: ranked lines, the others, and their words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.tables.live import Standing, standings
from pipeline.tables.words import option_labels
from pipeline.tables.wording import STATES, clean
from schemas.campaign import Campaign
from schemas.candidature import Dossier
from schemas.ranking import CriterionScore, Identity, Place, Ranking, Unranked


@dataclass(frozen=True)
class Line:
    """A ranked dossier as the tables print it."""

    place: Place
    identity: Identity
    standing: Standing
    fields: str
    scores: tuple[CriterionScore, ...]

    @property
    def number(self) -> str:
        """The number of the dossier."""
        return self.place.dossier


@dataclass(frozen=True)
class Apart:
    """A received dossier that is not ranked, and what is known of it."""

    unranked: Unranked
    identity: Identity
    dossier: Dossier | None


@dataclass(frozen=True)
class Board:
    """The ranking of a campaign or lot with all that the tables show beside it.

    `lines` go by rank, equals by number; `rows` are the same by number; `dossiers` too.
    """

    ranking: Ranking
    campaign: Campaign
    lines: tuple[Line, ...]
    apart: tuple[Apart, ...]
    dossiers: tuple[Dossier, ...]
    journal: tuple[Mapping[str, str], ...]

    @property
    def rows(self) -> tuple[Line, ...]:
        """The ranked lines in the order of the dossier numbers."""
        return tuple(sorted(self.lines, key=lambda line: line.number))

    @property
    def title(self) -> str:
        """The campaign, and the lot where there is one."""
        lots = {lot.id: lot.title for lot in self.campaign.lots}
        lot = self.ranking.lot
        return f"{self.ranking.title} – {lots.get(lot, lot)}" if lot else self.ranking.title

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
    def counts(self) -> tuple[tuple[str, int], ...]:
        """Say how many dossiers stand where; the numbers add up to `received`."""
        states = Counter(each.unranked.state for each in self.apart)
        known = [(STATES[state], states.pop(state)) for state in STATES if state in states]
        return (("classé", len(self.lines)), *known, *sorted(states.items()))


def gather(
    ranking: Ranking,
    dossiers: Sequence[Dossier],
    campaign: Campaign,
    journal: Sequence[Mapping[str, str]] = (),
) -> Board:
    """Bring together what the tables show of a ranking."""
    by_number = {dossier.number: dossier for dossier in dossiers}
    standing = {each.number: each for each in standings(ranking, campaign.grid.scale)}
    labels = option_labels(campaign.form, campaign.grid.fields_key)
    places = sorted(ranking.places, key=lambda place: (place.rank, place.dossier))
    return Board(
        ranking=ranking,
        campaign=campaign,
        lines=tuple(_line(place, ranking, standing, labels) for place in places),
        apart=tuple(
            Apart(each, _identity(ranking, each.dossier), by_number.get(each.dossier))
            for each in sorted(ranking.unranked, key=lambda each: each.dossier)
        ),
        dossiers=tuple(sorted(dossiers, key=lambda dossier: dossier.number)),
        journal=tuple(journal),
    )


def _line(
    place: Place,
    ranking: Ranking,
    standing: Mapping[str, Standing],
    labels: Mapping[str, str],
) -> Line:
    identity = _identity(ranking, place.dossier)
    by_code = {score.code: score for score in place.scores}
    return Line(
        place=place,
        identity=identity,
        standing=standing[place.dossier],
        fields="\u00a0; ".join(labels.get(field, clean(field)) for field in identity.fields),
        scores=tuple(by_code.get(c.code, CriterionScore(code=c.code)) for c in ranking.criteria),
    )


def _identity(ranking: Ranking, number: str) -> Identity:
    return ranking.identities.get(number, Identity(number=number))
