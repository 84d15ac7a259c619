"""How much room a text takes in Arial (or Liberation Sans, of the same widths), without a printer.

The widths are those of Helvetica in Adobe's font metrics (Core 14 AFM), in thousandths of the
size; accents keep the width of their letter. What is not known is taken as a full square.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, islice

from pipeline.tables.wording import CUT

_RUNS = (
    (191, "'"), (222, "ijl’‘"), (260, "|"), (278, " !,./:;I[\\]ft\u00a0\u202f"), (333, "()-r`·"),
    (334, "{}"), (350, "•"), (355, '"”“'), (389, "*"), (400, "°"), (469, "^"),
    (500, "Jckvsxyz"), (556, "#$0123456789?L_abdeghnopqu«»–€"), (584, "+<=>~÷×−"),
    (611, "FTZ"), (667, "&ABEKPSVXY"), (722, "CDHNRUw"), (778, "GOQ"), (833, "Mm"),
    (889, "%æ"), (944, "Wœ"), (1000, "—…Œ→☐"), (1015, "@"),
)  # fmt: skip
_BOLD = 1.08  # Helvetica-Bold over Helvetica on French prose: 1.05 to 1.07
_LONGEST_WORD = 26  # letters: the longest French word has 25
_MARGIN = 1.03  # programs kern and round differently
_PAGE = 32_000  # letters: no A4 page holds more, were they all apostrophes


class _Letters(dict[str, int]):
    """Letter → thousandths of the size, each looked into once."""

    def __missing__(self, letter: str) -> int:
        base = unicodedata.normalize("NFD", letter)[0]
        self[letter] = units = self.get(base, 1000)
        return units


_LETTERS = _Letters((letter, width) for width, letters in _RUNS for letter in letters)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Give the width of a text in points, a little on the safe side."""
    return _points(sum(map(_LETTERS.__getitem__, text)), size, bold=bold)


def wrap(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines of at most `room` points, as a word processor would."""
    return [text[start:end] for start, end in _lines(text, _limit(room, size, bold=bold))]


def count_lines(
    text: str, room: float, size: float, *, bold: bool = False, most: int | None = None
) -> int:
    """Count the lines of at most `room` points that a text takes, no further than `most`."""
    lines = _lines(text, _limit(room, size, bold=bold))
    return sum(1 for _ in islice(lines, most))


def fit(text: str, lines: int, room: float, size: float, *, bold: bool = False) -> str:
    """Shorten a text to `lines` lines of `room` points, at a word, and show that it was."""
    limit = _limit(room, size, bold=bold)
    broken = list(islice(_lines(text, limit), lines + 1))
    if len(broken) <= lines:
        return text
    kept = _kept(text, [start for start, _ in broken[-3:-1]], limit)
    whole = text[:kept].rsplit(" ", 1)[0]
    near = kept - len(whole) < _LONGEST_WORD
    return (whole if near else text[:kept]).rstrip() + CUT


def _kept(text: str, starts: Sequence[int], limit: int) -> int:
    """Return how many letters leave room for the sign of a cut.

    Args:
        text: longer than its room.
        starts: where the last line starts, after the one before it if there is one.
        limit: what a line holds.
    """
    totals = _totals(text[:_PAGE])
    sign = sum(map(_LETTERS.__getitem__, CUT))
    *before, last = (totals[start] for start in starts)
    # Either the sign stands behind the words of the last line, or alone on it.
    ends = (last + limit - sign, *(total + limit for total in before))
    kept = max(starts[-1], *(bisect_right(totals, end) - 1 for end in ends))
    while text[kept : kept + 1].isspace():  # a word that is whole stays whole
        kept += 1
    return min(kept, len(text) - 1)


def _lines(text: str, limit: int) -> Iterator[tuple[int, int]]:
    """Yield where each line of a text starts and ends; what no page holds is not looked at.

    A line ends at its last blank; a word that no line holds (an address, a row of dots) is cut
    where the line ends. Blanks at the start of a line are left out.
    """
    shown = text[:_PAGE]
    totals = _totals(shown)
    start = 0
    while True:
        while shown[start : start + 1] == " ":
            start += 1
        end = bisect_right(totals, totals[start] + limit) - 1
        if end == len(shown):
            yield start, end
            return
        blank = shown.rfind(" ", start, end + 1)
        end = blank if blank > start else max(end, start + 1)
        yield start, end
        start = end


def _totals(text: str) -> list[int]:
    """Return the running width of a text: entry n is that of its first n letters."""
    return list(accumulate(map(_LETTERS.__getitem__, text), initial=0))


@lru_cache(maxsize=64)
def _limit(room: float, size: float, *, bold: bool) -> int:
    """Return the most thousandths of the size that `room` points hold."""
    units = int(room / _points(1, size, bold=bold))
    while _points(units, size, bold=bold) > room:
        units -= 1
    while _points(units + 1, size, bold=bold) <= room:
        units += 1
    return units


def _points(units: int, size: float, *, bold: bool) -> float:
    return units * size / 1000 * _MARGIN * (_BOLD if bold else 1)


def share(needs: list[int], lines: int) -> list[int]:
    """Share lines out: the short texts whole, the long ones cut at one common length."""
    given = [0] * len(needs)
    left, waiting = lines, [i for i, need in enumerate(needs) if need]
    while waiting and left >= len(waiting):
        step = max(1, min(left // len(waiting), *(needs[i] - given[i] for i in waiting)))
        for i in waiting:
            given[i] += step
        left -= step * len(waiting)
        waiting = [i for i in waiting if given[i] < needs[i]]
    for i in waiting[:left]:
        given[i] += 1
    return given
