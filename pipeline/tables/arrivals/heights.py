"""How high a row must be to show its texts: LibreOffice gives one without a height one line."""

from collections.abc import Iterable
from functools import lru_cache

from pipeline.tables.onepage.measure import count_lines

_DIGIT = 5.25  # points: a column is as wide as so many digits of the default font (7 pixels)
_NARROWER = 0.92  # Calibri over Arial, whose widths are known: 0.90 on French prose
_LINE = 1.24  # height of a line over the size: Calibri 1.22
_MARGIN = 3.0  # points above and below
_TALLEST = 409.0  # points: Excel gives no row more


def row_height(cells: Iterable[tuple[str, float]], *, size: int) -> float:
    """Give the height in points that shows all texts, given as (text, column width).

    A width is in digits of the default font, as Excel counts; `size` is that of the texts.
    """
    tallest = max((lines(text, width, size) for text, width in cells), default=1)
    return min(_TALLEST, tallest * size * _LINE + _MARGIN)


@lru_cache(maxsize=4096)  # a register says the same words on most of its lines
def lines(text: str, width: float, size: int) -> int:
    """Count the lines of a text in a column; programs break it behind a hyphen too."""
    room, set_in = width * _DIGIT, size * _NARROWER
    if count_lines(text, room, set_in) <= 1:
        return 1
    return count_lines(text.replace("-", "- "), room, set_in)
