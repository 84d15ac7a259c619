"""Reading, scan: the check boxes that the printed form tells of, looked for where they must be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.read.scan_frames import Frame
from pipeline.read.scan_lines import Pixels, holds
from pipeline.read.scan_pixels import Gray
from pipeline.read.scan_register import Laid, Map, Match, Registration, map_of
from pipeline.read.scan_seek import frame_near
from schemas.document import Box

NEXT_LINE = 40.0  # points: how far printed lines lie apart that place one between them
SAME = 8  # pixels: two maps that say the same


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


def expected_of(registration: Registration) -> Iterator[Expected]:
    """Give the places of the check boxes of the printed lines found on a page."""
    for line in registration.lines:
        for rank, box in enumerate(line.line.boxes):
            found = _told(line, rank, registration.scale)
            if found is not None:
                laid, near = found
                yield Expected(line, box, laid(box), laid, near)


def _told(line: Laid, rank: int, scale: float) -> tuple[Map, bool] | None:
    """Give the map of the words after a box; else of others on its line, the nearest first."""
    box = line.line.boxes[rank]
    after = _first_row(words_of(line, rank))
    own = map_of(after, scale)
    if own is not None:
        return own, True
    others = sorted(line.matches, key=lambda match: _apart(match, box))
    if not others:
        return None
    row = others[0].row
    told = map_of([match for match in others if match.row == row], scale)
    return None if told is None else (told, False)


def words_of(line: Laid, rank: int) -> tuple[Match, ...]:
    """Give the recognised words that stand between a box of a printed line and the next one."""
    start, end = limits_of(line, rank)
    return tuple(match for match in line.matches if start <= match.printed.box[0] < end)


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
    frames: Sequence[Frame], expected: Sequence[Expected], gray: Gray
) -> tuple[Frame, ...]:
    """Give the frames to add to those found by themselves.

    Args:
        frames: found anywhere on the page.
        expected: where the printed form says that boxes stand.
        gray: the page, its rules wiped and its boxes left.
    """
    size = _usual_size(frames, expected)
    added: list[Frame] = []
    for one in expected:
        place = _sized(one.place, size)
        known = [*frames, *added]
        if any(_is_at(frame, place) for frame in known):
            continue
        found = frame_near(gray, place)
        if found is not None and not any(_is_at(frame, found.box) for frame in known):
            added.append(found)
    return tuple(added)


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
