"""PDF reading: ruled tables — from lines drawn on a page to cells with rows, columns and spans.

pdfplumber's table finder compares every vertical with every horizontal line and loses cells
whose border is drawn in pieces; here lines are clustered into a grid and cells are the regions
of the grid that no line parts.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import NamedTuple

from pipeline.read.pdf_shapes import Rect, Rule
from schemas.document import Box

_SNAP = 3.0  # points between two lines drawn for one border (double rules, cell by cell)
_REACH = 2.5  # points by which a line may miss the one that it meets
_MIN_SIDE = 4.0
_MAX_GRID = 40_000


class Region(NamedTuple):
    """A cell of a ruled table: its grid place, its box, and its table."""

    table: int
    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


def find_cells(rules: list[Rule], rects: list[Rect]) -> list[list[Region]]:
    """Return the cells of each ruled table of a page, tables from top to bottom.

    Args:
        rules: straight lines of the page.
        rects: rectangles; the stroked ones are borders.

    Returns:
        Tables with at least one closed cell; a nested table is a table of its own. Numbers in
        `Region.table` are ranks in this list.
    """
    lines = [rule for rule in rules if rule.stop - rule.start >= _MIN_SIDE]
    for rect in rects:
        if rect.stroke is not None:
            lines.extend(_edges(rect.box))
    tables = []
    for group in _connected(lines):
        tables.extend(_tables([*group, *_open_sides(group)]))
    tables.sort(key=lambda cells: (min(c.box[1] for c in cells), min(c.box[0] for c in cells)))
    return [[cell._replace(table=rank) for cell in cells] for rank, cells in enumerate(tables)]


def _edges(box: Box) -> list[Rule]:
    x0, y0, x1, y1 = box
    return [
        Rule(upright=False, at=y0, start=x0, stop=x1),
        Rule(upright=False, at=y1, start=x0, stop=x1),
        Rule(upright=True, at=x0, start=y0, stop=y1),
        Rule(upright=True, at=x1, start=y0, stop=y1),
    ]


def _connected(lines: list[Rule]) -> list[list[Rule]]:
    """Group lines that touch, directly or through others (union-find)."""
    parent = list(range(len(lines)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    flat = sorted((i for i, r in enumerate(lines) if not r.upright), key=lambda i: lines[i].at)
    heights = [lines[i].at for i in flat]
    for i, line in enumerate(lines):
        if line.upright:
            first = bisect_left(heights, line.start - _REACH)
            last = bisect_right(heights, line.stop + _REACH)
            for k in flat[first:last]:
                if lines[k].start - _REACH <= line.at <= lines[k].stop + _REACH:
                    parent[root(i)] = root(k)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for i, line in enumerate(lines):
        groups[root(i)].append(line)
    return [group for group in groups.values() if len(group) >= 4]  # no cell has fewer sides


def _open_sides(lines: list[Rule]) -> list[Rule]:
    """Return the outer borders that a table printed without them lacks.

    Left open are tables whose flat lines all begin, or all end, at one place where no upright
    line stands, and which have upright lines between.
    """
    flat = [rule for rule in lines if not rule.upright]
    upright = [rule for rule in lines if rule.upright]
    if len(flat) < 3 or not upright:
        return []
    top, bottom = min(r.at for r in flat), max(r.at for r in flat)
    starts, stops = [rule.start for rule in flat], [rule.stop for rule in flat]
    sides = []
    for side, ends in ((min(starts), starts), (max(stops), stops)):
        together = all(abs(end - side) <= _SNAP for end in ends)
        if together and not any(abs(rule.at - side) <= 2 * _SNAP for rule in upright):
            sides.append(Rule(upright=True, at=side, start=top, stop=bottom))
    return sides


class _Borders:
    """The lines of one group, snapped to a grid, and which grid sides they cover."""

    def __init__(self, lines: list[Rule]) -> None:
        self.xs = _snapped([r.at for r in lines if r.upright])
        self.ys = _snapped([r.at for r in lines if not r.upright])
        self._upright = _pieces([r for r in lines if r.upright], self.xs)
        self._flat = _pieces([r for r in lines if not r.upright], self.ys)

    def left_of(self, column: int, row: int) -> bool:
        """Say whether a line stands on the left of a grid square."""
        return _covered(self._upright[column], self.ys[row], self.ys[row + 1])

    def top_of(self, column: int, row: int) -> bool:
        """Say whether a line stands on the top of a grid square."""
        return _covered(self._flat[row], self.xs[column], self.xs[column + 1])


def _snapped(values: list[float]) -> list[float]:
    """Return the places of lines, those nearer than the snap distance taken as one."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= _SNAP:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _pieces(lines: list[Rule], places: list[float]) -> list[list[tuple[float, float]]]:
    """Return for each place the stretches that lines cover there, joined and in order."""
    raw: list[list[tuple[float, float]]] = [[] for _ in places]
    for line in lines:
        nearest = min(range(len(places)), key=lambda i: abs(places[i] - line.at))
        raw[nearest].append((line.start, line.stop))
    joined: list[list[tuple[float, float]]] = []
    for stretches in raw:
        merged: list[tuple[float, float]] = []
        for start, stop in sorted(stretches):
            if merged and start <= merged[-1][1] + _REACH:
                merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
            else:
                merged.append((start, stop))
        joined.append(merged)
    return joined


def _covered(stretches: list[tuple[float, float]], start: float, stop: float) -> bool:
    return any(a <= start + _SNAP and stop - _SNAP <= b for a, b in stretches)


def _tables(lines: list[Rule]) -> list[list[Region]]:
    """Return the cells of a group of lines; those ringed by another cell are a table within."""
    cells, rings = _cells(lines)
    nested = []
    for ring in rings:
        within = [cell for cell in cells if _encloses(ring.box, cell.box)]
        if within:
            nested.append(_numbered(within))
            cells = [cell for cell in cells if cell not in within]
    cells += [ring for ring in rings if not any(_encloses(o.box, ring.box) for o in rings)]
    return [table for table in (_numbered(cells), *nested) if table]


def _encloses(outer: Box, inner: Box) -> bool:
    if outer == inner:
        return False
    fits = outer[0] <= inner[0] and outer[1] <= inner[1]
    return fits and outer[2] >= inner[2] and outer[3] >= inner[3]


def _numbered(cells: list[Region]) -> list[Region]:
    """Count rows and columns anew, leaving out the grid lines where no cell begins."""
    rows = sorted({cell.row for cell in cells})
    columns = sorted({cell.column for cell in cells})
    return [
        cell._replace(
            row=rows.index(cell.row),
            column=columns.index(cell.column),
            row_span=sum(cell.row <= row < cell.row + cell.row_span for row in rows),
            column_span=sum(cell.column <= c < cell.column + cell.column_span for c in columns),
        )
        for cell in cells
    ]


def _cells(lines: list[Rule]) -> tuple[list[Region], list[Region]]:
    """Return the closed regions of a group's grid: rectangles, and rings by their outer box."""
    borders = _Borders(lines)
    columns, rows = len(borders.xs) - 1, len(borders.ys) - 1
    if columns < 1 or rows < 1 or columns * rows > _MAX_GRID:
        return [], []
    left = [[borders.left_of(c, r) for r in range(rows)] for c in range(columns + 1)]
    top = [[borders.top_of(c, r) for r in range(rows + 1)] for c in range(columns)]
    seen: set[tuple[int, int]] = set()
    found: list[Region] = []
    rings: list[Region] = []
    for r in range(rows):
        for c in range(columns):
            if (c, r) in seen:
                continue
            squares = _flood((c, r), left, top)
            seen |= squares
            region = _region(squares, borders)
            if region is not None:
                whole = region.row_span * region.column_span == len(squares)
                (found if whole else rings).append(region)
    return found, rings


def _flood(
    start: tuple[int, int], left: list[list[bool]], top: list[list[bool]]
) -> set[tuple[int, int]]:
    """Return the grid squares reached from one without crossing a line.

    A square beyond the grid, (-1, -1), stands for "open to the outside".
    """
    columns, rows = len(top), len(left[0])
    squares: set[tuple[int, int]] = set()
    todo = [start]
    while todo:
        square = todo.pop()
        if square in squares:
            continue
        c, r = square
        if not (0 <= c < columns and 0 <= r < rows):
            squares.add((-1, -1))
            continue
        squares.add(square)
        if not left[c][r]:
            todo.append((c - 1, r))
        if not left[c + 1][r]:
            todo.append((c + 1, r))
        if not top[c][r]:
            todo.append((c, r - 1))
        if not top[c][r + 1]:
            todo.append((c, r + 1))
    return squares


def _region(squares: set[tuple[int, int]], borders: _Borders) -> Region | None:
    if (-1, -1) in squares:
        return None
    cs, rs = [c for c, _ in squares], [r for _, r in squares]
    c0, c1, r0, r1 = min(cs), max(cs) + 1, min(rs), max(rs) + 1
    box = (borders.xs[c0], borders.ys[r0], borders.xs[c1], borders.ys[r1])
    if box[2] - box[0] < _MIN_SIDE or box[3] - box[1] < _MIN_SIDE:
        return None
    return Region(0, r0, c0, r1 - r0, c1 - c0, box)
