"""Reading, scan: strokes of ink, and which of them belong together.

Lengths are in pixels at 200 dpi: 8 px are one millimetre.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from pipeline.read.scan_lines import Pixels, gap, holds
from pipeline.read.scan_pixels import Mask, closed, components

LONG = 50  # 6.4 mm
LEAST_LONG = 38  # 4.8 mm: an initial
SHORT = 28  # 3.5 mm: a stroke that counts when others stand near it
NEAR = 24  # 3 mm between strokes of one hand
TALL = 42  # 5.2 mm: what is lower may be a word on its line
FLAT = 14  # 1.8 mm
PRINT_HIGH = 30  # 3.8 mm: letters of 12 points with their tails; no signature is so low
EDGE = 10  # strokes at the very edge of the paper are shadows
HALF_INK = 0.5
NOWHERE: Mapping[Pixels, Pixels | None] = MappingProxyType({})


def home_of(box: Pixels, holes: Sequence[Pixels]) -> Pixels | None:
    """Return the innermost cell that holds the middle of a rectangle."""
    around = [hole for hole in holes if holds(hole, box)]
    return min(around, key=lambda h: (h[2] - h[0]) * (h[3] - h[1]), default=None)


def strokes_in(rest: Mask) -> list[Pixels]:
    """Return the rectangles of the long connected strokes of a page, its edges left out."""
    # Noise breaks a pen stroke by a pixel or two.
    _, stats = components(closed(rest, (3, 3)))
    height, width = rest.shape
    return [
        (int(x), int(y), int(x + w), int(y + h))
        for x, y, w, h, _ in stats[1:]
        if max(w, h) >= SHORT
        and x >= EDGE
        and y >= EDGE
        and x + w <= width - EDGE
        and y + h <= height - EDGE
    ]


def is_line(stroke: Pixels, rest: Mask) -> bool:
    """Tell whether a stroke is what is left of a rule, a fold or a row of dots."""
    x0, y0, x1, y1 = stroke
    low = min(x1 - x0, y1 - y0)
    return low <= 6 or (
        low <= 12 and float(np.mean(rest[y0:y1, x0:x1] > 0)) > HALF_INK
    )  # 0.8 and 1.5 mm


def near(
    strokes: Sequence[Pixels], homes: Mapping[Pixels, Pixels | None] = NOWHERE
) -> list[list[Pixels]]:
    """Group strokes that stand near each other, each group in one cell.

    Args:
        strokes: their rectangles.
        homes: the cell of each; none given, cells part nothing.
    """
    groups: list[list[Pixels]] = []
    for stroke in strokes:
        close = [
            group
            for group in groups
            if homes.get(group[0]) == homes.get(stroke)
            and any(_belongs(stroke, one) for one in group)
        ]
        groups = [group for group in groups if group not in close]
        groups.append([stroke, *(member for group in close for member in group)])
    return groups


def _belongs(one: Pixels, other: Pixels) -> bool:
    # Low strokes on two lines are two lines of writing, not one drawing; a flat one below
    # others is the flourish under a signature.
    heights = (one[3] - one[1], other[3] - other[1])
    low = max(heights) <= TALL and min(heights) > FLAT
    level = min(one[3], other[3]) > max(one[1], other[1])
    return gap(one, other) < NEAR and (level or not low)


def counts(group: Sequence[Pixels]) -> bool:
    """Tell whether strokes are enough for a drawing: long, an initial, or several."""
    longest = max((max(x1 - x0, y1 - y0) for x0, y0, x1, y1 in group), default=0)
    high = max((y1 - y0 for _, y0, _, y1 in group), default=0)
    initial = longest >= LEAST_LONG and high > PRINT_HIGH
    return longest >= LONG or initial or len(group) > 2  # initials in three strokes
