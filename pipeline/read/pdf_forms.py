"""PDF reading: the file's form and annotations, opened only where there are any."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2.raw as pdfium_c

from pipeline.read.pdf_open import Opened
from pipeline.read.pdf_widgets import Widget, page_widgets
from schemas.document import Notice


class Annotated:
    """The annotations of a file, page by page.

    Args:
        pdf: the file as pikepdf opened it; None where there is no annotation or qpdf refuses.
    """

    def __init__(self, pdf: "pikepdf.Pdf | None") -> None:
        self._pdf = pdf
        self.notices: list[Notice] = []
        self.has_fields = False

    def widgets(self, number: int) -> list[Widget]:
        """Return the visible form fields of a page (1-based)."""
        if self._pdf is None:
            return []
        found = list(page_widgets(self._pdf.pages[number - 1], number))
        self.has_fields = self.has_fields or bool(found)
        return found


@contextmanager
def annotated(path: Path, opened: Opened) -> Iterator[Annotated]:
    """Open the form and annotations of a file already open in pdfium."""
    if not _has_any(opened):
        yield Annotated(None)
        return
    import pikepdf  # noqa: PLC0415 -- 40 ms that most files do not need

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
