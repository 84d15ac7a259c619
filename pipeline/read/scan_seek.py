"""Reading, scan: the frame of a check box where the printed form says that one stands.

A stroke over a side, a broken or pale frame, a blot: what could be anything elsewhere on a page is
a check box at the place of one. Lengths are in pixels at 200 dpi.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.read.scan_frames import SIDE, Frame
from pipeline.read.scan_lines import Pixels
from pipeline.read.scan_pixels import DARK, Gray, dark_of, grown

AROUND = 0.4  # of a side: how far from its place a frame may stand; measured, 0.15 at most
SIZES = (-3, -2, -1, 0, 1, 2, 3)  # pixels: from the size of the other boxes of the page
UNKNOWN = tuple(range(-9, 8))  # pixels: where the page has none; forms are typed again
LEVELS = (DARK, 205)  # of 255: as ink; then as the grey that is left of a pale hairline
LEAST_SIDE, LEAST_MEAN = 0.45, 0.7  # of the four sides found dark
LEAST_THREE = 0.85  # of three of them, when the fourth is not there
OFF = 0.3  # what a side's length away costs, in shares of dark sides
HEAVY = 0.12  # of the place of a box that is ink, when no frame is seen any more
BLACK = 0.4  # the same where something was read: no letter is so heavy
GUESSED = 0.2  # as how well seen such a frame counts

Sums = npt.NDArray[np.float64]


def frame_near(gray: Gray, places: Sequence[Pixels], *, sized: bool) -> Frame | None:
    """Find the best frame around one of the places; None where no sides stand.

    Args:
        gray: the page, its rules wiped and its boxes left.
        places: where the frame may be, and its size.
        sized: whether the size is that of boxes seen on the page, or only that of the form.
    """
    for level in LEVELS:
        found = [_best(gray, place, level, SIZES if sized else UNKNOWN) for place in places]
        if any(found):
            return max((frame for frame in found if frame), key=lambda frame: frame.seen)
    return None


def blot_at(gray: Gray, place: Pixels, *, read: bool) -> Frame | None:
    """Take a place for a box when a mark hides it, frame and all; None when there is no ink.

    Args:
        gray: the page.
        place: where the box must be.
        read: whether letters were read there, which people type in place of a box.
    """
    x0, y0, x1, y1 = place
    # Of a field on a copy little more than its tint is left.
    dark = dark_of(gray[max(0, y0) : y1, max(0, x0) : x1], DARK if read else LEVELS[1]) > 0
    return (
        Frame(place, GUESSED)
        if dark.size and float(dark.mean()) >= (BLACK if read else HEAVY)
        else None
    )


def _best(gray: Gray, place: Pixels, level: int, sizes: Sequence[int]) -> Frame | None:
    width, height = place[2] - place[0], place[3] - place[1]
    reach = round(AROUND * max(width, height)) + max(sizes)
    left, top = max(0, place[0] - reach), max(0, place[1] - reach)
    window = dark_of(gray[top : place[3] + reach, left : place[2] + reach], level)
    if min(window.shape) <= 2 * max(sizes) + max(width, height):
        return None
    across = np.cumsum(_padded(grown(window, (1, 3)) > 0, axis=1), axis=1)
    down = np.cumsum(_padded(grown(window, (3, 1)) > 0, axis=0), axis=0)
    centre = ((place[0] + place[2]) / 2 - left, (place[1] + place[3]) / 2 - top)
    best: tuple[float, Pixels] | None = None
    for more in sizes:
        for taller in (-1, 0, 1):
            size = (width + more, height + more + taller)
            found = _best_of_size(across, down, size, centre)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
    if best is None:
        return None
    x0, y0, x1, y1 = best[1]
    # Below SIDE whatever was seen: such a frame is never as sure as one found by itself.
    return Frame((x0 + left, y0 + top, x1 + left, y1 + top), min(best[0], 1.0) * SIDE * 0.99)


def _padded(dark: npt.NDArray[np.bool_], axis: int) -> Sums:
    widths = ((0, 0), (1, 0)) if axis == 1 else ((1, 0), (0, 0))
    return np.pad(dark.astype(np.float64), widths)


def _best_of_size(
    across: Sums, down: Sums, size: tuple[int, int], centre: tuple[float, float]
) -> tuple[float, Pixels] | None:
    width, height = size
    if min(size) < 8:  # pixels: no box is so small
        return None
    flat = (across[:, width:] - across[:, :-width]) / width
    upright = (down[height:] - down[:-height]) / height
    rows, columns = flat.shape[0] - height + 1, upright.shape[1] - width + 1
    if rows < 1 or columns < 1:
        return None
    columns = min(columns, flat.shape[1])
    rows = min(rows, upright.shape[0])
    sides = np.stack(
        [
            flat[:rows, :columns],
            flat[height - 1 : height - 1 + rows, :columns],
            upright[:rows, :columns],
            upright[:rows, width - 1 : width - 1 + columns],
        ]
    )
    mean = _standing(sides)
    ys, xs = np.indices(mean.shape)
    off = np.hypot(xs + width / 2 - centre[0], ys + height / 2 - centre[1]) / max(size)
    worth = np.where(off <= AROUND, mean - OFF * off, 0.0)
    y, x = np.unravel_index(int(worth.argmax()), worth.shape)
    if mean[y, x] < LEAST_MEAN or worth[y, x] <= 0:
        return None
    return float(worth[y, x]), (int(x), int(y), int(x) + width, int(y) + height)


def _standing(sides: Sums) -> Sums:
    """Give how much of a frame stands: its four sides, or three of them nearly whole."""
    four = np.where(sides.min(axis=0) >= LEAST_SIDE, sides.mean(axis=0), 0.0)
    three = np.sort(sides, axis=0)[1:].mean(axis=0)
    return np.asarray(np.maximum(four, np.where(three >= LEAST_THREE, three * LEAST_THREE, 0.0)))
