"""Reading, scan: which words of a page are which printed words of the blank form.

One alignment that keeps the order of both: answers stand between printed words, which may be
wrapped otherwise, laid out in a table or partly misread. Runs of neighbours count for more than
the same words scattered, so that an answer which uses a word of the form does not take its place.
"""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

LIKE = 72  # of 100: two readings of one word of four letters or more
SHORT = 4  # letters: shorter words are the same, or not
GLUED = 2  # characters that a mark leaves before the word it touches
GLUED_TRUST = 0.8
RUN = 3.0  # letters: what standing beside its neighbour is worth to a word
ALONE = 3.0  # letters: what not doing so costs
MOST_WORDS = 2500  # of a page: a poster, or noise

Scores = npt.NDArray[np.float32]


class Pair(NamedTuple):
    """A word of the page, by rank, which is a printed word, by rank; how alike, 0 to 1."""

    seen: int
    printed: int
    like: float


def plain(text: str) -> str:
    """Give the letters and digits of a word, without accents, in lower case.

    Nothing for a single one: marks, bullets and scraps are read as such.
    """
    apart = unicodedata.normalize("NFKD", text.replace("œ", "oe"))
    kept = "".join(char for char in apart.lower() if char.isascii() and char.isalnum())
    return kept if len(kept) > 1 else ""


def pairs_of(
    seen: Sequence[str], printed: Sequence[str], after_box: Sequence[bool]
) -> tuple[Pair, ...]:
    """Align two sequences of plain words.

    Args:
        seen: words of the page in reading order.
        printed: words of the form in reading order.
        after_box: of each printed word, whether a check box stands before it: its mark may be
            read as letters of the word.
    """
    if not 0 < len(seen) <= MOST_WORDS or not printed:
        return ()
    like = _likeness(seen, printed, after_box)
    sizes = np.array([len(word) for word in printed], np.float32)
    gains = np.where(like > 0, like * like * sizes, -np.inf).astype(np.float32)
    return tuple(
        Pair(row, column, float(like[row, column])) for row, column in _heaviest_chain(gains)
    )


def _likeness(seen: Sequence[str], printed: Sequence[str], after_box: Sequence[bool]) -> Scores:
    # Of distinct words only: a page repeats half of them.
    rows, row_of = np.unique(np.array(seen, dtype=object), return_inverse=True)
    columns, column_of = np.unique(np.array(printed, dtype=object), return_inverse=True)
    ratios = process.cdist(rows, columns, scorer=fuzz.ratio, score_cutoff=LIKE, dtype=np.float32)
    short = np.array([len(word) < SHORT for word in columns])
    ratios[:, short] = np.where(ratios[:, short] == 100, 100, 0)  # of 100
    like = np.asarray(ratios[row_of][:, column_of] / 100, np.float32)
    for column, word in enumerate(printed):
        if not after_box[column] or not word:
            continue
        for row, other in enumerate(seen):
            if 0 < len(other) - len(word) <= GLUED and other.endswith(word):
                like[row, column] = max(like[row, column], GLUED_TRUST)
    return like


def _heaviest_chain(gains: Scores) -> list[tuple[int, int]]:
    count, width = gains.shape
    best = np.zeros((count + 1, width + 1), np.float32)  # by words of the page, printed words
    here = np.full((count + 1, width + 1), -np.inf, np.float32)  # chains that end on this pair
    for row in range(count):
        before = np.maximum(best[row, :-1] - ALONE, here[row, :-1] + RUN)
        here[row + 1, 1:] = gains[row] + before
        best[row + 1] = np.maximum.accumulate(np.maximum(best[row], here[row + 1]))
    chain = []
    row, column, on_pair = count, width, False
    while row > 0 and column > 0:
        if not on_pair and best[row, column] == best[row - 1, column]:
            row -= 1
        elif not on_pair and best[row, column] == best[row, column - 1]:
            column -= 1
        else:
            chain.append((row - 1, column - 1))
            on_pair = bool(here[row - 1, column - 1] + RUN > best[row - 1, column - 1] - ALONE)
            row, column = row - 1, column - 1
    return chain[::-1]
