"""What is ranked: the rules as applied, the dossiers received, and where each stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.geo import Gazetteer, Match
from pipeline.geo.place import locate
from pipeline.rank.asked import criteria_of
from schemas.campaign import Campaign, Criterion, Lot
from schemas.candidature import Dossier

_WHOLE = 100


@dataclass(frozen=True)
class Case:
    """A campaign or one lot of it, with its weights, and everything received by number."""

    campaign: Campaign
    lot: Lot | None
    criteria: Mapping[str, Criterion]
    dossiers: Mapping[str, Dossier]
    places: Mapping[str, Match]

    @property
    def title(self) -> str:
        """The call's title, and the lot's."""
        return f"{self.campaign.title} – {self.lot.title}" if self.lot else self.campaign.title

    @property
    def open_(self) -> int | None:
        """How many places the lot, or else the call, announces."""
        return self.lot.places if self.lot else self.campaign.places

    @property
    def weights(self) -> Mapping[str, int]:
        """Weight by criterion code."""
        return {code: criterion.weight for code, criterion in self.criteria.items()}

    @property
    def ties(self) -> tuple[str, ...]:
        """The criteria of the tie rule that this lot has, in their order."""
        return tuple(code for code in self.campaign.grid.ties if code in self.criteria)


def open_case(
    dossiers: Sequence[Dossier],
    campaign: Campaign,
    gazetteer: Gazetteer,
    *,
    weights: Mapping[str, int],
    lot: str | None,
) -> Case:
    """Apply the weights tried, find the lot and the communes.

    Raises:
        ValueError: no such lot or criterion, weights of the lot that do not sum to 100, or
            a number given twice.
    """
    by_number = {d.number: d for d in sorted(dossiers, key=lambda d: d.number)}
    if len(by_number) != len(dossiers):
        raise ValueError("a dossier number is given twice")
    ruled = _weighted(campaign, weights)
    criteria = {c.code: c for c in criteria_of(ruled, lot)}
    if (total := sum(c.weight for c in criteria.values())) != _WHOLE:
        raise ValueError(f"weights sum to {total}")
    return Case(
        campaign=ruled,
        lot=_lot(ruled, lot),
        criteria=criteria,
        dossiers=by_number,
        places={number: locate(d, ruled, gazetteer) for number, d in by_number.items()},
    )


def _weighted(campaign: Campaign, weights: Mapping[str, int]) -> Campaign:
    grid = campaign.grid
    if unknown := set(weights) - {c.code for c in grid.criteria}:
        raise ValueError(f"no criterion {sorted(unknown)}")
    criteria = tuple(
        c.model_copy(update={"weight": weights.get(c.code, c.weight)}) for c in grid.criteria
    )
    return campaign.model_copy(update={"grid": grid.model_copy(update={"criteria": criteria})})


def _lot(campaign: Campaign, lot: str | None) -> Lot | None:
    if lot is None:
        return None
    found = next((item for item in campaign.lots if item.id == lot), None)
    if found is None:
        raise ValueError(f"no lot {lot!r}")
    return found
