"""PDF reading: text typed over a printed line — two layers, each kept whole.

Sorted by place, an answer typed over the prompt of its blank and that prompt would mix word by
word, and neither could be told from the other.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from pipeline.read.pdf_chars import Word

COLUMN = 15.0
"""Points between two columns: no justified line of the corpus opens a gap this wide."""
_OVER = 0.35  # of the type size: kerning and slanted letters overlap by less
_LEADERS = frozenset("._…·-–—")
_ENDS = frozenset(".:?!")


def untangled(words: list[Word], drawn: Mapping[int, int]) -> list[Word]:
    """Put the words of a line in reading order where some are printed over others.

    A stretch typed over printed words comes after the phrase that it begins on; one that begins
    beside them, and merely runs on over them, comes before.

    Args:
        words: the words of a line from left to right.
        drawn: the place in the drawing order of each word, by identity.
    """
    reach = float("-inf")
    for word in words:
        if word.x0 < reach - _OVER * word.size:
            break
        reach = max(reach, word.x1)
    else:
        return words
    first, *others = _layers(sorted(words, key=lambda word: drawn.get(id(word), 0)))
    order = sorted(first, key=lambda word: word.x0)
    for layer in others:
        for stretch in _stretches(sorted(layer, key=lambda word: word.x0)):
            place = _place(order, stretch[0])
            order[place:place] = stretch
    return order


def _layers(words: Sequence[Word]) -> list[list[Word]]:
    """Cut words in drawing order where one is drawn over another of the same layer.

    The words of its phrase that are drawn before it, beside the other layer, go with it.
    """
    layers: list[list[Word]] = [[]]
    for word in words:
        if any(_lies_on(word, other) for other in layers[-1]):
            above, below = [word], layers[-1]
            while len(below) > 1 and _follows(below[-1], above[0]):
                above.insert(0, below.pop())
            layers.append(above)
        else:
            layers[-1].append(word)
    return layers


def _follows(a: Word, b: Word) -> bool:
    """Say whether a word stands just after another of its look."""
    same = (a.bold, a.colour, a.size, a.base) == (b.bold, b.colour, b.size, b.base)
    return same and -_OVER * a.size <= b.x0 - a.x1 <= 0.75 * a.size


def _lies_on(a: Word, b: Word) -> bool:
    if _is_mark(a) or _is_mark(b):
        return False
    shared = min(a.x1, b.x1) - max(a.x0, b.x0)
    return shared > _OVER * min(a.size, b.size)


def _is_mark(word: Word) -> bool:
    """Say whether a word is a box, a picture or an empty field: it stands where it stands."""
    return word.span is not None and not (word.span.kind == "text" and word.span.text)


def _stretches(words: Sequence[Word]) -> list[list[Word]]:
    """Cut the words of a layer at the gaps that part columns."""
    found = [[words[0]]]
    for before, word in pairwise(words):
        if word.x0 - before.x1 > max(COLUMN, 0.75 * word.size):
            found.append([])
        found[-1].append(word)
    return found


def _place(order: Sequence[Word], word: Word) -> int:
    """Return where a stretch goes in that begins with a word."""
    under = [rank for rank, other in enumerate(order) if _lies_on(word, other)]
    if not under:
        return next((rank for rank, o in enumerate(order) if o.x0 > word.x0), len(order))
    last = under[-1]
    source = order[last].source
    whole = sum(other.source == source for other in order) > 1  # not drawn word by word
    while last + 1 < len(order) and _goes_on(order[last], order[last + 1]):
        if whole and order[last + 1].source != source:
            break
        last += 1
    return last + 1


def _goes_on(a: Word, b: Word) -> bool:
    """Say whether two printed words are of one phrase, which a prompt is; dots are none."""
    if b.span is not None or (a.text[-1:] in _ENDS and len(a.text) != 2):  # « M. » ends nothing
        return False
    plain = not (set(a.text) <= _LEADERS or set(b.text) <= _LEADERS)
    return plain and _follows(a, b)
