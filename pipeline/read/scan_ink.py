"""Reading, scan: what a pen or a rubber stamp left on the paper, told from printed words.

The largest connected stroke separates a signed cell from an empty one: signatures 6.4 mm and
more, dust and speckle 5.2 mm at most. Lengths are in pixels at 200 dpi: 8 px are one millimetre.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from pipeline.read.scan_lines import Piece, Pixels, bounds, gap, share_inside
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_page import DPI, Sheet
from pipeline.read.scan_pixels import DARK, Gray, Mask, chosen, closed, components, dark_of
from schemas.document import Picture, Span

LONG = 50  # 6.4 mm
SHORT = 28  # 3.5 mm: a stroke that counts when others stand near it
NEAR = 24  # 3 mm between strokes of one hand
PRINTED = 0.6  # sureness from which a word is taken as printed, and wiped
MISREAD = 0.15  # sureness from which what is as low as print is taken for print
WRITTEN = 0.35  # sureness from which a word written by hand is text, not a drawing
TALL = 42  # 5.2 mm: what is lower may be a word on its line
FLAT = 14  # 1.8 mm
PRINT_HIGH = 30  # 3.8 mm: letters of 12 points with their tails; no signature is so low
LINE_HIGH = 60  # 7.5 mm: writing on a line is lower, initials with a flourish are not
EDGE = 10  # strokes at the very edge of the paper are shadows
PEN = 10  # 1.3 mm: what is thicker on the whole is a picture
HALF_INK = 0.5
INK = 195  # of 255: pencil and thin ball-points; bleed-through stays above 225
FAINT = 205  # of 255: the grey rim of strokes included


@dataclass(frozen=True)
class Drawing:
    """Strokes that belong together: where, what they look like, and how plain that is."""

    box: Pixels
    drawn: Literal["strokes", "stamp", "photo"]
    confidence: float
    strokes: tuple[Pixels, ...]

    @property
    def tall(self) -> bool:
        """Whether it is higher than writing on a line."""
        return self.box[3] - self.box[1] > TALL


def drawings_of(clean: Gray, words: Sequence[Word], alone: Mask) -> tuple[Drawing, ...]:
    """Find signatures, stamps and pictures on a page whose tables and boxes are wiped.

    Args:
        clean: the page without tables and check boxes.
        words: everything recognised on it, in pixels.
        alone: the long rules that are still on it.
    """
    ink = dark_of(clean, INK)
    rest = ink.copy()
    for word in words:
        if _is_print(word) or _is_writing(word):
            x0, y0, x1, y1 = word.box
            rest[max(0, y0 - 2) : y1 + 2, max(0, x0 - 2) : x1 + 2] = 0
    strokes = _strokes(rest)
    lines = {stroke for stroke in strokes if _is_line(stroke, rest)}
    found = []
    # The line under a signature is part of it; a line alone is what is left of a rule.
    for group in _near(strokes):
        if _counts([stroke for stroke in group if stroke not in lines]):
            drawing = _drawing(group, ink, words)
            if drawing.drawn == "stamp" or not _is_ruled(drawing, rest, alone):
                found.append(drawing)
    return tuple(found)


def _is_ruled(drawing: Drawing, rest: Mask, alone: Mask) -> bool:
    # An underlined heading, a frame open on one side.
    x0, y0, x1, y1 = drawing.box
    ink = rest[y0:y1, x0:x1] > 0
    return bool(ink.any()) and float(np.mean(alone[y0:y1, x0:x1][ink] > 0)) > HALF_INK


def piece_of(drawing: Drawing) -> Piece:
    """Make the span of a drawing; its size is in points."""
    x0, y0, x1, y1 = drawing.box
    picture = Picture(
        drawn=drawing.drawn,
        width=round((x1 - x0) * 72 / DPI, 1),
        height=round((y1 - y0) * 72 / DPI, 1),
        source="pixels",
    )
    return Piece(Span(kind="picture", picture=picture, confidence=drawing.confidence), drawing.box)


def is_drawn(word: Word, drawings: Sequence[Drawing]) -> bool:
    """Tell whether a word is no word: strokes misread, or the words of a stamp.

    What may be a word written by hand stays a word too: better twice than lost.
    """
    letters = _letters(word)
    unsure = word.confidence < (WRITTEN if letters > 2 else PRINTED)
    for drawing in drawings:
        if not drawing.tall:
            continue
        if drawing.drawn == "stamp" and share_inside(word.box, drawing.box) > HALF_INK:
            return True
        strokes = (drawing.box, *drawing.strokes)
        if unsure and any(share_inside(word.box, stroke) > HALF_INK for stroke in strokes):
            return True
    return False


def is_text(drawing: Drawing, words: Sequence[Word]) -> bool:
    """Tell whether strokes are a word on its line that was read, if badly."""
    height = drawing.box[3] - drawing.box[1]
    return not drawing.tall and any(
        share_inside(drawing.box, word.box) > HALF_INK
        or share_inside(word.box, drawing.box) > HALF_INK
        for word in words
        if _letters(word) > 1 and word.confidence >= (MISREAD if height <= PRINT_HIGH else WRITTEN)
    )


def _letters(word: Word) -> int:
    return sum(character.isalnum() for character in word.text)


def without_drawings(clean: Gray, drawings: Sequence[Drawing]) -> Gray:
    """Wipe strokes and stamps, so that the words they cover can be read again."""
    wiped = clean.copy()
    dark = dark_of(clean, FAINT)
    for drawing in drawings:
        x0, y0, x1, y1 = drawing.box
        if drawing.drawn == "stamp":
            wiped[y0:y1, x0:x1] = 255
            continue
        labels, stats = components(dark[y0:y1, x0:x1])
        long = chosen(np.maximum(stats[:, 2], stats[:, 3]) >= SHORT, labels)
        wiped[y0:y1, x0:x1][long > 0] = 255
    return wiped


def sheet_of_ink(sheet: Sheet) -> float:
    """Give the share of a page that is dark, 0 to 1: what a blank page has is dust."""
    return float(np.mean(sheet.gray < DARK))


def _is_print(word: Word) -> bool:
    # Two letters as high as initials are strokes, however sure the recogniser is.
    high = word.box[3] - word.box[1] > TALL
    return word.confidence >= PRINTED and not (high and _letters(word) < 3)


def _is_writing(word: Word) -> bool:
    high = word.box[3] - word.box[1] > LINE_HIGH
    return word.confidence >= HALF_INK and _letters(word) > 2 and not high


def _strokes(rest: Mask) -> list[Pixels]:
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


def _is_line(stroke: Pixels, rest: Mask) -> bool:
    # What is left of a rule, a fold or a row of dots.
    x0, y0, x1, y1 = stroke
    low = min(x1 - x0, y1 - y0)
    return low <= 6 or (
        low <= 12 and float(np.mean(rest[y0:y1, x0:x1] > 0)) > HALF_INK
    )  # 0.8 and 1.5 mm


def _near(strokes: Sequence[Pixels]) -> list[list[Pixels]]:
    groups: list[list[Pixels]] = []
    for stroke in strokes:
        close = [group for group in groups if any(_belongs(stroke, other) for other in group)]
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


def _counts(group: Sequence[Pixels]) -> bool:
    longest = max((max(x1 - x0, y1 - y0) for x0, y0, x1, y1 in group), default=0)
    return longest >= LONG or len(group) > 2  # initials in three strokes


def _drawing(group: Sequence[Pixels], ink: Mask, words: Sequence[Word]) -> Drawing:
    box = bounds(group)
    drawn: Literal["strokes", "stamp", "photo"] = "strokes"
    if _is_stamp(group, words):
        drawn = "stamp"
    elif _is_solid(box, ink):
        drawn = "photo"
    longest = max(max(x1 - x0, y1 - y0) for x0, y0, x1, y1 in group)
    plain = longest >= LONG * 1.25 and box[3] - box[1] > PRINT_HIGH
    return Drawing(box, drawn, 0.95 if plain else 0.5, tuple(group))


def _is_stamp(group: Sequence[Pixels], words: Sequence[Word]) -> bool:
    # A frame, straight or round, with words well inside it.
    frame = max(group, key=lambda stroke: (stroke[2] - stroke[0]) * (stroke[3] - stroke[1]))
    if frame[2] - frame[0] < 2 * LONG or frame[3] - frame[1] < LONG:
        return False
    inside = [
        word
        for word in words
        if share_inside(word.box, frame) > 0.9  # wholly
        and word.confidence >= PRINTED
        and _letters(word) > 1
    ]
    area = sum((w.box[2] - w.box[0]) * (w.box[3] - w.box[1]) for w in inside)
    whole = (frame[2] - frame[0]) * (frame[3] - frame[1])
    return len(inside) > 2 and area > 0.12 * whole  # a signature over one label has one


def _is_solid(box: Pixels, ink: Mask) -> bool:
    x0, y0, x1, y1 = box
    part = cv2.copyMakeBorder(ink[y0:y1, x0:x1], 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = cv2.distanceTransform(part, cv2.DIST_L2, 3)
    core = depth[part > 0]
    # The mean depth of a band of width w is w / 4.
    return bool(core.size) and 4 * float(core.mean()) > PEN
