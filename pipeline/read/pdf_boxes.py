"""PDF reading: boxes to tick that are drawn or printed, and the marks made in them.

A box is a small square or circle, or a character that shows one; what says that it is ticked may
be strokes, a filled shape, a letter typed over it, or pencil strokes of a PDF viewer.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.read.pdf_cells import Region
from pipeline.read.pdf_chars import Word
from pipeline.read.pdf_frame import inside, overlap
from pipeline.read.pdf_glyphs import BOX_STATE
from pipeline.read.pdf_paths import Rect, Stroke
from pipeline.read.pdf_shapes import Shapes
from pipeline.read.pdf_ticks import (
    brushes,
    fills,
    is_frame,
    is_ring,
    is_solid,
    is_square,
    marks,
    stands_out,
)
from schemas.document import Box

_LETTERS = frozenset(
    ("x", "X", "v", "V", "×", "\u2573", "√", "●", "•", "/", "\\", "+", "*", "xx", "XX")
)

_SAME = 0.6  # of the smaller of two squares: they draw one box


class DrawnBox(NamedTuple):
    """A box, whether anything marks it, and whether that is beyond doubt."""

    box: Box
    ticked: bool
    sure: bool = True


class Boxes(NamedTuple):
    """The boxes of a page, and what is left of its words and strokes.

    A character that shows an empty box, and which nothing marks, stays among the words.
    """

    boxes: list[DrawnBox]
    words: list[Word]
    strokes: list[Stroke]


class _Candidate(NamedTuple):
    """A box: drawn, or the character that shows it."""

    box: Box
    glyph: Word | None
    over: list[Word]


def find_boxes(
    shapes: Shapes, words: list[Word], cells: Iterable[Region], ink: Iterable[Stroke] = ()
) -> Boxes:
    """Find the boxes of a page and their state.

    Args:
        shapes: what is drawn on the page.
        words: its words; those that are marks in a box are taken out.
        cells: closed regions of its ruled tables; a box may be drawn as four lines.
        ink: strokes of annotations.
    """
    strokes = [*shapes.strokes, *ink]
    signed, used = _signed(shapes)
    candidates = _candidates(shapes, words, [*cells], signed)
    marked = [[s for s in strokes if marks(s, found.box)] for found in candidates]
    clear = {id(stroke) for found in marked for stroke in found}
    loose = [stroke for stroke in strokes if id(stroke) not in clear]
    kept: list[DrawnBox] = []
    for candidate, found in zip(candidates, marked, strict=True):
        box, over = candidate.box, candidate.over
        painted = any(fills(rect, box) for rect in shapes.rects)
        sign = any(overlap(box, other) > _SAME for other in signed)
        sure = bool(found or over or painted or sign)
        doubtful = not sure and any(brushes(stroke, box) for stroke in loose)
        if candidate.glyph is not None:
            if not sure and not doubtful:
                continue
            used.add(id(candidate.glyph))
        used |= {id(mark) for mark in [*found, *over]}
        used |= {id(s) for s in strokes if overlap(s.box, box) > 0.9 and is_ring(s)}
        kept.append(DrawnBox(box, ticked=sure or doubtful, sure=not doubtful))
    return Boxes(
        kept,
        [word for word in words if id(word) not in used],
        [stroke for stroke in strokes if id(stroke) not in used],
    )


def _signed(shapes: Shapes) -> tuple[set[Box], set[int]]:
    """Return the solid boxes with a light sign in them, and the strokes that draw these."""
    boxes: set[Box] = set()
    used: set[int] = set()
    drawn: list[Rect | Stroke] = [*shapes.rects, *shapes.strokes]
    for solid in [shape for shape in drawn if is_solid(shape)]:
        signs = [mark for mark in drawn if mark is not solid and stands_out(mark, solid)]
        if signs:
            boxes.add(solid.box)
            used |= {id(shape) for shape in [solid, *signs]}
    return boxes, used


def _candidates(
    shapes: Shapes, words: Sequence[Word], cells: Iterable[Region], signed: set[Box]
) -> list[_Candidate]:
    """Return the drawn boxes and the characters that show an empty one, with what is over them.

    A square that holds other text is a cell; round such a character it is its frame.
    """
    drawn = _outermost(
        [rect.box for rect in shapes.rects if is_frame(rect)]
        + [stroke.box for stroke in shapes.strokes if is_ring(stroke)]
        + [cell.box for cell in cells if is_square(cell.box)]
        + list(signed)
    )
    found = [_Candidate(box, None, _over(words, box)) for box in drawn]
    found += [
        _Candidate(box, word, _over(words, box, word))
        for word in words
        if BOX_STATE.get(word.text) is False and word.span is None
        for box in (_glyph_box(word),)
    ]
    return [
        one
        for one in found
        if all(word.text in _LETTERS or BOX_STATE.get(word.text) for word in one.over)
    ]


def _over(words: Sequence[Word], box: Box, glyph: Word | None = None) -> list[Word]:
    return [
        word
        for word in words
        if inside(_middle(word), box, 1.0) and word is not glyph and not word.sideways
    ]


def _glyph_box(word: Word) -> Box:
    """Return the square that a character such as ☐ shows; it fills most of its width."""
    x, y = _middle(word)
    half = 0.45 * min(word.x1 - word.x0, word.size)
    return x - half, y - half, x + half, y + half


def _middle(word: Word) -> tuple[float, float]:
    return (word.x0 + word.x1) / 2, word.base - 0.33 * word.size


def _outermost(boxes: list[Box]) -> list[Box]:
    """Drop the boxes drawn inside another: the inner line of a double border, a filled ground."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda b: (b[0] - b[2]) * (b[3] - b[1]) * -1, reverse=True):
        if not any(overlap(box, other) > _SAME for other in kept):
            kept.append(box)
    return kept
