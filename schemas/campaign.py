"""A campaign as declared in its folder: who, when, the grid, the network in place."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from schemas.base import Record
from schemas.form import Condition, Form


class Body(Record):
    """An organiser as it signs letters."""

    name: str
    short: str
    address: tuple[str, ...]
    email: str
    telephone: str


class Agent(Record):
    """A person named on letters: in charge of the dossiers, or signatory."""

    first_name: str
    last_name: str
    quality: str
    address: str | None = None
    email: str | None = None
    telephone: str | None = None
    delegation: str | None = None


class Calendar(Record):
    """The dates of the call; times are Europe/Paris."""

    opening: dt.date | None = None
    closing: dt.datetime
    complements_days: int = Field(default=7, ge=1)
    committee: dt.date
    decision: dt.date | None = None
    training: dt.date | None = None
    training_place: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    waiting_list_until: dt.date | None = None
    return_by: dt.date | None = None


class Lot(Record):
    """A module in a perimeter, with its places."""

    id: str
    title: str
    places: int | None = None
    field: str | None = Field(default=None, description="Key of the form that applies for it.")
    code: str | None = None
    conditions: tuple[Condition, ...] = Field(
        default=(), description="Beside `field` and `code`: all must hold (module and département)."
    )
    calendar: Calendar | None = Field(default=None, description="None: the campaign's own.")


class Recipient(Record):
    """Keys of the form whose answers make the address block and the body of a letter."""

    structure: str
    person: str | None = None
    quality: str | None = None
    address: tuple[str, ...] = ()
    postal_code: str | None = None
    town: str | None = None
    professional: str | None = None


class Legal(Record):
    """The blocks that the organiser's legal service validates before any letter leaves."""

    court: str
    court_address: str
    algorithm_contact: str
    controller: str
    legal_basis: str
    recipients: str
    retention: str
    dpo: str
    rules_article: str = Field(description="Where the call states its criteria.")
    completeness_article: str | None = Field(
        default=None, description="Where the call says which answers and signatures it requires."
    )
    validated_by: str | None = None
    validated_on: dt.date | None = None


class Signal(Record):
    """A fact that speaks for a criterion, found without judging prose.

    `kind`: `answered` (every key has an answer), `ticked` (the option is ticked), `signed`,
    `located` (the commune is known), `on_time`, `coverage` (geography over the network in
    place and the other candidates), `variety` (fields and kinds of structure).
    """

    kind: Literal["answered", "ticked", "signed", "located", "on_time", "coverage", "variety"]
    keys: tuple[str, ...] = ()
    option: str | None = None
    weight: int = Field(default=1, ge=1)
    text: str = Field(description="What it shows, in French.")


class Criterion(Record):
    """A line of the grid. `jury_share` is the part of the mark a person gives, in hundredths."""

    code: str
    label: str
    short: str
    weight: int = Field(ge=0, le=100)
    kind: Literal["intrinsic", "set"] = "intrinsic"
    jury_share: int = Field(default=100, ge=0, le=100)
    floor: Decimal | None = None
    descriptors: tuple[str, ...] = Field(default=(), description="Six wordings, 0 to 5.")
    signals: tuple[Signal, ...] = ()
    lots: tuple[str, ...] = Field(default=(), description="Empty: all lots.")


class Radius(Record):
    """Within `km` kilometres a commune counts for `share` of its population."""

    km: Decimal
    share: Decimal


class Grid(Record):
    """The weighted grid; weights are integers that sum to 100 in each lot."""

    version: str
    scale: int = 5
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    ties: tuple[str, ...] = Field(default=(), description="Criterion codes, in order of appeal.")
    radii: tuple[Radius, ...] = ()
    fields_key: str | None = Field(default=None, description="Key of the fields of intervention.")
    town_key: str | None = None
    postal_code_key: str | None = None
    structure_key: str | None = None
    professional_key: str | None = Field(
        default=None, description="Key of the name of the professional put forward."
    )
    overall_floor: Decimal | None = None

    @model_validator(mode="after")
    def _weights_sum_to_100(self) -> Self:
        lots: set[str | None] = {lot for c in self.criteria for lot in c.lots}
        for lot in lots or {None}:
            total = sum(c.weight for c in self.criteria if not c.lots or lot in c.lots)
            if total != 100:  # weights are hundredths
                raise ValueError(f"weights sum to {total}")
        return self


class Member(Record):
    """A promeneur already in the network."""

    structure: str
    type: str
    commune: str
    postal_code: str
    fields: tuple[str, ...] = ()


class Campaign(Record):
    """A call, complete: `campaign.toml`, `form.toml`, `grid.toml`, `network.csv`."""

    id: str
    prefix: str = Field(description="Of dossier numbers: PDN62-2019 gives PDN62-2019-014.")
    title: str
    department: tuple[str, ...]
    organisers: tuple[Body, ...] = Field(min_length=1)
    agent: Agent
    signatory: Agent
    authority: str = Field(description="Who decides, as a letter says it.")
    committee: str = Field(description="Name of the committee, as a letter says it.")
    deposit: str = Field(description="Address that dossiers are sent to.")
    calendar: Calendar
    places: int | None = None
    lots: tuple[Lot, ...] = ()
    decision: Literal["committee", "automatic"] = "committee"
    plays_at: dt.datetime | None = Field(
        default=None,
        description="A fictional call is played at this time of Paris, whatever the clock says;"
        " None for a real one.",
    )
    legal: Legal
    recipient: Recipient | None = Field(default=None, description="None: no letters.")
    enclosures: Mapping[str, tuple[str, ...]] = Field(
        default={}, description="Kind of letter to what is enclosed with it, in French."
    )
    form: Form
    grid: Grid
    network: tuple[Member, ...] = ()
    digest: str = Field(default="", description="SHA-256 of the definition files.")

    def calendar_of(self, lot: str | None) -> Calendar:
        """Give the dates of a lot, those of the campaign where the lot has none."""
        own = next((item.calendar for item in self.lots if item.id == lot), None)
        return own or self.calendar
