"""Review: cut the picture of a field out of its page, its label included, its place outlined."""

import io
from typing import TYPE_CHECKING, NamedTuple

from schemas.document import Box

if TYPE_CHECKING:
    from PIL import Image

_ABOVE, _BELOW = 30.0, 12.0
"""Points kept above and below: the label stands on the line of the answer or on the one above."""
_ROOM = 75.0
"""Points kept below a label without answer: four lines by hand."""
_LEFT, _RIGHT = 135.0, 36.0
"""Points kept beside: a label of up to 5 cm on the left."""
_WIDE, _MARGIN, _BESIDE, _CELL = 260.0, 130.0, 24.0, 200.0
"""Points: a text as wide as the first that begins in the margin has its label above, and less is
kept beside it; one that begins further in stands in a table, with its label in the cell before."""
_LEAST = 400.0
"""Points: the narrowest picture, so that the eye finds its place on the page."""
_TALLEST = 420.0
_RIM = 3.0
_AMBER = (217, 119, 6)
_QUALITY = 78
_TALL = 130.0
"""Points: a taller picture is of a long text, whose letters need fewer pixels."""


class Cut(NamedTuple):
    """A picture as JPEG, and the size of what it shows in points of the paper."""

    jpeg: bytes
    width: float
    height: float


def cut(
    page: "Image.Image",
    scale: float,
    box: Box | None,
    *,
    outlined: bool = True,
    empty: bool = False,
) -> Cut:
    """Cut out a field with what stands around it.

    Args:
        page: turned for reading, in grey or colour.
        scale: its pixels per point.
        box: the place of the answer, in points from the top-left; None for the whole page.
        outlined: whether the place is certain enough to be outlined.
        empty: nothing was read there, the place is that of the label: what stands below is shown.
    """
    from PIL import ImageDraw  # noqa: PLC0415 -- loaded in the worker alone

    width, height = page.width / scale, page.height / scale
    frame = (0.0, 0.0, width, height) if box is None else _around(box, width, height, empty=empty)
    picture = page.convert("RGB").crop(_pixels(frame, scale, page.size))
    if box is not None and outlined:
        x0, y0 = frame[0], frame[1]
        drawn = (box[0] - x0 - _RIM, box[1] - y0 - _RIM, box[2] - x0 + _RIM, box[3] - y0 + _RIM)
        pen = ImageDraw.Draw(picture)
        corners = [side * scale for side in drawn]
        pen.rounded_rectangle(
            _inside(corners, picture.size),
            radius=scale * 2,
            outline=_AMBER,
            width=round(scale * 0.9),
        )
    high = frame[3] - frame[1]
    if high > _TALL:
        picture = picture.resize((round(picture.width * 0.7), round(picture.height * 0.7)))
    told = io.BytesIO()
    picture.save(told, "JPEG", quality=_QUALITY, optimize=True)
    return Cut(told.getvalue(), frame[2] - frame[0], high)


def _around(box: Box, width: float, height: float, *, empty: bool) -> Box:
    x0, y0, x1, y1 = box
    left = max(0.0, min(x0, width) - _beside(box))
    right = min(width, max(x1 + _RIGHT, left + _LEAST))
    left = max(0.0, min(left, right - _LEAST))
    top = max(0.0, min(y0, height) - _ABOVE)
    bottom = min(height, y1 + (_ROOM if empty else _BELOW), top + _TALLEST)
    return (left, top, max(right, left + 1.0), max(bottom, top + 1.0))


def _beside(box: Box) -> float:
    # Wide, and of two lines at least: a long e-mail stands beside its label.
    is_prose = box[2] - box[0] > _WIDE and box[3] - box[1] > _ABOVE * 0.66
    if not is_prose:
        return _LEFT
    return _BESIDE if box[0] < _MARGIN else _CELL


def _pixels(frame: Box, scale: float, size: tuple[int, int]) -> tuple[int, int, int, int]:
    left, top = (
        min(round(side * scale), most - 1) for side, most in zip(frame, size, strict=False)
    )
    right = min(max(round(frame[2] * scale), left + 1), size[0])
    bottom = min(max(round(frame[3] * scale), top + 1), size[1])
    return (left, top, right, bottom)


def _inside(corners: list[float], size: tuple[int, int]) -> Box:
    x0, y0 = max(0.0, corners[0]), max(0.0, corners[1])
    return (
        x0,
        y0,
        max(x0 + 1, min(corners[2], size[0] - 1)),
        max(y0 + 1, min(corners[3], size[1] - 1)),
    )
