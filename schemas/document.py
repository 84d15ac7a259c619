"""What every reader gives: the text of a returned file, its marks, and where each stands."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from schemas.base import Record

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in PDF points from the top-left corner of the page."""


_SHAPES = str.maketrans(
    dict.fromkeys("’‘`´", "'") | dict.fromkeys("“”«»", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)


def same_letters(one: str, other: str) -> bool:
    """Say whether two readings differ in nothing but blanks and the shape of quotes and dashes."""
    return "".join(one.split()).translate(_SHAPES) == "".join(other.split()).translate(_SHAPES)


class Where(Record):
    """The place of a value in its file: on a page, or at a rank in reading order."""

    page: int | None = Field(default=None, ge=1, description="1-based; None in Word, unpaginated.")
    box: Box | None = None
    order: int | None = Field(default=None, ge=0, description="Rank of the block in the file.")
    turned: int = Field(
        default=0, description="Degrees clockwise by which the page is turned before `box` fits."
    )
    leaf: int = Field(
        default=0, ge=0, description="Which sheet, where several lie side by side on the page."
    )


class Picture(Record):
    """An image or drawing found in the file.

    `drawn` says what its pixels or strokes look like: pen strokes (a signature), a stamp
    (round or framed, with text), a photograph or poster, or nothing at all.
    """

    drawn: Literal["strokes", "stamp", "photo", "blank", "unknown"] = "unknown"
    width: float = Field(default=0.0, description="Printed width in points.")
    height: float = Field(default=0.0, description="Printed height in points.")
    digest: str | None = Field(default=None, description="SHA-256 of the stored bytes.")
    source: Literal["image", "ink", "annotation", "vector", "pixels"] = "image"


class Span(Record):
    """A stretch of one look inside a block: text, a box to tick, or a picture.

    A check box is one span: `kind="box"`, `ticked` its state, `text` the glyph as it stood.
    Marks typed by hand (`X`, `[x]`, `(x)`) stay text: what they mean depends on the form.
    """

    kind: Literal["text", "box", "picture"] = "text"
    text: str = ""
    ticked: bool | None = None
    picture: Picture | None = None
    bold: bool = False
    underline: bool = False
    highlight: bool = False
    strike: bool = False
    circled: bool = False
    colour: str | None = Field(default=None, description="RRGGBB when not black or automatic.")
    control: str | None = Field(
        default=None, description="Identity of the content control or form field it stands in."
    )
    name: str | None = Field(default=None, description="The control's own tag, title or name.")
    placeholder: bool = Field(default=False, description="The control says it shows its prompt.")
    box: Box | None = None
    confidence: float = Field(default=1.0, ge=0, le=1, description="Of the characters (OCR).")
    second: str | None = Field(
        default=None, description="What another recogniser reads there; None when not asked."
    )
    by_hand: bool = Field(default=False, description="Looks written by hand: not to be trusted.")


class Cell(Record):
    """A table cell: 0-based grid place of its top-left corner, and how far it reaches."""

    table: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None


class Block(Record):
    """One paragraph (Word) or one printed line (PDF, scan), never across a cell border."""

    spans: tuple[Span, ...] = ()
    part: Literal["body", "textbox", "header", "footer", "note", "comment"] = "body"
    cells: tuple[Cell, ...] = Field(default=(), description="Outermost to innermost cell.")
    mark: str | None = Field(default=None, description="Bullet or number that the program adds.")
    wrapped: bool = Field(
        default=False, description="The line above goes on here: no paragraph break between."
    )
    where: Where = Where()

    @property
    def text(self) -> str:
        """The characters of its text spans, in order; boxes as their glyph."""
        return "".join(span.text for span in self.spans)


class Page(Record):
    """A page of a PDF or a picture, in points, as turned for reading."""

    number: int
    width: float
    height: float
    layer: Literal["text", "none", "poor"] = "text"
    rotated: int = Field(default=0, description="Degrees by which it was turned to be read.")


class Notice(Record):
    """Something the reader saw that a person should know: a code and plain facts."""

    code: str
    facts: Mapping[str, str | int] = {}


class Document(Record):
    """A file as read: blocks in reading order, headers and footers marked as such."""

    reader: Literal["word", "pdf", "acroform", "scan", "mixed"]
    blocks: tuple[Block, ...] = ()
    pages: tuple[Page, ...] = ()
    notices: tuple[Notice, ...] = ()
