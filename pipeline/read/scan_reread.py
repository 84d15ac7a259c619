"""Reading, scan: words and drawings told from each other by reading again what hid what."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from pipeline.read import scan_ink, scan_ocr
from pipeline.read.scan_ink import Drawing
from pipeline.read.scan_lines import Pixels, holds
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_pixels import DARK, Gray, Mask, chosen, components, dark_of
from pipeline.read.scan_strokes import SHORT, home_of

HALF = 0.5
MARGIN = 3  # pixels between a rule and what may be read beside it
AROUND = 6
LOW = 76  # 9.5 mm, in the direction of the writing: what is higher is no line of writing
SOME_LETTERS = 4
FAINT = 205  # of 255: the grey rim of strokes included
READ = 0.5  # sureness of letters that are there: of scrawls 0.3, of names in cursive print 0.7


def told_apart(
    clean: Gray,
    plain: Gray,
    words: Sequence[Word],
    *,
    alone: Mask,
    holes: Sequence[Pixels],
    name: str,
) -> tuple[tuple[Word, ...], tuple[Drawing, ...]]:
    """Tell ink from words, reading again what the one hid of the other.

    Args:
        clean: the page without tables and check boxes.
        plain: without other rules either.
        words: everything recognised on it.
        alone: the rules that are still on `clean`.
        holes: the cells of its tables.
        name: of the file, for messages.

    Returns:
        The words that are words, and the drawings that are drawings.
    """
    drawings = scan_ink.drawings_of(clean, words, alone, holes)
    if not drawings:
        return tuple(words), ()
    kept = [word for word in words if not scan_ink.is_drawn(word, drawings)]
    drawings = tuple(drawing for drawing in drawings if not scan_ink.is_text(drawing, kept))
    low = [drawing for drawing in drawings if not drawing.tall]
    if low:
        with scan_ocr.reading(plain, name) as engine:
            read = {drawing: _as_words(engine, drawing) for drawing in low}
        drawings = tuple(drawing for drawing in drawings if not read.get(drawing))
        for fresh in read.values():
            new = tuple(word for word in fresh if not _is_known(word, kept))
            kept.extend(scan_ocr.renumbered(new, 1000 + len(kept)))
    drawings = tuple(_weighed(drawing, plain, name) for drawing in drawings)
    if not any(drawing.tall for drawing in drawings):
        return tuple(kept), drawings
    wiped = _without_drawings(plain, [d for d in drawings if d.tall])
    with scan_ocr.reading(wiped, name) as engine:
        for hole in {home_of(drawing.box, holes) for drawing in drawings if drawing.tall}:
            if hole is not None:
                kept = _better(kept, hole, engine)
    return tuple(kept), drawings


def _as_words(engine: scan_ocr.Engine, drawing: Drawing) -> tuple[Word, ...]:
    # A printed word whose letters touch looks like a stroke: alone on its line it is read.
    x0, y0, x1, y1 = drawing.box
    area = (max(0, x0 - AROUND), max(0, y0 - AROUND), x1 + AROUND, y1 + AROUND)
    read = scan_ocr.words_in(engine, area, mode=scan_ocr.LINE)
    sure = read and min(word.confidence for word in read) >= scan_ink.PRINTED
    return read if sure and scan_ocr.legibility(read) > HALF else ()


def _weighed(drawing: Drawing, plain: Gray, name: str) -> Drawing:
    """Doubt strokes in which letters can be read once they are laid level: a name, a stamp."""
    if drawing.drawn != "strokes" or drawing.confidence < scan_ink.SLIGHT:
        return drawing
    level = _levelled(plain, drawing.box)
    if level is None:
        return drawing
    with scan_ocr.reading(level, name) as engine:
        read = scan_ocr.words_in(engine, mode=scan_ocr.LINE)
    letters = sum(
        sum(character.isalpha() for character in word.text)
        for word in read
        if word.confidence >= READ
    )
    if letters < SOME_LETTERS:
        return drawing
    return replace(drawing, confidence=scan_ink.WORDY)


def _levelled(plain: Gray, box: Pixels) -> Gray | None:
    """Cut strokes out, turned so that they run across; None when no line of writing is so high."""
    x0, y0, x1, y1 = box
    part = plain[y0:y1, x0:x1]
    ys, xs = np.nonzero(part < DARK)
    if len(ys) < 5:  # points that span a rectangle
        return None
    (cx, cy), (wide, high), turn = cv2.minAreaRect(np.stack([xs, ys], 1).astype(np.float32))
    if wide < high:
        wide, high, turn = high, wide, turn - 90
    if high > LOW or abs(turn) > 20:  # degrees: writing askew
        return None
    matrix = np.asarray(cv2.getRotationMatrix2D((cx, cy), turn, 1.0), np.float64)
    size = (int(wide) + 4 * AROUND, int(high) + 4 * AROUND)
    matrix[:, 2] += np.array([size[0] / 2 - cx, size[1] / 2 - cy])
    turned = cv2.warpAffine(part, matrix, size, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    return np.ascontiguousarray(turned, np.uint8)


def _is_known(word: Word, words: Sequence[Word]) -> bool:
    return any(holds(other.box, word.box) or holds(word.box, other.box) for other in words)


def _better(words: Sequence[Word], hole: Pixels, engine: scan_ocr.Engine) -> list[Word]:
    # The cell read without its signature or stamp, unless that made it worse.
    area = (hole[0] + MARGIN, hole[1] + MARGIN, hole[2] - MARGIN, hole[3] - MARGIN)
    inside = [word for word in words if holds(hole, word.box)]
    fresh = scan_ocr.words_in(engine, area, mode=scan_ocr.BLOCK)
    if scan_ocr.sure_letters(fresh) < scan_ocr.sure_letters(inside):
        return list(words)
    others = [word for word in words if not holds(hole, word.box)]
    return [*others, *scan_ocr.renumbered(fresh, 2000 + len(words))]


def _without_drawings(clean: Gray, drawings: Sequence[Drawing]) -> Gray:
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
