"""Reading, scan: what was found on a page, mended by what the blank form prints there."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.read import scan_boxes
from pipeline.read.scan_frames import Frame
from pipeline.read.scan_layout import Found
from pipeline.read.scan_lines import share_inside
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_register import register
from pipeline.read.scan_register_boxes import added_to, without_letters
from pipeline.read.scan_register_places import expected_of
from pipeline.read.scan_register_text import mended
from schemas.blank import Blank

HALF = 0.5


def registered(found: Found, blank: Blank) -> Found:
    """Add the check boxes that were not seen by themselves, and give labels their own words back.

    A page that has little of the form is left as it was found.

    Args:
        found: a page as read by itself.
        blank: what is printed on the form, and where.
    """
    registration = register(found, blank)
    expected = tuple(expected_of(registration, blank))
    boxes = without_letters(found.frames, registration, expected)
    added = added_to(boxes, expected, found.unruled, found.words)
    frames = tuple(sorted((*boxes, *added), key=lambda f: (f.box[1], f.box[0])))
    words = tuple(_without_marks(found.words, added))
    words = mended(words, registration, expected, frames)
    if not added:
        return replace(found, words=words, frames=frames)
    return replace(
        found,
        frames=frames,
        words=words,
        clean=scan_boxes.without_boxes(found.sheet, found.clean, added),
        plain=scan_boxes.without_boxes(found.sheet, found.plain, added),
    )


def _without_marks(words: Sequence[Word], added: Sequence[Frame]) -> Iterator[Word]:
    # A box that was not wiped is read as a letter, or as several.
    for word in words:
        if not any(share_inside(word.box, _wide(frame)) > HALF for frame in added):
            yield word


def _wide(frame: Frame) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = frame.box
    reach = frame.side // 3
    return x0 - reach, y0 - reach, x1 + reach // 2, y1 + reach
