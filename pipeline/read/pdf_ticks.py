"""PDF reading: what makes a mark in a box to tick — strokes, dots, letters, a painted ground."""

from pipeline.read.pdf_frame import centre, inside, overlap
from pipeline.read.pdf_paths import Rect, Stroke
from schemas.document import Box

_SIDE = (4.5, 17.0)  # points; printed boxes of forms measure 7 to 12
_BRUSH = 0.1  # of the stroke or the box: less is a neighbour that touches


def is_square(box: Box) -> bool:
    """Say whether a box has the measure of a box to tick."""
    wide, high = box[2] - box[0], box[3] - box[1]
    return (
        _SIDE[0] <= min(wide, high) and max(wide, high) <= _SIDE[1] and 0.75 <= wide / high <= 1.34
    )


def is_frame(rect: Rect) -> bool:
    """Say whether a rectangle is a box: square, small, with a border or a light ground."""
    if not is_square(rect.box):
        return False
    if rect.stroke is not None:
        return lightness(rect.stroke) < 0.93
    return rect.fill is not None and 0.5 < lightness(rect.fill) < 0.97


def is_ring(stroke: Stroke) -> bool:
    """Say whether a path is a small circle or rounded square with nothing in it."""
    if not is_square(stroke.box) or stroke.stroke is None or not 4 <= stroke.curves <= 40:
        return False
    if stroke.fill is not None and lightness(stroke.fill) < 0.6:
        return False
    return not any(_deep(point, stroke.box) for point in stroke.points)


def is_solid(shape: Rect | Stroke) -> bool:
    """Say whether a shape is a small square or disc painted in a strong colour.

    Browsers and telephones draw a ticked box so, with a white sign in it; the borders of the
    empty ones are thin lines.
    """
    if not is_square(shape.box) or shape.fill is None or lightness(shape.fill) > 0.7:
        return False
    if isinstance(shape, Rect):
        return True
    return shape.curves >= 4 and not any(_deep(point, shape.box) for point in shape.points)


def stands_out(mark: Rect | Stroke, solid: Rect | Stroke) -> bool:
    """Say whether a shape is a light sign painted on a solid box, and not its empty inside."""
    if mark.rank < solid.rank or solid.fill is None:
        return False
    paints = [lightness(paint) for paint in (mark.fill, mark.stroke) if paint is not None]
    if max(paints, default=0.0) < lightness(solid.fill) + 0.25:
        return False
    wide, high = solid.box[2] - solid.box[0], solid.box[3] - solid.box[1]
    across, down = mark.box[2] - mark.box[0], mark.box[3] - mark.box[1]
    share = max(across / wide, down / high)
    plain = isinstance(mark, Rect) or is_solid(mark._replace(fill="000000"))
    return (
        0.25 <= share <= (0.65 if plain else 0.95)
        and inside(centre(mark.box), solid.box)
        and overlap(mark.box, solid.box) > 0.9
    )


def _deep(point: tuple[float, float], box: Box) -> bool:
    """Say whether a point lies in the inner half of a box."""
    x, y = centre(box)
    wide, high = box[2] - box[0], box[3] - box[1]
    return abs(point[0] - x) < wide / 4 and abs(point[1] - y) < high / 4


def lightness(colour: str) -> float:
    """Return the luma of RRGGBB, 0 (black) to 1 (white) (ITU-R BT.601)."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def marks(stroke: Stroke, box: Box) -> bool:
    """Say whether a stroke is a mark in a box: it crosses its middle and is not much larger."""
    wide = box[2] - box[0]
    if not _may_mark(stroke, box):
        return False
    if is_ring(stroke) and overlap(stroke.box, box) > 0.8 and _wide(stroke.box) > 0.8 * wide:
        return False
    return overlap(_thick(stroke.box), box) > 0.3 and inside(centre(stroke.box), box, 0.35 * wide)


def brushes(stroke: Stroke, box: Box) -> bool:
    """Say whether a stroke that is no clear mark reaches into a box all the same."""
    if stroke.source != "ink" and is_ring(stroke):
        return False
    return _may_mark(stroke, box) and overlap(_thick(stroke.box), box) > _BRUSH


def _may_mark(stroke: Stroke, box: Box) -> bool:
    """Say whether a stroke has the size and the colour of a mark in a box."""
    share = max(_wide(stroke.box) / _wide(box), _high(stroke.box) / _high(box))
    paints = [lightness(paint) for paint in (stroke.fill, stroke.stroke) if paint is not None]
    return 0.25 <= share <= 3.5 and min(paints, default=1.0) <= 0.75


def _wide(box: Box) -> float:
    return box[2] - box[0]


def _high(box: Box) -> float:
    return box[3] - box[1]


def _thick(box: Box) -> Box:
    return box[0] - 0.3, box[1] - 0.3, box[2] + 0.3, box[3] + 0.3


def fills(rect: Rect, box: Box) -> bool:
    """Say whether a dark rectangle stands in a box, or is the box itself painted dark."""
    if rect.fill is None or lightness(rect.fill) > 0.45 or not inside(centre(rect.box), box):
        return False
    area = _wide(rect.box) * _high(rect.box)
    whole = _wide(box) * _high(box)
    return 0.06 * whole < area < 1.2 * whole
