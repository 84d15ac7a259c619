"""Reading, scan: lines in a table that stand in no cell of it, put where they belong.

Writing over a rule breaks the outline of its cell: what stands there is on no cell, but still
between the rows of its table, and must not be read after the whole of it.
"""

from collections.abc import Iterable, Sequence

from pipeline.read.scan_lines import Pixels, holds
from schemas.document import Block, Cell

Line = tuple[Pixels, Block]
"""A line, with the pixels of its first word."""


def parted(
    lines: Iterable[Line], tables: Sequence[Pixels]
) -> tuple[list[Line], dict[Pixels, list[Block]]]:
    """Part the lines that stand on no cell: those outside all tables, and the others by table."""
    loose: list[Line] = []
    strays: dict[Pixels, list[Block]] = {table: [] for table in tables}
    for box, block in lines:
        home = next((table for table in tables if holds(table, box)), None)
        if home is None:
            loose.append((box, block))
        else:
            strays[home].append(block)
    return loose, strays


def with_strays(
    inside: Sequence[Block], strays: Sequence[Block], cells: Sequence[Cell]
) -> list[Block]:
    """Put lines without a cell among those of a table: by row, then from left to right.

    Args:
        inside: the lines of the table, cell by cell.
        strays: other lines that stand in it, from the top.
        cells: of the table.
    """
    if not strays:
        return list(inside)
    tops: dict[int, float] = {}
    for cell in cells:
        if cell.box is not None:
            tops[cell.row] = min(cell.box[1], tops.get(cell.row, cell.box[1]))
    placed = [(_row_of_cell(block), rank, block) for rank, block in enumerate(inside)]
    placed += [
        (_row_at(block, tops), len(inside) + rank, block) for rank, block in enumerate(strays)
    ]
    placed.sort(key=lambda one: one[:2])
    return [block for _, _, block in placed]


def _row_of_cell(block: Block) -> tuple[int, float]:
    cell = block.cells[0] if block.cells else None
    return (cell.row, cell.box[0]) if cell is not None and cell.box is not None else (-1, 0.0)


def _row_at(block: Block, tops: dict[int, float]) -> tuple[int, float]:
    box = block.where.box
    if box is None:
        return -1, 0.0
    middle = (box[1] + box[3]) / 2
    return max((row for row, top in tops.items() if top <= middle), default=-1), box[0]
