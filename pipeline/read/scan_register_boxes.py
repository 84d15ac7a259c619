"""Reading, scan: the check boxes that the printed form tells of, looked for where they must be."""

import re
from collections.abc import Sequence
from statistics import median

from pipeline.read.scan_frames import Frame
from pipeline.read.scan_lines import Pixels, holds
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_pixels import Gray
from pipeline.read.scan_register import Registration, is_wide, map_of
from pipeline.read.scan_register_places import Expected, first_row, words_of
from pipeline.read.scan_seek import blot_at, frame_near

LEFT = 14  # pixels: what stands so near to a place stands at it
TYPED = re.compile(r"[xX✗×]|[\[(|{] ?[xX✗× ]? ?[\])|}]|[xX✗× ]?[\])]|[\[(][xX✗×]")  # for a box
WHOLE = 0.75  # of a frame seen, where other words than its own tell its place
CLEAR = 2  # pixels: a frame ends before its word begins


def added_to(
    frames: Sequence[Frame], expected: Sequence[Expected], gray: Gray, words: Sequence[Word] = ()
) -> tuple[Frame, ...]:
    """Give the frames to add to those found by themselves.

    Args:
        frames: found anywhere on the page.
        expected: where the printed form says that boxes stand.
        gray: the page, its rules wiped and its boxes left.
        words: of the page.
    """
    size = _usual_size(frames, expected)
    added: list[Frame] = []
    for one in expected:
        places = [_sized(place, size) for place in _places(one)]
        known = [*frames, *added]
        if any(_is_at(frame, place) for frame in known for place in places):
            continue
        typed = _read_before(one, words)
        if any(TYPED.fullmatch(word.text) for word in typed):
            continue
        found = frame_near(gray, places, sized=size is not None)
        if found is None and one.near:
            letters = any(char.isalnum() for word in typed for char in word.text)
            found = blot_at(gray, places[-1], read=letters)
        if found is None or any(_is_at(frame, found.box) for frame in known):
            continue
        if not one.near and found.seen < WHOLE:
            continue
        if found.box[2] <= _words_start(one) + CLEAR:
            added.append(found)
    return tuple(added)


def _places(one: Expected) -> list[Pixels]:
    """Give where a box may stand: by its words, and at the left of a word read with its mark."""
    places = [one.place]
    rank = one.line.line.boxes.index(one.box)
    after = first_row(words_of(one.line, rank))
    first = min(after, key=lambda match: match.printed.box[0], default=None)
    if first is not None and (first.is_glued or is_wide(one.map, first)):
        left, width = first.word.box[0], one.place[2] - one.place[0]
        places.append((left, one.place[1], left + width, one.place[3]))
    return places


def _read_before(one: Expected, words: Sequence[Word]) -> list[Word]:
    """Give what was read where the box should be: a letter typed instead of it, or its frame."""
    level = (one.place[1] + one.place[3]) / 2
    known = {match.word for match in one.line.matches}
    return [
        word
        for word in words
        if word not in known
        and word.box[1] < level < word.box[3]
        and one.place[0] - LEFT < word.box[2] <= min(_words_start(one), one.place[2] + LEFT)
    ]


def _words_start(one: Expected) -> float:
    """Give the left edge of the first word after a box; letters look like frames at times."""
    rank = one.line.line.boxes.index(one.box)
    starts = [
        m.word.box[0]
        for m in first_row(words_of(one.line, rank))
        if not m.is_glued and not is_wide(one.map, m)
    ]
    return min(starts, default=float("inf"))


def without_letters(
    frames: Sequence[Frame], registration: Registration, expected: Sequence[Expected]
) -> tuple[Frame, ...]:
    """Leave out frames that stand where the form prints a word: a D, or two l, looked like one."""
    places: list[Pixels] = []
    for line in registration.lines:
        for row in {match.row for match in line.matches}:
            read = [match for match in line.matches if match.row == row]
            laid = map_of(read, registration.scale)
            ends = [match.printed.box for match in read]
            if laid is None:
                continue
            left, right = min(box[0] for box in ends), max(box[2] for box in ends)
            places += [
                laid(w.box) for w in line.line.words if left <= w.box[0] and w.box[2] <= right
            ]
    return tuple(
        frame
        for frame in frames
        if any(_is_at(frame, one.place) for one in expected)
        or not any(holds(place, frame.box) for place in places)
    )


def frame_at(place: Pixels, frames: Sequence[Frame]) -> Frame | None:
    """Give the frame that stands at the place of a printed box."""
    return next((frame for frame in frames if _is_at(frame, place)), None)


def _is_at(frame: Frame, place: Pixels) -> bool:
    slack = frame.side // 2
    x0, y0, x1, y1 = frame.box
    return holds((x0 - slack, y0 - slack, x1 + slack, y1 + slack), place)


def _usual_size(
    frames: Sequence[Frame], expected: Sequence[Expected]
) -> tuple[float, float] | None:
    """Give the size of the printed boxes that were found by themselves, None when none was."""
    seen = [f.box for one in expected if (f := frame_at(one.place, frames)) is not None]
    if not seen:
        return None
    return median(box[2] - box[0] for box in seen), median(box[3] - box[1] for box in seen)


def _sized(place: Pixels, size: tuple[float, float] | None) -> Pixels:
    # What was found on this very page tells the size better than the form: another font, maybe.
    if size is None:
        return place
    x, y = (place[0] + place[2]) / 2, (place[1] + place[3]) / 2
    left, top = round(x - size[0] / 2), round(y - size[1] / 2)
    return left, top, left + round(size[0]), top + round(size[1])
