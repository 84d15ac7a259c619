"""Reading, scan: check boxes, found and judged from pixels.

A recogniser of characters never tells a ticked box from an empty one. A printed frame is four
straight sides of one length; a mark drawn over it adds ink but leaves the sides where they
are, so the sides are looked for, not the outline. Lengths are in pixels at 200 dpi.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.scan_lines import Piece, Pixels
from pipeline.read.scan_page import DARK, Gray, Sheet
from schemas.document import Span

SMALL, LARGE = 17, 52  # 2 to 6.5 mm: printed boxes, 8 to 18 points
SQUARE = 1.22  # longest side over shortest: a D or a B is 1.3
THIN = 0.2  # stroke over side: frames 0.05 to 0.17, bold letters 0.25
SIDE = 0.85  # of each side found dark: letters with four straight full sides do not exist
WEAK_SIDE, WEAK_MEAN = 0.45, 0.72  # for a frame where the column of boxes says one must stand
TICKED = 0.08  # ink over the middle 60 %: empty 0.00, the lightest mark (a dot) 0.16
DOUBTFUL = (0.03, 0.14)
BLACKENED = 0.93  # filled in: ticked, or a mistake struck out
AROUND = 0.35  # ink beside the frame: a circle 0.43 and more, neighbouring letters 0.33 at most
SURE, UNSURE = 0.95, 0.5

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Frame:
    """A printed box and how well its sides were seen (1 = all of each)."""

    box: Pixels
    seen: float

    @property
    def side(self) -> int:
        """Its length in pixels."""
        return max(self.box[2] - self.box[0], self.box[3] - self.box[1])


def frames_of(gray: Gray) -> tuple[Frame, ...]:
    """Find the check boxes of a page whose rules are wiped, top to bottom."""
    dark = np.asarray(gray < DARK, dtype=np.uint8)
    across = cv2.dilate(dark, np.ones((3, 1), np.uint8)) > 0
    down = cv2.dilate(dark, np.ones((1, 3), np.uint8)) > 0
    frames = _without_combs(_apart(_paired(dark, across, down)))
    frames = _apart([*frames, *_in_columns(frames, across, down)])
    return tuple(sorted(frames, key=lambda frame: (frame.box[1], frame.box[0])))


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
        # The arms of a cross reach out; on the right stand the words.
        reach = frame.side // 2
        top, left = max(0, y0 - reach), max(0, x0 - reach)
        window = wiped[top : y1 + reach, left : x1 + reach // 3]
        if inner_ink(frame, gray) > TICKED:
            window[_touching(gray[top : y1 + reach, left : x1 + reach // 3], frame)] = 255
        if sheet.chroma is not None:
            wide = wiped[top : y1 + reach, left : x1 + reach]
            wide[sheet.chroma[top : y1 + reach, left : x1 + reach] > 60] = 255  # noqa: PLR2004 -- blue or red pen
    return wiped


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


def _touching(window: Gray, frame: Frame) -> Mask:
    dark = np.asarray(window < DARK + 40, dtype=np.uint8)
    _, labels = cv2.connectedComponents(dark, connectivity=8)
    reach = frame.side // 2
    inside = labels[reach:-reach or None, reach : reach + frame.side]
    return np.asarray(np.isin(labels, np.unique(inside[inside > 0])))


def _paired(dark: npt.NDArray[np.uint8], across: Mask, down: Mask) -> list[Frame]:
    # Candidates: two flat runs, one below the other. A mark may lengthen or thicken them.
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (SMALL - 3, 1))
    runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
    count, _, stats, _ = cv2.connectedComponentsWithStats(runs)
    sides = [
        (int(x), int(y), int(w), int(h))
        for x, y, w, h, _ in stats[1:count]
        if w <= LARGE * 2 and h <= LARGE
    ]
    sides.sort(key=lambda side: side[1])
    frames = []
    for rank, top in enumerate(sides):
        for bottom in sides[rank:]:
            if bottom[1] - top[1] > LARGE:
                break
            left, right = max(top[0], bottom[0]), min(top[0] + top[2], bottom[0] + bottom[2])
            if right - left >= SMALL - 3:
                frames.extend(_frames_between(top, bottom, across, down))
    return [
        frame
        for frame in frames
        if _has_corners(frame.box, dark)
        and _is_thin(frame.box, dark)
        and not _has_stem(frame.box, dark)
    ]


def _frames_between(top: Pixels, bottom: Pixels, across: Mask, down: Mask) -> list[Frame]:
    found = []
    left, right = min(top[0], bottom[0]), max(top[0] + top[2], bottom[0] + bottom[2])
    for y0 in {top[1], top[1] + top[3] - 1}:
        for y1 in {bottom[1], bottom[1] + bottom[3] - 1}:
            height = y1 + 1 - y0
            if not SMALL <= height <= LARGE:
                continue
            columns = left + np.flatnonzero(down[y0 : y1 + 1, left:right].mean(axis=0) >= SIDE)
            found += [
                Frame((x0, y0, x1 + 1, y1 + 1), 0.0)
                for x0, x1 in _pairs_at(columns, height)
                if x1 - x0 >= SMALL - 1
            ]
    boxes = {frame.box for frame in found}
    frames = [Frame(box, min(_sides(box, across, down))) for box in boxes]
    return [frame for frame in frames if frame.seen >= SIDE]


def _pairs_at(columns: npt.NDArray[np.intp], height: int) -> list[tuple[int, int]]:
    # Two upright sides about as far apart as the frame is high; the outermost of each.
    pairs = [
        (abs(int(x1 - x0) + 1 - height), int(x0), int(x1))
        for x0 in columns
        for x1 in columns
        if height / SQUARE <= x1 - x0 + 1 <= height * SQUARE
    ]
    return [pair[1:] for pair in sorted(pairs)[:4]]


def _has_corners(box: Pixels, dark: npt.NDArray[np.uint8]) -> bool:
    # Bold round letters have four dark sides when small, but no corner: the ink of a bow of
    # radius r stays 0.6 r away from it.
    x0, y0, x1, y1 = box
    blocks = (
        dark[y0 : y0 + 5, x0 : x0 + 5],
        dark[y0 : y0 + 5, x1 - 5 : x1][:, ::-1],
        dark[y1 - 5 : y1, x0 : x0 + 5][::-1],
        dark[y1 - 5 : y1, x1 - 5 : x1][::-1, ::-1],
    )
    return all(
        bool(block.any())
        and int(np.sum(np.nonzero(block), axis=0).min()) <= 2  # noqa: PLR2004 -- pixels: half a stroke
        and block[:2, :2].mean() > 0.4  # noqa: PLR2004 -- a corner fills three of four
        for block in blocks
    )


def _is_thin(box: Pixels, dark: npt.NDArray[np.uint8]) -> bool:
    # Printed frames are hairlines, bold letters and discs are not. A mark thickens a side
    # here and there, and may spoil one of the four.
    x0, y0, x1, y1 = box
    width, height = x1 - x0, y1 - y0
    rows = slice(y0 + height // 6, y1 - height // 6)
    columns = slice(x0 + width // 6, x1 - width // 6)
    bands = (
        (dark[rows, max(0, x0 - 4) : x0 + width // 4].sum(axis=1), width),
        (dark[rows, x1 - width // 4 : x1 + 4].sum(axis=1), width),
        (dark[max(0, y0 - 4) : y0 + height // 4, columns].sum(axis=0), height),
        (dark[y1 - height // 4 : y1 + 4, columns].sum(axis=0), height),
    )
    return sum(float(np.percentile(band, 20)) <= THIN * side for band, side in bands) >= 3  # noqa: PLR2004 -- of 4


def _has_stem(box: Pixels, dark: npt.NDArray[np.uint8]) -> bool:
    # b, d, p and q: one of the upright sides goes on past its corner, straight; the arm of a
    # cross goes on aslant.
    x0, y0, x1, y1 = box
    reach = (y1 - y0) * 4 // 10
    rows = (slice(max(0, y0 - reach), max(0, y0 - 3)), slice(y1 + 3, y1 + reach))
    for row in rows:
        for x in (x0, x1 - 1):
            band = dark[row, max(0, x - 6) : x + 7]
            if band.shape[0] > 2 and band.any(axis=1).all() and np.ptp(band.argmax(axis=1)) <= 1:  # noqa: PLR2004 -- pixels
                return True
    return False


def _sides(box: Pixels, across: Mask, down: Mask) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = box
    return (
        float(across[y0, x0:x1].mean()),
        float(across[y1 - 1, x0:x1].mean()),
        float(down[y0:y1, x0].mean()),
        float(down[y0:y1, x1 - 1].mean()),
    )


def _apart(frames: Sequence[Frame]) -> list[Frame]:
    # One frame per place: the best seen, the outer one among equals.
    kept: list[Frame] = []
    for frame in sorted(frames, key=lambda frame: (-round(frame.seen, 2), -frame.side)):
        if not any(_overlap(frame.box, other.box) for other in kept):
            kept.append(frame)
    return kept


def _overlap(one: Pixels, other: Pixels) -> bool:
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > 3  # noqa: PLR2004 -- touching frames share a side
        and min(one[3], other[3]) - max(one[1], other[1]) > 3  # noqa: PLR2004 -- as above
    )


def _without_combs(frames: Sequence[Frame]) -> list[Frame]:
    # Frames side by side without a gap hold one character each: a number to fill in.
    def touches(frame: Frame, other: Frame) -> bool:
        gap = max(other.box[0] - frame.box[2], frame.box[0] - other.box[2])
        return other is not frame and abs(frame.box[1] - other.box[1]) < 4 and gap < 4  # noqa: PLR2004 -- a shared side

    return [frame for frame in frames if not any(touches(frame, other) for other in frames)]


def _in_columns(frames: Sequence[Frame], across: Mask, down: Mask) -> list[Frame]:
    # Where boxes stand one below the other, a spoilt frame stands there too.
    found = []
    for frame in frames:
        x0, y0, x1, y1 = frame.box
        mates = [
            other
            for other in frames
            if other is not frame and abs(other.box[0] - x0) < 6 and abs(other.side - frame.side) < 4  # noqa: PLR2004 -- one column, one size
        ]
        if not mates:
            continue
        height = y1 - y0
        for y in range(max(0, y0 - 8 * height), min(across.shape[0] - height, y0 + 9 * height)):
            sides = _sides((x0, y, x1, y + height), across, down)
            if min(sides) >= WEAK_SIDE and sum(sides) / 4 >= WEAK_MEAN:
                found.append(Frame((x0, y, x1, y + height), sum(sides) / 4 * 0.84))
    return found
