"""The blank form as printed: where its words, boxes and cells stand, to lay a scan upon."""

from schemas.base import Record
from schemas.document import Box


class PrintedWord(Record):
    """A word of the blank form and its place."""

    text: str
    box: Box


class PrintedLine(Record):
    """A printed line of the blank form: its words and check boxes, from left to right."""

    words: tuple[PrintedWord, ...] = ()
    boxes: tuple[Box, ...] = ()
    cell: Box | None = None

    @property
    def text(self) -> str:
        """Its words, parted by blanks."""
        return " ".join(word.text for word in self.words)


class PrintedPage(Record):
    """A page of the blank form, in points."""

    width: float
    height: float
    lines: tuple[PrintedLine, ...] = ()


class Blank(Record):
    """The blank form, page by page; places are in points from the top-left corner."""

    pages: tuple[PrintedPage, ...] = ()
