"""Paragraphs and tables as WordprocessingML, straight from text (ECMA-376 part 1, clause 17).

What looks like the body of the page carries no formatting of its own: it takes that of the style
« Normal », so that a person who edits the page in Word changes it in one place. Everything from a
candidate passes through `escaped`.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

INK, BLUE, SOFT, AMBER, RED = "1F2A37", "1F3A5F", "4B5563", "6B4100", "8A1C1C"

# What XML 1.0 cannot hold at all (clause 2.2).
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("([\t\n\r])")
_TAB, _BREAK = "<w:tab/>", "<w:br/>"


def escaped(text: str) -> str:
    """Write a text as XML; characters that XML cannot hold are left out."""
    kept = _FORBIDDEN.sub("", text)
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def run(
    text: str, *, size: float | None = None, bold: bool = False, colour: str | None = None
) -> str:
    """Write words; line breaks and tabulations are kept.

    Args:
        text: nothing is written for an empty one.
        size: in points, to the half; None for that of the paragraph's style.
        bold: False leaves it to the style.
        colour: RRGGBB; None for that of the style.
    """
    if not text:
        return ""
    written = "".join(map(_piece, _BREAKS.split(escaped(text))))
    return f"<w:r>{_look(size, bold, colour)}{written}</w:r>"


def _piece(text: str) -> str:
    if text in ("\n", "\r"):
        return _BREAK
    if text == "\t":
        return _TAB
    return f'<w:t xml:space="preserve">{text}</w:t>' if text else ""


@cache
def _look(size: float | None, bold: bool, colour: str | None) -> str:  # noqa: FBT001 -- cached
    parts = (
        "<w:b/>" if bold else "",
        f'<w:color w:val="{colour}"/>' if colour else "",
        f'<w:sz w:val="{round(size * 2)}"/>' if size else "",
    )
    look = "".join(parts)
    return f"<w:rPr>{look}</w:rPr>" if look else ""


def paragraph(*runs: str, form: str = "") -> str:
    """Write a paragraph of runs; `form` is what `style`, `spacing` and `CENTRED` give."""
    shape = f"<w:pPr>{form}</w:pPr>" if form else ""
    return f"<w:p>{shape}{''.join(runs)}</w:p>"


CENTRED = '<w:jc w:val="center"/>'


def style(name: str) -> str:
    """Write the style of a paragraph, by its identity in the package."""
    return f'<w:pStyle w:val="{name}"/>'


def spacing(leading: float, *, before: float = 0, after: float = 0) -> str:
    """Write the form of lines of exactly `leading` points, with room around the paragraph."""
    gaps = f'w:before="{_twips(before)}" w:after="{_twips(after)}"'
    return f'<w:spacing {gaps} w:line="{_twips(leading)}" w:lineRule="exact"/>'


def table(widths: Sequence[float], rows: Iterable[str], *, lines: bool) -> str:
    """Write a table of fixed column widths, in points; with or without lines."""
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    return (
        '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:jc w:val="left"/>'
        f'{_BORDERS if lines else ""}<w:tblLayout w:type="fixed"/>{_MARGINS}'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1"'
        ' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


_BORDERS = "".join(
    (
        "<w:tblBorders>",
        *(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="9AA5B1"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        ),
        "</w:tblBorders>",
    )
)
_MARGINS = (
    '<w:tblCellMar><w:top w:w="20" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>'
    '<w:bottom w:w="20" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
)

HEADER_ROW = '<w:tblHeader w:val="true"/>'
"""Tells screen readers that the row names the columns."""


def at_least(height: float) -> str:
    """Write the form of a row at least `height` points high."""
    return f'<w:trHeight w:val="{_twips(height)}" w:hRule="atLeast"/>'


def row(cells: Iterable[str], *, form: str = "") -> str:
    """Write a row of cells; `form` is what `at_least` or `HEADER_ROW` give."""
    shape = f"<w:trPr>{form}</w:trPr>" if form else ""
    return f"<w:tr>{shape}{''.join(cells)}</w:tr>"


def cell(width: float, *paragraphs: str, fill: str = "", middle: bool = False) -> str:
    """Write a cell of `width` points, filled with a colour, its texts at the top or in the middle.

    A cell without any paragraph is given an empty one: Word takes no other.
    """
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    stand = '<w:vAlign w:val="center"/>' if middle else ""
    form = f'<w:tcW w:w="{_twips(width)}" w:type="dxa"/>{shade}{stand}'
    return f"<w:tc><w:tcPr>{form}</w:tcPr>{''.join(paragraphs) or '<w:p/>'}</w:tc>"


def _twips(points: float) -> int:
    return round(points * 20)
