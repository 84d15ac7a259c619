"""Review: a doubtful field as a person sees it, on a page or as a line of the workbook."""

from pydantic import Field

from schemas.base import Record
from schemas.candidature import Value
from schemas.form import Question

SHORT, LONG = 9, 25
"""Seconds that a person takes for a value beside its picture, and for a text of several lines."""


class Crop(Record):
    """The picture of a field: a file beside the pages, and its size in points of the paper.

    `guessed`: nothing was found there; the picture shows where the field should be.
    """

    file: str
    width: float
    height: float
    guessed: bool = False


class Words(Record):
    """The words around a field of a file without pages."""

    before: str = ""
    own: str = ""
    after: str = ""


class Said(Record):
    """What a person said of a field, and when (ISO 8601)."""

    act: str
    read: str
    author: str
    at: str


class Doubt(Record):
    """A field to verify, or one already verified (`said`).

    `line` is the number it has on the pages and in the workbook; `token` tells the value it was
    written for: a line filled in about another value is refused.
    """

    line: int
    dossier: str
    who: str = Field(description="Name of the structure, as far as it was read.")
    question: Question
    rank: int = Field(default=0, description="Of the field among those of the form.")
    value: Value = None
    other: Value = None
    raw: str = Field(default="", description="The words it was read from.")
    reasons: tuple[str, ...] = Field(default=(), description="French sentences.")
    confidence: float = 0.0
    token: str
    crop: Crop | None = None
    words: Words | None = None
    trouble: str = Field(default="", description="In French: why there is no picture.")
    original: str = Field(default="", description="Link to the file received, from the pages.")
    page: int | None = None
    said: Said | None = None

    @property
    def ticked(self) -> tuple[str, ...]:
        """The codes of the options that are held to be ticked."""
        if isinstance(self.value, bool) and self.question.options:
            yes, *others = (option.code for option in self.question.options)
            return (yes,) if self.value else tuple(others[:1])
        if isinstance(self.value, tuple):
            return self.value
        return (self.value,) if isinstance(self.value, str) else ()

    @property
    def seconds(self) -> int:
        """Estimate the time it takes."""
        return LONG if self.question.type == "long_text" else SHORT
