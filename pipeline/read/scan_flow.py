"""Reading, scan: which lines go on from the one above, and which are running headers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from rapidfuzz import fuzz

from pipeline.read.scan_lines import Piece, bounds
from schemas.document import Block

Line = Sequence[Piece]

STEP = 1.28  # of the usual step: word boxes waver by 0.08, paragraphs stand 0.4 apart
CLOSE = 2.4  # heights of a line: beyond, whatever the others, it is another paragraph
LEFT = 14  # pixels: left edges of one column, after the slope that is left
SLACK = 10  # pixels: the width of a space, which recognised boxes leave out
BAND = 0.16  # of the page's height, at its head and at its foot
DRIFT = 0.02  # of the page's height: sheets lie a few millimetres up or down on the glass
TELLING = 16  # characters: « 12 rue des Lilas » stands three times in a row by no chance
ALIKE = 80  # of 100: two readings of one printed line
MARKS = re.compile(r"^(?:[-–—•·●▪*+>]|\d{1,2}[.)])$")


def wrapped_lines(lines: Sequence[Line], right: float) -> set[int]:
    """Return the ranks of lines that merely continue the one above.

    The one above must have had no room left for this line's first word: that alone tells a
    wrapped line from a short new paragraph.

    Args:
        lines: of one cell, or of the body of one page, from the top, in pixels.
        right: how far to the right text may reach.
    """
    steps = {}
    for rank in range(1, len(lines)):
        above, below = lines[rank - 1], lines[rank]
        if _continues(above, below, right):
            steps[rank] = _middle(below) - _middle(above)
    usual = sorted(steps.values())[len(steps) // 4] if steps else 0.0
    return {rank for rank, step in steps.items() if step <= STEP * usual}


def running_parts(
    blocks: Sequence[Block], heights: Mapping[int, float]
) -> dict[int, Literal["header", "footer"]]:
    """Find headers and footers: the same words at the same height on most pages, digits apart.

    Args:
        blocks: of all pages.
        heights: of each page by its number, in points.

    Returns:
        Rank of the block → its part. What stands between such a line and the edge of its page
        (a logo misread) belongs to it.
    """
    found: dict[int, Literal["header", "footer"]] = {}
    parts: tuple[Literal["header", "footer"], ...] = ("header", "footer")
    bands = {part: _depths(blocks, heights, part) for part in parts}
    prints: list[set[int | None]] = [set(heights), *_prints(bands.values(), blocks)]
    for part, depths in bands.items():
        running = [rank for rank in depths if _recurs(rank, depths, blocks, prints)]
        for rank, depth in depths.items():
            page = blocks[rank].where.page
            inner = [depths[other] for other in running if blocks[other].where.page == page]
            if inner and (rank in running or (depth < max(inner) and _is_scrap(blocks[rank]))):
                found[rank] = part
    return found


def _continues(above: Line, below: Line, right: float) -> bool:
    first = below[0]
    if any(piece.span.kind == "picture" for piece in (*above, *below)):
        return False
    if first.span.kind == "box" or MARKS.match(first.span.text):
        return False
    height = max(piece.box[3] - piece.box[1] for piece in (above[0], first))
    if not 0 < _middle(below) - _middle(above) <= CLOSE * max(height, 20):
        return False
    starts = [above[0].box[0], *(above[1].box[:1] if len(above) > 1 else ())]
    if min(abs(start - first.box[0]) for start in starts) > LEFT:
        return False
    room = right - max(piece.box[2] for piece in above)
    return room < first.box[2] - first.box[0] + SLACK


def _middle(line: Line) -> float:
    middles = sorted((piece.box[1] + piece.box[3]) / 2 for piece in line)
    return middles[len(middles) // 2]


def right_edge(lines: Sequence[Line]) -> float:
    """Give how far to the right lines reach, in pixels; 0 when there are none."""
    return float(max((bounds(piece.box for piece in line)[2] for line in lines), default=0))


def _depths(blocks: Sequence[Block], heights: Mapping[int, float], part: str) -> dict[int, float]:
    # How far from the head or foot of its page each block of the band stands, 0 to 1.
    depths = {}
    for rank, block in enumerate(blocks):
        page, box = block.where.page, block.where.box
        if page is None or box is None or page not in heights:
            continue
        depth = (box[1] if part == "header" else heights[page] - box[3]) / heights[page]
        if depth <= BAND and not block.cells:
            depths[rank] = depth
    return depths


def _prints(bands: Iterable[Mapping[int, float]], blocks: Sequence[Block]) -> list[set[int | None]]:
    """Return the sets of pages that have a long line in common: the form's, each other paper's."""
    found: list[set[int | None]] = []
    for depths in bands:
        for rank in depths:
            pages = _pages_like(rank, depths, blocks)
            long = len(_masked(blocks[rank])) >= TELLING
            if long and len(pages) >= min(3, len(depths)) and pages not in found:
                found.append(pages)
    return found


def _recurs(
    rank: int,
    depths: Mapping[int, float],
    blocks: Sequence[Block],
    prints: Sequence[set[int | None]],
) -> bool:
    # Other papers scanned with the form, twenty at times, have other headers or none.
    if len(_masked(blocks[rank])) < 4:  # characters: too few to be told from noise
        return False
    alike = _pages_like(rank, depths, blocks)
    return any(len(alike & pages) >= max(2, len(pages) // 2 + 1) for pages in prints)


def _pages_like(rank: int, depths: Mapping[int, float], blocks: Sequence[Block]) -> set[int | None]:
    text = _masked(blocks[rank])
    return {
        blocks[other].where.page
        for other, depth in depths.items()
        if abs(depth - depths[rank]) <= DRIFT and fuzz.ratio(text, _masked(blocks[other])) >= ALIKE
    }


def _masked(block: Block) -> str:
    return re.sub(r"\d+", "0", block.text).strip()


def _is_scrap(block: Block) -> bool:
    return sum(character.isalnum() for character in block.text) <= 3  # letters seen in a logo
