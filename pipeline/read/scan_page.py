"""Reading, scan: a picture of a page made level, white and 200 dpi, whatever took it.

Sources of the numbers: measurements on printed forms degraded by skew, noise, JPEG and
perspective; 300 dpi brings nothing over 200 for typed text and costs a third more.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.scan_bend import Bend, unbent
from pipeline.read.scan_corners import Quad, sheet_corners
from pipeline.read.scan_pixels import (
    DARK,
    Gray,
    chosen,
    closed,
    components,
    dark_of,
    luminance,
)
from pipeline.read.scan_pixels import chroma as chroma_of
from pipeline.read.scan_warp import bend_of
from pipeline.read.scan_white import whitened
from schemas.document import Box

Matrix = npt.NDArray[np.float64]

DPI = 200
MOST_PIXELS = 16_000_000  # twice A3; a larger sheet is read at less than 200 dpi
A4 = (595.276, 841.89)  # points
COLOURLESS = 20  # of 255 between channels: noise of a camera or of JPEG
SAME_SIZE = 0.004  # of 200 dpi: one pixel more or less on a side is worth no resampling
LOOKED_AT = 1170  # pixels of the longer side, 100 dpi for A4: enough to tell letters
MAX_SKEW = 9.0  # degrees; beyond, the quarter turn or the sheet's edges settle it


@dataclass(frozen=True)
class Sheet:
    """A page ready to be read.

    Attributes:
        gray: whitened page of shape (height, width) at 200 dpi, 255 = paper.
        chroma: how coloured each pixel is (0 = grey), same shape; None for a grey picture.
        to_page: 3 × 3 homography from these pixels to points of the page as turned.
        turned: degrees clockwise by which the picture was turned to stand upright.
        width: of the page as turned, in points.
        height: of the page as turned, in points.
        bend: how far its pixels lie from those that `to_page` fits; None for a flat page.
    """

    gray: Gray
    chroma: Gray | None
    to_page: Matrix
    turned: int
    width: float
    height: float
    bend: Bend | None = None


def points(sheet: Sheet, box: tuple[float, float, float, float]) -> Box:
    """Give the rectangle in page points around a rectangle in sheet pixels."""
    x0, y0, x1, y1 = box
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64)
    if sheet.bend is not None:
        corners = sheet.bend.bent(corners)
    found = np.column_stack((corners, np.ones(4))) @ sheet.to_page.T
    xs, ys = found[:, 0] / found[:, 2], found[:, 1] / found[:, 2]
    return (
        round(max(0.0, float(xs.min())), 1),
        round(max(0.0, float(ys.min())), 1),
        round(min(sheet.width, float(xs.max())), 1),
        round(min(sheet.height, float(ys.max())), 1),
    )


def upright(
    pixels: npt.NDArray[np.uint8], width: float, height: float, turn: int, *, fills: bool = False
) -> Sheet:
    """Turn, flatten, whiten and level a page.

    Args:
        pixels: of shape (height, width) or (height, width, 3), RGB.
        width: of the page in points before turning.
        height: of the page in points before turning.
        turn: degrees clockwise, a multiple of 90.
        fills: the page is known to fill the picture: no sheet is looked for.
    """
    turned = np.ascontiguousarray(np.rot90(pixels, k=-(turn // 90)))
    if turn % 180:
        width, height = height, width
    scale = np.diag([width / turned.shape[1], height / turned.shape[0], 1.0])
    flat, to_turned = _flattened(turned, width, fills=fills)
    gray = whitened(luminance(flat))
    angle = skew(gray)
    chroma = chroma_of(flat, COLOURLESS)
    if abs(angle) >= 0.08:  # degrees: 3 px over the width of a page
        level = _rotation(gray.shape, angle)
        gray = _warp(gray, level)
        chroma = None if chroma is None else _warp(chroma, level, border=0)
        to_turned = to_turned @ np.linalg.inv(level)
    bend = bend_of(gray)
    if bend is not None:
        gray = unbent(gray, bend)
        chroma = None if chroma is None else unbent(chroma, bend, border=0)
    return Sheet(gray, chroma, scale @ to_turned, turn, width, height, bend)


def skew(gray: Gray) -> float:
    """Measure by how many degrees the lines of a whitened page climb to the right."""
    ys, xs = _text_points(gray)
    if len(ys) < 200:  # pixels: a blank page has no slope
        return 0.0
    best = max(np.arange(-MAX_SKEW, MAX_SKEW + 0.1, 0.5), key=lambda a: _sharpness(ys, xs, a))
    for step in (0.1, 0.025):
        around = best + step * np.arange(-5, 6)
        best = max(around, key=lambda a: _sharpness(ys, xs, a))
    return float(best) if abs(best) < MAX_SKEW else 0.0


def lies_sideways(gray: Gray, quad: Quad | None) -> bool:
    """Tell whether the text lines of a picture run up or down the page.

    Letters stand nearer to the next one of their line than to the line below, however the page
    bends. Rules tell nothing: a table has as many of either kind.

    Args:
        gray: the picture.
        quad: corners of the sheet in it: the grain of a desk would count as letters.
    """
    sheet = gray if quad is None else _cut_out(gray, quad)[0]
    factor = LOOKED_AT / max(sheet.shape)
    small = cv2.resize(sheet, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    labels, stats = components(dark_of(whitened(np.asarray(small, np.uint8))))
    sides = np.sort(stats[:, 2:4], axis=1)
    letters = chosen(
        (sides[:, 0] >= 2) & (sides[:, 1] >= 4) & (sides[:, 1] <= 24), labels
    )  # pixels
    return _length_of_lines(letters.T) > 1.3 * _length_of_lines(letters)


def _length_of_lines(letters: Gray) -> int:
    """Give the length of all rows of letters that run across a page, in pixels."""
    _, stats = components(closed(np.ascontiguousarray(letters), (7, 1)))
    widths, heights = stats[1:, 2], stats[1:, 3]
    return int(widths[(widths >= 40) & (widths >= 3 * heights)].sum())


def _text_points(gray: Gray) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    # Half size: bottoms and tops of letters stay sharp, and it is four times quicker.
    half = cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    dark = (half < DARK).astype(np.uint8)
    # Margins hold scanner shadows and desk edges, not text.
    top, left = dark.shape[0] // 40, dark.shape[1] // 40
    core = dark[top:-top, left:-left] if top and left else dark
    ys, xs = np.nonzero(core)
    step = max(1, len(ys) // 60_000)
    return ys[::step].astype(np.float64), xs[::step].astype(np.float64)


def _sharpness(ys: npt.NDArray[np.float64], xs: npt.NDArray[np.float64], degrees: float) -> float:
    rows = ys + xs * np.tan(np.deg2rad(degrees))
    rows = (rows - rows.min()).astype(np.int64)
    profile = np.bincount(rows).astype(np.float64)
    return float(np.square(np.diff(profile)).sum())


def _rotation(shape: tuple[int, ...], degrees: float) -> Matrix:
    # The sharpness slope is measured downwards to the right, as OpenCV's negative angle.
    centre = (shape[1] / 2, shape[0] / 2)
    return np.vstack([cv2.getRotationMatrix2D(centre, -degrees, 1.0), [0, 0, 1]])


def _warp(gray: Gray, matrix: Matrix, border: int = 255) -> Gray:
    size = (gray.shape[1], gray.shape[0])
    warped = cv2.warpPerspective(
        gray,
        matrix,
        size,
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=border,
    )
    return np.asarray(warped, dtype=np.uint8)


def _flattened(
    pixels: npt.NDArray[np.uint8], width: float, *, fills: bool
) -> tuple[npt.NDArray[np.uint8], Matrix]:
    # The picture at 200 dpi, the sheet cut out of its desk when there is one; and the way back.
    quad = None if fills else sheet_corners(luminance(pixels))
    if quad is None:
        factor = width / 72 * DPI / pixels.shape[1]
        factor = min(factor, (MOST_PIXELS / (pixels.shape[0] * pixels.shape[1])) ** 0.5)
        if abs(factor - 1) < SAME_SIZE:
            return pixels, np.eye(3)
        size = (max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor)))
        way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        sized = cv2.resize(pixels, size, interpolation=way)
        back = np.diag([pixels.shape[1] / size[0], pixels.shape[0] / size[1], 1.0])
        return np.asarray(sized, dtype=np.uint8), back
    return _cut_out(pixels, quad)


def _cut_out(
    pixels: npt.NDArray[np.uint8], quad: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.uint8], Matrix]:
    size = _paper_size(quad)
    target = np.array([[0, 0], [size[0], 0], size, [0, size[1]]], dtype=np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(quad, target), dtype=np.float64)
    flat = cv2.warpPerspective(
        pixels, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(flat, dtype=np.uint8), np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def _paper_size(quad: npt.NDArray[np.float32]) -> tuple[int, int]:
    # Pixels of the sheet at 200 dpi: A4 either way up, which is what forms are printed on.
    sides = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
    across, down = sides[0] + sides[2], sides[1] + sides[3]
    short, long = round(A4[0] / 72 * DPI), round(A4[1] / 72 * DPI)
    return (short, long) if across <= down else (long, short)
