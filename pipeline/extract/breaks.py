"""Extract: tables of scanned pages that go on over a page break, and rows cut by it.

Each page of a scan is read for itself, and the order of the pages is known only once the form has
been recognised on them: it is here that the halves of a table come together. The rules are those
of typed pages (`pipeline.read.pdf_breaks`), with room for pages that were laid askew.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from schemas.document import Block, Cell, Document, Page

_FOOT, _HEAD = 0.7, 0.3  # of the page's height: where a cut table ends, and where it resumes
_SAME = 8.0  # points between the borders of one column on two pages
_SHIFT = 30.0  # points by which a sheet may lie otherwise on the glass than the one before
_FEW = 6  # words of a line at a page's edge that is no text of its own: a page number, a title
_ENDED = re.compile(r"[.!?…:;»”\"]\W*$")
_GOES_ON = re.compile(r"\W*[a-zà-öø-ÿœ]|[(«»?!:;]")

Leaf = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Half:
    """A table of one page: its blocks, and the height of the page."""

    leaf: Leaf
    table: int
    blocks: tuple[Block, ...]
    height: float

    @property
    def cells(self) -> list[Cell]:
        return [block.cells[0] for block in self.blocks]

    def row(self, *, last: bool) -> list[Cell]:
        """Return the cells of the last or first row that hold something, by column."""
        ends = [cell.row + cell.row_span for cell in self.cells]
        starts = [cell.row for cell in self.cells]
        row = [
            cell
            for cell, end, start in zip(self.cells, ends, starts, strict=True)
            if (end == max(ends) if last else start == min(starts))
        ]
        return sorted(dict.fromkeys(row), key=lambda cell: cell.column)

    def lines(self, cell: Cell) -> list[Block]:
        """Return the blocks of one cell, in order."""
        return [block for block in self.blocks if block.cells[0] == cell]


def rejoined(document: Document) -> Document:
    """Return the document with one number for each table, and cut rows made whole."""
    if document.reader not in ("scan", "mixed"):
        return document
    pages = {page.number: page for page in document.pages if page.layer != "text"}
    blocks = _numbered(document.blocks, pages)
    for above, below in pairwise(_leaves(blocks, pages)):
        blocks = _joined(blocks, above, below, pages)
    return document.model_copy(update={"blocks": tuple(blocks)})


def _numbered(blocks: Sequence[Block], pages: dict[int, Page]) -> list[Block]:
    # On each scanned page the first table has the number 0.
    known: dict[tuple[Leaf, int], int] = {}
    first = 1 + max((cell.table for block in blocks for cell in block.cells), default=0)

    def number(leaf: Leaf, cell: Cell) -> Cell:
        table = known.setdefault((leaf, cell.table), first + len(known))
        return cell.model_copy(update={"table": table})

    def numbered(block: Block) -> Block:
        cells = tuple(number(_leaf(block), cell) for cell in block.cells)
        return block.model_copy(update={"cells": cells})

    return [
        numbered(block) if block.cells and block.where.page in pages else block for block in blocks
    ]


def _leaf(block: Block) -> Leaf:
    return (block.where.page or 0, block.where.leaf)


def _leaves(blocks: Sequence[Block], pages: dict[int, Page]) -> list[Leaf]:
    return [leaf for leaf, _ in groupby(map(_leaf, blocks)) if leaf[0] in pages]


def _joined(blocks: list[Block], above: Leaf, below: Leaf, pages: dict[int, Page]) -> list[Block]:
    upper = _half(blocks, above, pages[above[0]].height, last=True)
    lower = _half(blocks, below, pages[below[0]].height, last=False)
    if upper is None or lower is None:
        return blocks
    matched = _same_columns(upper, lower)
    if not matched:
        return blocks
    is_row = _row_goes_on(upper, lower, matched)
    return list(_one_table(blocks, upper, lower, matched if is_row else ()))


def _half(blocks: Sequence[Block], leaf: Leaf, height: float, *, last: bool) -> _Half | None:
    """Return the table at the foot (or head) of a page, if one stands there."""
    body = [b for b in blocks if _leaf(b) == leaf and b.part == "body" and b.text.strip()]
    order = body[::-1] if last else body
    for block in order:
        if block.cells:
            table = block.cells[0].table
            break
        if len(block.text.split()) > _FEW:
            return None
    else:
        return None
    half = _Half(
        leaf, table, tuple(b for b in body if b.cells[:1] and b.cells[0].table == table), height
    )
    boxes = [cell.box for cell in half.cells if cell.box is not None]
    if len(boxes) < len(half.cells):
        return None
    is_there = (
        max(box[3] for box in boxes) >= _FOOT * height
        if last
        else min(box[1] for box in boxes) <= _HEAD * height
    )
    return half if is_there else None


def _same_columns(upper: _Half, lower: _Half) -> list[tuple[Cell, Cell]]:
    """Match the first cells of the lower half with those they go on with; nothing if one has none.

    The sheet may lie a little to the left or right of where the one before lay.
    """
    head = lower.row(last=False)
    shifts = {
        cell.box[0] - other.box[0]
        for cell in head
        for other in upper.cells
        if cell.box is not None and other.box is not None
    }
    for shift in sorted(shifts, key=abs):
        if abs(shift) > _SHIFT:
            break
        pairs = [(_same_column(upper, cell, shift), cell) for cell in head]
        matched = [(one, other) for one, other in pairs if one is not None]
        if len(matched) == len(pairs):
            return matched
    return []


def _same_column(upper: _Half, cell: Cell, shift: float) -> Cell | None:
    """Return the cell of the upper half's last row that a cell of the lower one goes on with.

    A label may end above and leave nothing below; the answer may begin below only.
    """
    if cell.box is None:
        return None
    last = upper.row(last=True)
    for other in (*last, *reversed(upper.cells)):
        if (
            other.box is not None
            and abs(cell.box[0] - shift - other.box[0]) <= _SAME
            and abs(cell.box[2] - shift - other.box[2]) <= _SAME
        ):
            if other in last:
                return other
            row = last[0]
            return other.model_copy(update={"row": row.row, "row_span": row.row_span, "box": None})
    return None


def _row_goes_on(upper: _Half, lower: _Half, pairs: Sequence[tuple[Cell, Cell]]) -> bool:
    """Say whether the row at the break is one row.

    It is when a sentence is cut in one of its cells, or when its first cell, which holds the
    label, is empty below.
    """
    if any(_is_cut(upper.lines(one), lower.lines(other)) for one, other in pairs):
        return True
    labels = [cell.column for cell in upper.cells]
    return len(set(labels)) > 1 and all(one.column > min(labels) for one, _ in pairs)


def _is_cut(before: Sequence[Block], after: Sequence[Block]) -> bool:
    if not before or not after:
        return False
    return not _ENDED.search(before[-1].text) and bool(_GOES_ON.match(after[0].text))


def _one_table(
    blocks: Sequence[Block], upper: _Half, lower: _Half, pairs: Sequence[tuple[Cell, Cell]]
) -> Iterator[Block]:
    """Yield the blocks with the lower half in the table of the upper one, cut rows made whole."""
    rows = max(cell.row + cell.row_span for cell in upper.cells) - (1 if pairs else 0)
    first = min(cell.row for cell in lower.cells)
    moved = {id(block): one for one, other in pairs for block in lower.lines(other)}
    after: dict[int, list[Block]] = {}
    for one, other in pairs:
        own = upper.lines(one)
        lines = [b.model_copy(update={"cells": (one, *b.cells[1:])}) for b in lower.lines(other)]
        if _is_cut(own, lines):
            lines[0] = lines[0].model_copy(update={"wrapped": True})
        home = own[-1] if own else upper.blocks[-1]
        after.setdefault(id(home), []).extend(lines)

    def carried_on(block: Block) -> Block:
        cell, *inner = block.cells
        place = {"table": upper.table, "row": cell.row - first + rows}
        return block.model_copy(update={"cells": (cell.model_copy(update=place), *inner)})

    for block in blocks:
        if id(block) in moved:
            continue
        is_below = block.cells[:1] and block.cells[0].table == lower.table
        yield carried_on(block) if is_below else block
        yield from after.get(id(block), ())
