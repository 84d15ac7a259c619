"""Extract, first step: the document as one string, each character knowing where it stands."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schemas.document import Block, Cell, Document, Span, Where

EMPTY_BOX = "\ue000"
TICKED_BOX = "\ue001"
PICTURE = "\ue002"
SLOT = "\ue003"
"""Stands for a control or form field that holds nothing, or nothing but its prompt."""
TRACE = 0.35
"""Of a drawing: below, it may be anything, and leaves no mark among the words."""
BREAK = "\x0b"
"""A line break inside a paragraph; `\\n` parts blocks."""
BOXES = EMPTY_BOX + TICKED_BOX
SENTINELS = BOXES + PICTURE + SLOT


def _fold_table() -> dict[int, str]:
    """Map accented, typographic and blank characters to one plain lower-case character each."""
    table: dict[int, str] = {}
    for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)):
        char = unicodedata.normalize("NFD", chr(code))[0].lower()
        if len(char) == 1 and char != chr(code):
            table[code] = char
    for blanks in "\t\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000":
        table[ord(blanks)] = " "
    for quote in "‘’‚‛′ʼ`´":
        table[ord(quote)] = "'"
    for dash in "‐‑‒–—―−":
        table[ord(dash)] = "-"
    table |= {ord("œ"): "o", ord("Œ"): "o", ord("æ"): "a", ord("Æ"): "a", ord("…"): "."}
    table |= {ord("："): ":", ord("ﬁ"): "f", ord("ﬂ"): "f", ord("ﬀ"): "f", ord("ﬃ"): "f"}
    return table


FOLD = _fold_table()


def fold(text: str) -> str:
    """Return `text` in plain lower case, character for character (same length).

    Few distinct characters need folding: replacing each of them in turn is four times quicker
    than a translation table over the whole of a dossier.
    """
    lower = text.lower()
    if len(lower) != len(text):  # « İ » becomes two characters
        return text.translate(FOLD)
    for char in set(lower):
        plain = FOLD.get(ord(char))
        if plain is not None:
            lower = lower.replace(char, plain)
    return lower


_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"[a-z0-9]+")
_JOINED = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"}
_JOINED_LETTER = re.compile("[" + "".join(_JOINED) + "]")


def words_of(text: str) -> list[str]:
    """Return the folded words of a label, joined letters written apart."""
    return _WORD.findall(fold(_apart(text)))


def _apart(text: str) -> str:
    for joined, letters in _JOINED.items():
        text = text.replace(joined, letters)
    return text


class Words:
    """The folded words of a sheet, where each begins and ends, and where each word occurs."""

    def __init__(self, text: str, plain: str, vocabulary: frozenset[str]) -> None:
        self.words: list[str] = _WORD.findall(plain)
        self.places = [match.span() for match in _WORD.finditer(plain)]
        for match in _JOINED_LETTER.finditer(text):
            rank = bisect_right(self.places, (match.start(), len(text))) - 1
            start, end = self.places[rank]
            self.words[rank] = fold(_apart(text[start:end]))
        self._ranks: dict[str, list[int]] = {}
        for rank, word in enumerate(self.words):
            if word in vocabulary:
                self._ranks.setdefault(word, []).append(rank)

    def find(self, label: list[str]) -> list[tuple[int, int]]:
        """Return the ranks of the first and last words of each place that reads `label`."""
        size = len(label)
        if size == 1:
            return [(rank, rank) for rank in self._ranks.get(label[0], ())]
        # Start from the rarest of the first words: « de la … » stands everywhere.
        key = min(range(min(size, 4)), key=lambda i: len(self._ranks.get(label[i], ())))
        return [
            (rank - key, rank - key + size - 1)
            for rank in self._ranks.get(label[key], ())
            if rank >= key and self.words[rank - key : rank - key + size] == label
        ]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one span between two places of the sheet."""

    span: Span
    start: int
    end: int


class Sheet:
    """The body of a document as one string.

    `text` holds the characters as they stand, boxes, pictures and empty fields as one
    sentinel each; `plain` is `text` folded, of the same length. Headers, footers, notes
    and comments are left out. `is_prompt` tells the form's own prompts, which leave an empty
    field; a control that says it shows its prompt but holds other words keeps them.
    `vocabulary` holds the words that labels are made of.
    """

    def __init__(
        self,
        document: Document,
        is_prompt: Callable[[str], bool],
        vocabulary: frozenset[str],
    ) -> None:
        self._is_prompt = is_prompt
        self.blocks: list[Block] = [
            block for block in document.blocks if block.part in ("body", "textbox")
        ]
        self.starts: list[int] = []
        self._spans: list[Span] = []
        self._span_starts: list[int] = []
        self._span_ends: list[int] = []
        chunks: list[str] = []
        at = 0
        for block in self.blocks:
            self.starts.append(at)
            for span in block.spans:
                chunk = self._characters(span)
                if chunk:
                    self._spans.append(span)
                    self._span_starts.append(at)
                    chunks.append(chunk)
                    at += len(chunk)
                    self._span_ends.append(at)
            chunks.append("\n")
            at += 1
        self.text = "".join(chunks)
        self.plain = fold(self.text)
        self.words = Words(self.text, self.plain, vocabulary)
        self.has_boxes = any(span.box is not None for span in self._spans)
        self.is_ocr = document.reader in ("scan", "mixed")
        self.is_sure = all(span.confidence >= 1 for span in self._spans)

    def _characters(self, span: Span) -> str:
        """Return what the sheet holds for one span."""
        if span.kind == "box":
            return TICKED_BOX if span.ticked else EMPTY_BOX
        if span.kind == "picture":
            return PICTURE if span.confidence > TRACE else ""
        text = span.text
        if span.control is not None and (not text.strip() or self._is_prompt(text)):
            return SLOT
        if "\n" in text:
            text = text.replace("\n", BREAK)
        if text.isascii():
            return text
        if _SURROGATE.search(text):  # some PDF fonts name an emoji by its two halves
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return unicodedata.normalize("NFC", text)

    def block_at(self, place: int) -> int:
        """Return the rank in `blocks` of the block that holds the character at `place`."""
        return bisect_right(self.starts, place) - 1

    def block_end(self, index: int) -> int:
        """Return the place of the line feed that closes block `index`."""
        following = index + 1
        return self.starts[following] - 1 if following < len(self.starts) else len(self.text) - 1

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """Yield the parts of spans that lie between two places, in order."""
        index = max(bisect_right(self._span_starts, start) - 1, 0)
        while index < len(self._spans) and self._span_starts[index] < end:
            span, first = self._spans[index], self._span_starts[index]
            last = self._span_ends[index]
            if last > start:
                yield Piece(span, max(first, start), min(last, end))
            index += 1

    def span_at(self, place: int) -> Span | None:
        """Return the span that holds the character at `place`; None between blocks."""
        index = bisect_right(self._span_starts, place) - 1
        return self._spans[index] if index >= 0 and self._span_ends[index] > place else None

    def cells_at(self, place: int) -> tuple[Cell, ...]:
        """Return the path of table cells, outermost first, around the character at `place`."""
        return self.blocks[self.block_at(place)].cells if self.blocks else ()

    def where(self, start: int, end: int) -> Where:
        """Return the page, the box around, and the rank in the file of a stretch of text."""
        block = self.blocks[self.block_at(start)].where
        if not self.has_boxes:
            return block
        boxes = [
            p.span.box
            for p in self.pieces(start, end)
            if p.span.box is not None
            and self.blocks[self.block_at(p.start)].where.page == block.page
        ]
        if not boxes:
            return block
        around = (
            min(b[0] for b in boxes),
            min(b[1] for b in boxes),
            max(b[2] for b in boxes),
            max(b[3] for b in boxes),
        )
        return block.model_copy(update={"box": around})
