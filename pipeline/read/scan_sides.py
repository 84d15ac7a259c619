"""Reading, scan: how the four sides of a printed check box differ from those of a letter.

Lengths are in pixels at 200 dpi.
"""

import numpy as np
import numpy.typing as npt

from pipeline.read.scan_lines import Pixels

THIN = 0.2  # stroke over side: frames 0.05 to 0.17, bold letters 0.25
EDGE = 0.6  # of the outermost row of pixels of a side that is dark: noise frays it
OUTSIDE = 8  # pixels looked at outside a frame
HOLLOW = 0.03  # ink in the middle of a frame that bears no mark

Dark = npt.NDArray[np.bool_]


def has_corners(box: Pixels, dark: Dark) -> bool:
    """Tell whether ink reaches the four corners: round letters have none."""
    # Bold round letters have four dark sides when small, but no corner: the ink of a bow of
    # radius r stays 0.6 r away from it.
    x0, y0, x1, y1 = box
    blocks = (
        dark[y0 : y0 + 5, x0 : x0 + 5],
        dark[y0 : y0 + 5, x1 - 5 : x1][:, ::-1],
        dark[y1 - 5 : y1, x0 : x0 + 5][::-1],
        dark[y1 - 5 : y1, x1 - 5 : x1][::-1, ::-1],
    )
    return all(
        bool(block.any()) and int(np.sum(np.nonzero(block), axis=0).min()) <= 3  # pixels
        for block in blocks
    )


def is_drawn_thin(box: Pixels, dark: Dark) -> bool:
    """Tell whether the sides are hairlines with paper outside, as those of a printed frame."""
    # The sides of a frame are straight hairlines with paper outside; those of a letter are
    # thick, or bulge. A mark may spoil one side of four, an empty frame has all.
    x0, y0, x1, y1 = box
    width, height = x1 - x0, y1 - y0
    window = dark[max(0, y0 - OUTSIDE) : y1 + OUTSIDE, max(0, x0 - OUTSIDE) : x1 + OUTSIDE]
    if window.shape != (height + 2 * OUTSIDE, width + 2 * OUTSIDE):
        return False
    sides = (
        _is_hairline(window, width),
        _is_hairline(window[:, ::-1], width),
        _is_hairline(window.T, height),
        _is_hairline(window.T[:, ::-1], height),
    )
    middle = dark[y0 + height // 5 : y1 - height // 5, x0 + width // 5 : x1 - width // 5]
    return sum(sides) >= (4 if float(middle.mean()) < HOLLOW else 3)


def _is_hairline(window: Dark, width: int) -> bool:
    # The left side of a window around a frame; its corners may carry the arms of a mark.
    edge = (window.shape[0] - 2 * OUTSIDE) // 6 + OUTSIDE
    rows = window[edge:-edge]
    outward = np.cumprod(rows[:, OUTSIDE - 1 :: -1], axis=1).sum(axis=1)
    inward = np.cumprod(rows[:, OUTSIDE + 1 : OUTSIDE + width // 4], axis=1).sum(axis=1)
    stroke = float(np.percentile(outward + inward + 1, 20))
    return stroke <= max(THIN * width, 4) and float(np.median(outward)) <= 2


def outermost(box: Pixels, dark: Dark) -> Pixels:
    """Move a box to the outer edge of sides several pixels thick."""
    # Of a side several pixels thick, the outer edge.
    x0, y0, x1, y1 = box
    for _ in range(OUTSIDE // 2):
        x0 -= int(x0 > 0 and dark[y0:y1, x0 - 1].mean() >= EDGE)
        x1 += int(x1 < dark.shape[1] and dark[y0:y1, min(x1, dark.shape[1] - 1)].mean() >= EDGE)
        y0 -= int(y0 > 0 and dark[y0 - 1, x0:x1].mean() >= EDGE)
        y1 += int(y1 < dark.shape[0] and dark[min(y1, len(dark) - 1), x0:x1].mean() >= EDGE)
    return x0, y0, x1, y1


def has_stem(box: Pixels, dark: Dark) -> bool:
    """Tell whether an upright side goes on past its corner, as in b, d, p and q."""
    # b, d, p and q: one of the upright sides goes on past its corner, straight; the arm of a
    # cross goes on aslant.
    x0, y0, x1, y1 = box
    reach = (y1 - y0) * 4 // 10
    rows = (slice(max(0, y0 - reach), max(0, y0 - 3)), slice(y1 + 3, y1 + reach))
    for row in rows:
        for x in (x0, x1 - 1):
            band = dark[row, max(0, x - 6) : x + 7]
            if (
                band.shape[0] > 2 and band.any(axis=1).all() and np.ptp(band.argmax(axis=1)) <= 1
            ):  # pixels
                return True
    return False


def sides_seen(box: Pixels, across: Dark, down: Dark) -> tuple[float, float, float, float]:
    """Give the share found dark of the upper, lower, left and right sides, 0 to 1."""
    x0, y0, x1, y1 = box
    return (
        float(across[y0, x0:x1].mean()),
        float(across[y1 - 1, x0:x1].mean()),
        float(down[y0:y1, x0].mean()),
        float(down[y0:y1, x1 - 1].mean()),
    )
