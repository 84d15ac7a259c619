"""PDF reading: the paths drawn on a page, filed as rules, rectangles and free strokes."""

import ctypes
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import pypdfium2.raw as pdfium_c

from pipeline.read.pdf_frame import Frame
from pipeline.read.pdf_subpaths import Matrix, Points, Subpath, around, subpaths
from schemas.document import Box

_THIN = 3.0  # points; a thicker bar is a rectangle, not a rule
_LONG = 3.0  # times its thickness: a shorter filled shape with slanted ends may be a mark
_SIGN = 20.0  # points; the largest box or radio button that a program draws as one path


class Rule(NamedTuple):
    """A straight horizontal or vertical line: at `at`, from `start` to `stop`."""

    upright: bool
    at: float
    start: float
    stop: float


class Rect(NamedTuple):
    """A rectangle; `fill` and `stroke` are RRGGBB, None when not painted.

    `rank` is its place in the drawing order of the page.
    """

    box: Box
    fill: str | None
    stroke: str | None
    rank: int = 0


class Stroke(NamedTuple):
    """Any other path: its points in order (curves by their control points)."""

    box: Box
    points: Points
    curves: int
    fill: str | None
    stroke: str | None
    source: str = "vector"
    rank: int = 0


class Paths(NamedTuple):
    """The paths of a page by kind, each kind in drawing order."""

    rules: list[Rule]
    rects: list[Rect]
    strokes: list[Stroke]


class _Paint(NamedTuple):
    fill: str | None
    stroke: str | None
    rank: int


def add_path(handle: object, matrix: Matrix, frame: Frame, rank: int, paths: Paths) -> None:
    """File one path object, in reading coordinates.

    Args:
        handle: pdfium's path object.
        matrix: from its coordinates to user space.
        frame: the page's frame.
        rank: its place in the drawing order.
        paths: where it is added.
    """
    paint = _paint(handle, rank)
    if paint.fill is None and paint.stroke is None:
        return  # a clipping path paints nothing
    parts = list(subpaths(handle, matrix, frame))
    holes = _holes(parts) if paint.stroke is None else None
    if holes is None:
        _file(parts, paint, paths)
    elif _alike(holes[0], holes[1]):  # a ring painted as its ground less its inside
        _file([holes[0]], _Paint(None, paint.fill, rank), paths)
    else:  # a sign cut out of a solid box: the paper shows through
        _file([holes[0]], paint, paths)
        cut = holes[1].points
        paths.strokes.append(Stroke(around(cut), cut, holes[1].curves, "FFFFFF", None, rank=rank))


def _file(parts: Sequence[Subpath], paint: _Paint, paths: Paths) -> None:
    loose: list[Subpath] = []
    for part in parts:
        if _is_bar(part, paint):
            paths.rules.append(_rule(around(part.points)))
        elif part.curves or not _add_straight(part, paint, paths):
            loose.append(part)
    if len(loose) == 1 and _is_rounded(loose[0].points, loose[0].curves):
        paths.rects.append(Rect(around(loose[0].points), *paint))
    elif loose:
        points = tuple(point for part in loose for point in part.points)
        curves = sum(part.curves for part in loose)
        stroke = Stroke(around(points), points, curves, paint.fill, paint.stroke, rank=paint.rank)
        paths.strokes.append(stroke)


def _is_bar(part: Subpath, paint: _Paint) -> bool:
    """Say whether a filled shape is a line: thin and long, its ends mitred or rounded.

    Browsers paint each side of a border as a trapezoid.
    """
    if paint.fill is None or paint.stroke is not None or part.curves > 4:
        return False
    x0, y0, x1, y1 = around(part.points)
    thin, long = sorted((x1 - x0, y1 - y0))
    if thin > _THIN or long < max(_LONG * thin, 4.0):
        return False
    return len(set(part.points)) == 4 or (part.curves > 0 and long > 12.0)


def _holes(parts: Sequence[Subpath]) -> tuple[Subpath, Subpath] | None:
    """Return the outer and the inner part of a small square path with one hole, else None."""
    if len(parts) != 2:
        return None
    outer, inner = sorted(parts, key=lambda part: -_extent(around(part.points)))
    a, b = around(outer.points), around(inner.points)
    wide, high = a[2] - a[0], a[3] - a[1]
    if not 4.0 <= max(wide, high) <= _SIGN or abs(wide - high) > 0.06 * max(wide, high):
        return None
    return (outer, inner) if all(margin > 0.2 for margin in _margins(a, b)) else None


def _margins(a: Box, b: Box) -> tuple[float, float, float, float]:
    return b[0] - a[0], b[1] - a[1], a[2] - b[2], a[3] - b[3]


def _extent(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _alike(outer: Subpath, inner: Subpath) -> bool:
    """Say whether two parts draw the two edges of one line of even width."""
    a, b = around(outer.points), around(inner.points)
    margins = _margins(a, b)
    return (
        max(margins) - min(margins) <= 0.3
        and max(margins) <= 0.2 * (a[2] - a[0])
        and (bool(inner.curves) or _is_square_cut(inner.points))
    )


def _is_square_cut(points: Points) -> bool:
    """Say whether all the steps of a path run along the page's sides."""
    return all(abs(ax - bx) < 0.6 or abs(ay - by) < 0.6 for (ax, ay), (bx, by) in pairwise(points))


def _is_rounded(points: Points, curves: int) -> bool:
    """Say whether a path is a rectangle with rounded corners: no point off its border.

    An ellipse is none: it touches its box in the middle of the longer sides.
    """
    if curves not in {2, 4, 8, 12, 16, 20, 24, 32}:
        return False
    x0, y0, x1, y1 = around(points)
    wide, high = x1 - x0, y1 - y0
    band = 0.5 * min(wide, high)
    corners = all(
        min(x - x0, x1 - x) <= 0.02 * wide + 0.3
        or min(y - y0, y1 - y) <= 0.02 * high + 0.3
        or (min(x - x0, x1 - x) <= 0.6 * band and min(y - y0, y1 - y) <= 0.6 * band)
        for x, y in points
    )
    return corners and not any(abs(x - (x0 + x1) / 2) < 0.1 * wide for x, _ in points)


def _paint(handle: object, rank: int) -> _Paint:
    fill_mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(handle, ctypes.byref(fill_mode), ctypes.byref(stroked))
    fill = _colour(pdfium_c.FPDFPageObj_GetFillColor, handle) if fill_mode.value else None
    stroke = _colour(pdfium_c.FPDFPageObj_GetStrokeColor, handle) if stroked.value else None
    return _Paint(fill, stroke, rank)


def _colour(getter: object, handle: object) -> str | None:
    rgba = [ctypes.c_uint() for _ in range(4)]
    if not getter(handle, *[ctypes.byref(part) for part in rgba]):  # type: ignore[operator] # pdfium
        return "000000"  # a pattern or a shading: painted, colour unknown
    red, green, blue, alpha = (part.value for part in rgba)
    return f"{red:02X}{green:02X}{blue:02X}" if alpha else None


def _add_straight(part: Subpath, paint: _Paint, paths: Paths) -> bool:
    """File a path of straight lines as rules or a rectangle; False if it is neither."""
    points, closed = part.points, part.closed or paint.fill is not None
    if closed and points[0] != points[-1]:
        points = (*points, points[0])
    if not _is_square_cut(points):
        return False
    box = around(points)
    if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
        paths.rules.append(_rule(box))
        return True
    if closed and len(set(points)) == 4:
        paths.rects.append(Rect(box, *paint))
        return True
    if paint.stroke is not None:
        paths.rules.extend(_rule(around(step)) for step in pairwise(points))
    return paint.stroke is not None


def _rule(box: Box) -> Rule:
    """Return a thin box as the line it draws."""
    x0, y0, x1, y1 = box
    if x1 - x0 >= y1 - y0:
        return Rule(upright=False, at=(y0 + y1) / 2, start=x0, stop=x1)
    return Rule(upright=True, at=(x0 + x1) / 2, start=y0, stop=y1)
