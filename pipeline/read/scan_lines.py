"""Reading, scan: pieces found on a page put together as printed lines in reading order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.read.scan_page import Sheet, points
from schemas.document import Block, Box, Cell, Span, Where

Pixels = tuple[int, int, int, int]


@dataclass(frozen=True)
class Piece:
    """A word, a check box or a picture: its span, still without a place, and its pixels."""

    span: Span
    box: Pixels
    line: int | None = None


def lines_of(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Group pieces into printed lines, top to bottom, each from left to right.

    Words that the recogniser saw on one line stay together; what stands level with them and
    beside them (a check box, a word after a wide gap) joins them.
    """
    seeds: dict[int, list[Piece]] = {}
    loose = []
    for piece in pieces:
        if piece.line is None:
            loose.append([piece])
        else:
            seeds.setdefault(piece.line, []).append(piece)
    lines: list[list[Piece]] = []
    for group in sorted([*seeds.values(), *loose], key=lambda group: -_width(group)):
        home = next((line for line in lines if _level(line, group)), None)
        if home is None:
            lines.append(group)
        else:
            home.extend(group)
    for line in lines:
        line.sort(key=lambda piece: piece.box[0])
    return sorted(lines, key=lambda line: (_middle(line), line[0].box[0]))


def block_of(line: Sequence[Piece], sheet: Sheet, number: int, cell: Cell | None) -> Block:
    """Make the block of a line: one span per piece, a space before each word but the first."""
    spans = []
    for rank, piece in enumerate(line):
        place: Box = points(sheet, piece.box)
        space = " " if rank and piece.span.kind != "picture" else ""
        text = space + piece.span.text
        spans.append(piece.span.model_copy(update={"box": place, "text": text}))
    around = bounds(piece.box for piece in line)
    return Block(
        spans=tuple(spans),
        cells=() if cell is None else (cell,),
        where=Where(page=number, box=points(sheet, around), turned=sheet.turned),
    )


def bounds(boxes: Iterable[Pixels]) -> Pixels:
    """Give the rectangle around rectangles."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def gap(one: Pixels, other: Pixels) -> int:
    """Give how many pixels part two rectangles; negative where they overlap."""
    return max(
        max(one[0], other[0]) - min(one[2], other[2]), max(one[1], other[1]) - min(one[3], other[3])
    )


def share_inside(word: Pixels, other: Pixels) -> float:
    """Give the share of the first rectangle that lies in the second, 0 to 1."""
    width = min(word[2], other[2]) - max(word[0], other[0])
    height = min(word[3], other[3]) - max(word[1], other[1])
    area = (word[2] - word[0]) * (word[3] - word[1])
    return max(0, width) * max(0, height) / area if area else 0.0


def holds(hole: Pixels, box: Pixels) -> bool:
    """Tell whether the middle of the second rectangle lies in the first."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return hole[0] <= x <= hole[2] and hole[1] <= y <= hole[3]


def _width(group: Sequence[Piece]) -> int:
    left, _, right, _ = bounds(piece.box for piece in group)
    return right - left


def _middle(line: Sequence[Piece]) -> float:
    # Of the words when there are any: a tall mark beside them does not move their line.
    words = [piece for piece in line if piece.span.kind == "text"] or line
    middles = sorted((piece.box[1] + piece.box[3]) / 2 for piece in words)
    return middles[len(middles) // 2]


def _level(line: Sequence[Piece], group: Sequence[Piece]) -> bool:
    left, top, right, bottom = bounds(piece.box for piece in line)
    x0, y0, x1, y1 = bounds(piece.box for piece in group)
    shared = min(bottom, y1) - max(top, y0)
    apart = max(x0 - right, left - x1)
    beside = apart > -0.3 * (x1 - x0) or _fits_a_gap(line, (x0, x1))
    # 0.55 of the smaller height: two lines set solid share less, a box and its word more.
    return shared > 0.55 * min(bottom - top, y1 - y0) and beside


def _fits_a_gap(line: Sequence[Piece], span: tuple[int, int]) -> bool:
    middle = (span[0] + span[1]) / 2
    return not any(piece.box[0] < middle < piece.box[2] for piece in line)
