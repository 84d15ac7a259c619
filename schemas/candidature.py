"""What is understood of a dossier: an answer per field, findings, and the outcome."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from schemas.base import Record
from schemas.document import Where

Value = bool | int | float | str | tuple[str, ...] | None
Outcome = Literal["ok", "incomplete", "unreadable", "not_a_dossier"]
Severity = Literal["error", "warning", "info"]


class Answer(Record):
    """One field as read: its value, the words it comes from, and how far to trust it."""

    value: Value = None
    raw: str | None = None
    confidence: float = Field(default=1.0, ge=0, le=1)
    flagged: bool = False
    reasons: tuple[str, ...] = Field(default=(), description="Codes, see docs/codes.md.")
    where: Where | None = None
    other: Value = Field(default=None, description="What another reading of the same words gives.")


class Finding(Record):
    """Something the rules of the call say about a dossier: a code and a French sentence."""

    code: str
    key: str | None = None
    severity: Severity
    message: str = Field(min_length=1)


class Gap(Record):
    """Questions in a row that no page holds: a page is missing, or could not be read.

    `after` and `before` are the numbers, in the file, of the pages on both sides of it.
    """

    after: int | None = None
    before: int | None = None
    keys: tuple[str, ...] = Field(min_length=1)


class PagesTold(Record):
    """What a person should know of the pages of a file; their numbers are those in the file."""

    order: tuple[int, ...] = Field(
        default=(), description="The pages in the order of the form, where the file has another."
    )
    twice: tuple[tuple[int, int], ...] = Field(
        default=(), description="Pages of one content: the one used first, then its copy."
    )
    others: tuple[int, ...] = Field(default=(), description="Pages that are none of the form.")
    gaps: tuple[Gap, ...] = ()


class Answers(Record):
    """What was understood of one document, before the rules of the call are applied.

    `recognised` is the share (0–1) of the form's printed words found in the document, each
    weighted by how telling it is; `distinctive` the same for whole questions only, which no
    other document prints by chance.
    """

    recognised: float = Field(ge=0, le=1)
    distinctive: float = Field(ge=0, le=1)
    fields: Mapping[str, Answer] = {}
    stray: tuple[str, ...] = Field(default=(), description="Written text that no field claims.")
    pages: PagesTold = PagesTold()


class Extraction(Record):
    """The result for one dossier; serialises to `contract/extract.schema.json`.

    `fields` holds every key of the form, in printed order, even when the file could not be
    read (values None), so that nothing downstream asks whether a key exists.
    """

    file: str
    part: str | None = None
    sha256: str
    form: str | None = None
    reader: str | None = None
    outcome: Outcome
    fields: Mapping[str, Answer] = {}
    findings: tuple[Finding, ...] = ()


class Commune(Record):
    """A commune of France with its place (table of the Insee and La Poste)."""

    insee: str
    name: str
    department: str
    postal_codes: tuple[str, ...]
    epci: str | None = None
    epci_name: str | None = None
    population: int = 0
    longitude: float | None = None
    latitude: float | None = None


class Dossier(Record):
    """A received dossier as the judging stages see it.

    `late_by` is in minutes after the closing time, 0 when on time. `state` follows
    the register: only `recevable` and `a_regulariser` are ranked.
    """

    number: str
    extraction: Extraction
    received_at: str = Field(description="ISO 8601 with offset.")
    late_by: int = 0
    state: Literal[
        "recevable",
        "a_regulariser",
        "irrecevable",
        "illisible",
        "hors_sujet",
        "doublon",
        "remplace",
        "rattache",
        "a_telecharger",
        "retire",
    ]
    of: str | None = Field(
        default=None, description="The dossier it copies, that replaces it or that it belongs to."
    )
    sent_at: str | None = Field(default=None, description="ISO 8601, as the sender claims.")
    excused: bool = Field(
        default=False, description="A person accepted the delay: it counts as on time."
    )
