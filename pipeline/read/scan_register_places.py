"""Reading, scan: where on a page the check boxes that the form prints must stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.read.scan_lines import Pixels
from pipeline.read.scan_register import Laid, Map, Match, Registration, anchored, map_of
from schemas.blank import Blank, PrintedLine, PrintedWord
from schemas.document import Box

NEXT_LINE = 45.0  # points: how far printed lines lie apart that place one between them
STRETCH = (0.8, 1.25)  # of their printed distance: no answer stands between them
LEFT = 14  # pixels: left edges of one column


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
    after = first_row(words_of(line, rank))
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
    one, two = (map_of(first_row(laid.matches), scale) for laid in (above, below))
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


def first_row(matches: Sequence[Match]) -> list[Match]:
    """Give the words that stand on one line of the page with the first of them."""
    if not matches:
        return []
    first = min(matches, key=lambda match: match.printed.box[0])
    return [match for match in matches if match.row == first.row]


def _apart(match: Match, box: Box) -> float:
    return abs((match.printed.box[0] + match.printed.box[2]) / 2 - box[0])
