"""How much room a text takes in Arial (or Liberation Sans, of the same widths), without a printer.

The widths are those of Helvetica in Adobe's font metrics (Core 14 AFM), in thousandths of the
size; accents keep the width of their letter. What is not known is taken as a full square.
"""

import unicodedata
from bisect import bisect_right
from functools import cache

from pipeline.tables.wording import CUT

_RUNS = (
    (191, "'"), (222, "ijl’‘"), (260, "|"), (278, " !,./:;I[\\]ft\u00a0\u202f"), (333, "()-r`·"),
    (334, "{}"), (350, "•"), (355, '"”“'), (389, "*"), (400, "°"), (469, "^"),
    (500, "Jckvsxyz"), (556, "#$0123456789?L_abdeghnopqu«»–€"), (584, "+<=>~÷×−"),
    (611, "FTZ"), (667, "&ABEKPSVXY"), (722, "CDHNRUw"), (778, "GOQ"), (833, "Mm"),
    (889, "%æ"), (944, "Wœ"), (1000, "—…Œ→☐"), (1015, "@"),
)  # fmt: skip
_WIDTHS = {letter: width for width, letters in _RUNS for letter in letters}
_BOLD = 1.08  # Helvetica-Bold over Helvetica on French prose: 1.05 to 1.07
_LONGEST_WORD = 26  # letters: the longest French word has 25
_MARGIN = 1.03  # programs kern and round differently


@cache
def _letter(letter: str) -> int:
    base = unicodedata.normalize("NFD", letter)[0]
    return _WIDTHS.get(letter, _WIDTHS.get(base, 1000))


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Give the width of a text in points, a little on the safe side."""
    units = sum(_letter(letter) for letter in text)
    return units * size / 1000 * _MARGIN * (_BOLD if bold else 1)


def wrap(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines of at most `room` points, as a word processor would."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if width(longer, size, bold=bold) <= room:
            lines[-1] = longer
            continue
        pieces = _pieces(word, room, size, bold=bold)
        lines += pieces if lines[-1] else []
        if not lines[0]:
            lines = pieces
    return lines


def _pieces(word: str, room: float, size: float, *, bold: bool) -> list[str]:
    """Cut a word that no line holds (an address, a row of dots) where the line ends."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold=bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def fit(text: str, lines: int, room: float, size: float, *, bold: bool = False) -> str:
    """Shorten a text to `lines` lines of `room` points, at a word, and show that it was."""
    if len(wrap(text, room, size, bold=bold)) <= lines:
        return text
    kept = bisect_right(
        range(1, len(text)),
        lines,
        key=lambda end: len(wrap(text[:end].rstrip() + CUT, room, size, bold=bold)),
    )
    whole = text[:kept].rsplit(" ", 1)[0]
    near = kept - len(whole) < _LONGEST_WORD
    return (whole if near else text[:kept]).rstrip() + CUT


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
