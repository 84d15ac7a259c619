"""PDF reading: tables that go on over a page break, as one table; rows cut by it, as one row."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.read.pdf_cells import Region
from pipeline.read.pdf_flow import Content, Piece
from pipeline.read.pdf_running import Part, ends_sentence, is_full

_SAME = 3.0  # points between the borders of one column on two pages
_FOOT, _HEAD = 0.7, 0.25  # of the page's height: where a cut table ends, and where it resumes

Place = tuple[int, int]
"""A table by its page (rank) and its rank on the page."""


class Break(NamedTuple):
    """A table cut by a page break: both halves; `row` when one row lies in both.

    `resumed` are the pieces that go on with a sentence begun above the break.
    """

    above: Place
    below: Place
    row: bool
    resumed: tuple[Piece, ...]


def find_breaks(
    pages: Sequence[Sequence[Piece]],
    running: Sequence[dict[int, Part]],
    contents: Sequence[Content],
) -> list[Break]:
    """Find the tables that end a page's body and go on, with the same columns, on the next.

    Args:
        pages: the pieces of each page in reading order.
        running: for each page, the ranks of headers and footers.
        contents: the pages' contents, for their tables.
    """
    breaks = []
    for number in range(len(pages) - 1):
        above = [p for rank, p in enumerate(pages[number]) if rank not in running[number]]
        below = [p for rank, p in enumerate(pages[number + 1]) if rank not in running[number + 1]]
        if not above or not below or not above[-1].cells or not below[0].cells:
            continue
        first, second = above[-1].cells[0].table, below[0].cells[0].table
        upper, lower = contents[number].tables[first], contents[number + 1].tables[second]
        if _resumes(upper, lower, contents[number].height, contents[number + 1].height):
            cut = _last_row(upper), _first_row(lower)
            row, resumed = _row_goes_on(cut, above, below) if _alike(*cut) else (False, ())
            breaks.append(Break((number, first), (number + 1, second), row, resumed))
    return breaks


def _resumes(upper: list[Region], lower: list[Region], height: float, next_height: float) -> bool:
    left, right = min(c.box[0] for c in upper), max(c.box[2] for c in upper)
    return (
        max(c.box[3] for c in upper) >= _FOOT * height
        and min(c.box[1] for c in lower) <= _HEAD * next_height
        and abs(left - min(c.box[0] for c in lower)) <= _SAME
        and abs(right - max(c.box[2] for c in lower)) <= _SAME
    )


def _last_row(table: list[Region]) -> list[Region]:
    last = max(cell.row + cell.row_span for cell in table)
    cells = [cell for cell in table if cell.row + cell.row_span == last]
    return sorted(cells, key=lambda cell: cell.column)


def _first_row(table: list[Region]) -> list[Region]:
    return sorted((cell for cell in table if cell.row == 0), key=lambda cell: cell.column)


def _alike(upper: list[Region], lower: list[Region]) -> bool:
    return len(upper) == len(lower) and all(
        abs(a.box[0] - b.box[0]) <= _SAME and abs(a.box[2] - b.box[2]) <= _SAME
        for a, b in zip(upper, lower, strict=True)
    )


def _row_goes_on(
    cut: tuple[list[Region], list[Region]], above: Sequence[Piece], below: Sequence[Piece]
) -> tuple[bool, tuple[Piece, ...]]:
    """Say whether the row at the break is one row, and which pieces go on with a sentence.

    It is when a sentence is cut in one of its cells, or when its first cell, which holds the
    label, is empty below and another is not.
    """
    filled: list[tuple[bool, bool]] = []
    resumed: list[Piece] = []
    for upper, lower in zip(*cut, strict=True):
        before = [p for p in above if p.cells and p.cells[0] == upper]
        after = [p for p in below if p.cells and p.cells[0] == lower]
        filled.append((bool(before), bool(after)))
        if before and after and _sentence_goes_on(before[-1], after[0]):
            resumed.append(after[0])
    label_ended = len(filled) > 1 and filled[0] == (True, False)
    return bool(resumed) or (label_ended and any(low for _, low in filled)), tuple(resumed)


def _sentence_goes_on(before: Piece, after: Piece) -> bool:
    if before.line is None or after.line is None:
        return False
    letter = after.line.words[0].text[:1]
    cut = letter.islower() or letter in "(«»?!:;"
    return bool(letter) and cut and not ends_sentence(before.line) and is_full(before, after.line)


def number_tables(
    contents: Sequence[Content], breaks: Sequence[Break]
) -> dict[Place, tuple[int, int]]:
    """Number the tables of a file; both halves of a cut table have one number.

    Returns:
        For each table its number and how many of its rows stand on the pages before.
    """
    halves = {cut.below: cut for cut in breaks}
    numbers: dict[Place, tuple[int, int]] = {}
    count = 0
    for page, content in enumerate(contents):
        for rank in range(len(content.tables)):
            cut = halves.get((page, rank))
            if cut is None:
                numbers[page, rank] = (count, 0)
                count += 1
            else:
                number, before = numbers[cut.above]
                upper = contents[cut.above[0]].tables[cut.above[1]]
                rows = max(cell.row + cell.row_span for cell in upper)
                numbers[page, rank] = (number, before + rows - (1 if cut.row else 0))
    return numbers


def join_rows(
    pages: Sequence[Sequence[Piece]], contents: Sequence[Content], breaks: Sequence[Break]
) -> list[list[Piece]]:
    """Bring the lower half of each cut row to the cells of its upper half, a page earlier."""
    joined = [list(page) for page in pages]
    for cut in breaks:
        if not cut.row:
            continue
        upper = _last_row(contents[cut.above[0]].tables[cut.above[1]])
        lower = _first_row(contents[cut.below[0]].tables[cut.below[1]])
        page, following = joined[cut.above[0]], joined[cut.below[0]]
        for above, below in zip(upper, lower, strict=True):
            moved = [p for p in following if p.cells and p.cells[0] == below]
            place = _end_of(page, above, upper)
            page[place:place] = moved
            following[:] = [p for p in following if not any(p is m for m in moved)]
    return joined


def _end_of(page: Sequence[Piece], cell: Region, row: Sequence[Region]) -> int:
    """Return where a cell's pieces end; where they would, for an empty cell."""
    before = [c for c in row if c.column <= cell.column]
    ranks = [rank for rank, p in enumerate(page) if p.cells and p.cells[0] in before]
    if ranks:
        return ranks[-1] + 1
    later = [rank for rank, p in enumerate(page) if p.cells and p.cells[0] in row]
    return later[0] if later else len(page)
