"""Reading, scan: small strokes that are neither read words nor drawings, kept as doubts.

They leave no mark in the text. Where a cell holds none of them, nothing was written in it; where
it does, nobody can say that it is empty. Lengths are in pixels at 200 dpi.
"""

from collections.abc import Sequence

import numpy as np

from pipeline.read.scan_ink import INK, Drawing, piece_of
from pipeline.read.scan_lines import Pixels, bounds, gap
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_page import Sheet, points
from pipeline.read.scan_pixels import Gray, closed, components, dark_of
from pipeline.read.scan_strokes import EDGE, home_of
from schemas.document import Block, Cell, Span

LEAST = 14  # 1.8 mm: dust and the rims of rules are smaller
LEAST_PIXELS = 30  # 0.5 mm²
FLAT = 6  # 0.8 mm: what is lower is left of a rule or of a row of dots
TOGETHER = 24  # 3 mm
MOST = 60  # a page with more is a texture
FAINT = 0.2  # of being a signature


def traces_of(
    clean: Gray, words: Sequence[Word], drawings: Sequence[Drawing], holes: Sequence[Pixels]
) -> tuple[Drawing, ...]:
    """Return what is dark on a page, was not read as words, and is no drawing."""
    rest = dark_of(clean, INK)
    for box in [*(word.box for word in words), *(drawing.box for drawing in drawings)]:
        rest[max(0, box[1] - 3) : box[3] + 3, max(0, box[0] - 3) : box[2] + 3] = 0
    _, stats = components(closed(rest, (3, 3)))
    height, width = rest.shape
    kept = (np.maximum(stats[:, 2], stats[:, 3]) >= LEAST) & (stats[:, 4] >= LEAST_PIXELS)
    kept &= np.minimum(stats[:, 2], stats[:, 3]) > FLAT
    kept &= (stats[:, 0] >= EDGE) & (stats[:, 0] + stats[:, 2] <= width - EDGE)
    kept &= (stats[:, 1] >= EDGE) & (stats[:, 1] + stats[:, 3] <= height - EDGE)
    kept[0] = False
    strokes = [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[kept]]
    if len(strokes) > MOST:
        strokes = sorted(strokes, key=lambda one: one[0] - one[2] + one[1] - one[3])[:MOST]
    groups = _near(strokes, holes)
    return tuple(Drawing(bounds(group), "strokes", FAINT, tuple(group)) for group in groups)


def _near(strokes: Sequence[Pixels], holes: Sequence[Pixels]) -> list[list[Pixels]]:
    groups: list[list[Pixels]] = []
    for stroke in strokes:
        home = home_of(stroke, holes)
        close = [
            group
            for group in groups
            if home_of(group[0], holes) == home
            and any(gap(stroke, other) < TOGETHER for other in group)
        ]
        groups = [group for group in groups if group not in close]
        groups.append([stroke, *(member for group in close for member in group)])
    return groups


def with_traces(
    blocks: Sequence[Block], traces: Sequence[tuple[Drawing, Cell | None]], sheet: Sheet
) -> tuple[Block, ...]:
    """Hang each trace on the line above it, of its own cell when it stands in one.

    Where no line stands above it, it hangs on the first one below; in a cell without any word it
    is a block of its own.
    """
    hung: dict[int, list[Span]] = {}
    alone: list[Block] = []
    for trace, cell in traces:
        path = () if cell is None else (cell,)
        box = points(sheet, trace.box)
        span = piece_of(trace).span.model_copy(update={"box": box})
        own = [rank for rank, block in enumerate(blocks) if block.cells == path]
        if own:
            hung.setdefault(_line_over(blocks, own, (box[1] + box[3]) / 2), []).append(span)
        elif blocks:
            where = blocks[0].where.model_copy(update={"box": box})
            alone.append(Block(spans=(span,), cells=path, where=where))
    told = [
        block.model_copy(update={"spans": (*block.spans, *hung[rank])}) if rank in hung else block
        for rank, block in enumerate(blocks)
    ]
    for block in alone:
        told.insert(_end_of_table(told, block.cells), block)
    return tuple(told)


def _line_over(blocks: Sequence[Block], own: Sequence[int], middle: float) -> int:
    over = [rank for rank in own if (box := blocks[rank].where.box) and box[1] <= middle]
    return max(over, default=own[0], key=lambda rank: _bottom(blocks[rank]))


def _end_of_table(blocks: Sequence[Block], cells: Sequence[Cell]) -> int:
    same = [
        rank + 1
        for rank, block in enumerate(blocks)
        if cells and block.cells and block.cells[0].table == cells[0].table
    ]
    return same[-1] if same else len(blocks)


def _bottom(block: Block) -> float:
    return block.where.box[3] if block.where.box is not None else 0.0
