"""PDF reading: words in the text layer that no print shows — covered later, or white on white."""

import ctypes
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pypdfium2.raw as pdfium_c

from pipeline.read.pdf_chars import Word
from pipeline.read.pdf_frame import Frame, centre, inside
from pipeline.read.pdf_shapes import Shapes, page_objects
from pipeline.read.pdf_subpaths import Matrix, around, clip_parts
from pipeline.read.pdf_ticks import lightness
from schemas.document import Box

_LIGHT = 0.93  # of white: the ground of what is typed anew over a printed line
_WHITE = 0.97
_PHRASE = 4  # words: the shortest prompt whose last word may show beside the patch over it
_MOST = 0.5  # of a page's words: if more were white, their ground was not understood


class Cover(NamedTuple):
    """A light patch over the page, and its place in the drawing order."""

    box: Box
    rank: int


class Seen(NamedTuple):
    """The words a reader of the print sees; `lost` when others have gone without a successor."""

    words: list[Word]
    lost: bool


class _Order(NamedTuple):
    """When each text object is drawn, the opaque patches, and whether a ground may be shaded."""

    texts: Mapping[int, int]
    covers: list[Cover]
    shaded: bool


def seen_words(
    words: list[Word], page: object, shapes: Shapes, frame: Frame, blanks: Sequence[Cover]
) -> Seen:
    """Leave out the words that lie under a light patch drawn later, and white ones on white.

    Args:
        words: the page's words.
        page: pdfium's page, for its drawing order.
        shapes: what is drawn on it.
        frame: the page's frame.
        blanks: white images.
    """
    light = {
        rect.rank: rect.box
        for rect in shapes.rects
        if rect.fill is not None and lightness(rect.fill) >= _LIGHT
    }
    white = [word for word in words if word.colour and lightness(word.colour) >= _WHITE]
    if not light and not blanks and not white:
        return Seen(words, lost=False)
    order = _order(page, light, frame)
    covers = [*order.covers, *blanks]
    under = {id(word): cover for word in words if (cover := _cover(word, order.texts, covers))}
    left_over = _left_over(words, under)
    pale = set[int]()
    if not order.shaded and len(white) <= _MOST * len(words):
        pale = {id(word) for word in white if not _has_ground(word, shapes)}
    gone = under.keys() | left_over | pale
    seen = [word for word in words if id(word) not in gone]
    replaced = all(_is_typed_over(cover, seen, order.texts) for cover in under.values())
    return Seen(seen, lost=bool(pale) or not replaced)


def _order(page: object, light: Mapping[int, Box], frame: Frame) -> _Order:
    texts: dict[int, int] = {}
    covers: list[Cover] = []
    shaded = False
    for rank, (handle, matrix) in enumerate(page_objects(page)):
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            texts[ctypes.cast(handle, ctypes.c_void_p).value or 0] = rank  # type: ignore[arg-type] # a foreign pointer
        elif kind == pdfium_c.FPDF_PAGEOBJ_SHADING:
            shaded = True
        elif rank in light and texts and _is_opaque(handle):
            covers.extend(Cover(box, rank) for box in _clipped(light[rank], handle, matrix, frame))
    return _Order(texts, covers, shaded)


def _is_opaque(handle: object) -> bool:
    rgba = [ctypes.c_uint() for _ in range(4)]
    pdfium_c.FPDFPageObj_GetFillColor(handle, *[ctypes.byref(part) for part in rgba])
    return rgba[3].value == 255 and not pdfium_c.FPDFPageObj_HasTransparency(handle)


def _clipped(box: Box, handle: object, matrix: Matrix, frame: Frame) -> Iterator[Box]:
    """Yield what the clipping paths leave of a box; nothing where they are no rectangles."""
    for part in clip_parts(handle, matrix, frame):
        if part.curves or len(set(part.points)) > 4:
            return
        clip = around(part.points)
        box = (
            max(box[0], clip[0]),
            max(box[1], clip[1]),
            min(box[2], clip[2]),
            min(box[3], clip[3]),
        )
    if box[0] < box[2] and box[1] < box[3]:
        yield box


def _cover(word: Word, texts: Mapping[int, int], covers: Sequence[Cover]) -> Cover | None:
    """Return the patch that hides a word drawn before it."""
    drawn = texts.get(word.source)
    if drawn is None or word.span is not None:
        return None
    rim = 0.1 * (word.x1 - word.x0)
    ends = ((word.x0 + rim, word.base - 0.5 * word.size), (word.x1 - rim, word.base - 0.05))
    for cover in covers:
        if cover.rank > drawn and all(inside(end, cover.box) for end in ends):
            return cover
    return None


def _left_over(words: Sequence[Word], under: Mapping[int, Cover]) -> set[int]:
    """Return the last words of phrases that a patch was to hide and was too short for."""
    phrases: dict[tuple[int, int], list[Word]] = defaultdict(list)
    sources = {word.source for word in words if id(word) in under}
    for word in words:
        if word.source in sources:
            phrases[word.source, round(word.base)].append(word)
    found = set[int]()
    for phrase in phrases.values():
        hidden = [id(word) in under for word in phrase]
        if len(phrase) >= _PHRASE and all(hidden[1:-1]) and not hidden[-1]:
            found.add(id(phrase[-1]))
    return found


def _is_typed_over(cover: Cover, seen: Sequence[Word], texts: Mapping[int, int]) -> bool:
    """Say whether something stands on a patch: what it hides was replaced, not lost."""
    return any(
        texts.get(word.source, -1) > cover.rank and inside(centre(word.box), cover.box)
        for word in seen
    )


def _has_ground(word: Word, shapes: Shapes) -> bool:
    """Say whether something dark enough to show a white word lies under it."""
    middle = ((word.x0 + word.x1) / 2, word.base - 0.3 * word.size)
    painted = [shape.box for shape in shapes.rects if shape.fill and lightness(shape.fill) < 0.9]
    painted += [shape.box for shape in shapes.strokes if shape.fill and lightness(shape.fill) < 0.9]
    painted += [image.box for image in shapes.images]
    return any(inside(middle, box, 1.0) for box in painted) or any(
        # a thick line may be a ground too: its breadth is not known here
        not rule.upright
        and rule.start <= middle[0] <= rule.stop
        and abs(rule.at - middle[1]) < word.size
        for rule in shapes.rules
    )
