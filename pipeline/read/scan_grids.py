"""Reading, scan: the tables that rules draw — their cells, and tables in a cell of another.

Lengths are in pixels at 200 dpi unless said: 8 px are one millimetre.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.scan_lines import Pixels, bounds
from pipeline.read.scan_page import Sheet, points
from pipeline.read.scan_pixels import Gray, Mask, grown
from schemas.document import Cell

FULL = 0.6
MOST_OUTLINES = 5000  # a page of tables has 500; beyond, it is a texture
NARROW, LOW = 25, 18  # the smallest cell that can hold a character
SAME = 10  # two edges of one table nearer than this are one edge
EDGE = 3  # a table set close in a cell
STRAIGHT = 0.75  # of each side of a cell covered by rules: a stamp put down askew has less


@dataclass(frozen=True)
class Grid:
    """A ruled table: its cells with their pixels, in rows then columns."""

    box: Pixels
    cells: tuple[tuple[Cell, Pixels], ...]


def grids_of(across: Mask, down: Mask, sheet: Sheet) -> tuple[tuple[Grid, ...], Mask]:
    """Find the tables that flat and upright rules draw, and the pixels of these rules."""
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
        homes = [box for box in cells if holds_table(box, cells)]
        for home in sorted(homes, key=_area):  # the innermost first
            within = [box for box in cells if box != home and _lies_in(box, home)]
            if not within:  # a mere outline of another
                continue
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


def _area(box: Pixels) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _lies_in(box: Pixels, hole: Pixels) -> bool:
    low, high = (hole[0] - EDGE, hole[1] - EDGE), (hole[2] + EDGE, hole[3] + EDGE)
    return low[0] <= box[0] and low[1] <= box[1] and box[2] <= high[0] and box[3] <= high[1]
