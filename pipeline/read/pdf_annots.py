"""PDF reading: annotations — typed text, pencil strokes, stamps and markup over the page.

What « Fill & sign » tools add to a form stands here and in no page text. ISO 32000-1, 12.5.6.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import pikepdf

from pipeline.read.pdf_frame import Frame, union
from pipeline.read.pdf_paths import Stroke
from pipeline.read.pdf_subpaths import Points
from pipeline.read.pdf_widgets import as_text, name_text, rectangle
from schemas.document import Box

_HIDDEN = 2 | 32
_MAX_POINTS = 20_000
_DRAWN = frozenset({"/Ink", "/Line", "/PolyLine", "/Polygon", "/Circle", "/Square"})
_MARKUP = {
    "/Highlight": "highlight",
    "/Underline": "underline",
    "/Squiggly": "underline",
    "/StrikeOut": "strike",
}
Note = Literal["text", "comment", "stamp"]


class Remark(NamedTuple):
    """Typed text laid on the page, a comment beside it, or a stamp; box in reading coordinates."""

    kind: Note
    box: Box
    text: str
    size: float
    annotation: pikepdf.Dictionary


class Annotations(NamedTuple):
    """The annotations of a page, in reading coordinates."""

    remarks: list[Remark]
    strokes: list[Stroke]
    markup: list[tuple[str, Box]]


def page_annotations(page: pikepdf.Page, frame: Frame) -> Annotations:
    """Read the visible annotations of a page, form fields apart."""
    found = Annotations([], [], [])
    annotations = page.obj.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return found
    for annotation in annotations:
        if not isinstance(annotation, pikepdf.Dictionary):
            continue
        rect = rectangle(annotation)
        flags = annotation.get("/F", 0)
        if rect is None or (isinstance(flags, int) and flags & _HIDDEN):
            continue
        _add(annotation, frame.box(*rect), frame, found)
    return found


def _add(annotation: pikepdf.Dictionary, box: Box, frame: Frame, found: Annotations) -> None:
    kind = name_text(annotation.get("/Subtype"))
    text = as_text(annotation.get("/Contents")).strip()
    if kind == "/FreeText" and text:
        found.remarks.append(Remark("text", box, text, _type_size(annotation), annotation))
    elif kind == "/Stamp":
        found.remarks.append(Remark("stamp", box, text, 0.0, annotation))
    elif kind in _MARKUP:
        found.markup.extend((_MARKUP[kind], area) for area in _quads(annotation, box, frame))
    elif kind in _DRAWN:
        found.strokes.extend(_strokes(annotation, kind, box, frame))
    if kind not in {"/FreeText", "/Widget", "/Link", "/Popup"} and text:
        found.remarks.append(Remark("comment", box, text, 0.0, annotation))


def _type_size(annotation: pikepdf.Dictionary) -> float:
    """Return the type size of a FreeText from its default appearance (« /Helv 11 Tf »)."""
    words = as_text(annotation.get("/DA")).split()
    if "Tf" in words[1:]:
        try:
            return float(words[words.index("Tf") - 1]) or 11.0
        except ValueError:
            return 11.0
    return 11.0


def _numbers(value: object) -> list[float]:
    if not isinstance(value, pikepdf.Array):
        return []
    try:
        return [float(item) for item in list(value)[:_MAX_POINTS]]
    except (TypeError, ValueError):
        return []


def _pairs(value: object, frame: Frame) -> Points:
    flat = _numbers(value)
    return tuple(frame.point(x, y) for x, y in zip(flat[::2], flat[1::2], strict=False))


def _quads(annotation: pikepdf.Dictionary, box: Box, frame: Frame) -> Iterator[Box]:
    points = _pairs(annotation.get("/QuadPoints"), frame)
    if len(points) < 4:
        yield box
    for start in range(0, len(points) - 3, 4):
        yield union([(x, y, x, y) for x, y in points[start : start + 4]])


def _strokes(annotation: pikepdf.Dictionary, kind: str, box: Box, frame: Frame) -> Iterator[Stroke]:
    if kind == "/Ink":
        lists = annotation.get("/InkList")
        parts = list(lists) if isinstance(lists, pikepdf.Array) else []
        drawn = [points for part in parts if (points := _pairs(part, frame))]
        for points in drawn or [_corners(box)]:
            yield _stroke(points)
    elif kind == "/Line":
        yield _stroke(_pairs(annotation.get("/L"), frame) or _corners(box))
    elif kind in {"/PolyLine", "/Polygon"}:
        points = _pairs(annotation.get("/Vertices"), frame) or _corners(box)
        yield _stroke(points + points[:1] if kind == "/Polygon" else points)
    elif kind == "/Circle":
        yield _stroke(_ellipse(box))
    else:
        yield _stroke((*_corners(box), _corners(box)[0]))


def _stroke(points: Points) -> Stroke:
    box = union([(x, y, x, y) for x, y in points])
    return Stroke(box, points, max(0, len(points) - 2), None, "000000", "ink")


def _corners(box: Box) -> Points:
    x0, y0, x1, y1 = box
    return (x0, y0), (x1, y0), (x1, y1), (x0, y1)


def _ellipse(box: Box) -> Points:
    """Return eight points around an ellipse, from the right and back to it."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    a, b, c = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2, 0.7071
    ring = ((a, 0), (a * c, b * c), (0, b), (-a * c, b * c), (-a, 0), (-a * c, -b * c), (0, -b))
    return tuple((x + dx, y + dy) for dx, dy in (*ring, (a * c, -b * c), (a, 0)))
