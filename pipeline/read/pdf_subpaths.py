"""PDF reading: the parts of a drawn path, as points in reading coordinates."""

import ctypes
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pypdfium2.raw as pdfium_c

from pipeline.read.pdf_frame import Frame, union
from schemas.document import Box

_MAX_SEGMENTS = 600

Matrix = tuple[float, float, float, float, float, float]
Points = tuple[tuple[float, float], ...]


class Subpath(NamedTuple):
    """One part of a path: its points, how many curves it has, whether it is closed."""

    points: Points
    curves: int
    closed: bool


def around(points: Points) -> Box:
    """Return the smallest box around points."""
    return union([(x, y, x, y) for x, y in points])


def subpaths(handle: object, m: Matrix, frame: Frame) -> Iterator[Subpath]:
    """Yield the parts of a path, in reading coordinates."""
    count = pdfium_c.FPDFPath_CountSegments(handle)
    segments = (
        pdfium_c.FPDFPath_GetPathSegment(handle, index)
        for index in range(min(count, _MAX_SEGMENTS))
    )
    yield from _parts(segments, m, frame)


def clip_parts(handle: object, m: Matrix, frame: Frame) -> Iterator[Subpath]:
    """Yield the parts of the paths that clip an object, in reading coordinates.

    Args:
        handle: pdfium's page object.
        m: from the coordinates of the form it stands in to user space.
        frame: the page's frame.
    """
    clip = pdfium_c.FPDFPageObj_GetClipPath(handle)
    paths = pdfium_c.FPDFClipPath_CountPaths(clip) if clip else 0
    for path in range(max(0, paths)):
        count = pdfium_c.FPDFClipPath_CountPathSegments(clip, path)
        segments = (
            pdfium_c.FPDFClipPath_GetPathSegment(clip, path, index)
            for index in range(min(count, _MAX_SEGMENTS))
        )
        yield from _parts(segments, m, frame)


def _parts(segments: Iterable[object], m: Matrix, frame: Frame) -> Iterator[Subpath]:
    points: list[tuple[float, float]] = []
    bezier = 0
    closed = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for segment in segments:
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO and points:
            if len(points) > 1:
                yield Subpath(tuple(points), bezier // 3, closed)
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
        yield Subpath(tuple(points), bezier // 3, closed)
