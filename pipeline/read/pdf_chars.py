"""PDF reading: the characters of a page, gathered into words of one look."""

import ctypes
from collections import Counter
from dataclasses import dataclass
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


class _Gatherer:
    """Characters one after the other, cut into words as they come."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.words: list[Word] = []
        self.hidden = self.visible = self.unmapped = 0
        self._letters: list[str] = []
        self._style: Style | None = None
        self._pointer = 0
        self._spaces = False
        self._blank = False
        self._x0 = self._x1 = self._base = self._last0 = 0.0

    def add(self, letter: str, box: Box, pointer: int, style: Style) -> None:
        """Take one printed character; its box is in reading coordinates, bottom = baseline."""
        x0, base, x1 = box[0], box[3], box[2]
        if letter.isspace():
            self._spaces = self._spaces or pointer == self._pointer
            self.flush()
            self._blank = True
            return
        if not self._continues(letter, x0, base, pointer, style):
            self.flush()
        if not self._letters:
            self._style, self._x0, self._base = style, x0, base
        self._letters.append(letter)
        self._pointer, self._x1, self._last0 = pointer, max(x1, x0), x0
        if letter in BOX_STATE:
            self.flush()

    def _continues(self, letter: str, x0: float, base: float, pointer: int, style: Style) -> bool:
        old = self._style
        if not self._letters or old is None or letter in BOX_STATE:
            return False
        if pointer != self._pointer and style != old:
            return False
        size = style.size
        if abs(base - self._base) > 0.1 * size:
            return False
        if x0 == self._last0 and pointer == self._pointer:
            return True  # the second letter of a ligature has the box of the first
        if x0 < (self._last0 + self._x1) / 2 - 0.1:
            return False
        # Where the file prints its spaces, a gap is letter-spacing; else it is the space.
        return x0 - self._x1 <= (0.35 if self._spaces else 0.17) * size

    def add_sideways(self, letters: list[tuple[str, Box]], style: Style) -> None:
        """Take a text object at right angles to the page: one word, never part of a line."""
        self.flush()
        text = "".join(letter for letter, _ in letters).strip()
        x0, _, x1, y1 = union([box for _, box in letters])
        if text:
            word = Word(text, x0, x1, y1, style.size, style.bold, style.colour, style.hidden)
            word.sideways = True
            self.words.append(word)

    def flush(self) -> None:
        """Close the word in hand."""
        style = self._style
        if self._letters and style is not None:
            text = "".join(self._letters)
            word = Word(text, self._x0, max(self._x1, self._x0), self._base, style.size)
            word.bold, word.colour, word.hidden = style.bold, style.colour, style.hidden
            word.space = self._blank
            self.words.append(word)
            self._blank = False
        self._letters = []


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
    for start, stop, _, style in runs:
        turns[style.turn] += stop - start
    turn = turns.most_common(1)[0][0] if turns else frame.turn
    gatherer = _Gatherer(frame._replace(turn=turn))
    for run in runs:
        _gather(page, run, gatherer)
    gatherer.flush()
    return Chars(gatherer.words, turn, gatherer.visible, gatherer.hidden, gatherer.unmapped)


_Run = tuple[int, int, int, Style]


def _runs(page: int, count: int, styles: Styles) -> list[_Run]:
    """Cut the page's characters by text object: (start, stop, object, style)."""
    runs: list[_Run] = []
    text_object = RAW.text_object
    current, start = 0, 0
    for index in range(count):
        pointer = text_object(page, index) or 0  # 0: a space or line end that pdfium made up
        if pointer != current:
            if current:
                runs.append((start, index, current, styles.of(current, start)))
            current, start = pointer, index
    if current:
        runs.append((start, count, current, styles.of(current, start)))
    return runs


def _gather(page: int, run: _Run, gatherer: _Gatherer) -> None:
    start, stop, pointer, style = run
    frame, table = gatherer.frame, style.table
    rect = pdfium_c.FS_RECTF()
    where = ctypes.addressof(rect)
    x, y = ctypes.c_double(), ctypes.c_double()
    RAW.origin(page, start, ctypes.addressof(x), ctypes.addressof(y))
    base = frame.point(x.value, y.value)[1]
    sideways: list[tuple[str, Box]] = []
    for index in range(start, stop):
        RAW.box(page, index, where)
        code = RAW.unicode(page, index)
        letter = meaning(code, table) if code < 0x20 or code > 0x7E or table else chr(code)
        if not letter:
            continue
        gatherer.unmapped += code in {0, 0xFFFD}
        x0, top, x1, bottom = frame.box(rect.left, rect.bottom, rect.right, rect.top)
        if style.turn == frame.turn:
            gatherer.add(letter, (x0, top, x1, base), pointer, style)
        else:
            sideways.append((letter, (x0, top, x1, bottom)))
    if sideways:
        gatherer.add_sideways(sideways, style)
    if style.hidden:
        gatherer.hidden += stop - start
    else:
        gatherer.visible += stop - start
