"""PDF reading: which closed regions of a page are table cells, and which only look like them."""

import re
from collections.abc import Sequence

from pipeline.read.pdf_cells import Region
from pipeline.read.pdf_chars import Word
from pipeline.read.pdf_frame import centre, inside, overlap, union
from schemas.document import Box

_FIELD_HIGH = 26.0  # points: a frame of one line is an answer's frame, its label beside it
_COMB_WIDE = 24.0  # points: one letter's square
_ONE = re.compile(r"\S{0,2}")


def true_tables(
    tables: Sequence[Sequence[Region]], page: Box, fields: Sequence[Box], words: list[Word]
) -> tuple[list[list[Region]], list[Word]]:
    """Keep what a person would call a table or a frame.

    Left out: the frame round a form field, round one line of answer, round the whole page, and
    the squares for one letter each, whose letters are put together again.

    Args:
        tables: closed regions by group, see `find_cells`.
        page: the page's box.
        fields: boxes of the form fields on it.
        words: the page's words.

    Returns:
        The tables kept, renumbered, and the words.
    """
    kept: list[list[Region]] = []
    for table in tables:
        if _is_comb(table, words):
            words = _uncombed(table, words)
        elif len(table) > 1 or _is_frame(table[0].box, page, fields):
            kept.append([cell._replace(table=len(kept)) for cell in table])
    return kept, words


def _is_frame(box: Box, page: Box, fields: Sequence[Box]) -> bool:
    if box[3] - box[1] < _FIELD_HIGH or box[2] - box[0] < _FIELD_HIGH:
        return False
    if (box[2] - box[0]) * (box[3] - box[1]) > 0.6 * (page[2] - page[0]) * (page[3] - page[1]):
        return False
    return not any(_alike(box, field) for field in fields)


def _alike(a: Box, b: Box) -> bool:
    return all(abs(x - y) <= 4.0 for x, y in zip(a, b, strict=True))


def _is_comb(table: Sequence[Region], words: Sequence[Word]) -> bool:
    """Say whether a table is one row of squares for one letter each."""
    if len(table) < 3 or len({cell.row for cell in table}) > 1:
        return False
    widths = [cell.box[2] - cell.box[0] for cell in table]
    if max(widths) > _COMB_WIDE or max(widths) > 1.5 * min(widths):
        return False
    around = union([cell.box for cell in table])
    return all(_ONE.fullmatch(w.text) or w.span for w in words if inside(centre(w.box), around))


def _uncombed(table: Sequence[Region], words: list[Word]) -> list[Word]:
    """Join the letters that stand in the squares into one word; an empty square is a space."""
    around = union([cell.box for cell in table])
    letters = [w for w in words if w.span is None and inside(centre(w.box), around)]
    if not letters:
        return words
    first = min(letters, key=lambda word: word.x0)
    text = ""
    for cell in sorted(table, key=lambda cell: cell.column):
        held = [w for w in letters if inside(centre(w.box), cell.box)]
        text += "".join(w.text for w in sorted(held, key=lambda w: w.x0)) or " "
    if not text.strip():
        return words
    joined = Word(text.strip(), first.x0, max(w.x1 for w in letters), first.base, first.size)
    gone = {id(word) for word in letters}
    return [*(word for word in words if id(word) not in gone), joined]


def shows_through(box: Box, others: Sequence[Box]) -> bool:
    """Say whether a drawn box is the look of a form field already read there."""
    return any(overlap(box, other) > 0.5 for other in others)
