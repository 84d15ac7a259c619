"""PDF reading: what is drawn on a page — rules, rectangles, strokes and images."""

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import pypdfium2.raw as pdfium_c

from pipeline.read.pdf_frame import Frame, union
from schemas.document import Box

MAX_OBJECTS = 20_000
"""Drawn objects looked at on one page; a form has some hundreds, a map has more."""
_MAX_SEGMENTS = 600
_MAX_DEPTH = 6
_THIN = 3.0  # points; a thicker bar is a rectangle, not a rule

_Matrix = tuple[float, float, float, float, float, float]
Points = tuple[tuple[float, float], ...]


class Rule(NamedTuple):
    """A straight horizontal or vertical line: at `at`, from `start` to `stop`."""

    upright: bool
    at: float
    start: float
    stop: float


class Rect(NamedTuple):
    """A rectangle; `fill` and `stroke` are RRGGBB, None when not painted."""

    box: Box
    fill: str | None
    stroke: str | None


class Stroke(NamedTuple):
    """Any other path: its points in order (curves by their control points)."""

    box: Box
    points: Points
    curves: int
    fill: str | None
    stroke: str | None
    source: str = "vector"


class Image(NamedTuple):
    """A raster image on the page; `handle` is pdfium's object, valid while the page is open."""

    box: Box
    handle: object


class Shapes(NamedTuple):
    """Everything drawn on a page, by kind, in drawing order."""

    rules: list[Rule]
    rects: list[Rect]
    strokes: list[Stroke]
    images: list[Image]
    cut: bool


_Handle = object
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_shapes(page: _Handle, frame: Frame) -> Shapes:
    """Read what is drawn on a page, form XObjects included, in reading coordinates."""
    shapes = Shapes([], [], [], [], cut=False)
    budget = MAX_OBJECTS
    for handle, matrix in _objects(page):
        budget -= 1
        if budget < 0:
            return shapes._replace(cut=True)
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            _add_path(handle, matrix, frame, shapes)
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            shapes.images.append(Image(_image_box(handle, matrix, frame), handle))
    return shapes


def _objects(page: _Handle) -> Iterator[tuple[_Handle, _Matrix]]:
    for index in range(pdfium_c.FPDFPage_CountObjects(page)):
        handle = pdfium_c.FPDFPage_GetObject(page, index)
        yield from _unfold(handle, _IDENTITY, 0)


def _unfold(handle: _Handle, outer: _Matrix, depth: int) -> Iterator[tuple[_Handle, _Matrix]]:
    if pdfium_c.FPDFPageObj_GetType(handle) != pdfium_c.FPDF_PAGEOBJ_FORM:
        yield handle, outer
        return
    if depth >= _MAX_DEPTH:
        return
    inner = _times(_matrix(handle), outer)
    for index in range(pdfium_c.FPDFFormObj_CountObjects(handle)):
        yield from _unfold(pdfium_c.FPDFFormObj_GetObject(handle, index), inner, depth + 1)


def _matrix(handle: _Handle) -> _Matrix:
    m = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(handle, ctypes.byref(m)):
        return _IDENTITY
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(m: _Matrix, n: _Matrix) -> _Matrix:
    """Return the matrix that applies m, then n (row vectors, ISO 32000-1, 8.3.4)."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _image_box(handle: _Handle, outer: _Matrix, frame: Frame) -> Box:
    a, b, c, d, e, f = _times(_matrix(handle), outer)
    corners = [frame.point(e + x * a + y * c, f + x * b + y * d) for x in (0, 1) for y in (0, 1)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _add_path(handle: _Handle, outer: _Matrix, frame: Frame, shapes: Shapes) -> None:
    fill, stroke = _paint(handle)
    if fill is None and stroke is None:
        return  # a clipping path paints nothing
    matrix = _times(_matrix(handle), outer)
    subpaths = list(_subpaths(handle, matrix, frame))
    loose: list[tuple[Points, int]] = []
    for points, curves, closed in subpaths:
        paint, shut = (fill, stroke), closed or fill is not None
        if curves or not _add_straight(points, paint, shapes, closed=shut):
            loose.append((points, curves))
    if len(loose) == 1 and _is_rounded(*loose[0]):
        shapes.rects.append(Rect(_around(loose[0][0]), fill, stroke))
    elif loose:
        points = tuple(point for part, _ in loose for point in part)
        curves = sum(count for _, count in loose)
        shapes.strokes.append(Stroke(_around(points), points, curves, fill, stroke))


def _is_rounded(points: Points, curves: int) -> bool:
    """Say whether a path is a rectangle with rounded corners: no point off its border.

    An ellipse is none: it touches its box in the middle of the longer sides.
    """
    if curves not in {2, 4, 8}:
        return False
    x0, y0, x1, y1 = _around(points)
    wide, high = x1 - x0, y1 - y0
    band = 0.5 * min(wide, high)
    corners = all(
        min(x - x0, x1 - x) <= 0.02 * wide + 0.3
        or min(y - y0, y1 - y) <= 0.02 * high + 0.3
        or (min(x - x0, x1 - x) <= 0.6 * band and min(y - y0, y1 - y) <= 0.6 * band)
        for x, y in points
    )
    middle = any(abs(x - (x0 + x1) / 2) < 0.1 * wide for x, _ in points)
    return corners and not middle


def _around(points: Points) -> Box:
    return union([(x, y, x, y) for x, y in points])


def _paint(handle: _Handle) -> tuple[str | None, str | None]:
    fill_mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(handle, ctypes.byref(fill_mode), ctypes.byref(stroked))
    fill = _colour(pdfium_c.FPDFPageObj_GetFillColor, handle) if fill_mode.value else None
    stroke = _colour(pdfium_c.FPDFPageObj_GetStrokeColor, handle) if stroked.value else None
    return fill, stroke


def _colour(getter: object, handle: _Handle) -> str | None:
    rgba = [ctypes.c_uint() for _ in range(4)]
    if not getter(handle, *[ctypes.byref(part) for part in rgba]):  # type: ignore[operator] # pdfium
        return "000000"  # a pattern or a shading: painted, colour unknown
    red, green, blue, alpha = (part.value for part in rgba)
    return f"{red:02X}{green:02X}{blue:02X}" if alpha else None


def _subpaths(handle: _Handle, m: _Matrix, frame: Frame) -> Iterator[tuple[Points, int, bool]]:
    """Yield (points, number of curves, closed) of each part of a path."""
    points: list[tuple[float, float]] = []
    bezier = 0
    closed = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(pdfium_c.FPDFPath_CountSegments(handle), _MAX_SEGMENTS)):
        segment = pdfium_c.FPDFPath_GetPathSegment(handle, index)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO and points:
            if len(points) > 1:
                yield tuple(points), bezier // 3, closed
            points, bezier, closed = [], 0, False
        pdfium_c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        points.append(
            frame.point(
                m[0] * x.value + m[2] * y.value + m[4], m[1] * x.value + m[3] * y.value + m[5]
            )
        )
        bezier += kind == pdfium_c.FPDF_SEGMENT_BEZIERTO
        closed = closed or bool(pdfium_c.FPDFPathSegment_GetClose(segment))
    if len(points) > 1:
        yield tuple(points), bezier // 3, closed


def _add_straight(
    points: Points, paint: tuple[str | None, str | None], shapes: Shapes, *, closed: bool
) -> bool:
    """File a path of straight lines as rules or a rectangle; False if it is neither."""
    fill, stroke = paint
    steps = list(pairwise(points))
    if closed and points[0] != points[-1]:
        steps.append((points[-1], points[0]))
    if not all(abs(ax - bx) < 0.6 or abs(ay - by) < 0.6 for (ax, ay), (bx, by) in steps):
        return False
    box = _around(points)
    if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
        shapes.rules.append(_rule(box))
        return True
    if closed and len(set(points)) == 4:
        shapes.rects.append(Rect(box, fill, stroke))
        return True
    if stroke is not None:
        shapes.rules.extend(_rule(_around(step)) for step in steps)
    return stroke is not None


def _rule(box: Box) -> Rule:
    """Return a thin box as the line it draws."""
    x0, y0, x1, y1 = box
    if x1 - x0 >= y1 - y0:
        return Rule(upright=False, at=(y0 + y1) / 2, start=x0, stop=x1)
    return Rule(upright=True, at=(x0 + x1) / 2, start=y0, stop=y1)
