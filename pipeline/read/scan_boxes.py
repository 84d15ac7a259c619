"""Reading, scan: what a pen did to a check box, judged from pixels.

A recogniser of characters never tells a ticked box from an empty one. Lengths are in pixels
at 200 dpi.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.read.scan_frames import Frame
from pipeline.read.scan_lines import Piece
from pipeline.read.scan_marks import Look, features, looks_at
from pipeline.read.scan_page import Sheet
from pipeline.read.scan_pixels import DARK, Gray, chosen, components, dark_of
from schemas.document import Span

WEIGHTS = (4.147, 4.576, -0.646, 1.634, 1.533, -4.675, 5.08, -0.391, 4.705, -1.573)
"""Of `scan_marks.features`, by `bench/ticks.py fit`: 1,440 boxes of 160 printed pages, marked with
seven pens in six manners and degraded at random. On pages left out of the fit, by fifths, 15 are
judged wrongly; 3 % lie between 5 and 95 % of odds, and of the others 5 are wrong: pencil that a
copier in black and white has lost, or a frame taken for another."""

TICKED = 0.08  # ink over the middle 60 %: more is wiped with its box before words are read
SURE = 0.99  # no box is more certain than that
UNSURE = HALF = 0.5
MOST_SCORE = 40.0
FRAMED = 0.66  # of a frame seen: of less, what stands there may be no box
FULL = 0.95  # ink inside, rows all ink: a box filled in
MANY = 2  # plain marks for each blot: who ticks and takes back
BLOT = (0.9, 0.6, 0.85)  # ink inside, sides it leaves by, rows all ink: a tick taken back
AROUND = 0.6  # of the sides of an empty box with ink outside: circled, or marked beside
COLOURED = 30  # of 255, between the channels of a pixel: a blue or red pen
CRUMB = 9
FAINT = 205  # of 255: the grey rim of strokes included


def pieces_of(frames: Sequence[Frame], gray: Gray) -> list[Piece]:
    """Judge the marks in the check boxes of a page, each against the others.

    A box blackened beyond its frame is a tick taken back where others bear plain marks, a filled
    one is at times; where all marks of a page are so, it is how this person ticks.
    """
    looks = looks_at(frames, gray)
    odds = [odds_of(look) for look in looks]
    full = [look.inner >= FULL and look.solid >= FULL for look in looks]
    blots = [_is_blot(look) for look in looks]
    plain = sum(
        odd > HALF and not (black or blot)
        for odd, black, blot in zip(odds, full, blots, strict=True)
    )
    taken_back = plain > MANY * sum(blots)
    unlike = plain > MANY * sum(full) or plain + sum(full) == 1
    return [
        _piece(
            frame,
            1 - odd if blot and taken_back else odd,
            beside=look.leaving >= AROUND and not blot,
            plain=not blot and not (black and unlike),
        )
        for frame, look, odd, blot, black in zip(frames, looks, odds, blots, full, strict=True)
    ]


def odds_of(look: Look) -> float:
    """Give how likely a box is ticked, 0 to 1."""
    score = sum(weight * value for weight, value in zip(WEIGHTS, features(look), strict=True))
    return 1 / (1 + math.exp(-max(-MOST_SCORE, min(MOST_SCORE, score))))


def _is_blot(look: Look) -> bool:
    inner, leaving, solid = BLOT
    return look.inner >= inner and look.leaving >= leaving and look.solid >= solid


def _piece(frame: Frame, odds: float, *, beside: bool, plain: bool) -> Piece:
    ticked = odds > HALF
    circled = beside and not ticked
    sure = plain and not circled and frame.seen >= FRAMED
    span = Span(
        kind="box",
        text="☒" if ticked else "☐",
        ticked=ticked,
        circled=circled,
        confidence=min(SURE, max(odds, 1 - odds)) if sure else UNSURE,
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


def _touching(window: Gray, frame: Frame) -> npt.NDArray[np.bool_]:
    labels, stats = components(dark_of(window, FAINT))
    reach = frame.side // 2
    inside = np.unique(labels[reach : -reach or None, reach : reach + frame.side])
    touched = np.zeros(len(stats), dtype=np.bool_)
    touched[inside] = True
    return chosen(touched, labels) > 0
