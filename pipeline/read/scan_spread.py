"""Reading, scan: several sheets in one picture, parted before any of them is read.

Two pages of a booklet on the glass of an A3 scanner, « 2 pages par feuille », two sheets on a
desk photographed at once.
"""

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.scan_corners import Quad, Sheets
from pipeline.read.scan_pixels import Gray, Mask, chosen, components, dark_of, luminance, opened
from pipeline.read.scan_white import whitened

Matrix = npt.NDArray[np.float64]

_RATIO = 1.2  # long side to short: two sheets of A4 have 1.41
_SIDE = 1200  # pixels of the longer side looked at
_MIDDLE = 0.06  # of the width on both sides of the middle: where sheets may meet
_GUTTER = 0.028  # of the width: the two margins of an A3 spread are 8 % of it
_SPECK = 12  # pixels: less is dust
_LINES = 5  # of text on each half
_MARGIN = 0.03  # of a sheet's sides, kept around it
_SHEET = (1654, 2339)  # pixels of A4 at 200 dpi


class Leaf(NamedTuple):
    """One sheet of a picture: its pixels, and the homography from them to those of the picture."""

    pixels: npt.NDArray[np.uint8]
    to_picture: Matrix


def leaves_in(pixels: npt.NDArray[np.uint8], seen: Sheets, *, sideways: bool) -> list[Leaf]:
    """Part the sheets of a picture; the picture itself when it shows one.

    Args:
        pixels: of shape (height, width) or (height, width, 3), RGB.
        seen: the sheets by their corners.
        sideways: the lines of text run up or down the picture.

    Returns:
        Sheets in reading order, if the text of the picture stands upright or lies on its right
        side; the other way round else.
    """
    if seen.side_by_side:
        in_order = _in_order(seen.side_by_side, sideways=sideways)
        return [_around(pixels, quad) for quad in in_order]
    whole = Leaf(pixels, np.eye(3))
    height, width = pixels.shape[:2]
    along, across = (height, width) if sideways else (width, height)
    quad = seen.corners
    if quad is None:
        return _halves(whole, sideways=sideways) if along >= _RATIO * across else [whole]
    sides = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
    level = [float(sides[0] + sides[2]), float(sides[1] + sides[3])]
    along, across = level[::-1] if sideways else level
    if along < _RATIO * across:
        return [whole]
    halves = _halves(_flat(pixels, quad, sideways=sideways), sideways=sideways)
    return halves if len(halves) > 1 else [whole]


def _halves(leaf: Leaf, *, sideways: bool) -> list[Leaf]:
    """Cut a sheet in two where nothing is printed across its middle and lines on both sides."""
    turned = np.rot90(leaf.pixels, k=-1) if sideways else leaf.pixels
    at = _gutter(luminance(np.ascontiguousarray(turned)))
    if at is None:
        return [leaf]
    height, width = leaf.pixels.shape[:2]
    # Turned clockwise, the bottom of the picture is on the left.
    boxes = (
        ((0, height - at, width, height), (0, 0, width, height - at))
        if sideways
        else ((0, 0, at, height), (at, 0, width, height))
    )
    return [
        Leaf(
            np.ascontiguousarray(leaf.pixels[y0:y1, x0:x1]),
            leaf.to_picture @ np.array([[1, 0, x0], [0, 1, y0], [0, 0, 1]], np.float64),
        )
        for x0, y0, x1, y1 in boxes
    ]


def _gutter(gray: Gray) -> int | None:
    """Return the column between two pages side by side, in pixels; None for one page."""
    factor = _SIDE / gray.shape[1]
    small = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = _print(dark_of(whitened(np.asarray(small, np.uint8))))
    width = ink.shape[1]
    columns = ink.max(axis=0) > 0
    first, last = round((0.5 - _MIDDLE) * width), round((0.5 + _MIDDLE) * width)
    best: tuple[int, int] = (0, 0)
    start: int | None = None
    for x in range(first, last + 1):
        if x < last and not columns[x]:
            start = x if start is None else start
        elif start is not None:
            best, start = max(best, (x - start, (x + start) // 2)), None
    room, middle = best
    if room < _GUTTER * width or min(_lines(ink[:, :middle]), _lines(ink[:, middle:])) < _LINES:
        return None
    return round(float(middle / factor))


def _print(dark: Mask) -> Mask:
    """Leave dust and the line of a fold out."""
    tall = opened(dark, (1, 60))
    labels, stats = components(cv2.subtract(dark, tall).astype(np.uint8))
    return chosen(stats[:, 4] >= _SPECK, labels)


def _lines(ink: Mask) -> int:
    rows = (ink > 0).sum(axis=1) > 0.02 * ink.shape[1]  # of its width: a few letters
    return int(np.count_nonzero(np.diff(rows.astype(np.int8)) == 1))


def _in_order(quads: list[Quad], *, sideways: bool) -> list[Quad]:
    """Sort sheets in rows from the top, each from the left, as the text stands."""
    centres = [quad.mean(axis=0) for quad in quads]
    half = min(float(np.ptp(quad[:, 0 if sideways else 1])) for quad in quads) / 2

    def place(rank: int) -> tuple[int, float]:
        x, y = (float(value) for value in centres[rank])
        across, down = (-y, x) if sideways else (x, y)
        return round(down / (2 * half)), across

    return [quads[rank] for rank in sorted(range(len(quads)), key=place)]


def _around(pixels: npt.NDArray[np.uint8], quad: Quad) -> Leaf:
    (x0, y0), (x1, y1) = quad.min(axis=0), quad.max(axis=0)
    rim = (_MARGIN * (x1 - x0), _MARGIN * (y1 - y0))
    left, top = max(0, round(float(x0 - rim[0]))), max(0, round(float(y0 - rim[1])))
    right, bottom = round(float(x1 + rim[0])), round(float(y1 + rim[1]))
    shift = np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], np.float64)
    return Leaf(np.ascontiguousarray(pixels[top:bottom, left:right]), shift)


def _flat(pixels: npt.NDArray[np.uint8], quad: Quad, *, sideways: bool) -> Leaf:
    """Cut a sheet of two pages out of its ground."""
    size = (_SHEET[1], 2 * _SHEET[0]) if sideways else (2 * _SHEET[0], _SHEET[1])
    target = np.array([[0, 0], [size[0], 0], size, [0, size[1]]], dtype=np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(quad, target), np.float64)
    flat = cv2.warpPerspective(
        pixels, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return Leaf(np.asarray(flat, np.uint8), np.asarray(np.linalg.inv(matrix), np.float64))
