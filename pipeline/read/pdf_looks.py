"""PDF reading: what is drawn on words — underlined, struck out, highlighted, ringed."""

from collections.abc import Iterable, Sequence

from pipeline.read.pdf_cells import Region
from pipeline.read.pdf_chars import Word
from pipeline.read.pdf_frame import inside
from pipeline.read.pdf_paths import Rect, Rule, Stroke
from pipeline.read.pdf_shapes import Shapes
from pipeline.read.pdf_ticks import lightness
from schemas.document import Box

_SLACK = 4.0  # points by which a line drawn by a program may pass the words it belongs to


def mark_words(
    words: Sequence[Word], shapes: Shapes, strokes: Iterable[Stroke], cells: Sequence[Region]
) -> list[Stroke]:
    """Set the looks of words from what is drawn on them.

    Returns:
        The strokes that were no mark on words.
    """
    plain = sorted((word for word in words if word.span is None), key=lambda word: word.base)
    borders = [cell.box for cell in cells]
    for rule in shapes.rules:
        if not rule.upright and not _is_border(rule, borders):
            _underline(plain, rule.start, rule.stop, rule.at)
    for rect in shapes.rects:
        if _may_highlight(rect, borders):
            _highlight(plain, rect.box)
    return [stroke for stroke in strokes if not _mark_by_stroke(plain, stroke)]


def _is_border(rule: Rule, borders: Sequence[Box]) -> bool:
    return any(
        (abs(rule.at - box[1]) < 3 or abs(rule.at - box[3]) < 3)
        and rule.start < box[2] - 2
        and rule.stop > box[0] + 2
        for box in borders
    )


def _underline(words: Sequence[Word], start: float, stop: float, at: float) -> bool:
    """Underline or strike the words that a line runs along, if it ends where they end."""
    under = [word for word in words if -0.1 < (at - word.base) / word.size < 0.4]
    through = [word for word in words if -0.55 < (at - word.base) / word.size <= -0.1]
    for look, near in (("strike", through), ("underline", under)):
        touched = [w for w in near if _shared(w.x0, w.x1, start, stop) > 0.55 * (w.x1 - w.x0)]
        if not touched:
            continue
        left, right = min(w.x0 for w in touched), max(w.x1 for w in touched)
        if start >= left - _SLACK and stop <= right + _SLACK:
            _set(touched, look)
            return True
    return False


def _shared(a: float, b: float, c: float, d: float) -> float:
    return min(b, d) - max(a, c)


def _set(words: Iterable[Word], look: str) -> None:
    for word in words:
        word.looks |= {look}


def _may_highlight(rect: Rect, borders: Sequence[Box]) -> bool:
    if rect.fill is None or rect.stroke is not None or lightness(rect.fill) > 0.97:
        return False
    x0, y0, x1, y1 = rect.box
    return not any(
        abs(x0 - b[0]) < 4 and abs(x1 - b[2]) < 4 and y0 > b[1] - 3 and y1 < b[3] + 3
        for b in borders
    )


def _highlight(words: Sequence[Word], box: Box) -> None:
    """Highlight the words on a coloured ground cut to their measure."""
    on = [word for word in words if inside(_middle(word), box)]
    if not on or (box[3] - box[1]) > 2.0 * max(word.size for word in on):
        return
    left, right = min(word.x0 for word in on), max(word.x1 for word in on)
    if box[0] >= left - 2 * _SLACK and box[2] <= right + 2 * _SLACK:
        _set(on, "highlight")


def highlight_area(words: Iterable[Word], box: Box, look: str) -> None:
    """Give a look to the words whose middle lies in the rectangle of a markup annotation."""
    _set([word for word in words if word.span is None and inside(_middle(word), box, 1.0)], look)


def _middle(word: Word) -> tuple[float, float]:
    return (word.x0 + word.x1) / 2, word.base - 0.3 * word.size


def _mark_by_stroke(words: Sequence[Word], stroke: Stroke) -> bool:
    """Set the looks that a stroke by hand or a drawn ellipse gives; False if it gives none."""
    x0, y0, x1, y1 = stroke.box
    wide, high = x1 - x0, y1 - y0
    if high <= 6.0 and wide >= 8.0 and wide > 3 * high:
        return _underline(words, x0 + 1.5, x1 - 1.5, (y0 + y1) / 2)
    ringed = [word for word in words if inside(_middle(word), stroke.box)]
    if ringed and _is_loop(stroke) and len({round(word.base) for word in ringed}) == 1:
        size = max(word.size for word in ringed)
        if len(ringed) <= 6 and 0.9 * size <= high <= 4 * size:
            _set(ringed, "circled")
            return True
    crossed = [word for word in words if inside(_middle(word), stroke.box)]
    if len(crossed) == 1 and stroke.source == "ink" and not _is_loop(stroke):
        word = crossed[0]
        if high <= 2.5 * word.size and wide >= 0.7 * (word.x1 - word.x0) and wide <= 80:
            word.looks |= {"strike"}
            return True
    return False


def _is_loop(stroke: Stroke) -> bool:
    """Say whether a stroke goes round something: it comes back, and leaves its middle free."""
    if len(stroke.points) < 5 or (stroke.fill is not None and lightness(stroke.fill) < 0.9):
        return False
    x0, y0, x1, y1 = stroke.box
    wide, high = x1 - x0, y1 - y0
    if min(wide, high) < 6:
        return False
    first, last = stroke.points[0], stroke.points[-1]
    if abs(first[0] - last[0]) > 0.4 * wide or abs(first[1] - last[1]) > 0.6 * high:
        return False
    centre_x, centre_y = (x0 + x1) / 2, (y0 + y1) / 2
    inner = [
        p
        for p in stroke.points
        if abs(p[0] - centre_x) < 0.25 * wide and abs(p[1] - centre_y) < 0.22 * high
    ]
    middle = [y for x, y in stroke.points if abs(x - centre_x) < 0.25 * wide]
    if not all(any(abs(y - side) < 0.2 * high for y in middle) for side in (y0, y1)):
        return False  # a frame with rounded corners has nothing in the middle of its sides
    around = {(p[0] > centre_x, p[1] > centre_y) for p in stroke.points}
    return len(inner) <= 0.05 * len(stroke.points) and len(around) == 4
