"""Extract: a line of an answer, and the lines that belong to one item of the form."""

from dataclasses import dataclass, field

from pipeline.extract.find import Occurrence
from pipeline.extract.sheet import BOXES


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an answer: where it stands in the sheet, and its words without prompts.

    `wrapped` says that the printed line only continues the one before.
    """

    start: int
    end: int
    text: str
    block: int
    wrapped: bool = False


@dataclass(slots=True)
class Region:
    """What stands between one placed item and the next, `end` excluded."""

    occurrence: Occurrence
    start: int
    end: int
    lines: list[Line] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def is_blank(line: Line) -> bool:
    """Say whether nothing was written on a line (boxes are not writing)."""
    return not line.text.strip(BOXES + " \u00a0")
