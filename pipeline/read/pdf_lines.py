"""PDF reading: words into printed lines, lines into spans."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from pipeline.read.pdf_chars import Word
from pipeline.read.pdf_frame import union
from pipeline.read.pdf_glyphs import BOX_STATE, BULLETS, LONE_TICKS
from pipeline.read.pdf_layers import COLUMN, untangled
from pipeline.read.pdf_spacing import closed_up
from schemas.document import Box, Span

_SPACE = 0.17  # of the type size; the narrowest printed space of common fonts is 0.2
# Loose accents as TeX draws them: acute, grave, diaeresis, circumflex, tilde, cedilla.
_COMBINING = {
    "\u00b4": "\u0301",
    "`": "\u0300",
    "\u00a8": "\u0308",
    "\u02c6": "\u0302",
    "\u02dc": "\u0303",
    "\u00b8": "\u0327",
}


@dataclass(slots=True)
class Line:
    """Words on one baseline, from left to right, and the bullet in front of them."""

    words: list[Word]
    mark: str | None = None
    box: Box = field(init=False)

    def __post_init__(self) -> None:
        self.box = union([_box(word) for word in self.words])

    @property
    def size(self) -> float:
        """The type size of most of its letters."""
        return max(self.words, key=lambda word: len(word.text)).size

    @property
    def base(self) -> float:
        """The height of its baseline."""
        return max(self.words, key=lambda word: word.size).base


def _box(word: Word) -> Box:
    return word.span.box if word.span is not None and word.span.box else word.box


def group_lines(words: Iterable[Word]) -> list[Line]:
    """Group the words of one region into lines, from top to bottom.

    Two words share a line when the bands of their letters overlap by half of the smaller
    one: exponents and mixed sizes stay together, the tightest leading keeps lines apart.
    """
    words = list(words)
    drawn = {id(word): rank for rank, word in enumerate(words)}
    lines: list[list[Word]] = []
    alone: list[list[Word]] = []
    anchor: Word | None = None
    for word in sorted(words, key=lambda word: word.base):
        if word.sideways:
            alone.append([word])
        elif anchor is not None and _same_line(anchor, word):
            lines[-1].append(word)
            anchor = word if word.size > anchor.size else anchor
        else:
            lines.append([word])
            anchor = word
    found = [Line(closed_up(untangled(_in_order(line), drawn))) for line in lines + alone]
    return sorted(found, key=lambda line: line.box[1]) if alone else found


def _same_line(a: Word, b: Word) -> bool:
    top = max(a.base - 0.72 * a.size, b.base - 0.72 * b.size)
    bottom = min(a.base + 0.2 * a.size, b.base + 0.2 * b.size)
    return bottom - top >= 0.46 * min(a.size, b.size)


def _in_order(words: list[Word]) -> list[Word]:
    """Sort words by place; drop what was drawn twice for boldness, join loose accents."""
    words = sorted(words, key=lambda word: word.x0)
    kept: list[Word] = []
    for word in words:
        twin = next((old for old in kept[-3:] if _is_twin(old, word)), None)
        if twin is not None:
            twin.bold = True
        elif kept and word.text and _joins_accent(kept[-1], word):
            kept[-1] = _accented(kept[-1], word)
        else:
            kept.append(word)
    return kept


def _is_twin(a: Word, b: Word) -> bool:
    near = 0.12 * a.size
    return (
        a.text == b.text
        and a.span is None
        and b.span is None
        and abs(a.x0 - b.x0) <= near
        and abs(a.base - b.base) <= near
        and a.text not in BOX_STATE
    )


def _joins_accent(a: Word, b: Word) -> bool:
    """Say whether one is an accent drawn over the other's first letter, as TeX does."""
    accent = a.text in _COMBINING or b.text in _COMBINING
    return accent and b.x0 < a.x1 - 0.1 * a.size and len(a.text) * len(b.text) > 0


def _accented(a: Word, b: Word) -> Word:
    import unicodedata  # noqa: PLC0415 -- needed by one file in a thousand

    accent, letters = (a, b) if a.text in _COMBINING else (b, a)
    first = letters.text[0] if accent is a else letters.text[-1]
    joined = unicodedata.normalize("NFC", first + _COMBINING[accent.text])
    text = joined + letters.text[1:] if accent is a else letters.text[:-1] + joined
    letters.text, letters.space = text, a.space
    letters.x0, letters.x1 = min(a.x0, b.x0), max(a.x1, b.x1)
    return letters


def take_bullet(line: Line, *, frames: bool) -> Line:
    """Move a bullet in front of a line to its `mark`.

    Args:
        line: a line in order.
        frames: the file has boxes with a frame, so that a lone ✓ is a mark, not a bullet.
    """
    first = line.words[0]
    alone = len(line.words) == 1 and len(first.text) == 1
    if first.span is not None or not first.text or alone:
        return line
    head = first.text[0]
    if head in BOX_STATE and (frames or head not in LONE_TICKS):
        return line
    if head not in BULLETS and not "\ue000" <= head <= "\uf8ff":
        return _courier_bullet(line)
    if len(first.text) == 1:
        return Line(line.words[1:], head)
    step = (first.x1 - first.x0) / len(first.text)
    rest = Word(first.text[1:], first.x0 + step, first.x1, first.base, first.size)
    rest.bold, rest.colour, rest.looks = first.bold, first.colour, first.looks
    return Line([rest, *line.words[1:]], head)


def _courier_bullet(line: Line) -> Line:
    """Take the letter o that Word draws for the second level of a list: alone, then a gap."""
    first = line.words[0]
    if first.text == "o" and len(line.words) > 1:
        gap = line.words[1].x0 - first.x1
        if gap > first.size * 0.8 and not line.words[1].text.startswith(("/", ":")):
            return Line(line.words[1:], "o")
    return line


@dataclass(slots=True)
class _Stretch:
    """Text of one look, growing word by word."""

    look: tuple[object, ...] | None
    text: str
    words: list[Word]

    def span(self) -> Span:
        if not self.words:
            return Span(text=self.text)
        word = self.words[0]
        return Span(
            text=self.text,
            bold=word.bold,
            underline="underline" in word.looks,
            highlight="highlight" in word.looks,
            strike="strike" in word.looks,
            circled="circled" in word.looks,
            colour=word.colour,
            box=union([word.box for word in self.words]),
            confidence=0.6 if word.hidden else 1.0,
        )


def line_spans(line: Line, *, frames: bool) -> tuple[Span, ...]:
    """Turn a line into spans: one per look, a tab between columns, a span per field or box.

    Args:
        line: a line in order.
        frames: the file has boxes with a frame, so that a lone ✓ is a mark, not a bullet.
    """
    parts: list[_Stretch | Span] = []
    for word, gap in _with_gaps(line.words):
        last = parts[-1] if parts else None
        if gap == " " and isinstance(last, _Stretch):
            last.text += gap
        elif gap:
            last = _Stretch(None, gap, [])
            parts.append(last)
        if word.span is not None or _is_box(word, frames=frames):
            parts.append(word.span or _box_span(word))
        elif isinstance(last, _Stretch) and gap != "\t" and last.look in {None, _look(word)}:
            last.look = _look(word)
            last.text += word.text
            last.words.append(word)
        else:
            parts.append(_Stretch(_look(word), word.text, [word]))
    return tuple(part if isinstance(part, Span) else part.span() for part in parts)


def _is_box(word: Word, *, frames: bool) -> bool:
    return word.text in BOX_STATE and (frames or word.text not in LONE_TICKS)


def _box_span(word: Word) -> Span:
    return Span(kind="box", text=word.text, ticked=BOX_STATE[word.text], box=word.box)


def _look(word: Word) -> tuple[object, ...]:
    return word.bold, word.colour, word.looks, word.hidden


def _lies_over(before: Word, gap: float) -> bool:
    """Say whether a word begins in the middle of the one before: typed over a dotted line."""
    return before.span is None and gap < -0.25 * before.size


def _with_gaps(words: list[Word]) -> Iterator[tuple[Word, str]]:
    """Yield each word with what stands before it: nothing, a space, or a tab."""
    gaps = [b.x0 - a.x1 for a, b in pairwise(words)]
    usual = median(gaps) if len(gaps) > 2 else 0.0
    yield words[0], ""
    for word, before, gap in zip(words[1:], words, gaps, strict=False):
        size = min(word.size, before.size)
        if gap > max(COLUMN, 0.75 * size) and gap > 2.5 * usual:
            yield word, "\t"
        elif word.space or gap > _SPACE * size or _lies_over(before, gap):
            yield word, " "
        else:
            yield word, ""
