"""Reading, scan: what a pen or a rubber stamp left on the paper, told from printed words.

The largest connected stroke separates a signed cell from an empty one: signatures 6.4 mm and
more, dust and speckle 5.2 mm at most. Lengths are in pixels at 200 dpi: 8 px are one millimetre.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np

from pipeline.read.scan_lines import Piece, Pixels, bounds, gap, share_inside
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_page import DPI, Sheet
from pipeline.read.scan_pixels import DARK, Gray, Mask, dark_of
from pipeline.read.scan_stamps import stamp_in
from pipeline.read.scan_strokes import (
    HALF_INK,
    LEAST_LONG,
    LONG,
    PRINT_HIGH,
    SHORT,
    TALL,
    counts,
    home_of,
    is_line,
    near,
    strokes_in,
)
from schemas.document import Picture, Span

PRINTED = 0.6  # sureness from which a word is taken as printed, and wiped
MISREAD = 0.15  # sureness from which what is as low as print is taken for print
WRITTEN = 0.35  # sureness from which a word written by hand is text, not a drawing
LINE_HIGH = 60  # 7.5 mm: writing on a line is lower, initials with a flourish are not
PEN = 14  # 1.8 mm: what is thicker on the whole is a picture, a felt pen has 1.2
ACROSS = 16  # 2 mm: a thick rule and its grey edges between two parts of one stroke
REACHING = 0.3  # less than likely: of the next cell's signature, or a stain
SMALL, SLIGHT, PLAIN = 0.4, 0.85, 0.95  # how sure it is that strokes are a signature
WORDY = 0.55
LEGIBLE = 0.2
LEAST_INK = 370  # pixels: 6 mm²
STAIN = 166  # of 255: the darkest of coffee has 172, of pencils 158, of ball-points 60
INK = 195  # of 255: pencil and thin ball-points; bleed-through stays above 225


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


def drawings_of(
    clean: Gray, words: Sequence[Word], alone: Mask, holes: Sequence[Pixels] = ()
) -> tuple[Drawing, ...]:
    """Find signatures, stamps and pictures on a page whose tables and boxes are wiped.

    Args:
        clean: the page without tables and check boxes.
        words: everything recognised on it, in pixels.
        alone: the long rules that are still on it.
        holes: the cells of its tables: what stands in two of them is two drawings.
    """
    ink = dark_of(clean, INK)
    rest = ink.copy()
    for word in words:
        if _is_print(word) or _is_writing(word):
            x0, y0, x1, y1 = word.box
            rest[max(0, y0 - 2) : y1 + 2, max(0, x0 - 2) : x1 + 2] = 0
    strokes = strokes_in(rest)
    lines = {stroke for stroke in strokes if is_line(stroke, rest)}
    homes = {stroke: home_of(stroke, holes) for stroke in strokes}
    stamps = [one for group in near(strokes) for one in _stamped(group, ink, rest, words)]
    left = [one for one in strokes if not any(share_inside(one, s.box) > HALF_INK for s in stamps)]
    inked = np.where(rest > 0, clean, np.uint8(255))
    found: list[Drawing] = list(stamps)
    # The line under a signature is part of it; a line alone is what is left of a rule.
    for group in near(left, homes):
        if counts([stroke for stroke in group if stroke not in lines]):
            drawing = _drawing(group, inked, ink, words)
            if not _is_ruled(drawing, rest, alone):
                found.append(drawing)
    return _reaching(found, holes)


def _reaching(drawings: Sequence[Drawing], holes: Sequence[Pixels]) -> tuple[Drawing, ...]:
    """Doubt strokes that only carry on, over a rule, the larger drawing of the next cell."""
    told = []
    for one in drawings:
        size = _size(one)
        over = one.drawn == "strokes" and any(
            gap(one.box, other.box) < ACROSS
            and home_of(other.box, holes) != home_of(one.box, holes)
            and _size(other) > (2 * size)
            for other in drawings
        )
        told.append(replace(one, confidence=min(one.confidence, REACHING)) if over else one)
    return tuple(told)


def _size(drawing: Drawing) -> int:
    return (drawing.box[2] - drawing.box[0]) * (drawing.box[3] - drawing.box[1])


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
    """Tell whether strokes are a word on its line that was read, if badly.

    Of strokes higher than print, initials among them, more than three letters must be read.
    """
    low = drawing.box[3] - drawing.box[1] <= PRINT_HIGH
    letters, sureness = (2, MISREAD) if low else (4, WRITTEN)
    return not drawing.tall and any(
        share_inside(drawing.box, word.box) > HALF_INK
        or share_inside(word.box, drawing.box) > HALF_INK
        for word in words
        if _letters(word) >= letters and word.confidence >= sureness
    )


def _letters(word: Word) -> int:
    return sum(character.isalnum() for character in word.text)


def sheet_of_ink(sheet: Sheet) -> float:
    """Give the share of a page that is dark, 0 to 1: what a blank page has is dust."""
    return float(np.mean(sheet.gray < DARK))


def _is_print(word: Word) -> bool:
    # Two letters as high as initials are strokes, however sure the recogniser is.
    high = word.box[3] - word.box[1]
    stroke = high > LINE_HIGH or (high > TALL and _letters(word) < 3)
    return word.confidence >= PRINTED and not stroke


def _is_writing(word: Word) -> bool:
    high = word.box[3] - word.box[1] > LINE_HIGH
    return word.confidence >= HALF_INK and _letters(word) > 2 and not high


def _stamped(
    group: Sequence[Pixels], ink: Mask, rest: Mask, words: Sequence[Word]
) -> list[Drawing]:
    # A stamp knows no cells; what the pen drew over it is a drawing of its own.
    box = bounds(group)
    stamp = stamp_in(ink, rest, box, words)
    if stamp is None:
        return []
    found = [Drawing(box, "stamp", PLAIN, tuple(group))]
    if stamp.crossing is not None:
        found.append(Drawing(stamp.crossing, "strokes", WORDY, (stamp.crossing,)))
    return found


def _drawing(group: Sequence[Pixels], left: Gray, ink: Mask, words: Sequence[Word]) -> Drawing:
    box = bounds(group)
    if _is_solid(box, ink):
        return Drawing(box, "photo", PLAIN, tuple(group))
    return Drawing(box, "strokes", _sureness(group, left, words), tuple(group))


def _sureness(group: Sequence[Pixels], left: Gray, words: Sequence[Word]) -> float:
    """Say how sure it is that strokes are a signature and not writing, dust or bits of print.

    Signatures: longest stroke 6 mm and more, ink 7 mm² and more, 4 mm high and more; dust and bits
    of print: 3 mm and 3 mm². A name written by hand or in a cursive font is as long, but a
    recogniser sees letters in it. Stains are paler than any pencil.

    Args:
        group: the rectangles of the strokes.
        left: the page with nothing but ink that is no print.
        words: everything recognised on the page.
    """
    x0, y0, x1, y1 = bounds(group)
    longest = max(max(one[2] - one[0], one[3] - one[1]) for one in group)
    high = y1 - y0
    shades = left[y0:y1, x0:x1][left[y0:y1, x0:x1] < INK]
    read = sum(
        _letters(word)
        for word in words
        if word.confidence >= LEGIBLE and share_inside(word.box, (x0, y0, x1, y1)) > HALF_INK
    )
    if not len(shades) or float(np.percentile(shades, 10)) > STAIN:
        return REACHING
    if len(shades) < LEAST_INK:
        return SMALL
    if read > 3 and high <= LINE_HIGH:  # letters
        return WORDY
    if longest >= LONG and high > PRINT_HIGH:
        return PLAIN
    return SLIGHT if longest >= LEAST_LONG and high >= SHORT else SMALL


def _is_solid(box: Pixels, ink: Mask) -> bool:
    x0, y0, x1, y1 = box
    part = cv2.copyMakeBorder(ink[y0:y1, x0:x1], 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = cv2.distanceTransform(part, cv2.DIST_L2, 3)
    core = depth[part > 0]
    # The mean depth of a band of width w is w / 4.
    return bool(core.size) and 4 * float(core.mean()) > PEN
