"""What a person said of a field that the machine doubted: the reading, and what stands instead."""

from typing import Literal

from pydantic import Field

from schemas.base import Record
from schemas.candidature import Value

Act = Literal["exact", "corrige", "vide", "illisible", "annule"]
"""exact: the reading is right; corrige: `value` stands instead; vide: nothing is written there;
illisible: nobody can read it; annule: an earlier act on this field is taken back."""

CONFIRMED, CORRECTED, ILLEGIBLE = "CONFIRME", "CORRIGE", "ILLISIBLE"
"""Reasons of an answer that a person settled: the first two stand unflagged."""

SETTLED = frozenset({CONFIRMED, CORRECTED, ILLEGIBLE})


class Correction(Record):
    """An act of a named person on one field of one dossier; the last one on a field holds.

    It is about a document, known by its digest: another reading of the same bytes changes
    nothing to what a person saw in them.
    """

    dossier: str
    key: str
    content: str = Field(description="SHA-256 of the document that was looked at.")
    act: Act
    read: Value = Field(default=None, description="As read, before any correction.")
    raw: str | None = Field(default=None, description="The words it was read from.")
    reasons: tuple[str, ...] = Field(default=(), description="Why it was doubted: codes.")
    value: Value = Field(default=None, description="What stands from now on.")
    author: str
    salt: str = Field(
        default="",
        description="Random: without it, the digest in the journal tells nothing of the value.",
    )
