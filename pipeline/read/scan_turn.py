"""Reading, scan: which way up a page stands, told before its words are read.

Reading a page the wrong way up costs as much as reading it, and tells nothing but that. The shape
of its lines costs a fiftieth: more letters rise above their line (b, d, l, capitals, digits) than
hang below it (g, p, q).
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from pipeline.read import scan_ocr
from pipeline.read.scan_pixels import Gray, closed, components, dark_of

_LOW, _HIGH = 7, 32  # pixels at 100 dpi: lines of 6 to 20 points
_WIDE = 60
_LEAST_LINES = 4
_HANGING = 1.4  # times more ink below the lines than above: 0.2 to 0.7 upright, 1.6 and more turned
_EDGE = 0.5  # of the densest row of a line: where its small letters begin and end
_SAMPLES = 8
_HALF = 0.5


def stands_on_its_head(gray: Gray) -> bool:
    """Say whether the lines of a level page look upside down; False where they do not tell."""
    above = below = 0.0
    lines = 0
    half = cv2.resize(gray, None, fx=_HALF, fy=_HALF, interpolation=cv2.INTER_AREA)
    dark = dark_of(np.asarray(half, np.uint8))
    for x0, y0, x1, y1 in _lines(dark):
        rows = (dark[y0:y1, x0:x1] > 0).sum(axis=1).astype(np.float64)
        core = np.flatnonzero(rows >= _EDGE * rows.max())
        above += float(rows[: core[0]].sum()) / (x1 - x0)
        below += float(rows[core[-1] + 1 :].sum()) / (x1 - x0)
        lines += 1
    return lines >= _LEAST_LINES and below > _HANGING * above


def sampled_legibility(gray: Gray, name: str) -> float:
    """Read the longest lines of a level page, and give the share (0–1) of letters read surely."""
    half = cv2.resize(gray, None, fx=_HALF, fy=_HALF, interpolation=cv2.INTER_AREA)
    boxes = sorted(_lines(dark_of(np.asarray(half, np.uint8))), key=lambda box: box[0] - box[2])
    words: list[scan_ocr.Word] = []
    if boxes:
        with scan_ocr.reading(gray, name) as engine:
            for x0, y0, x1, y1 in boxes[:_SAMPLES]:
                area = _around(2 * x0, 2 * y0, 2 * x1, 2 * y1, shape=gray.shape)
                words.extend(scan_ocr.words_in(engine, area, mode=scan_ocr.LINE))
    return scan_ocr.legibility(words) if words else 0.0


def _around(
    x0: int, y0: int, x1: int, y1: int, *, shape: Sequence[int]
) -> tuple[int, int, int, int]:
    return max(0, x0 - 6), max(0, y0 - 6), min(shape[1], x1 + 6), min(shape[0], y1 + 6)


def _lines(dark: Gray) -> Iterator[tuple[int, int, int, int]]:
    """Yield the rectangles of what looks like lines of text on a mask of 100 dpi."""
    _, stats = components(closed(dark, (15, 1)))
    for left, top, width, height, _ in stats[1:].tolist():
        if width >= _WIDE and _LOW <= height <= _HIGH and width >= 4 * height:
            yield left, top, left + width, top + height
