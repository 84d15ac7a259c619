"""The hidden layer of text that some copiers add to a scan, with their mistakes."""

from collections.abc import Sequence

from bench.paper_print import Sheet
from bench.pens import Rng

_SLIPS = {"o": "0", "0": "O", "l": "1", "1": "l", "é": "e", "rn": "m", "5": "S", "8": "B", "i": "l"}
Line = tuple[str, float, float, float]


def wrong_words(sheets: Sequence[Sheet], rng: Rng, share: float = 0.12) -> list[list[Line]]:
    """Return for each sheet its words as a bad copier reads them: `share` of them wrong.

    Each is (text, left, baseline from the bottom of the page, size), in points.
    """
    return [
        [
            (
                _slipped(word.text, rng) if rng.random() < share else word.text,
                word.place.x0,
                sheet.size[1] - word.place.y1 + word.place.size[1] * 0.2,
                word.place.size[1] * 0.9,
            )
            for word in sheet.words
        ]
        for sheet in sheets
    ]


def _slipped(text: str, rng: Rng) -> str:
    known = [old for old in _SLIPS if old in text]
    if known:
        old = known[int(rng.integers(len(known)))]
        return text.replace(old, _SLIPS[old], 1)
    cut = int(rng.integers(len(text) + 1))
    return text[:cut] + text[cut + 1 :]
