"""Reading, scan: printed rules, the tables they draw, and a page without them.

Lengths are in pixels at 200 dpi unless said: 8 px are one millimetre.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.scan_lines import Pixels
from pipeline.read.scan_page import DARK, Gray, Sheet, points
from schemas.document import Cell

ACROSS = 70  # 9 mm: no letter, and no check box, has so long a flat stroke
DOWN = 40  # 5 mm: the lowest row of a table; letters of 20 points are lower
ALONE = 200  # 25 mm: a rule that belongs to no table; shorter may be a pen's flourish
THICK = 12
NARROW, LOW = 25, 18  # the smallest cell that can hold a character
SAME = 10  # two edges of one table nearer than this are one edge
STRAIGHT = 0.75  # of each side of a cell covered by rules: a stamp put down askew has less

Mask = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Grid:
    """A ruled table: its cells with their pixels, in rows then columns."""

    box: Pixels
    cells: tuple[tuple[Cell, Pixels], ...]


@dataclass(frozen=True)
class Ruling:
    """The rules of a page: tables in reading order, and the mask of their pixels (255 = rule)."""

    grids: tuple[Grid, ...]
    mask: Mask


def ruling_of(sheet: Sheet) -> Ruling:
    """Find the ruled tables and the long rules of a page."""
    dark = _dark(sheet.gray)
    across = _runs(dark, (ACROSS, 1), (5, 1))
    down = _runs(dark, (1, DOWN), (1, 5))
    grids, joined = _grids(across, down, sheet)
    alone = _long_lines(cv2.subtract(across, joined), axis=2)
    alone |= _long_lines(cv2.subtract(down, joined), axis=3)
    return Ruling(grids, cv2.bitwise_or(joined, alone))


def without_rules(gray: Gray, ruling: Ruling) -> Gray:
    """Wipe the rules, keeping the strokes of letters that cross them."""
    around = cv2.dilate(ruling.mask, np.ones((3, 3), np.uint8))
    rest = cv2.subtract(_dark(gray), around)
    # A stroke that goes on above and below a rule is a letter's: bridge it.
    bridged = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, np.ones((THICK, 1), np.uint8))
    bridged |= cv2.morphologyEx(rest, cv2.MORPH_CLOSE, np.ones((1, THICK), np.uint8))
    wiped = gray.copy()
    wiped[(around > 0) & (bridged == 0)] = 255
    return wiped


def _dark(gray: Gray) -> Mask:
    return np.asarray(np.where(gray < DARK, 255, 0), dtype=np.uint8)


def _runs(dark: Mask, length: tuple[int, int], gap: tuple[int, int]) -> Mask:
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, cv2.getStructuringElement(0, gap))
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, cv2.getStructuringElement(0, length))
    # A run as thick as a letter is a picture, a black margin or a bar, not a rule.
    thick = cv2.getStructuringElement(0, (THICK, THICK))
    return cv2.subtract(runs, cv2.dilate(cv2.erode(closed, thick), thick))


def _long_lines(mask: Mask, *, axis: int) -> Mask:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    long = (stats[:, axis] >= ALONE) & (stats[:, 5 - axis] <= THICK)
    long[0] = False
    return np.asarray(np.where(long[labels], 255, 0), dtype=np.uint8)


def _grids(across: Mask, down: Mask, sheet: Sheet) -> tuple[tuple[Grid, ...], Mask]:
    lines = cv2.bitwise_or(across, down)
    lines = cv2.dilate(lines, np.ones((5, 5), np.uint8))  # joins corners that just miss
    outlines, tree = cv2.findContours(lines, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    joined = np.zeros_like(lines)
    found: list[tuple[Pixels, list[Pixels]]] = []
    for index, outline in enumerate(outlines):
        if tree[0][index][3] >= 0:
            continue
        holes = _holes(outlines, tree[0], index)
        cells = [hole for hole in holes if _is_ruled(hole, lines)]
        if not cells:
            continue
        x, y, width, height = cv2.boundingRect(outline)
        found.append(((x, y, x + width, y + height), cells))
        cv2.drawContours(joined, outlines, index, 255, cv2.FILLED)
        for hole in _hole_indexes(tree[0], index):
            cv2.drawContours(joined, outlines, hole, 0, cv2.FILLED)
    found.sort(key=lambda pair: (pair[0][1], pair[0][0]))
    grids = tuple(_grid(rank, box, cells, sheet) for rank, (box, cells) in enumerate(found))
    # Of the joined outline, only what is really a rule.
    return grids, cv2.bitwise_and(joined, cv2.bitwise_or(across, down))


def _hole_indexes(tree: npt.NDArray[np.int32], parent: int) -> list[int]:
    indexes = []
    child = int(tree[parent][2])
    while child >= 0:
        indexes.append(child)
        child = int(tree[child][0])
    return indexes


def _holes(
    outlines: Sequence[npt.NDArray[np.int32]], tree: npt.NDArray[np.int32], parent: int
) -> list[Pixels]:
    boxes = []
    for index in _hole_indexes(tree, parent):
        x, y, width, height = cv2.boundingRect(outlines[index])
        full = cv2.contourArea(outlines[index]) > 0.6 * width * height  # noqa: PLR2004 -- an L is 0.75
        if width >= NARROW and height >= LOW and full:
            boxes.append((x, y, x + width, y + height))
    return boxes


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
