"""How much room a text takes in Arial (or Liberation Sans, of the same widths), without a printer.

The widths are those of Helvetica in Adobe's font metrics (Core 14 AFM), in thousandths of the
size; accents keep the width of their letter. What is not known is taken as a full square.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
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
_STRIDE = 128  # letters measured at once: about a line of the page


class _Letters(dict[str, int]):
    """Letter → thousandths of the size, each looked into once."""

    def __missing__(self, letter: str) -> int:
        base = unicodedata.normalize("NFD", letter)[0]
        self[letter] = units = self.get(base, 1000)
        return units


_LETTERS = _Letters((letter, width) for width, letters in _RUNS for letter in letters)
_SIGN = sum(map(_LETTERS.__getitem__, CUT))


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Give the width of a text in points, a little on the safe side."""
    return _points(sum(map(_LETTERS.__getitem__, text)), size, bold=bold)


def wrap(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines of at most `room` points, as a word processor would."""
    lines = _Ruler(text).lines(_limit(room, size, bold=bold))
    return [text[start:end] for start, end in lines]


def count_lines(
    text: str, room: float, size: float, *, bold: bool = False, most: int | None = None
) -> int:
    """Count the lines of at most `room` points that a text takes, no further than `most`."""
    lines = _Ruler(text).lines(_limit(room, size, bold=bold))
    return sum(1 for _ in islice(lines, most))


def fit(text: str, lines: int, room: float, size: float, *, bold: bool = False) -> str:
    """Shorten a text to `lines` lines of `room` points, at a word, and show that it was."""
    limit = _limit(room, size, bold=bold)
    ruler = _Ruler(text)
    starts = [start for start, _ in islice(ruler.lines(limit), lines + 1)]
    if len(starts) <= lines:
        return text
    # Either the sign stands behind the words of the last line, or alone on it.
    ends = [ruler.reach(starts[-2], limit - _SIGN), *(ruler.reach(s, limit) for s in starts[-3:-2])]
    kept = max(starts[-2], *ends)
    while text[kept : kept + 1].isspace():  # a word that is whole stays whole
        kept += 1
    kept = min(kept, len(text) - 1)
    whole = text[:kept].rsplit(" ", 1)[0]
    near = kept - len(whole) < _LONGEST_WORD
    return (whole if near else text[:kept]).rstrip() + CUT


class _Ruler:
    """A text measured letter by letter, no further than it is looked at."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._running = accumulate(map(_LETTERS.__getitem__, text), initial=0)
        self._totals = [next(self._running)]

    def reach(self, start: int, units: int) -> int:
        """Return where the letters from `start` end that take at most so many units."""
        totals = self._totals
        while len(totals) <= start:
            totals.extend(islice(self._running, _STRIDE))
        end = totals[start] + units
        while totals[-1] <= end and len(totals) <= len(self._text):
            totals.extend(islice(self._running, _STRIDE))
        return bisect_right(totals, end, start) - 1

    def lines(self, limit: int) -> Iterator[tuple[int, int]]:
        """Yield where each line of at most `limit` units starts and ends.

        A line ends at its last blank; a word that no line holds (an address, a row of dots) is
        cut where the line ends. Blanks at the start of a line are left out.
        """
        text, start = self._text, 0
        while True:
            while text[start : start + 1] == " ":
                start += 1
            end = self.reach(start, limit)
            if end == len(text):
                yield start, end
                return
            blank = text.rfind(" ", start, end + 1)
            end = blank if blank > start else max(end, start + 1)
            yield start, end
            start = end


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
