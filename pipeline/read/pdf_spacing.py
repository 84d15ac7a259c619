"""PDF reading: words printed with wide gaps between their letters, closed up again."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from pipeline.read.pdf_chars import Word

_WIDEST = 0.6  # of the type size: letters farther apart stand in columns
_EVEN = 0.12  # of the type size by which the gaps of one word may differ
_SURE = 4  # letters with even gaps; three may be initials


def closed_up(words: list[Word]) -> list[Word]:
    """Join the letters of a line that stand apart at even gaps into words.

    Args:
        words: the words of a line from left to right.
    """
    if sum(len(word.text) == 1 for word in words) < _SURE:
        return words
    closed: list[Word] = []
    for run in _runs(words):
        closed.extend(run if len(run) < _SURE else [_joined(run)])
    return closed


def _runs(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Cut a line into stretches of single letters at even gaps; other words stand alone."""
    run = [words[0]]
    for before, word in pairwise(words):
        if _may_join(before, word) and (
            len(run) < 2 or abs(word.x0 - before.x1 - _gap(run)) <= _EVEN * word.size
        ):
            run.append(word)
        else:
            yield run
            run = [word]
    yield run


def _gap(run: Sequence[Word]) -> float:
    return median(b.x0 - a.x1 for a, b in pairwise(run))


def _may_join(a: Word, b: Word) -> bool:
    letters = len(a.text) == len(b.text) == 1 and a.text.isalpha() and b.text.isalpha()
    alike = (a.size, a.bold, a.colour, a.base) == (b.size, b.bold, b.colour, b.base)
    return letters and alike and not b.space and 0 < b.x0 - a.x1 <= _WIDEST * a.size


def _joined(run: Sequence[Word]) -> Word:
    first = run[0]
    first.text, first.x1 = "".join(word.text for word in run), run[-1].x1
    return first
