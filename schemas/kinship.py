"""Several files of the same candidate: how two dossiers are related, and which one stands."""

from typing import Literal

from pydantic import Field

from schemas.base import Record

Kind = Literal["copie", "version", "scan", "correctif", "professionnel", "texte"]
"""copie: the very same document; version: the same candidature, corrected; scan: a typed dossier
and the signed scan of it; correctif: sent for a drop that could not be read; professionnel: the
same structure with another professional; texte: the same words under another structure."""


class Difference(Record):
    """A field that two dossiers answer differently, in words that people read."""

    key: str
    title: str
    older: str
    newer: str


class Kinship(Record):
    """A relation between two dossiers, and what is proposed of it.

    `keeps` is the number of the one that stands; None when both stand and a person only has to
    know. `certain` is False where a person should confirm.
    """

    kind: Kind
    older: str
    newer: str
    keeps: str | None = None
    certain: bool = True
    reason: str = Field(min_length=1, description="In French.")
    differences: tuple[Difference, ...] = ()


class Verdict(Record):
    """What a person said of two dossiers; it prevails over what the software proposes.

    `distinct`: both stand. `replace`: `keeps` stands, the other gives way. `attach`: the other is a
    piece of `keeps` (its signed scan).
    """

    first: str
    second: str
    verdict: Literal["distinct", "replace", "attach"]
    keeps: str | None = None
    author: str
    reason: str = ""
