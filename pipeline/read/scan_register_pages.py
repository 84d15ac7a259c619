"""Reading, scan: which page of the blank form a page of a dossier is."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.read.scan_register_words import pairs_of, plain
from schemas.blank import Blank

HALF = 0.5  # of its letters recognised: a printed line that stands on the page
FEWEST = 12  # letters: fewer are found anywhere

Place = tuple[int, int]
"""A printed line: its page, from 1, and its rank there, from 0."""


class PageMatch(NamedTuple):
    """A page of a dossier compared with the form.

    Attributes:
        page: of the form, the one most of whose words stand here; None when there are too few.
        share: of the letters printed on that page, those found here, 0 to 1.
        first: the first printed line of the form found here, whatever its page.
        last: the last one: answers make a form flow on from page to page.
    """

    page: int | None
    share: float = 0.0
    first: Place | None = None
    last: Place | None = None


def page_of(lines: Sequence[str], blank: Blank) -> PageMatch:
    """Tell which page of the form some lines come from.

    Args:
        lines: the text of the page, line by line in reading order.
        blank: the form.
    """
    seen = [word for line in lines for text in line.split() if (word := plain(text))]
    printed = [
        ((number, rank), word)
        for number, page in enumerate(blank.pages, 1)
        for rank, line in enumerate(page.lines)
        for text in line.words
        if (word := plain(text.text))
    ]
    pairs = pairs_of(seen, [word for _, word in printed], [False] * len(printed))
    read = _letters(printed[pair.printed] for pair in pairs)
    whole = _letters(printed)
    kept = sorted(place for place, letters in read.items() if letters >= HALF * whole[place])
    by_page = {number: sum(read[p] for p in kept if p[0] == number) for number, _ in kept}
    if not by_page or max(by_page.values()) < FEWEST:
        return PageMatch(None)
    best = max(by_page, key=lambda number: by_page[number])
    printed_there = sum(letters for place, letters in whole.items() if place[0] == best)
    return PageMatch(best, by_page[best] / printed_there, kept[0], kept[-1])


def _letters(words: Iterable[tuple[Place, str]]) -> dict[Place, int]:
    counted: dict[Place, int] = {}
    for place, word in words:
        counted[place] = counted.get(place, 0) + len(word)
    return counted
