"""Reading, scan: the frame of a check box where the printed form says that one stands.

A stroke over a side, a broken or pale frame, a blot: what could be anything elsewhere on a page is
a check box at the place of one. Lengths are in pixels at 200 dpi.
"""

import numpy as np
import numpy.typing as npt

from pipeline.read.scan_frames import SIDE, Frame
from pipeline.read.scan_lines import Pixels
from pipeline.read.scan_pixels import DARK, Gray, dark_of, grown

AROUND = 0.4  # of a side: how far from its place a frame may stand; measured, 0.15 at most
SIZES = (-3, -2, -1, 0, 1, 2, 3)  # pixels: from the size expected
LEVELS = (DARK, 205)  # of 255: as ink; then as the grey that is left of a pale hairline
LEAST_SIDE, LEAST_MEAN = 0.4, 0.66  # of the four sides found dark
OFF = 0.3  # what a side's length away costs, in shares of dark sides

Sums = npt.NDArray[np.float64]


def frame_near(gray: Gray, place: Pixels) -> Frame | None:
    """Find the best frame around a place; None where no four sides stand.

    Args:
        gray: the page, its rules wiped and its boxes left.
        place: where the frame must be, and its size.
    """
    for level in LEVELS:
        found = _best(gray, place, level)
        if found is not None:
            return found
    return None


def _best(gray: Gray, place: Pixels, level: int) -> Frame | None:
    width, height = place[2] - place[0], place[3] - place[1]
    reach = round(AROUND * max(width, height)) + max(SIZES)
    left, top = max(0, place[0] - reach), max(0, place[1] - reach)
    window = dark_of(gray[top : place[3] + reach, left : place[2] + reach], level)
    if min(window.shape) <= 2 * max(SIZES) + max(width, height):
        return None
    across = np.cumsum(_padded(grown(window, (1, 3)) > 0, axis=1), axis=1)
    down = np.cumsum(_padded(grown(window, (3, 1)) > 0, axis=0), axis=0)
    centre = ((place[0] + place[2]) / 2 - left, (place[1] + place[3]) / 2 - top)
    best: tuple[float, Pixels] | None = None
    for more in SIZES:
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
    mean = sides.mean(axis=0)
    ys, xs = np.indices(mean.shape)
    off = np.hypot(xs + width / 2 - centre[0], ys + height / 2 - centre[1]) / max(size)
    worth = np.where((sides.min(axis=0) >= LEAST_SIDE) & (off <= AROUND), mean - OFF * off, 0.0)
    y, x = np.unravel_index(int(worth.argmax()), worth.shape)
    if mean[y, x] < LEAST_MEAN or worth[y, x] <= 0:
        return None
    return float(worth[y, x]), (int(x), int(y), int(x) + width, int(y) + height)
