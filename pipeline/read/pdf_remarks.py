"""PDF reading: typed remarks and stamps laid over a page."""

from collections.abc import Iterable

from pipeline.read.pdf_annots import Remark
from pipeline.read.pdf_chars import Word
from pipeline.read.pdf_flow import Content
from pipeline.read.pdf_stamps import stamp_picture
from schemas.document import Box, Picture, Span

_LETTER = 0.5  # of the type size: the usual width of a letter


def add_remarks(content: Content, remarks: Iterable[Remark]) -> list[tuple[Box, Picture]]:
    """Add typed remarks to a page's words, comments to its comments.

    Returns:
        The stamps, as pictures.
    """
    stamps = []
    for remark in remarks:
        if remark.kind == "stamp":
            stamps.append((remark.box, stamp_picture(remark.annotation, remark.box)))
        elif remark.kind == "comment":
            content.comments.append((remark.box, remark.text))
        else:
            _add_typed(content, remark)
    return stamps


def _add_typed(content: Content, remark: Remark) -> None:
    """Type a remark into the line where it stands; several lines stand by themselves."""
    x0, top, x1, bottom = remark.box
    size = min(remark.size, max(4.0, bottom - top))
    lines = remark.text.split("\n")
    fits = len(lines) == 1 and len(remark.text) * size * _LETTER <= 1.1 * (x1 - x0)
    if not fits and (len(lines) > 1 or bottom - top > 2.2 * size):
        spans: list[tuple[Span, ...]] = [(Span(text=line, box=remark.box),) for line in lines]
        content.tall.append((remark.box, spans))
        return
    high = bottom - top <= 2.2 * size
    base = (top + bottom) / 2 + 0.3 * size if high else top + 2 + size
    wide = min(x1, x0 + len(remark.text) * size * _LETTER)
    content.words.append(Word(remark.text, x0, max(wide, x0 + 1), base, size, space=True))
