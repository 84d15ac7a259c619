"""Kin: whether words read from a picture say something else than typed ones."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.kin.names import plain

_BADLY_READ = (
    60  # « Assecintien » and « association » 91, « rn » read for « m » 67; « 20 » and « 30 » 50
)
_SPECK = 3  # letters: a stroke, a page number, a bullet read as words


def says_else(typed: str, seen: str) -> bool:
    """Say whether two texts differ by more than letters badly read.

    Bad reading changes letters inside words, or adds specks; another number, or a word more, less
    or unlike the other one, is another text however long the rest that agrees.
    """
    one, other = plain(typed).split(), plain(seen).split()
    if "".join(one) == "".join(other):
        return False
    return any(_differs(left, right) for left, right in _unequal(one, other))


def _unequal(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the stretches of words that differ, as long as they go: a word may be cut in two."""
    left: list[str] = []
    right: list[str] = []
    for step in Levenshtein.opcodes(one, other):
        if step.tag == "equal":
            yield left, right
            left, right = [], []
        else:
            left += one[step.src_start : step.src_end]
            right += other[step.dest_start : step.dest_end]
    yield left, right


def _differs(one: Sequence[str], other: Sequence[str]) -> bool:
    left, right = "".join(one), "".join(other)
    if left == right:
        return False
    if _numbers(one) != _numbers(other):
        return True
    if not left or not right:
        return len(left or right) > _SPECK
    return fuzz.ratio(left, right) < _BADLY_READ


def _numbers(words: Sequence[str]) -> list[str]:
    return [word for word in words if word.isdecimal()]
