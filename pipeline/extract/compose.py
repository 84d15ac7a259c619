"""Extract: from the lines of a region to the words of an answer."""

import re
from collections.abc import Sequence
from itertools import groupby

from pipeline.extract.line import Line, is_blank
from pipeline.extract.sheet import BREAK, EMPTY_BOX, PICTURE, SENTINELS, SLOT, TICKED_BOX, Sheet
from schemas.document import Cell

_SENTINEL = re.compile(f"[{SENTINELS}]")
_SHOWN = str.maketrans({EMPTY_BOX: "☐", TICKED_BOX: "☒", PICTURE: "", SLOT: ""})


def compose(sheet: Sheet, lines: Sequence[Line], *, table_of: Cell | None = None) -> str | None:
    """Return the answer written on `lines`, or None when nothing is.

    One line per paragraph or line break; lines that a PDF only wrapped are joined again. Cells
    of a table inside the answer are joined by « | », one row a line. `table_of` is the cell
    of the label, whose own table is the form's layout, not an answer.
    """
    written = [line for line in lines if not is_blank(line)]
    paragraphs: list[str] = []
    for row, members in groupby(written, key=lambda line: _row(sheet, line, table_of)):
        texts = _paragraphs(sheet, list(members), in_table=row is not None)
        if row is None:
            paragraphs.extend(texts)
        else:
            paragraphs.append(" | ".join(texts))
    text = "\n".join(paragraph for paragraph in paragraphs if paragraph)
    return _shown(text).strip() or None


def verbatim(sheet: Sheet, start: int, end: int) -> str | None:
    """Return the characters between two places as they stand, prompts included."""
    return _shown(sheet.text[start:end].replace(BREAK, "\n")).strip() or None


def _shown(text: str) -> str:
    return text.translate(_SHOWN) if _SENTINEL.search(text) else text


def _row(sheet: Sheet, line: Line, table_of: Cell | None) -> tuple[int, int] | None:
    """Return the table row of a line when it belongs to a table within the answer."""
    cells = sheet.blocks[line.block].cells
    if not cells:
        return None
    inner = cells[-1]
    if table_of is not None and inner.table == table_of.table:
        return None
    return (inner.table, inner.row) if inner.column_span or inner.row_span else None


def _paragraphs(sheet: Sheet, lines: list[Line], *, in_table: bool) -> list[str]:
    texts: list[str] = []
    column: int | None = None
    for line in lines:
        cells = sheet.blocks[line.block].cells
        here = cells[-1].column if in_table and cells else None
        same_cell = in_table and column == here
        if texts and (line.wrapped or same_cell):
            texts[-1] = _join(texts[-1], line.text)
        else:
            texts.append(line.text)
        column = here
    return texts


def _join(before: str, after: str) -> str:
    """Join two printed lines; a word cut at a hyphen keeps it (« peut-être » or a cut word)."""
    if before.endswith("-") and not before.endswith(" -"):
        return before + after
    return f"{before} {after}"
