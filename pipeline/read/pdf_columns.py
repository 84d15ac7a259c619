"""PDF reading: newspaper columns — text that runs down the left half, then down the right.

Read line by line, two columns mix. Yet a page of labels with their answers beside them looks
much the same, and cut in columns would lose every answer: columns are taken for such only where
their lines do not pair, or where both sides are filled with full lines.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.read.pdf_flow import Content, Section, table_box
from pipeline.read.pdf_frame import centre, inside
from schemas.document import Box

_LINES = 8  # on each side: fewer are a block of signatures
_FEW = 3  # on the left, where the rest of the file is in columns
_GUTTER = 6.0  # points
_MIDDLE = (0.35, 0.65)  # of the page's width: where the right column begins
_UNEVEN = 0.15  # of the wider column; labels stand in a narrower one than answers
_PAIRED = 1.5  # points between the baselines of a label and its answer
_MARGIN = 0.035  # of the page's height: running lines
_LONG, _HALF = 0.75, 0.5  # of the column's width
_DENSE = 0.65  # of a line's length: the rows of a table without rules have wide gaps


class _Row(NamedTuple):
    """A line of one column, and how much of its length is covered with words."""

    box: Box
    ink: float


def column_sections(contents: Sequence[Content]) -> list[list[Section]]:
    """Return for each page the stretches that are printed in columns, from top to bottom.

    Once a long stretch proves it, shorter ones with the same gutter are taken for columns too.
    """
    bars = [_bars(content) for content in contents]
    proven = {
        round(section.edge)
        for content, page in zip(contents, bars, strict=True)
        for edge in _edges(content, page)
        for section in _sections(content, page, edge)
        if _is_newspaper(*_sides(page, section))
    }
    return [_printed(content, page, proven) for content, page in zip(contents, bars, strict=True)]


def _printed(content: Content, bars: Sequence[Box], edges: set[int]) -> list[Section]:
    """Return the sections of a page at the first of the edges where the right column begins."""
    for edge in sorted(edges):
        found = []
        for section in _sections(content, bars, float(edge)):
            left, right = _sides(bars, section)
            if len(left) >= _FEW and right and min(row.box[0] for row in right) - edge < _GUTTER:
                found.append(section)
        if found:
            return found
    return []


def _bars(content: Content) -> list[Box]:
    """Return the boxes of a page's words, tables and tall things, running lines left out."""
    tables = [table_box(table) for table in content.tables]
    boxes = [word.box for word in content.words if not word.sideways]
    boxes = [box for box in boxes if not any(inside(centre(box), table) for table in tables)]
    boxes += [*tables, *(box for box, _ in content.tall)]
    low, high = _MARGIN * content.height, (1 - _MARGIN) * content.height
    return [box for box in boxes if box[3] > low and box[1] < high]


def _edges(content: Content, bars: Sequence[Box]) -> list[float]:
    """Return where a right column might begin: many words at one place in the middle."""
    low, high = (share * content.width for share in _MIDDLE)
    starts = Counter(round(box[0]) for box in bars if low <= box[0] <= high)
    return [float(x) for x, n in starts.items() if n + starts[x + 1] >= _LINES]


def _sections(content: Content, bars: Sequence[Box], edge: float) -> list[Section]:
    """Cut a page where something crosses the gutter left of an edge."""
    across = sorted(
        (box[1], box[3]) for box in bars if box[0] < edge - 1.5 and box[2] > edge - _GUTTER
    )
    found, top = [], _MARGIN * content.height
    for start, stop in [*across, ((1 - _MARGIN) * content.height, 0.0)]:
        if start > top:
            found.append(Section(top, start, edge))
        top = max(top, stop)
    return found


def _sides(bars: Sequence[Box], section: Section) -> tuple[list[_Row], list[_Row]]:
    """Return the lines of both columns of a section, from the top."""
    sides: tuple[list[_Row], list[_Row]] = ([], [])
    for box in sorted(bars, key=lambda box: box[3]):
        column = section.column(box)
        if column is None:
            continue
        lines, ink = sides[column], box[2] - box[0]
        last = lines[-1].box if lines else box
        if lines and box[1] < (last[1] + last[3]) / 2:
            wider = (min(last[0], box[0]), last[1], max(last[2], box[2]), last[3])
            lines[-1] = _Row(wider, lines[-1].ink + ink)
        else:
            lines.append(_Row(box, ink))
    return sides


def _is_newspaper(left: Sequence[_Row], right: Sequence[_Row]) -> bool:
    """Say whether the lines of two sides are two columns of running text."""
    if min(len(left), len(right)) < _LINES:
        return False
    wide = [max(r.box[2] for r in side) - min(r.box[0] for r in side) for side in (left, right)]
    if abs(wide[0] - wide[1]) > _UNEVEN * max(wide):
        return False
    floors = [row.box[3] for row in right]
    pairs = sum(any(abs(row.box[3] - floor) <= _PAIRED for floor in floors) for row in left)
    paired = pairs > 0.5 * len(left)
    share = min(
        _full(side, measure, _LONG if paired else _HALF)
        for side, measure in zip((left, right), wide, strict=True)
    )
    return share >= (0.6 if paired else 0.5)


def _full(rows: Sequence[_Row], width: float, least: float) -> float:
    """Return the share of lines of running text that take up a share of their column."""
    full = sum(
        row.box[2] - row.box[0] >= least * width and row.ink >= _DENSE * (row.box[2] - row.box[0])
        for row in rows
    )
    return full / len(rows)
