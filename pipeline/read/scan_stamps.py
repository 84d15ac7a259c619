"""Reading, scan: rubber stamps, told from signatures, and the pen that crosses them.

A stamp is a frame — straight, round or oval, worn in places — with letters inside, or rows of
small letters without a frame. Lengths are in pixels at 200 dpi: 8 px are one millimetre.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.scan_lines import Pixels, share_inside
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_pixels import Mask, components

WIDE, HIGH = 100, 50  # 13 × 6 mm: smaller frames are loops of a pen
LETTER = (8, 44)  # 1 to 5.6 mm high
LETTERS = 8  # in a frame: « MAIRIE » and a number
ROWS = 14  # letters of a stamp without a frame
DRAWN_ROUND = 0.8  # share of the way round that has ink: worn frames have 0.85, flourishes 0.6
NEAR = 5  # pixels from the ideal frame: paper is not flat, skew is left
STEPS = 180
MOST_FRAMES = 3
BAND = 12  # 1.5 mm on both sides of a frame are the frame's
CROSSING = 56  # 7 mm of pen across the letters of a stamp
TALL = 40  # 5 mm, whichever way it runs: letters run together are lower

Points = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Stamp:
    """A stamp, and the strokes of a pen over it, if any.

    `crossing` is the rectangle around these strokes, `length` that of the longest one.
    """

    crossing: Pixels | None
    length: int


def stamp_in(ink: Mask, rest: Mask, box: Pixels, words: Sequence[Word]) -> Stamp | None:
    """Tell whether strokes are a stamp; None when they are not.

    Args:
        ink: the page's ink, words included.
        rest: its ink without the words surely read: a label beside a frame is none of it.
        box: the rectangle around the strokes.
        words: everything recognised on the page.
    """
    x0, y0, x1, y1 = box
    part = np.ascontiguousarray(ink[y0:y1, x0:x1])
    _, stats = components(part)
    letters = _letters(stats)
    inside = _words_in(box, words)
    frame = _frame(np.ascontiguousarray(rest[y0:y1, x0:x1]))
    if frame is None:
        return Stamp(None, 0) if _is_rows(stats, letters) and len(inside) != 1 else None
    if int(letters.sum()) < LETTERS and len(inside) < 3:
        return None
    return _crossed(part, frame, box)


def _letters(stats: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    high, wide = stats[:, 3], stats[:, 2]
    found = (high >= LETTER[0]) & (high <= LETTER[1]) & (wide <= 1.6 * LETTER[1]) & (wide > 1)
    found[0] = False
    return np.asarray(found, np.bool_)


def _words_in(box: Pixels, words: Sequence[Word]) -> list[Word]:
    return [
        word
        for word in words
        if share_inside(word.box, box) > 0.9  # wholly
        and word.confidence >= 0.6
        and sum(character.isalnum() for character in word.text) > 1
    ]


def _is_rows(stats: npt.NDArray[np.int32], letters: npt.NDArray[np.bool_]) -> bool:
    # Letters of one height, most of the ink in them: a hand's are joined or of many sizes.
    if int(letters.sum()) < ROWS:
        return False
    heights = stats[letters, 3]
    alike = np.abs(heights - np.median(heights)) <= 0.3 * np.median(heights)
    share = stats[letters, 4].sum() / max(1, stats[1:, 4].sum())
    return bool(alike.mean() > 0.7 and share > 0.75)  # by hand: 0.5 and 0.4


def _frame(part: Mask) -> Points | None:
    """Return the outline of a frame, straight or oval, that the ink follows; None without one."""
    labels, stats = components(part)
    large = np.flatnonzero((stats[1:, 2] >= WIDE // 2) | (stats[1:, 3] >= HIGH)) + 1
    if not len(large):
        return None
    distance = np.asarray(cv2.distanceTransform(255 - part, cv2.DIST_L2, 3), np.float32)
    # A frame that holds together, then one that is worn into pieces.
    sizes = stats[large, 2] * stats[large, 3]
    largest = large[np.argsort(-sizes)][:MOST_FRAMES]
    for mask in (*(labels == index for index in largest), labels > 0):
        outline = _around(mask, distance)
        if outline is not None:
            return outline
    return None


def _around(mask: npt.NDArray[np.bool_], distance: Points) -> Points | None:
    ys, xs = np.nonzero(mask)
    points = np.stack([xs, ys], 1).astype(np.float32)
    hull = np.asarray(cv2.convexHull(points), np.float32).reshape(-1, 2)
    outlines = [_rectangle(hull)]
    if len(hull) > 4:  # what an ellipse takes
        outlines.append(_ellipse(hull))
    for outline in outlines:
        wide, high = np.ptp(outline, axis=0)
        if wide < WIDE or high < HIGH:
            continue
        near = _at(distance, outline) <= NEAR
        if float(near.mean()) >= DRAWN_ROUND:
            return outline
    return None


def _rectangle(hull: Points) -> Points:
    corners = cv2.boxPoints(cv2.minAreaRect(hull))
    # The middle of the line, not its outer edge.
    corners = corners + (corners.mean(axis=0) - corners) * np.float32(0.01)
    sides = [
        corners[i] + (corners[(i + 1) % 4] - corners[i]) * np.linspace(0, 1, STEPS // 4)[:, None]
        for i in range(4)
    ]
    return np.concatenate(sides).astype(np.float32)


def _ellipse(hull: Points) -> Points:
    (x, y), (wide, high), turn = cv2.fitEllipseDirect(hull)
    around = np.linspace(0, 2 * np.pi, STEPS)
    flat = np.stack([np.cos(around) * wide / 2, np.sin(around) * high / 2], 1) * 0.99
    c, s = np.cos(np.deg2rad(turn)), np.sin(np.deg2rad(turn))
    return np.asarray(flat @ np.array([[c, s], [-s, c]]) + np.array([x, y]), np.float32)


def _at(distance: Points, outline: Points) -> Points:
    height, width = distance.shape
    xs = np.clip(np.round(outline[:, 0]).astype(np.int64), 0, width - 1)
    ys = np.clip(np.round(outline[:, 1]).astype(np.int64), 0, height - 1)
    return np.asarray(distance[ys, xs], np.float32)


def _crossed(part: Mask, frame: Points, box: Pixels) -> Stamp:
    """Look for strokes of a pen once the frame is taken off: long, and higher than letters."""
    line = np.zeros_like(part)
    cv2.polylines(line, [np.round(frame).astype(np.int32)], True, 255, BAND)  # noqa: FBT003 -- OpenCV's signature
    rest = np.where(line > 0, 0, part).astype(np.uint8)
    labels, stats = components(rest)
    found = []
    for index in range(1, len(stats)):
        if max(stats[index, 2], stats[index, 3]) < CROSSING:
            continue
        mask = labels == index
        away = cv2.distanceTransform(np.where(mask, 0, 255).astype(np.uint8), cv2.DIST_L2, 3)
        if _around(mask, np.asarray(away, np.float32)) is not None:
            continue  # the inner one of two frames
        ys, xs = np.nonzero(mask)
        _, sides, _ = cv2.minAreaRect(np.stack([xs, ys], 1).astype(np.float32))
        if min(sides) >= TALL:
            found.append((round(max(sides)), stats[index]))
    if not found:
        return Stamp(None, 0)
    length, (left, top, wide, high, _) = max(found, key=lambda one: one[0])
    x, y = box[0] + int(left), box[1] + int(top)
    return Stamp((x, y, x + int(wide), y + int(high)), length)
