"""PDF reading: the file's form and annotations, opened only where there are any."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pypdfium2.raw as pdfium_c

from pipeline.read.pdf_annots import Annotations, page_annotations
from pipeline.read.pdf_frame import Frame
from pipeline.read.pdf_open import Opened
from pipeline.read.pdf_widgets import Widget, field_values, page_widgets
from schemas.document import Notice

_LOST_NAMES = 20


class Annotated:
    """The form fields and annotations of a file, page by page.

    Args:
        pdf: the file as qpdf opened it; None where there is nothing to read or it refuses.
    """

    def __init__(self, pdf: pikepdf.Pdf | None) -> None:
        self._pdf = pdf
        self.notices: list[Notice] = []
        self.has_fields = False
        self._shown: set[str] = set()

    def widgets(self, number: int) -> list[Widget]:
        """Return the visible form fields of a page (1-based)."""
        if self._pdf is None or number > len(self._pdf.pages):
            return []
        found = list(page_widgets(self._pdf.pages[number - 1], number))
        self.has_fields = self.has_fields or bool(found)
        self._shown |= {widget.field for widget in found}
        return found

    def annotations(self, number: int, frame: Frame) -> Annotations:
        """Return the other annotations of a page (1-based), in reading coordinates."""
        if self._pdf is None or number > len(self._pdf.pages):
            return Annotations([], [], [])
        return page_annotations(self._pdf.pages[number - 1], frame)

    def lost_values(self) -> list[Notice]:
        """Name the filled fields that stand on none of the pages read: nobody would see them."""
        if self._pdf is None:
            return []
        names = [name for name in field_values(self._pdf) if name not in self._shown]
        return [
            Notice(code="FIELD_NOT_SHOWN", facts={"field": name}) for name in names[:_LOST_NAMES]
        ]


@contextmanager
def annotated(path: Path, opened: Opened) -> Iterator[Annotated]:
    """Open the form and annotations of a file already open in pdfium."""
    if not _has_any(opened):
        yield Annotated(None)
        return
    try:
        pdf = pikepdf.open(path)
    except (pikepdf.PdfError, pikepdf.PasswordError):
        form = Annotated(None)
        form.notices.append(Notice(code="FORM_UNREADABLE"))
        yield form
        return
    with pdf:
        yield Annotated(pdf)


def _has_any(opened: Opened) -> bool:
    if pdfium_c.FPDF_GetFormType(opened.pdf):
        return True
    for index in range(opened.pages):
        page = pdfium_c.FPDF_LoadPage(opened.pdf, index)
        count = pdfium_c.FPDFPage_GetAnnotCount(page) if page else 0
        if page:
            pdfium_c.FPDF_ClosePage(page)
        if count:
            return True
    return False
