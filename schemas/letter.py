"""A letter as produced: the file, and the hashes that tie it to its template and its data."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from schemas.base import Record

LetterKind = Literal[
    "accuse-reception", "demande-complements", "acceptation", "liste-attente", "refus"
]


class Letter(Record):
    """A Word file in `outbox/`. A draft says so in its header, and why in `remarks`."""

    kind: LetterKind
    dossier: str
    path: Path
    sha256: str
    template_sha256: str
    data_sha256: str = Field(description="Of the canonical JSON of everything the letter holds.")
    draft: bool = False
    remarks: tuple[str, ...] = Field(default=(), description="French, to be seen before sending.")
