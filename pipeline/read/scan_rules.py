"""Reading, scan: printed rules, the tables they draw, and a page without them.

Lengths are in pixels at 200 dpi unless said: 8 px are one millimetre.
"""

from dataclasses import dataclass

import numpy as np

from pipeline.read.scan_grids import Grid, grids_of
from pipeline.read.scan_page import Sheet
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

ACROSS = 70  # 9 mm: no letter, and no check box, has so long a flat stroke
DOWN = 40  # 5 mm: the lowest row of a table; letters of 20 points are lower
ALONE = 200  # 25 mm: a rule that belongs to no table; shorter may be a pen's flourish
THICK = 12
SLACK = 3  # pixels of height in which a rule of a page that was bent may waver over 9 mm
FAINT = 205  # of 255: thin rules after a copier; a straight line stands out of any grain
DOT = 7  # 0.9 mm: the dots of a dotted line
STREAK_REACH = 40  # columns that a streak leans over
STREAK, STREAK_GAP, REACH = 0.6, 60, 12  # of the page; pixels that specks or a fold leave out


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
    dark = dark_of(sheet.gray, FAINT)
    # What is left of a bend makes the rules of a photographed page climb by a pixel or two.
    slack = 1 if sheet.bend is None else SLACK
    across = _runs(grown(dark, (1, slack)), (ACROSS, 1), (3, 1)) & dark
    down = _runs(grown(dark, (slack, 1)), (1, DOWN), (1, 3)) & dark
    streaks = _streaks(down, across) | _streaks(across.T, down.T).T
    across, down = without(across, streaks), without(down, streaks)
    grids, joined = grids_of(across, down, sheet)
    alone = _long_lines(without(across, joined), axis=2)
    alone |= _long_lines(without(down, joined), axis=3) | streaks
    return Ruling(grids, joined | _dotted(dark_of(sheet.gray)), alone)


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
    share = down.mean(axis=0) / 255
    if np.convolve(share, np.ones(STREAK_REACH)).max() < STREAK / 2:
        return np.zeros_like(down)
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
    if np.count_nonzero(mask) < ALONE:
        return np.zeros_like(mask)
    labels, stats = components(mask)
    return chosen((stats[:, axis] >= ALONE) & (stats[:, 5 - axis] <= THICK), labels)


def _dotted(dark: Mask) -> Mask:
    # Rows of full stops that ask for an answer; read with the words on them, they spoil both.
    labels, stats = components(dark)
    small = chosen((stats[:, 3] <= DOT) & (stats[:, 2] <= ACROSS), labels)
    # Crumbs of faint letters lie at all heights of their line, stops at one.
    labels, stats = components(closed(small, (DOT + 5, 1)))
    return small & chosen((stats[:, 2] >= ACROSS) & (stats[:, 3] <= DOT + 2), labels)
