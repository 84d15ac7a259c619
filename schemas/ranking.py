"""The ranking of a campaign: a place per ranked dossier, and what keeps the others out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from pydantic import Field

from schemas.base import Record
from schemas.campaign import Criterion
from schemas.document import Where


class Fact(Record):
    """What a signal found in one dossier, as a French sentence a committee can check.

    `value` lies in 0–1; None when it could not be known, which is not 0.
    """

    text: str
    value: Decimal | None
    weight: int = 1
    key: str | None = None
    where: Where | None = None
    compared_with: tuple[str, ...] = Field(default=(), description="Dossier numbers.")


class CriterionScore(Record):
    """One criterion of one dossier. Marks lie in 0–5; points = mark × weight ÷ 5."""

    code: str
    automatic: Decimal | None = None
    jury: Decimal | None = None
    mark: Decimal | None = Field(default=None, description="The mark that counts, 2 decimals.")
    points: Decimal | None = None
    facts: tuple[Fact, ...] = ()


class Place(Record):
    """A ranked dossier. Equal totals share a rank until the announced rule parts them."""

    dossier: str
    rank: int = Field(ge=1)
    tied_with: tuple[str, ...] = Field(default=(), description="Same rank after the tie rule.")
    parted_by: str | None = Field(default=None, description="Criterion that parted equal totals.")
    total: Decimal = Field(description="Of 100, 2 decimals.")
    scores: tuple[CriterionScore, ...]
    proposal: Literal["retenu", "liste_attente", "a_departager", "sous_seuil", "aucune"]
    alerts: tuple[str, ...] = Field(default=(), description="French sentences.")


class Unranked(Record):
    """A received dossier that the ranking leaves out, and why."""

    dossier: str
    state: str
    reason: str = Field(description="French sentence.")
    scores: tuple[CriterionScore, ...] = Field(
        default=(), description="Of a dossier that awaits a mark: with it, it enters the ranking."
    )


class Identity(Record):
    """What a table prints of a dossier beside its marks."""

    number: str
    structure: str | None = None
    commune: str | None = None
    territory: str | None = None
    professional: str | None = None
    fields: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None


class Ranking(Record):
    """All dossiers of a campaign or a lot, ranked or not: their number is the number received.

    `provisional` is true while a jury mark that the grid asks for is missing. `digest` is the
    SHA-256 of the canonical JSON of the inputs (answers, states, grid, network).
    """

    campaign: str
    title: str
    lot: str | None = None
    grid_version: str
    provisional: bool
    places_open: int | None = None
    criteria: tuple[Criterion, ...]
    ties: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    unranked: tuple[Unranked, ...] = ()
    identities: Mapping[str, Identity] = {}
    notes: tuple[str, ...] = ()
    as_of: str = Field(description="ISO 8601: time of the last event that the inputs hold.")
    digest: str
