"""Kin: whether words read from a picture say something else than typed ones."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.kin.names import plain

# Of the words that differ, 0–100: « modeme » for « moderne » 77, « assecintien » for
# « association » 73, « chorale » and « radio » 33. In a short answer one letter may be the whole:
# « Lens » and « Sens » 75.
_BADLY_READ = 60
_BADLY_READ_NAME = 80
_SPECK = 3  # letters: a stroke, a page number, a bullet read as words


def says_else(typed: str, seen: str, *, short: bool) -> bool:
    """Say whether two texts differ by more than letters badly read.

    Bad reading changes letters inside words, or adds specks; another number, or a word more, less
    or unlike the other one, is another text however long the rest that agrees.

    Args:
        typed: an answer.
        seen: the same answer, read from a picture.
        short: it is a name, a town or the like, where each letter counts.
    """
    one, other = plain(typed).split(), plain(seen).split()
    if "".join(one) == "".join(other):
        return False
    least = _BADLY_READ_NAME if short else _BADLY_READ
    return any(_differs(left, right, least) for left, right in _unequal(one, other))


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


def _differs(one: Sequence[str], other: Sequence[str], least: int) -> bool:
    left, right = "".join(one), "".join(other)
    if left == right:
        return False
    if _numbers(one) != _numbers(other):
        return True
    if not left or not right:
        return len(left or right) > _SPECK
    return fuzz.ratio(left, right) < least


def _numbers(words: Sequence[str]) -> list[str]:
    return [word for word in words if word.isdecimal()]
