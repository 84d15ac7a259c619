"""PDF reading: what is drawn on a page — rules, rectangles, strokes and images."""

import ctypes
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2.raw as pdfium_c

from pipeline.read.pdf_frame import Frame
from pipeline.read.pdf_paths import Paths, Rect, Rule, Stroke, add_path
from pipeline.read.pdf_subpaths import Matrix
from schemas.document import Box

MAX_OBJECTS = 20_000
"""Drawn objects looked at on one page; a form has some hundreds, a map has more."""
_MAX_DEPTH = 6


class Image(NamedTuple):
    """A raster image on the page; `handle` is pdfium's object, valid while the page is open.

    `rank` is its place in the drawing order of the page.
    """

    box: Box
    handle: object
    rank: int = 0


class Shapes(NamedTuple):
    """Everything drawn on a page, by kind, in drawing order."""

    rules: list[Rule]
    rects: list[Rect]
    strokes: list[Stroke]
    images: list[Image]
    cut: bool


_Handle = object
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_shapes(page: _Handle, frame: Frame) -> Shapes:
    """Read what is drawn on a page, form XObjects included, in reading coordinates."""
    paths, images = Paths([], [], []), list[Image]()
    cut = False
    for rank, (handle, matrix) in enumerate(page_objects(page)):
        if rank >= MAX_OBJECTS:
            cut = True
            break
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            add_path(handle, _times(_matrix(handle), matrix), frame, rank, paths)
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            images.append(Image(_image_box(handle, matrix, frame), handle, rank))
    return Shapes(*paths, images, cut)


def page_objects(page: _Handle) -> Iterator[tuple[_Handle, Matrix]]:
    """Yield the objects of a page in drawing order, each with its matrix to user space."""
    for index in range(pdfium_c.FPDFPage_CountObjects(page)):
        handle = pdfium_c.FPDFPage_GetObject(page, index)
        yield from _unfold(handle, _IDENTITY, 0)


def _unfold(handle: _Handle, outer: Matrix, depth: int) -> Iterator[tuple[_Handle, Matrix]]:
    if pdfium_c.FPDFPageObj_GetType(handle) != pdfium_c.FPDF_PAGEOBJ_FORM:
        yield handle, outer
        return
    if depth >= _MAX_DEPTH:
        return
    inner = _times(_matrix(handle), outer)
    for index in range(pdfium_c.FPDFFormObj_CountObjects(handle)):
        yield from _unfold(pdfium_c.FPDFFormObj_GetObject(handle, index), inner, depth + 1)


def _matrix(handle: _Handle) -> Matrix:
    m = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(handle, ctypes.byref(m)):
        return _IDENTITY
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(m: Matrix, n: Matrix) -> Matrix:
    """Return the matrix that applies m, then n (row vectors, ISO 32000-1, 8.3.4)."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _image_box(handle: _Handle, outer: Matrix, frame: Frame) -> Box:
    a, b, c, d, e, f = _times(_matrix(handle), outer)
    corners = [frame.point(e + x * a + y * c, f + x * b + y * d) for x in (0, 1) for y in (0, 1)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
