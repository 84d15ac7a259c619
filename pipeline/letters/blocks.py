"""Legal blocks: the paragraphs that a lawyer or a DPO validates, kept beside the templates.

A block is a text file of `letters/blocs/`: a head of « Nom : valeur » lines, a line of dashes,
then paragraphs parted by empty lines, which may hold the same `{{ … }}` tags as the templates.
"""

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from pipeline.errors import FaultyTemplate
from schemas.base import Record
from schemas.letter import LetterKind

BLOCKS: Mapping[LetterKind, tuple[str, ...]] = {
    "accuse-reception": ("recours-implicite", "donnees"),
    "demande-complements": ("donnees",),
    "acceptation": ("recours", "algorithme", "donnees"),
    "liste-attente": ("recours", "algorithme", "donnees"),
    "refus": ("recours", "algorithme", "donnees"),
}
"""Kind of letter → the blocks that it carries, by the names of their files."""

_RULE = re.compile(r"^-{3,}\s*$", re.MULTILINE)
_FRENCH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class Block(Record):
    """A legal block. It counts as validated once someone has put a name and a date to it."""

    name: str
    title: str
    owner: str | None = Field(description="Service or person answerable for its words.")
    validated_by: str | None
    validated_on: dt.date | None
    paragraphs: tuple[str, ...]

    @property
    def is_validated(self) -> bool:
        """Say whether it may stand in a letter that decides."""
        return None not in (self.owner, self.validated_by, self.validated_on)


def read_block(path: Path) -> Block:
    """Read a block.

    Raises:
        FaultyTemplate: no such file, not UTF-8, no line of dashes, or a date that is none.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError as error:
        raise FaultyTemplate(name=path.name, detail="le fichier manque") from error
    except UnicodeDecodeError as error:
        raise FaultyTemplate(name=path.name, detail="il n’est pas enregistré en UTF-8") from error
    parts = _RULE.split(text, maxsplit=1)
    if len(parts) < 2 or not parts[1].strip():
        raise FaultyTemplate(
            name=path.name, detail="il manque la ligne de tirets ou le texte qui la suit"
        )
    head = _head(parts[0])
    return Block(
        name=path.stem,
        title=head.get("titre") or path.stem,
        owner=head.get("responsable"),
        validated_by=head.get("validé par"),
        validated_on=_day(path, head.get("validé le")),
        paragraphs=tuple(" ".join(p.split("\n")) for p in _paragraphs(parts[1])),
    )


def _head(text: str) -> Mapping[str, str | None]:
    pairs = (line.partition(":") for line in text.splitlines() if ":" in line)
    # `strip` takes the no-break space before the colon with it.
    return {name.strip().lower(): value.strip() or None for name, _, value in pairs}


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(p.strip() for p in re.split(r"\n[ \t]*\n", text) if p.strip())


def _day(path: Path, text: str | None) -> dt.date | None:
    if text is None:
        return None
    french = _FRENCH_DAY.fullmatch(text)
    try:
        if french:
            return dt.date(int(french[3]), int(french[2]), int(french[1]))
        return dt.date.fromisoformat(text)
    except ValueError as error:
        detail = f"« {text} » n’est pas une date (écrivez 02/12/2019)"
        raise FaultyTemplate(name=path.name, detail=detail) from error
