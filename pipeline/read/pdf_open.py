"""PDF reading: opening a file, or saying in one error why it cannot be read."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.errors import Damaged, Empty, Encrypted, TooLarge, UnknownKind
from schemas.document import Notice

_START = re.compile(rb"startxref\s+(\d{1,15})")
_TABLE = re.compile(rb"\s*(xref|\d+\s+\d+\s+obj)")
MAX_SIDE = 14_400.0
"""Points; the largest page that ISO 32000-1 (annex C) foresees."""
MAX_PAGES, READ_PAGES = 200, 60
"""No dossier has more than 200 pages; of a longer file the first 60 are read."""


class Opened(NamedTuple):
    """An open file, how many of its pages are to be read, and what was odd about it."""

    pdf: pdfium.PdfDocument
    pages: int
    notices: tuple[Notice, ...]


@contextmanager
def open_pdf(path: Path) -> Iterator[Opened]:
    """Open a PDF file; it is closed on leaving.

    Raises:
        Empty: no byte.
        UnknownKind: not a PDF at all.
        Encrypted: it cannot be opened without a password.
        Damaged: neither pdfium nor qpdf makes anything of it.
    """
    head, tail = _ends(path)
    if not head and not tail:
        raise Empty(name=path.name)
    if b"%PDF-" not in head:
        raise UnknownKind(name=path.name)
    notices = []
    pdf, repaired = _load(path)
    try:
        if repaired or not _is_whole(path, head, tail):
            notices.append(Notice(code="REPAIRED"))
        if pdfium_c.FPDF_GetSecurityHandlerRevision(pdf) >= 0:
            notices.append(Notice(code="PROTECTED"))
        if pdfium_c.FPDF_GetFormType(pdf) in {2, 3}:
            notices.append(Notice(code="XFA"))
        count = len(pdf)
        if count > MAX_PAGES:
            notices.append(Notice(code="PAGES_SKIPPED", facts={"pages": count, "read": READ_PAGES}))
            count = READ_PAGES
        yield Opened(pdf, count, tuple(notices))
    finally:
        pdf.close()


def _ends(path: Path) -> tuple[bytes, bytes]:
    """Return the first and the last 2 kB; Acrobat looks for its marks in 1 kB."""
    with path.open("rb") as file:
        head = file.read(2048)
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - 2048))
        return head, file.read()


def _is_whole(path: Path, head: bytes, tail: bytes) -> bool:
    """Say whether the end of the file leads to its table of contents (ISO 32000-1, 7.5.5).

    pdfium rebuilds the table of a file that was cut or lost bytes without a word, and what it
    does not find again is missing without a trace.
    """
    ends = _START.findall(tail)
    if not ends or b"%%EOF" not in tail:
        return False
    with path.open("rb") as file:
        for start in (0, head.index(b"%PDF-")):  # offsets may count from the mark, after junk
            file.seek(start + int(ends[-1]))
            if _TABLE.match(file.read(64)):
                return True
    return False


def _load(path: Path) -> tuple[pdfium.PdfDocument, bool]:
    """Load a file; through qpdf's reconstruction where pdfium gives up (second value True)."""
    try:
        return pdfium.PdfDocument(path), False
    except pdfium.PdfiumError as error:
        if error.err_code in {pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY}:
            raise Encrypted(name=path.name) from error
    return _rebuilt(path), True


def _rebuilt(path: Path) -> pdfium.PdfDocument:
    import pikepdf  # noqa: PLC0415 -- 40 ms that a sound file does not need

    buffer = io.BytesIO()
    try:
        with pikepdf.open(path) as broken:
            if not len(broken.pages):
                raise Damaged(name=path.name)
            broken.save(buffer)
        return pdfium.PdfDocument(buffer.getvalue())
    except pikepdf.PasswordError as error:
        raise Encrypted(name=path.name) from error
    except (pikepdf.PdfError, pdfium.PdfiumError, ValueError, RuntimeError) as error:
        raise Damaged(name=path.name) from error


def check_size(path: Path, width: float, height: float) -> None:
    """Refuse a page whose sides are no paper's.

    Raises:
        TooLarge: a side beyond 14,400 points (5 metres).
    """
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise TooLarge(name=path.name, detail=f"page de {width:.0f} × {height:.0f} points")
