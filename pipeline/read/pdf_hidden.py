"""PDF reading: the hidden words that a copier laid under a scanned page, as a second opinion.

They are another recogniser's, of another day, at times of another document or shifted by a page.
Never read instead of the pixels, they count where they read, nearly word for word, what is seen.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2.raw as pdfium_c
from rapidfuzz import fuzz

from pipeline.read.pdf_open import open_pdf
from schemas.document import Block, Document, Notice, Span

_AGREES = 0.85  # of the sure words of a page, found among the hidden ones; another's form: 0.6
_FOREIGN = 0.4  # fewer: the words of another page
_SURE, _LONG = 0.9, 3  # words whose reading from the pixels is beyond doubt
_LEAST = 8  # such words: fewer tell nothing
_ALIKE = 60  # of a hundred: two readings of one word
_SAME_ENGINE = "GlyphLessFont"
"""The invisible font of Tesseract, which reads here: its mistakes would confirm themselves."""

OTHER = "HIDDEN_LAYER_DIFFERS"


def weighed(path: Path, document: Document, seen: Document) -> Document:
    """Return a scan as seen, with the words hidden under its pages as second readings.

    Args:
        path: the PDF.
        document: with the words of its text layers, hidden ones included.
        seen: the same, its scanned pages read from their pixels.
    """
    poor = [page.number for page in document.pages if page.layer == "poor"]
    blocks = list(seen.blocks)
    foreign = False
    for number in poor:
        hidden = [word for block in _of(document, number) for word in block.text.split()]
        places = [
            (rank, at)
            for rank, block in enumerate(blocks)
            if block.where.page == number
            for at, span in enumerate(block.spans)
            if span.kind == "text" and span.confidence < 1 and span.text.strip()
        ]
        spans = [blocks[rank].spans[at] for rank, at in places]
        share = _agreement(spans, hidden)
        foreign = foreign or (share is not None and share < _FOREIGN)
        if share is None or share < _AGREES or _is_our_own(path, number):
            continue
        for (rank, at), second in zip(places, _seconds(spans, hidden), strict=True):
            if second is not None:
                blocks[rank] = _with_second(blocks[rank], at, second)
    notices = (*seen.notices, Notice(code=OTHER)) if foreign else seen.notices
    return seen.model_copy(update={"blocks": tuple(blocks), "notices": notices})


def _of(document: Document, number: int) -> Iterator[Block]:
    for block in document.blocks:
        if block.where.page == number and block.part != "comment":
            yield block


def _agreement(spans: Sequence[Span], hidden: Sequence[str]) -> float | None:
    """Return the share of the words read with assurance that are hidden there too."""
    sure = [
        _plain(span.text)
        for span in spans
        if span.confidence >= _SURE and len(_plain(span.text)) >= _LONG
    ]
    if len(sure) < _LEAST or not hidden:
        return None
    known = Counter(_plain(word) for word in hidden)  # their order is that of another reader
    return (Counter(sure) & known).total() / len(sure)


def _seconds(spans: Sequence[Span], hidden: Sequence[str]) -> list[str | None]:
    """Return what the hidden words read in the place of each span, told by their order."""
    found: list[str | None] = [None] * len(spans)
    ours = [_plain(span.text) for span in spans]
    matcher = SequenceMatcher(None, ours, [_plain(word) for word in hidden], autojunk=False)
    for _, i0, i1, j0, j1 in matcher.get_opcodes():
        if i1 - i0 != j1 - j0:  # words cut or joined otherwise: which is which is not known
            continue
        for one, other in zip(range(i0, i1), range(j0, j1), strict=True):
            theirs = _plain(hidden[other])
            if len(ours[one]) == len(theirs) or fuzz.ratio(ours[one], theirs) >= _ALIKE:
                found[one] = hidden[other]
    return found


def _with_second(block: Block, at: int, second: str) -> Block:
    spans = list(block.spans)
    if spans[at].second is None:
        space = spans[at].text[: len(spans[at].text) - len(spans[at].text.lstrip())]
        spans[at] = spans[at].model_copy(update={"second": space + second})
    return block.model_copy(update={"spans": tuple(spans)})


def _plain(word: str) -> str:
    return re.sub(r"[\s’'‘`´]", "", word).casefold()


def _is_our_own(path: Path, number: int) -> bool:
    """Say whether a page's hidden words were read by Tesseract as well."""
    with open_pdf(path) as opened:
        page = pdfium_c.FPDF_LoadPage(opened.pdf, number - 1)
        text = pdfium_c.FPDFText_LoadPage(page) if page else None
        try:
            return text is not None and bool(text) and _SAME_ENGINE in _font(text)
        finally:
            if text:
                pdfium_c.FPDFText_ClosePage(text)
            if page:
                pdfium_c.FPDF_ClosePage(page)


def _font(text: object) -> str:
    """Return the name of the font of a page's first character."""
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    length = pdfium_c.FPDFText_GetFontInfo(text, 0, name, 128, ctypes.byref(flags))
    return name.raw[: max(0, length - 1)].decode("utf-8", "replace")
