"""Reading, scan: printed check boxes, looked for as four straight sides of one length.

A mark drawn over a frame adds ink but leaves the sides where they are; its outline, on the
contrary, is lost with the first stroke that crosses it. Lengths are in pixels at 200 dpi.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.read.scan_lines import Pixels
from pipeline.read.scan_pixels import Gray, Mask, components, dark_of, grown, opened
from pipeline.read.scan_sides import (
    Dark,
    has_corners,
    has_stem,
    is_drawn_thin,
    outermost,
    sides_seen,
)

SMALL, LARGE = 17, 52  # 2 to 6.5 mm: printed boxes, 8 to 18 points
SQUARE = 1.22  # longest side over shortest: a D or a B is 1.3
SIDE = 0.85  # of each side found dark: letters with four straight full sides do not exist
WEAK_SIDE, WEAK_MEAN = 0.45, 0.72  # for a frame where the column of boxes says one must stand

MOST_SIDES = 6000  # a page of text has 500 flat strokes; a texture is no form
MOST_FRAMES = 1500  # candidates, several for each box


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
    ink = dark_of(gray)
    across, down = grown(ink, (1, 3)) > 0, grown(ink, (3, 1)) > 0
    paired = _paired(ink, across, down)
    if len(paired) > MOST_FRAMES:
        return ()
    frames = _without_combs(_apart(paired))
    frames = _apart([*frames, *_in_columns(frames, across, down)])
    return tuple(sorted(frames, key=lambda frame: (frame.box[1], frame.box[0])))


def _paired(ink: Mask, across: Dark, down: Dark) -> list[Frame]:
    # Candidates: two flat runs, one below the other. A mark may lengthen or thicken them.
    dark = ink > 0
    _, stats = components(opened(ink, (SMALL - 3, 1)))
    sides = [
        (int(x), int(y), int(w), int(h))
        for x, y, w, h, _ in stats[1:]
        if w <= LARGE * 2 and h <= LARGE
    ]
    if len(sides) > MOST_SIDES:
        return []
    sides.sort(key=lambda side: side[1])
    frames: list[Frame] = []
    for rank, top in enumerate(sides):
        for bottom in sides[rank:]:
            if bottom[1] - top[1] > LARGE or len(frames) > MOST_FRAMES * 4:
                break
            left, right = max(top[0], bottom[0]), min(top[0] + top[2], bottom[0] + bottom[2])
            if right - left >= SMALL - 3:
                frames.extend(_frames_between(top, bottom, dark, across, down))
    return [
        frame
        for frame in frames
        if has_corners(frame.box, dark)
        and is_drawn_thin(frame.box, dark)
        and not has_stem(frame.box, dark)
    ]


def _frames_between(
    top: Pixels, bottom: Pixels, dark: Dark, across: Dark, down: Dark
) -> list[Frame]:
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
    boxes = {outermost(frame.box, dark) for frame in found}
    frames = [Frame(box, min(sides_seen(box, across, down))) for box in boxes]
    return [frame for frame in frames if frame.seen >= SIDE]


def _pairs_at(columns: npt.NDArray[np.intp], height: int) -> list[tuple[int, int]]:
    # Two upright sides about as far apart as the frame is high; the outermost of each.
    apart = columns[None, :] - columns[:, None] + 1
    lefts, rights = np.nonzero((apart >= height / SQUARE) & (apart <= height * SQUARE))
    pairs = zip(
        np.abs(apart[lefts, rights] - height).tolist(),
        columns[lefts].tolist(),
        columns[rights].tolist(),
        strict=True,
    )
    return [pair[1:] for pair in heapq.nsmallest(4, pairs)]


def _apart(frames: Sequence[Frame]) -> list[Frame]:
    # One frame per place: the best seen, the outer one among equals.
    kept: list[Frame] = []
    for frame in sorted(frames, key=lambda frame: (-round(frame.seen, 2), -frame.side)):
        if not any(_overlap(frame.box, other.box) for other in kept):
            kept.append(frame)
    return kept


def _overlap(one: Pixels, other: Pixels) -> bool:
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > 3  # touching frames share a side
        and min(one[3], other[3]) - max(one[1], other[1]) > 3  # as above
    )


def _without_combs(frames: Sequence[Frame]) -> list[Frame]:
    # Frames side by side without a gap hold one character each: a number to fill in.
    def touches(frame: Frame, other: Frame) -> bool:
        gap = max(other.box[0] - frame.box[2], frame.box[0] - other.box[2])
        return (
            other is not frame and abs(frame.box[1] - other.box[1]) < 4 and gap < 4
        )  # a shared side

    return [frame for frame in frames if not any(touches(frame, other) for other in frames)]


def _in_columns(frames: Sequence[Frame], across: Dark, down: Dark) -> list[Frame]:
    # Where boxes stand one below the other, a spoilt frame stands there too.
    found: list[Frame] = []
    for column in _columns(frames):
        x0, _, x1, _ = column[0].box
        height = column[0].box[3] - column[0].box[1]
        top = max(0, column[0].box[1] - 8 * height)
        bottom = min(across.shape[0], column[-1].box[3] + 9 * height)
        found += _spoilt((x0, top, x1, bottom), height, across, down)
    return found


def _columns(frames: Sequence[Frame]) -> list[list[Frame]]:
    columns: list[list[Frame]] = []
    for frame in sorted(frames, key=lambda frame: frame.box[1]):
        for column in columns:
            near = abs(column[0].box[0] - frame.box[0]) < 6  # pixels: left edges of one column
            if near and abs(column[0].side - frame.side) < 4:  # boxes of one size
                column.append(frame)
                break
        else:
            columns.append([frame])
    return [column for column in columns if len(column) > 1]


def _spoilt(band: Pixels, height: int, across: Dark, down: Dark) -> list[Frame]:
    x0, top, x1, bottom = band
    flat = across[top:bottom, x0:x1].mean(axis=1)
    upright = [
        np.convolve(down[top:bottom, x], np.ones(height) / height, mode="valid")
        for x in (x0, x1 - 1)
    ]
    count = len(upright[0])
    sides = np.stack([flat[:count], flat[height - 1 : height - 1 + count], *upright])
    mean = sides.mean(axis=0)
    rows = np.flatnonzero((sides.min(axis=0) >= WEAK_SIDE) & (mean >= WEAK_MEAN))
    # Below SIDE whatever the mean: such a frame is never sure.
    return [
        Frame((x0, top + int(y), x1, top + int(y) + height), float(mean[y]) * SIDE * 0.99)
        for y in rows
    ]
