"""Reading, scan: what a pen did to a check box, judged from pixels.

A recogniser of characters never tells a ticked box from an empty one. Lengths are in pixels
at 200 dpi.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.read.scan_frames import SIDE, Frame
from pipeline.read.scan_lines import Piece
from pipeline.read.scan_page import Sheet
from pipeline.read.scan_pixels import DARK, Gray, chosen, components, dark_of
from schemas.document import Span

TICKED = 0.08  # ink over the middle 60 %: empty 0.00, the lightest mark (a dot) 0.16
DOUBTFUL = (0.03, 0.14)
BLACKENED = 0.93  # filled in: ticked, or a mistake struck out
AROUND = 0.35  # ink beside the frame: a circle 0.43 and more, neighbouring letters 0.33 at most
SURE, UNSURE = 0.95, 0.5
COLOURED = 30  # of 255, between the channels of a pixel: a blue or red pen
CRUMB = 9
FAINT = 205  # of 255: the grey rim of strokes included


def pieces_of(frames: Sequence[Frame], gray: Gray) -> list[Piece]:
    """Judge the marks in the check boxes of a page."""
    return [piece_of(frame, gray) for frame in frames]


def piece_of(frame: Frame, gray: Gray) -> Piece:
    """Judge the mark in a frame; what is not plain has a low confidence."""
    ink = inner_ink(frame, gray)
    ticked = ink > TICKED
    circled = not ticked and _ink_around(frame, gray) > AROUND
    plain = not DOUBTFUL[0] < ink < DOUBTFUL[1] and ink < BLACKENED and not circled
    sure = plain and frame.seen >= SIDE
    span = Span(
        kind="box",
        text="☒" if ticked else "☐",
        ticked=ticked,
        circled=circled,
        confidence=SURE if sure else UNSURE,
    )
    return Piece(span, frame.box)


def without_boxes(sheet: Sheet, gray: Gray, frames: Sequence[Frame]) -> Gray:
    """Wipe the boxes and the marks in them, which would be read as letters."""
    wiped = gray.copy()
    for frame in frames:
        x0, y0, x1, y1 = frame.box
        wiped[max(0, y0 - 3) : y1 + 3, max(0, x0 - 3) : x1 + 3] = 255
        if inner_ink(frame, gray) <= TICKED:
            continue
        # The arms of a cross reach out; on the right stand the words.
        reach = frame.side // 2
        top, left = max(0, y0 - reach), max(0, x0 - reach)
        window = wiped[top : y1 + reach, left : x1 + reach // 3]
        window[_touching(gray[top : y1 + reach, left : x1 + reach // 3], frame)] = 255
        if sheet.chroma is not None:
            wide = wiped[top : y1 + reach, left : x1 + reach]
            wide[sheet.chroma[top : y1 + reach, left : x1 + reach] > COLOURED] = 255
        _wipe_crumbs(wiped[top : y1 + reach, left : x1 + reach * 2 // 3])
    return wiped


def _wipe_crumbs(window: Gray) -> None:
    # Tips of arms, cut off from the rest, would be read as quotes and commas.
    labels, stats = components(dark_of(window, FAINT))
    crumbs = np.maximum(stats[:, 2], stats[:, 3]) <= CRUMB
    crumbs &= stats[:, 0] + stats[:, 2] < window.shape[1]
    window[chosen(crumbs, labels) > 0] = 255


def inner_ink(frame: Frame, gray: Gray) -> float:
    """Give the share of the middle 60 % of a frame that is dark, 0 to 1."""
    x0, y0, x1, y1 = frame.box
    dx, dy = round((x1 - x0) * 0.2), round((y1 - y0) * 0.2)
    return float(np.mean(gray[y0 + dy : y1 - dy, x0 + dx : x1 - dx] < DARK))


def _ink_around(frame: Frame, gray: Gray) -> float:
    # Share of the directions (left, above, below) in which ink stands near the frame.
    x0, y0, x1, y1 = frame.box
    reach = round(frame.side * 0.6)
    left = gray[y0:y1, max(0, x0 - reach) : max(1, x0 - 3)] < DARK
    above = gray[max(0, y0 - reach) : max(1, y0 - 3), x0:x1] < DARK
    below = gray[y1 + 4 : y1 + reach, x0:x1] < DARK
    hits = [left.any(axis=1), above.any(axis=0), below.any(axis=0)]
    return min(float(hit.mean()) if hit.size else 0.0 for hit in hits)


def _touching(window: Gray, frame: Frame) -> npt.NDArray[np.bool_]:
    labels, stats = components(dark_of(window, FAINT))
    reach = frame.side // 2
    inside = np.unique(labels[reach : -reach or None, reach : reach + frame.side])
    touched = np.zeros(len(stats), dtype=np.bool_)
    touched[inside] = True
    return chosen(touched, labels) > 0
