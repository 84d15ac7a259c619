"""PDF reading: pictures — images, stamps, pencil strokes, drawings made of curves."""

import ctypes
import hashlib
import io
import math
from collections.abc import Iterable, Sequence

import PIL.Image
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.read.pdf_frame import union
from pipeline.read.pdf_paths import Stroke
from pipeline.read.pdf_shapes import Image
from pipeline.read.pictures import classify
from schemas.document import Box, Picture

_MIN_SIDE = 6.0  # points; smaller images are rules and bullets
_MAX_PIXELS = 25_000_000
_MAX_BYTES = 30_000_000
_MAX_STROKES = 1_500
_SMALL = 16.0  # points; what is larger is no tick
_NEAR = 8.0  # points between the strokes of one drawing
_FINE = 3.0  # pixels per point at which a picture is looked at (216 dpi)
_SEEN = 300_000  # pixels; more only slow the look down


class Gallery:
    """The images of one file: each stored image is looked at once, however often it is shown.

    Args:
        pdf: the open file.
    """

    def __init__(self, pdf: pdfium.PdfDocument) -> None:
        self._pdf = pdf
        self._seen: dict[tuple[str, int, int], Picture] = {}

    def picture(self, image: Image, page: object) -> Picture | None:
        """Return what an image shows; None for what is too small to be a picture."""
        wide, high = image.box[2] - image.box[0], image.box[3] - image.box[1]
        if min(wide, high) < _MIN_SIDE:
            return None
        digest = _digest(image.handle)
        key = (digest, round(wide), round(high))
        if key not in self._seen:
            data = self._pixels(image.handle, page)
            self._seen[key] = Picture(
                drawn="unknown" if data is None else classify(data),
                width=wide,
                height=high,
                digest=digest or None,
            )
        return self._seen[key]

    def hides(self, image: Image, page: object) -> bool:
        """Say whether an image is a white patch through which nothing shows."""
        look = self.picture(image, page)
        if look is None or look.drawn != "blank":
            return False
        raw = pdfium_c.FPDFImageObj_GetRenderedBitmap(self._pdf, page, image.handle)
        if not raw:
            return False
        seen = pdfium.PdfBitmap.from_raw(raw).to_pil()
        opaque: bool = seen.mode != "RGBA" or seen.getchannel("A").getextrema() == (255, 255)
        return opaque

    def _pixels(self, handle: object, page: object) -> bytes | None:
        """Return an image with its mask and turn applied, on white, as a bitmap file."""
        width, height = ctypes.c_uint(), ctypes.c_uint()
        pdfium_c.FPDFImageObj_GetImagePixelSize(handle, ctypes.byref(width), ctypes.byref(height))
        if not 0 < width.value * height.value <= _MAX_PIXELS:
            return None
        matrix = pdfium_c.FS_MATRIX()
        pdfium_c.FPDFPageObj_GetMatrix(handle, ctypes.byref(matrix))
        across = max(abs(matrix.a) + abs(matrix.c), 1.0)
        down = max(abs(matrix.b) + abs(matrix.d), 1.0)
        fine = max(1.0, min(_FINE, width.value / across, math.sqrt(_SEEN / (across * down))))
        grown = [part * fine for part in (matrix.a, matrix.b, matrix.c, matrix.d)]
        pdfium_c.FPDFImageObj_SetMatrix(handle, *grown, matrix.e, matrix.f)
        raw = pdfium_c.FPDFImageObj_GetRenderedBitmap(self._pdf, page, handle)
        pdfium_c.FPDFPageObj_SetMatrix(handle, ctypes.byref(matrix))
        if not raw:
            return None
        return bitmap_file(pdfium.PdfBitmap.from_raw(raw).to_pil())


def bitmap_file(picture: PIL.Image.Image) -> bytes:
    """Return a picture on white as a file of the quickest format."""
    if picture.mode == "RGBA":
        ground = PIL.Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "BMP")
    return buffer.getvalue()


def _digest(handle: object) -> str:
    size = pdfium_c.FPDFImageObj_GetImageDataRaw(handle, None, 0)
    if not 0 < size <= _MAX_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium_c.FPDFImageObj_GetImageDataRaw(handle, buffer, size)
    return hashlib.sha256(buffer).hexdigest()


def covered(images: Iterable[Image], width: float, height: float) -> float:
    """Return the share (0-1) of a page that its images cover; strips of one scan add up."""
    total = 0.0
    for image in images:
        wide = min(image.box[2], width) - max(image.box[0], 0.0)
        high = min(image.box[3], height) - max(image.box[1], 0.0)
        total += max(0.0, wide) * max(0.0, high)
    return min(1.0, total / (width * height)) if width * height > 0 else 0.0


def drawings(strokes: Sequence[Stroke], page: Box) -> list[tuple[Box, Picture]]:
    """Gather strokes into drawings: a signature by pencil or by curves, a logo.

    Args:
        strokes: what was neither rule, box nor mark on words.
        page: the page's box; what covers most of it is a background.
    """
    area = (page[2] - page[0]) * (page[3] - page[1])
    loose = [
        stroke
        for stroke in strokes[:_MAX_STROKES]
        if _is_seen(stroke)
        and (stroke.box[2] - stroke.box[0]) * (stroke.box[3] - stroke.box[1]) < 0.4 * area
    ]
    found = []
    for group in _clusters(loose):
        box = union([stroke.box for stroke in group])
        if _is_drawing(group, box):
            ink = any(stroke.source == "ink" for stroke in group)
            picture = Picture(
                drawn="strokes" if ink or len(_inks(group)) == 1 else "unknown",
                width=box[2] - box[0],
                height=box[3] - box[1],
                source="ink" if ink else "vector",
            )
            found.append((box, picture))
    return found


def _is_seen(stroke: Stroke) -> bool:
    """Say whether a stroke shows on white paper."""
    colours = [colour for colour in (stroke.fill, stroke.stroke) if colour]
    return any(min(int(colour[i : i + 2], 16) for i in (0, 2, 4)) < 0xD8 for colour in colours)


def _inks(group: Iterable[Stroke]) -> set[str]:
    return {colour for stroke in group for colour in (stroke.fill, stroke.stroke) if colour}


def _is_drawing(group: Sequence[Stroke], box: Box) -> bool:
    if any(stroke.source == "ink" for stroke in group):
        return max(box[2] - box[0], box[3] - box[1]) >= 4.0
    bends = sum(stroke.curves for stroke in group)
    points = sum(len(stroke.points) for stroke in group)
    wide, high = box[2] - box[0], box[3] - box[1]
    if all(_is_outline(stroke) for stroke in group):
        return False
    if max(wide, high) <= _SMALL:  # a tick or a cross without a box
        return min(wide, high) >= 4 and points >= 3
    return wide >= 12 and high >= 4 and (bends >= 3 or points >= 16)


def _is_outline(stroke: Stroke) -> bool:
    """Say whether a stroke only goes round something: an ellipse, a frame, a bracket."""
    x0, y0, x1, y1 = stroke.box
    edge = 0.16 * min(x1 - x0, y1 - y0)
    first, last = stroke.points[0], stroke.points[-1]
    closed = math.dist(first, last) <= 0.25 * max(x1 - x0, y1 - y0)
    return (closed and stroke.fill is None) and all(
        min(x - x0, x1 - x) <= edge or min(y - y0, y1 - y) <= edge for x, y in stroke.points
    )


def _clusters(strokes: list[Stroke]) -> list[list[Stroke]]:
    groups: list[tuple[Box, list[Stroke]]] = []
    for stroke in sorted(strokes, key=lambda stroke: stroke.box[1]):
        box, members = stroke.box, [stroke]
        apart = []
        for other, group in groups:
            if _touch(box, other):
                box, members = union([box, other]), [*group, *members]
            else:
                apart.append((other, group))
        groups = [*apart, (box, members)]
    return [group for _, group in groups]


def _touch(a: Box, b: Box) -> bool:
    return (
        a[0] <= b[2] + _NEAR
        and b[0] <= a[2] + _NEAR
        and a[1] <= b[3] + _NEAR
        and b[1] <= a[3] + _NEAR
    )
