"""PDF reading: ruled tables — from lines drawn on a page to cells with rows, columns and spans.

pdfplumber's table finder compares every vertical with every horizontal line and loses cells
whose border is drawn in pieces; here lines are clustered into a grid and cells are the regions
of the grid that no line parts.
"""

from typing import NamedTuple

from pipeline.read.pdf_grid import Borders, connected, open_sides
from pipeline.read.pdf_paths import Rect, Rule
from schemas.document import Box

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
    for group in connected(lines):
        tables.extend(_tables([*group, *open_sides(group)]))
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
    borders = Borders(lines)
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


def _region(squares: set[tuple[int, int]], borders: Borders) -> Region | None:
    if (-1, -1) in squares:
        return None
    cs, rs = [c for c, _ in squares], [r for _, r in squares]
    c0, c1, r0, r1 = min(cs), max(cs) + 1, min(rs), max(rs) + 1
    box = (borders.xs[c0], borders.ys[r0], borders.xs[c1], borders.ys[r1])
    if box[2] - box[0] < _MIN_SIDE or box[3] - box[1] < _MIN_SIDE:
        return None
    return Region(0, r0, c0, r1 - r0, c1 - c0, box)
