"""Read, Word: what stands in drawings: pictures, ink, pen lines, and text boxes."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from lxml.etree import _Element as Element

from pipeline.read.pictures import Drawn, classify_known
from pipeline.read.word_names import MC, PIC, W14, WP, WPS, A, O, R, V, W
from pipeline.read.word_package import Package
from schemas.document import Picture

POINTS_PER_EMU = 1 / 12_700
PICTURE_BYTES = 24 * 1024 * 1024  # a photograph of 50 megapixels; beyond, it is only noted
TOTAL_BYTES = 128 * 1024 * 1024
LOOKED_AT = 60  # pictures classified per file; a dossier has two signatures, a stamp, some posters
LOOKED_AT_SIZE = 420.0, 300.0  # points; half a page of picture is a poster or a scan, no signature
PEN_POINTS = 8  # a freeform of fewer points is an arrow or a bracket

_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.3465, "mm": 2.83465, "px": 0.75, "pc": 12.0, "": 0.75}
_LENGTH = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]{1,12})\s*([a-z]{0,2})")
_TRACE = re.compile(rb"<(?:\w+:)?trace[ >]")
_NUMBERS = re.compile(r"\d+")
_UNREAD = ("/diagram", "/chart", "/chartex")

Size = tuple[float, float]
Source = Literal["image", "ink", "vector"]


class Place(NamedTuple):
    """The part a drawing stands in, and whether its pixels are worth a look (no logos)."""

    part: str
    look: bool


class Found(NamedTuple):
    """One thing in a drawing: a picture, a text box (its content), or plain words."""

    picture: Picture | None = None
    box: Element | None = None
    words: str = ""


class Drawings:
    """Reads the drawings of one file; each stored picture is looked at once."""

    def __init__(self, package: Package, notices: Counter[str]) -> None:
        self._package = package
        self._notices = notices
        self._known: dict[tuple[str, bool], tuple[str | None, Drawn]] = {}
        self._read = 0
        self._looked = 0

    def read(self, node: Element, place: Place) -> Iterator[Found]:
        """Yield what stands in a `w:drawing`, `w:pict` or `w:object`, in stored order."""
        if node.tag in _PICTURES:
            yield self._picture(node, place, (0.0, 0.0))
        else:
            yield from self._walk(node, place, (0.0, 0.0))

    def _walk(self, node: Element, place: Place, size: Size) -> Iterator[Found]:
        for child in node:
            tag = child.tag
            if tag == _BOX:
                yield Found(box=child)
            elif tag == _ALTERNATIVE:
                yield from self._alternative(child, place, size)
            elif tag in _PICTURES:
                yield self._picture(child, place, size)
            elif tag in _LEAVES:
                yield from self._leaf(child, size)
            elif tag not in _SILENT:
                inner = _size(child, size)
                yield from self._shape(child, inner)
                yield from self._walk(child, place, inner)

    def _alternative(self, node: Element, place: Place, size: Size) -> Iterator[Found]:
        # The same thing twice, for new programs and for old ones: read once (part 3, 7.5).
        for branch in (*node.iterchildren(MC + "Choice"), *node.iterchildren(MC + "Fallback")):
            found = list(self._walk(branch, place, size))
            if found:
                yield from found
                return

    def _picture(self, node: Element, place: Place, size: Size) -> Found:
        name = next((node.get(key) for key in _REFERENCES if node.get(key)), None)
        relation = self._package.relations(place.part).get(name or "")
        if node.tag == W14 + "contentPart":
            size = _extent(node.find(f"{W14}xfrm/{A}ext"), size)
            return Found(picture=self._ink("" if relation is None else relation.target, size))
        if relation is None or relation.external:
            # Nothing is ever fetched.
            self._notices["PICTURE_ELSEWHERE"] += 1
            return Found(picture=Picture(width=size[0], height=size[1]))
        look = place.look and size[0] <= LOOKED_AT_SIZE[0] and size[1] <= LOOKED_AT_SIZE[1]
        return Found(picture=self._image(relation.target, size, look=look))

    def _image(self, target: str, size: Size, *, look: bool) -> Picture:
        digest, drawn = self._known.get((target, look)) or self._examine(target, look=look)
        self._known[target, look] = digest, drawn
        return Picture(drawn=drawn, width=size[0], height=size[1], digest=digest)

    def _examine(self, target: str, *, look: bool) -> tuple[str | None, Drawn]:
        data = self._bytes(target)
        if data is None:
            return None, "unknown"
        digest = hashlib.sha256(data).hexdigest()
        if not look or self._looked >= LOOKED_AT:
            return digest, "unknown"
        self._looked += 1
        return digest, classify_known(data, digest)

    def _ink(self, target: str, size: Size) -> Picture:
        data = self._bytes(target)
        has_trace = data is not None and _TRACE.search(data) is not None
        return Picture(
            drawn="strokes" if has_trace else "unknown",
            width=size[0],
            height=size[1],
            digest=None if data is None else hashlib.sha256(data).hexdigest(),
            source="ink",
        )

    def _bytes(self, target: str) -> bytes | None:
        size = self._package.size(target)
        if not size:
            self._notices["PICTURE_MISSING"] += 1
            return None
        if size > PICTURE_BYTES or self._read + size > TOTAL_BYTES:
            self._notices["PICTURE_TOO_LARGE"] += 1
            return None
        self._read += size
        return self._package.content(target)

    def _leaf(self, node: Element, size: Size) -> Iterator[Found]:
        tag = node.tag
        if tag == V + "textpath":
            yield Found(words=node.get("string") or "")
        elif tag == O + "OLEObject":
            self._notices["EMBEDDED_OBJECT"] += 1
        elif tag == W + "control":
            self._notices["ACTIVEX"] += 1
        elif tag == O + "ink":
            yield Found(picture=_pen("ink", size))
        elif _is_pen_line(node):
            yield Found(picture=_pen("vector", size))

    def _shape(self, node: Element, size: Size) -> Iterator[Found]:
        if node.tag == _GRAPHIC and (node.get("uri") or "").endswith(_UNREAD):
            self._notices["DRAWING_UNREAD"] += 1
        elif node.tag in _FREEFORMS and node.get("filled") in ("f", "false"):
            path = node.get("path") or node.get("points") or ""
            if len(_NUMBERS.findall(path[:4000])) >= 2 * PEN_POINTS:
                yield Found(picture=_pen("vector", size))


def _pen(source: Source, size: Size) -> Picture:
    return Picture(drawn="strokes", width=size[0], height=size[1], source=source)


def _is_pen_line(shape: Element) -> bool:
    # A freeform is a pen line when nothing fills it; a filled one is a drawing or a logo.
    properties = shape.getparent()
    if properties is None or properties.tag != WPS + "spPr":
        return False  # the outline of a cut-out picture
    filled = any(
        properties.find(A + fill) is not None for fill in ("solidFill", "gradFill", "pattFill")
    )
    return not filled and sum(1 for _ in shape.iter(A + "pt")) >= PEN_POINTS


def _size(node: Element, size: Size) -> Size:
    """Return the printed size in points that a frame gives to what is inside it."""
    tag = node.tag
    path = _EXTENTS.get(tag)
    if path is not None:
        return _extent(node.find(path), size)
    style = node.get("style")
    if style:
        found = {side: float(n or 0) * _UNITS.get(u, 1.0) for side, n, u in _lengths(style)}
        return found.get("width", size[0]), found.get("height", size[1])
    return size


def _lengths(style: str) -> Iterator[tuple[str, str, str]]:
    for side, amount, unit in _LENGTH.findall(style[:2000].lower()):
        if amount.count(".") <= 1 and amount != ".":
            yield side, amount, unit


def _extent(node: Element | None, size: Size) -> Size:
    try:
        wide = float(node.get("cx") or 0) if node is not None else 0.0
        high = float(node.get("cy") or 0) if node is not None else 0.0
    except ValueError:
        return size
    return (round(wide * POINTS_PER_EMU, 1), round(high * POINTS_PER_EMU, 1)) if wide else size


_BOX, _ALTERNATIVE = W + "txbxContent", MC + "AlternateContent"
_EXTENTS: Mapping[object, str] = {
    WP + "inline": WP + "extent",
    WP + "anchor": WP + "extent",
    PIC + "pic": f"{PIC}spPr/{A}xfrm/{A}ext",
    WPS + "wsp": f"{WPS}spPr/{A}xfrm/{A}ext",
}
_GRAPHIC = A + "graphicData"
# Definitions, names and places of a drawing: nothing of it is seen.
_SILENT = frozenset(
    {V + "shapetype", WP + "extent", WP + "effectExtent", WP + "positionH", WP + "positionV"}
    | {WP + "docPr", WP + "cNvGraphicFramePr", PIC + "nvPicPr"}
)
_PICTURES = frozenset({A + "blip", V + "imagedata", W14 + "contentPart"})
_REFERENCES = (R + "embed", R + "id", R + "pict", R + "link", R + "href", O + "relid")
_FREEFORMS = frozenset({V + "shape", V + "polyline", V + "curve"})
_LEAVES = frozenset({V + "textpath", O + "OLEObject", W + "control", O + "ink", A + "custGeom"})
