"""PDF reading: the characters of a page, gathered into words of one look."""

import ctypes
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import pypdfium2.raw as pdfium_c

from pipeline.read.pdf_frame import Frame, union
from pipeline.read.pdf_glyphs import BOX_STATE, meaning
from pipeline.read.pdf_styles import RAW, Style, Styles
from schemas.document import Box, Span

MAX_CHARS = 200_000
"""Characters on one page: fifty times the densest printed page."""


@dataclass(slots=True)
class Word:
    """Characters without a gap and of one look; later steps add what is drawn on them.

    Args:
        base: height of the baseline, in points from the top.
        space: a printed space stands before it.
        sideways: written at right angles to the rest of the page.
        span: a form field, box or picture that takes its place in the line as it is.
        source: pdfium's text object that it begins in, 0 when it comes from elsewhere.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool = False
    colour: str | None = None
    hidden: bool = False
    space: bool = False
    sideways: bool = False
    looks: frozenset[str] = frozenset()
    span: Span | None = None
    source: int = 0

    @property
    def box(self) -> Box:
        """The band a printed line takes: ascenders and descenders, whatever the letters."""
        if self.sideways:
            return self.x0, self.base - self.size, self.x1, self.base
        return self.x0, self.base - 0.78 * self.size, self.x1, self.base + 0.22 * self.size


class Chars(NamedTuple):
    """The words of a page, in the order of the file, and what they say of its text layer."""

    words: list[Word]
    turn: int
    visible: int
    hidden: int
    unmapped: int


_Letter = tuple[str, float, float]
"""A character, and from where to where it reaches."""


class _Gatherer:
    """Characters one after the other, cut into words as they come."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.hidden = self.visible = self.unmapped = 0
        self._text = ""
        self._style: Style | None = None
        self._blank = False
        self._source = 0
        self._x0 = self._x1 = self._base = self._last0 = 0.0

    def add(self, letters: list[_Letter], base: float, style: Style, source: int) -> None:
        """Take the characters of one text object (`source`), which stand on one baseline."""
        room = _room(letters, style.size)
        first = True
        for letter, x0, x1 in letters:
            if not letter:  # prints nothing, yet takes its room
                self._x1 = max(self._x1, x1)
            elif letter.isspace():
                self.flush()
                self._blank = True
            else:
                space = 0.17 * style.size if first else room
                if self._text and not self._continues(
                    letter, (x0, base, space), style, first=first
                ):
                    self.flush()
                if not self._text:
                    self._style, self._x0, self._base = style, x0, base
                    self._source = source
                self._text += letter
                self._x1, self._last0 = max(x0, x1), x0
            first = False

    def _continues(
        self, letter: str, place: tuple[float, float, float], style: Style, *, first: bool
    ) -> bool:
        """Say whether a letter goes on with the word in hand; place: x, baseline, widest gap."""
        x0, base, space = place
        if first:  # a new text object: the same look on the same line, or a new word
            old = self._style
            if style is not old and style != old:
                return False
            if abs(base - self._base) > 0.1 * style.size:
                return False
        elif x0 == self._last0:
            return True  # the second letter of a ligature has the box of the first
        if x0 < (self._last0 + self._x1) / 2 - 0.1:
            return False
        return x0 - self._x1 <= space and letter not in BOX_STATE and self._text not in BOX_STATE

    def add_sideways(self, letters: list[tuple[str, Box]], style: Style) -> None:
        """Take a text object at right angles to the page: one word, never part of a line."""
        self.flush()
        text = _whole("".join(letter for letter, _ in letters).strip())
        x0, _, x1, y1 = union([box for _, box in letters])
        if text:
            word = Word(
                _whole(text), x0, x1, y1, style.size, style.bold, style.colour, style.hidden
            )
            word.sideways = True
            self.words.append(word)

    def flush(self) -> None:
        """Close the word in hand."""
        style = self._style
        if self._text and style is not None:
            word = Word(_whole(self._text), self._x0, self._x1, self._base, style.size)
            word.bold, word.colour, word.hidden = style.bold, style.colour, style.hidden
            word.space, word.source = self._blank, self._source
            self.words.append(word)
            self._blank = False
        self._text = ""


def _whole(text: str) -> str:
    """Join the halves that stand for a character beyond U+FFFF; a half alone is unreadable."""
    if text.isascii():
        return text
    if not any("\ud800" <= letter <= "\udfff" for letter in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _room(letters: list[_Letter], size: float) -> float:
    """Return the widest gap between two letters of one word of a text object, in points.

    Where the object prints its spaces, a gap is letter-spacing; else it is the space, which the
    narrowest common fonts make 0.2 of their size, on top of the usual gap of the object.
    """
    if any(letter.isspace() for letter, _, _ in letters):
        return 0.35 * size
    gaps = sorted(b[1] - a[2] for a, b in pairwise(letters))
    return 0.17 * size + (max(0.0, gaps[len(gaps) // 2]) if len(gaps) > 2 else 0.0)


def read_chars(textpage: object, frame: Frame) -> Chars:
    """Gather the characters of a page into words.

    Args:
        textpage: pdfium's handle of the page's text.
        frame: the page's visible box; its turn is replaced by that of most of the text.

    Returns:
        Words in the order of the file, and the turn they are to be read with.
    """
    page = ctypes.cast(textpage, ctypes.c_void_p).value or 0  # type: ignore[arg-type] # a foreign pointer
    count = min(pdfium_c.FPDFText_CountChars(textpage), MAX_CHARS)
    styles = Styles(page)
    runs = _runs(page, count, styles)
    turns = Counter[int]()
    for start, stop, style, _ in runs:
        turns[style.turn] += stop - start
    turn = turns.most_common(1)[0][0] if turns else frame.turn
    gatherer = _Gatherer()
    for run in runs:
        _gather(page, run, frame._replace(turn=turn), gatherer)
    gatherer.flush()
    return Chars(gatherer.words, turn, gatherer.visible, gatherer.hidden, gatherer.unmapped)


_Run = tuple[int, int, Style, int]


def _runs(page: int, count: int, styles: Styles) -> list[_Run]:
    """Cut the page's characters by text object: (start, stop, style, object)."""
    runs: list[_Run] = []
    text_object = RAW.text_object
    current, start = 0, 0
    for index in range(count):
        pointer = text_object(page, index) or 0  # 0: a space or line end that pdfium made up
        if pointer != current:
            if current:
                runs.append((start, index, styles.of(current, start), current))
            current, start = pointer, index
    if current:
        runs.append((start, count, styles.of(current, start), current))
    return runs


def _gather(page: int, run: _Run, frame: Frame, gatherer: _Gatherer) -> None:
    start, stop, style, source = run
    boxes = _boxes(page, run)
    gatherer.unmapped += sum(1 for code in boxes if code[0] in {0, 0xFFFD})
    if style.hidden:
        gatherer.hidden += stop - start
    else:
        gatherer.visible += stop - start
    table = style.table
    letters = [
        (chr(code) if 0x20 <= code < 0x7F and table is None else meaning(code, table), rest)
        for code, *rest in boxes
    ]
    if not letters:
        return
    if style.turn != frame.turn:
        gatherer.add_sideways([(letter, frame.box(*box)) for letter, box in letters], style)
        return
    x, y = ctypes.c_double(), ctypes.c_double()
    RAW.origin(page, start, ctypes.addressof(x), ctypes.addressof(y))
    base = frame.point(x.value, y.value)[1]
    if frame.turn == 0:
        left = frame.left
        placed = [(text, box[0] - left, box[2] - left) for text, box in letters]
    else:
        turned = [(letter, frame.box(*box)) for letter, box in letters]
        placed = [(letter, box[0], box[2]) for letter, box in turned]
    gatherer.add(placed, base, style, source)


def _boxes(page: int, run: _Run) -> list[tuple[int, float, float, float, float]]:
    """Return the code and the box in user space (left, bottom, right, top) of each character."""
    rect = pdfium_c.FS_RECTF()
    where = ctypes.addressof(rect)
    read_box, read_code = RAW.box, RAW.unicode
    boxes = []
    for index in range(run[0], run[1]):
        read_box(page, index, where)
        boxes.append((read_code(page, index), rect.left, rect.bottom, rect.right, rect.top))
    return boxes
