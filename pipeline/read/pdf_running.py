"""PDF reading: what is not the text itself — running headers and footers, wrapped lines."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from pipeline.read.pdf_flow import Piece
from pipeline.read.pdf_glyphs import BOX_STATE
from pipeline.read.pdf_lines import Line

Part = Literal["header", "footer"]
_DIGITS = re.compile(r"\d+")
_BAND, _MARGIN = 0.11, 0.07
"""Of the page's height: where a running line may stand; where nothing of the body stands."""
_DRIFT = 3.0  # points between two printings of one running line
NO_MARGINS: Mapping[int, float] = {}
_SENTENCE_END = (".", "!", "?", "…", ":", ";", "»")


class _Edge(NamedTuple):
    """A piece in the outer band of a page: what it says without its numbers, and how far out."""

    page: int
    rank: int
    text: str
    numbers: tuple[int, ...]
    distance: float
    outermost: bool


def running_parts(
    pages: Sequence[Sequence[Piece]], heights: Sequence[float]
) -> list[dict[int, Part]]:
    """Find the running headers and footers: per page, rank of the piece → its part.

    A line is running when the same words stand at the same height of most pages that have text
    (of two, in the very margin), when its numbers are the same or count the pages, and when
    nothing of the body stands between it and the edge of the page. An answer with other digits
    (a telephone number at the top of two pages) is never taken for one.
    """
    found: list[dict[int, Part]] = [{} for _ in pages]
    filled = sum(1 for page in pages if page)
    parts: tuple[Part, ...] = ("header", "footer")
    for part in parts:
        edges = [
            _outward(rank, page, height, part)
            for rank, (page, height) in enumerate(zip(pages, heights, strict=True))
        ]
        flat = [edge for page in edges for edge in page]
        for parts_of_page, page in zip(found, edges, strict=True):
            for edge in page:
                if not _runs(edge, flat, max(2, filled // 2 + 1)):
                    break
                parts_of_page[edge.rank] = part
    return found


def _outward(number: int, page: Sequence[Piece], height: float, part: Part) -> list[_Edge]:
    """Return the pieces of one outer band of a page, from the edge inwards."""
    band = []
    for rank, piece in enumerate(page):
        distance = piece.box[1] if part == "header" else height - piece.box[3]
        inner = piece.box[3] if part == "header" else height - piece.box[1]
        if distance <= _BAND * height:
            text = _words(piece)
            numbers = tuple(int(figures[:9]) for figures in _DIGITS.findall(text))
            outermost = inner <= _MARGIN * height
            masked = _DIGITS.sub("0", text)
            band.append(_Edge(number, rank, masked, numbers, distance, outermost))
    return sorted(band, key=lambda edge: (edge.distance, edge.rank))


def _words(piece: Piece) -> str:
    if piece.line is not None:
        spans = [word.span for word in piece.line.words if word.span is not None]
        words = " ".join(word.text for word in piece.line.words)
    else:
        spans, words = list(piece.spans), ""
    return words + "|".join(span.text if not span.picture else repr(span.picture) for span in spans)


def _runs(edge: _Edge, edges: Sequence[_Edge], most: int) -> bool:
    alike = {
        other.page: other
        for other in edges
        if other.text == edge.text
        and abs(other.distance - edge.distance) <= _DRIFT
        and _counts_alike(edge, other)
    }
    return len(alike) >= (2 if edge.outermost else most)


def _counts_alike(a: _Edge, b: _Edge) -> bool:
    """Say whether the numbers of two lines are the same, or as far apart as their pages."""
    step = b.page - a.page
    return all(n - m in {0, step} for m, n in zip(a.numbers, b.numbers, strict=True))


def wrapped_lines(pieces: Sequence[Piece], margins: dict[int, float]) -> set[int]:
    """Return the ranks of lines that merely continue the one above.

    The one above must have had no room left for this line's first word: that alone tells a
    wrapped line from a short new paragraph.

    Args:
        pieces: the body's pieces in reading order.
        margins: for each page, how far to the right the body's lines reach.
    """
    joined: dict[int, float] = {}
    for rank in range(1, len(pieces)):
        above, below = pieces[rank - 1], pieces[rank]
        if above.line is None or below.line is None or below.line.mark is not None:
            continue
        if _continues(above, below, margins):
            same_page = above.page == below.page
            leading = below.line.base - above.line.base if same_page else 0.0
            joined[rank] = leading / below.line.size
    steps = sorted(step for step in joined.values() if step > 0)
    usual = steps[len(steps) // 4] if steps else 0.0
    # A paragraph's own spacing shows as a wider step than the narrow ones of the same file.
    return {rank for rank, step in joined.items() if step <= usual * 1.15 + 0.04}


def _continues(above: Piece, below: Piece, margins: dict[int, float]) -> bool:
    first, second = above.line, below.line
    if first is None or second is None or _box_first(second) or above.cells != below.cells:
        return False
    if first.words[-1].span is not None:
        return False  # a form field ends where it ends
    if above.page != below.page:
        return _runs_over(above, below, margins)
    leading = second.base - first.base
    if not 0 < leading <= 2.3 * max(first.size, second.size):
        return False
    if abs(first.size - second.size) > 0.15 * first.size:
        return False
    left = _text_left(first)
    if abs(second.box[0] - first.box[0]) > 2.5 and abs(second.box[0] - left) > 2.5:
        return False
    return is_full(above, second, margins)


def _runs_over(above: Piece, below: Piece, margins: dict[int, float]) -> bool:
    """Say whether a sentence goes on over a page break: cut short, then a small letter."""
    first, second = above.line, below.line
    if first is None or second is None or below.page != above.page + 1 or above.cells:
        return False
    if abs(second.box[0] - _text_left(first)) > 2.5 or abs(first.size - second.size) > 0.5:
        return False
    goes_on = second.words[0].text[:1].islower() and not ends_sentence(first)
    return goes_on and is_full(above, second, margins)


def is_full(above: Piece, second: Line, margins: Mapping[int, float] = NO_MARGINS) -> bool:
    """Say whether a line had no room left for the first word of another.

    Args:
        above: the line, with its cells.
        second: the line whose first word might have stood there.
        margins: how far the lines of each page reach; not needed in a cell.
    """
    line = above.line
    if line is None:
        return False
    margin = margins.get(above.page, 0.0)
    if above.cells:
        cell = above.cells[-1].box
        margin = cell[2] - max(1.0, min(8.0, line.box[0] - cell[0]))
    word = second.words[0]
    space = 0.2 * line.size
    return line.box[2] + space + (word.x1 - word.x0) > margin


def ends_sentence(line: Line) -> bool:
    """Say whether a line ends with a full stop or the like."""
    return line.words[-1].text.endswith(_SENTENCE_END)


def _text_left(line: Line) -> float:
    """Return where a line's text starts, after the box in front of it."""
    for word in line.words:
        boxed = word.text in BOX_STATE or (word.span is not None and word.span.kind == "box")
        if not boxed:
            return word.x0
    return line.box[0]


def _box_first(line: Line) -> bool:
    first = line.words[0]
    if first.span is not None or first.text in BOX_STATE:
        return True
    return first.text[:1] in set("-–—*•")


def right_margins(pages: Sequence[Sequence[Piece]], widths: Sequence[float]) -> dict[int, float]:
    """Return for each page where its lines end: by its own file, or by symmetry if they are short.

    Args:
        pages: the body's pieces of each page.
        widths: the width of each page; pages of one width share a margin.
    """
    margins: dict[float, float] = {}
    for page, width in zip(pages, widths, strict=True):
        lines = [piece.box for piece in page if piece.line is not None and not piece.cells]
        if lines:
            left = min(box[0] for box in lines)
            reach = max(*(box[2] for box in lines), width - 1.5 * left)
            margins[round(width)] = max(reach, margins.get(round(width), 0.0))
    return {
        page[0].page: margins.get(round(width), width)
        for page, width in zip(pages, widths, strict=True)
        if page
    }
