"""PDF reading: boxes to tick that are drawn, and the marks made in them.

A box is a small square or circle; what says that it is ticked may be strokes, a filled shape, a
letter typed over it, or pencil strokes of a PDF viewer.
"""

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.read.pdf_cells import Region
from pipeline.read.pdf_chars import Word
from pipeline.read.pdf_frame import centre, inside, overlap
from pipeline.read.pdf_glyphs import BOX_STATE
from pipeline.read.pdf_shapes import Rect, Shapes, Stroke
from schemas.document import Box

_SIDE = (4.5, 17.0)  # points; printed boxes of forms measure 7 to 12
_LETTERS = frozenset(
    ("x", "X", "v", "V", "×", "\u2573", "√", "●", "•", "/", "\\", "+", "*", "xx", "XX")
)


class DrawnBox(NamedTuple):
    """A drawn box and whether anything marks it."""

    box: Box
    ticked: bool


class Boxes(NamedTuple):
    """The drawn boxes of a page, and what is left of its words and strokes."""

    boxes: list[DrawnBox]
    words: list[Word]
    strokes: list[Stroke]


def find_boxes(
    shapes: Shapes, words: list[Word], cells: Iterable[Region], ink: Iterable[Stroke] = ()
) -> Boxes:
    """Find the drawn boxes of a page and their state.

    Args:
        shapes: what is drawn on the page.
        words: its words; those that are marks in a box are taken out.
        cells: closed regions of its ruled tables; a box may be drawn as four lines.
        ink: strokes of annotations.
    """
    strokes = [*shapes.strokes, *ink]
    candidates = _outermost(
        [rect.box for rect in shapes.rects if _is_frame(rect)]
        + [stroke.box for stroke in shapes.strokes if _is_ring(stroke)]
        + [cell.box for cell in cells if _is_square(cell.box)]
    )
    kept: list[DrawnBox] = []
    used: set[int] = set()
    for box in candidates:
        over = [word for word in words if inside(_middle(word), box, 1.0)]
        if any(word.text not in _LETTERS and word.text not in BOX_STATE for word in over):
            continue
        if any(word.text in BOX_STATE and not BOX_STATE[word.text] for word in over):
            continue
        marks = [stroke for stroke in strokes if _marks(stroke, box)]
        filled = any(_fills(rect, box) for rect in shapes.rects)
        used |= {id(mark) for mark in [*marks, *over]}
        used |= {
            id(stroke) for stroke in strokes if overlap(stroke.box, box) > 0.9 and _is_ring(stroke)
        }
        kept.append(DrawnBox(box, ticked=bool(marks or over or filled)))
    return Boxes(
        kept,
        [word for word in words if id(word) not in used],
        [stroke for stroke in strokes if id(stroke) not in used],
    )


def _middle(word: Word) -> tuple[float, float]:
    return (word.x0 + word.x1) / 2, word.base - 0.33 * word.size


def _is_square(box: Box) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    return (
        _SIDE[0] <= min(wide, high) and max(wide, high) <= _SIDE[1] and 0.75 <= wide / high <= 1.34
    )


def _is_frame(rect: Rect) -> bool:
    """Say whether a rectangle is a box: square, small, with a border or a light ground."""
    if not _is_square(rect.box):
        return False
    if rect.stroke is not None:
        return lightness(rect.stroke) < 0.93
    return rect.fill is not None and 0.5 < lightness(rect.fill) < 0.97


def _is_ring(stroke: Stroke) -> bool:
    """Say whether a path is a small circle or rounded square with nothing in it."""
    if not _is_square(stroke.box) or stroke.stroke is None or not 4 <= stroke.curves <= 16:
        return False
    if stroke.fill is not None and lightness(stroke.fill) < 0.6:
        return False
    return not any(_deep(point, stroke.box) for point in stroke.points)


def _deep(point: tuple[float, float], box: Box) -> bool:
    """Say whether a point lies in the inner half of a box."""
    x, y = centre(box)
    wide, high = box[2] - box[0], box[3] - box[1]
    return abs(point[0] - x) < wide / 4 and abs(point[1] - y) < high / 4


def lightness(colour: str) -> float:
    """Return the luma of RRGGBB, 0 (black) to 1 (white) (ITU-R BT.601)."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def _outermost(boxes: list[Box]) -> list[Box]:
    """Drop the boxes drawn inside another: the inner line of a double border, a filled ground."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda b: (b[0] - b[2]) * (b[3] - b[1]) * -1, reverse=True):
        if not any(overlap(box, other) > 0.6 for other in kept):
            kept.append(box)
    return kept


def _marks(stroke: Stroke, box: Box) -> bool:
    """Say whether a stroke is a mark in a box: it crosses its middle and is not much larger."""
    wide, high = box[2] - box[0], box[3] - box[1]
    across, down = stroke.box[2] - stroke.box[0], stroke.box[3] - stroke.box[1]
    if max(across / wide, down / high) > 3.5 or max(across / wide, down / high) < 0.25:
        return False
    if stroke.fill is not None and stroke.stroke is None and lightness(stroke.fill) > 0.75:
        return False
    if _is_ring(stroke) and overlap(stroke.box, box) > 0.8 and across > 0.8 * wide:
        return False
    return overlap(_thick(stroke.box), box) > 0.3 and inside(centre(stroke.box), box, 0.35 * wide)


def _thick(box: Box) -> Box:
    return box[0] - 0.3, box[1] - 0.3, box[2] + 0.3, box[3] + 0.3


def _fills(rect: Rect, box: Box) -> bool:
    """Say whether a dark rectangle stands in a box, or is the box itself painted dark."""
    if rect.fill is None or lightness(rect.fill) > 0.45 or not inside(centre(rect.box), box):
        return False
    area = (rect.box[2] - rect.box[0]) * (rect.box[3] - rect.box[1])
    whole = (box[2] - box[0]) * (box[3] - box[1])
    return 0.06 * whole < area < 1.2 * whole
