"""Reading, scan: the check boxes that the printed form tells of, looked for where they must be."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.read.scan_frames import Frame
from pipeline.read.scan_lines import Pixels, holds
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_pixels import Gray
from pipeline.read.scan_register import (
    Laid,
    Map,
    Match,
    Registration,
    anchored,
    is_wide,
    map_of,
)
from pipeline.read.scan_seek import blot_at, frame_near
from schemas.blank import Blank, PrintedLine, PrintedWord
from schemas.document import Box

NEXT_LINE = 45.0  # points: how far printed lines lie apart that place one between them
STRETCH = (0.8, 1.25)  # of their printed distance: no answer stands between them
LEFT = 14  # pixels: left edges of one column
TYPED = re.compile(r"[xX✗×]|[\[(|{] ?[xX✗× ]? ?[\])|}]|[xX✗× ]?[\])]|[\[(][xX✗×]")  # for a box
WHOLE = 0.75  # of a frame seen, where other words than its own tell its place
CLEAR = 2  # pixels: a frame ends before its word begins


@dataclass(frozen=True)
class Expected:
    """The place of a printed check box on the page.

    Attributes:
        line: its printed line.
        box: on the form, in points.
        place: on the sheet, in pixels.
        map: of the words that tell it.
        near: whether its own words tell it, not only others of its line or neighbouring lines.
    """

    line: Laid
    box: Box
    place: Pixels
    map: Map
    near: bool


def expected_of(registration: Registration, blank: Blank) -> Iterator[Expected]:
    """Give the places of the printed check boxes that a page must hold.

    Args:
        registration: the printed lines found on the page.
        blank: the form, for the lines that were not found between others that were.
    """
    for line in registration.lines:
        for rank, box in enumerate(line.line.boxes):
            found = _told(line, rank, registration.scale)
            if found is not None:
                laid, near = found
                yield Expected(line, box, laid(box), laid, near)
    yield from _between(registration, blank)


def _told(line: Laid, rank: int, scale: float) -> tuple[Map, bool] | None:
    """Give the map of the words after a box; else of others on its line, the nearest first."""
    box = line.line.boxes[rank]
    after = _first_row(words_of(line, rank))
    own = map_of(after, scale)
    if own is not None:
        return anchored(own, min(after, key=lambda match: match.printed.box[0])), True
    others = sorted(line.matches, key=lambda match: _apart(match, box))
    if not others:
        return None
    row = others[0].row
    told = map_of([match for match in others if match.row == row], scale)
    return None if told is None else (told, False)


def _between(registration: Registration, blank: Blank) -> Iterator[Expected]:
    """Give the boxes of lines of which no word was read, between two lines that were."""
    for number, page in enumerate(blank.pages, 1):
        laid = {line.rank: line for line in registration.lines if line.page == number}
        for rank, line in enumerate(page.lines):
            if not line.boxes or rank in laid:
                continue
            above = max((other for other in laid if other < rank), default=None)
            below = min((other for other in laid if other > rank), default=None)
            if above is None or below is None:
                continue
            told = _midway(laid[above], laid[below], line, registration.scale)
            if told is not None:
                lost = Laid(number, rank, line, ())
                yield from (Expected(lost, box, told(box), told, False) for box in line.boxes)  # noqa: FBT003 -- a field


def _midway(above: Laid, below: Laid, line: PrintedLine, scale: float) -> Map | None:
    one, two = (map_of(_first_row(laid.matches), scale) for laid in (above, below))
    if one is None or two is None or abs(one.right - two.right) > LEFT:
        return None
    tops = [laid.line.words[0].box[1] for laid in (above, below)]
    apart = tops[1] - tops[0]
    if not 0 < apart <= NEXT_LINE:
        return None
    seen = (two.scale * tops[1] + two.down) - (one.scale * tops[0] + one.down)
    if not STRETCH[0] <= seen / (scale * apart) <= STRETCH[1]:
        return None
    share = (line.boxes[0][1] - tops[0]) / apart
    return Map(
        scale,
        one.right + share * (two.right - one.right),
        one.down + share * (two.down - one.down),
    )


def words_of(line: Laid, rank: int) -> tuple[Match, ...]:
    """Give the recognised words that stand between a box of a printed line and the next one."""
    start, end = limits_of(line, rank)
    return tuple(match for match in line.matches if start <= match.printed.box[0] < end)


def first_word(one: Expected) -> PrintedWord:
    """Give the printed word after a box; the last of its line when there is none."""
    after = [word for word in one.line.line.words if word.box[0] > one.box[0]]
    return min(after, key=lambda word: word.box[0], default=one.line.line.words[-1])


def limits_of(line: Laid, rank: int) -> tuple[float, float]:
    """Give the edges, in points, of the words of a box on its printed line."""
    start = line.line.boxes[rank][0]
    following = [box[0] for box in line.line.boxes if box[0] > start]
    return start, min(following, default=float("inf"))


def _first_row(matches: Sequence[Match]) -> list[Match]:
    if not matches:
        return []
    first = min(matches, key=lambda match: match.printed.box[0])
    return [match for match in matches if match.row == first.row]


def _apart(match: Match, box: Box) -> float:
    return abs((match.printed.box[0] + match.printed.box[2]) / 2 - box[0])


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
            found = blot_at(gray, places[-1], read=bool(typed))
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
    after = _first_row(words_of(one.line, rank))
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
        for m in _first_row(words_of(one.line, rank))
        if not m.is_glued and not is_wide(one.map, m)
    ]
    return min(starts, default=float("inf"))


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
