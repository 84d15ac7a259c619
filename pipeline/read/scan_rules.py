"""Reading, scan: printed rules, the tables they draw, and a page without them.

Lengths are in pixels at 200 dpi unless said: 8 px are one millimetre.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.scan_lines import Pixels, bounds
from pipeline.read.scan_page import Sheet, points
from pipeline.read.scan_pixels import (
    Gray,
    Mask,
    chosen,
    closed,
    components,
    dark_of,
    grown,
    opened,
    without,
)
from schemas.document import Cell

ACROSS = 70  # 9 mm: no letter, and no check box, has so long a flat stroke
DOWN = 40  # 5 mm: the lowest row of a table; letters of 20 points are lower
ALONE = 200  # 25 mm: a rule that belongs to no table; shorter may be a pen's flourish
THICK = 12
DOT = 7  # 0.9 mm: the dots of a dotted line
FULL = 0.6
MOST_OUTLINES = 5000  # a page of tables has 500; beyond, it is a texture
NARROW, LOW = 25, 18  # the smallest cell that can hold a character
SAME = 10  # two edges of one table nearer than this are one edge
EDGE = 3  # a table set close in a cell
STREAK, STREAK_GAP, REACH = 0.6, 60, 12  # of the page; pixels that specks or a fold leave out
STRAIGHT = 0.75  # of each side of a cell covered by rules: a stamp put down askew has less


@dataclass(frozen=True)
class Grid:
    """A ruled table: its cells with their pixels, in rows then columns."""

    box: Pixels
    cells: tuple[tuple[Cell, Pixels], ...]


@dataclass(frozen=True)
class Ruling:
    """The rules of a page.

    Attributes:
        grids: tables in reading order.
        mask: the pixels of tables and dotted lines.
        alone: those of long rules that belong to no table, or of the frame of a stamp.
    """

    grids: tuple[Grid, ...]
    mask: Mask
    alone: Mask


def ruling_of(sheet: Sheet) -> Ruling:
    """Find the ruled tables and the long rules of a page."""
    dark = dark_of(sheet.gray)
    across = _runs(dark, (ACROSS, 1), (3, 1))
    down = _runs(dark, (1, DOWN), (1, 3))
    streaks = _streaks(down, across) | _streaks(across.T, down.T).T
    across, down = without(across, streaks), without(down, streaks)
    grids, joined = _grids(across, down, sheet)
    alone = _long_lines(without(across, joined), axis=2)
    alone |= _long_lines(without(down, joined), axis=3) | streaks
    return Ruling(grids, joined | _dotted(dark), alone)


def nested(grids: Sequence[Grid]) -> tuple[list[Grid], dict[Pixels, list[Grid]]]:
    """Part the tables of a page from those in a cell of another, by the pixels of that cell."""
    outer: list[Grid] = []
    inner: dict[Pixels, list[Grid]] = {}
    for grid in grids:
        holes = [
            hole
            for other in grids
            if other is not grid
            for _, hole in other.cells
            if _lies_in(grid.box, hole)
        ]
        if holes:
            home = min(holes, key=lambda hole: (hole[2] - hole[0]) * (hole[3] - hole[1]))
            inner.setdefault(home, []).append(grid)
        else:
            outer.append(grid)
    return outer, inner


def _lies_in(box: Pixels, hole: Pixels) -> bool:
    low, high = (hole[0] - EDGE, hole[1] - EDGE), (hole[2] + EDGE, hole[3] + EDGE)
    return low[0] <= box[0] and low[1] <= box[1] and box[2] <= high[0] and box[3] <= high[1]


def without_rules(gray: Gray, rules: Mask) -> Gray:
    """Wipe rules, keeping the strokes of letters that cross them."""
    around = grown(rules, (3, 3))
    rest = without(dark_of(gray), around)
    # A stroke that goes on above and below a rule is a letter's: bridge it.
    bridged = closed(rest, (1, THICK)) | closed(rest, (THICK, 1))
    wiped = gray.copy()
    wiped[(around > 0) & (bridged == 0)] = 255
    return wiped


def _runs(dark: Mask, length: tuple[int, int], gap: tuple[int, int]) -> Mask:
    whole = closed(dark, gap)
    # A run as thick as a letter is a picture, a black margin or a bar, not a rule.
    return without(opened(whole, length), opened(whole, (THICK, THICK)))


def _streaks(down: Mask, across: Mask) -> Mask:
    """Choose the lines that dust on a scanner's glass, or a fold, draws over the whole page.

    A rule of a table ends where it meets another; such a line ends in the margins.
    """
    whole = closed(np.ascontiguousarray(down), (3, STREAK_GAP))
    labels, stats = components(whole)
    long = (stats[:, 3] >= STREAK * down.shape[0]) & (stats[:, 2] <= THICK * 2)
    for rank in np.flatnonzero(long):
        x, y, width, height = (int(value) for value in stats[rank][:4])
        beside = across[:, max(0, x - REACH) : x + width + REACH]
        ends = (
            beside[max(0, y - REACH) : y + REACH],
            beside[max(0, y + height - REACH) : y + height + REACH],
        )
        long[rank] = not any(end.any() for end in ends)
    return np.asarray(chosen(long, labels) & down, np.uint8)


def _long_lines(mask: Mask, *, axis: int) -> Mask:
    labels, stats = components(mask)
    return chosen((stats[:, axis] >= ALONE) & (stats[:, 5 - axis] <= THICK), labels)


def _dotted(dark: Mask) -> Mask:
    # Rows of full stops that ask for an answer; read with the words on them, they spoil both.
    labels, stats = components(dark)
    small = chosen((stats[:, 3] <= DOT) & (stats[:, 2] <= ACROSS), labels)
    # Crumbs of faint letters lie at all heights of their line, stops at one.
    labels, stats = components(closed(small, (DOT + 5, 1)))
    return small & chosen((stats[:, 2] >= ACROSS) & (stats[:, 3] <= DOT + 2), labels)


def _grids(across: Mask, down: Mask, sheet: Sheet) -> tuple[tuple[Grid, ...], Mask]:
    rules = across | down
    lines = grown(rules, (5, 5))  # joins corners that just miss
    contours, hierarchy = cv2.findContours(lines, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if not 0 < len(contours) <= MOST_OUTLINES:
        return (), np.zeros_like(lines)
    outlines = [np.asarray(contour, np.int32) for contour in contours]
    tree = np.asarray(hierarchy, np.int32)[0]
    joined = np.zeros_like(lines)
    found: list[tuple[Pixels, list[Pixels]]] = []
    for index in np.flatnonzero(tree[:, 3] < 0):
        holes = _hole_indexes(tree, int(index))
        cells = [box for hole in holes if (box := _cell_box(outlines[hole], lines)) is not None]
        if not cells:
            continue
        cells += [box for hole in holes if (box := _bent(outlines[hole], cells, lines)) is not None]
        for home in [box for box in cells if holds_table(box, cells)]:
            within = [box for box in cells if box != home and _lies_in(box, home)]
            cells = [box for box in cells if box not in within]
            found.append((bounds(within), within))
        x, y, width, height = cv2.boundingRect(outlines[index])
        found.append(((x, y, x + width, y + height), cells))
        cv2.drawContours(joined, outlines, int(index), 255, cv2.FILLED)
        for hole in holes:
            cv2.drawContours(joined, outlines, hole, 0, cv2.FILLED)
    found.sort(key=lambda pair: (pair[0][1], pair[0][0]))
    grids = tuple(_grid(rank, box, cells, sheet) for rank, (box, cells) in enumerate(found))
    # Of the joined outline, only what is really a rule.
    return grids, joined & rules


def _hole_indexes(tree: npt.NDArray[np.int32], parent: int) -> list[int]:
    indexes = []
    child = int(tree[parent][2])
    while child >= 0:
        indexes.append(child)
        child = int(tree[child][0])
    return indexes


def _cell_box(outline: npt.NDArray[np.int32], lines: Mask) -> Pixels | None:
    # An L-shaped hole, where a rule is missing, fills three quarters of its box.
    x, y, width, height = cv2.boundingRect(outline)
    box = (x, y, x + width, y + height)
    if width < NARROW or height < LOW or cv2.contourArea(outline) < FULL * width * height:
        return None
    return box if _is_ruled(box, lines) else None


def _bent(outline: npt.NDArray[np.int32], cells: Sequence[Pixels], lines: Mask) -> Pixels | None:
    """Return the cell that a hole is, bent around a table in it that shares one of its sides."""
    x, y, width, height = cv2.boundingRect(outline)
    box = (x, y, x + width, y + height)
    if box in cells or not _is_ruled(box, lines):
        return None
    return box if holds_table(box, cells) else None


def around_tables(cells: Sequence[Pixels], gray: Gray) -> Iterator[tuple[Pixels, Gray]]:
    """Yield the cells in which a table stands, each with a page that leaves that table out."""
    for home in cells:
        if holds_table(home, cells):
            apart = gray.copy()
            for x0, y0, x1, y1 in (c for c in cells if c != home and _lies_in(c, home)):
                apart[y0:y1, x0:x1] = 255
            yield home, apart


def holds_table(box: Pixels, cells: Sequence[Pixels]) -> bool:
    """Say whether a table stands in a cell: two other cells at least."""
    return sum(cell != box and _lies_in(cell, box) for cell in cells) > 1


def _is_ruled(hole: Pixels, lines: Mask) -> bool:
    x0, y0, x1, y1 = hole
    sides = (
        lines[max(0, y0 - 4) : y0 + 4, x0:x1].max(axis=0),
        lines[y1 - 4 : y1 + 4, x0:x1].max(axis=0),
        lines[y0:y1, max(0, x0 - 4) : x0 + 4].max(axis=1),
        lines[y0:y1, x1 - 4 : x1 + 4].max(axis=1),
    )
    return all(float(np.mean(side > 0)) >= STRAIGHT for side in sides)


def _grid(rank: int, box: Pixels, holes: Sequence[Pixels], sheet: Sheet) -> Grid:
    lefts, tops = _edges(hole[0] for hole in holes), _edges(hole[1] for hole in holes)
    cells = []
    for hole in holes:
        row, column = _place(tops, hole[1]), _place(lefts, hole[0])
        cell = Cell(
            table=rank,
            row=row,
            column=column,
            row_span=max(1, _place(tops, hole[3] - SAME) - row + 1),
            column_span=max(1, _place(lefts, hole[2] - SAME) - column + 1),
            box=points(sheet, hole),
        )
        cells.append((cell, hole))
    cells.sort(key=lambda pair: (pair[0].row, pair[0].column))
    return Grid(box, tuple(cells))


def _edges(values: Iterable[int]) -> list[int]:
    edges: list[int] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > SAME:
            edges.append(value)
    return edges


def _place(edges: Sequence[int], value: int) -> int:
    return max(0, sum(edge <= value + SAME for edge in edges) - 1)
