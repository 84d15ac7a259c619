"""PDF reading: the file's form and annotations, opened only where there are any."""

import re
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
_PAINTS = re.compile(rb"\b(T[jJ]|Do)\b")  # operators that show text or an object
_BROKEN = (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError, ValueError)
"""What qpdf raises on files that pdfium still shows; its RuntimeError has no name of its own."""


class Annotated:
    """The form fields and annotations of a file, page by page, opened at the first asked for.

    Args:
        path: the file.
        has_form: pdfium saw a form in it.
    """

    def __init__(self, path: Path, *, has_form: bool) -> None:
        self._path = path
        self._has_form = has_form
        self._pdf: pikepdf.Pdf | None = None
        self._shown: set[str] = set()
        self._refused = self._told = False
        self.has_fields = False
        self.notices: list[Notice] = []

    def page(self, number: int) -> pikepdf.Page | None:
        """Return a page (1-based) with its annotations; None where qpdf cannot read it."""
        pdf = self._opened()
        return pdf.pages[number - 1] if pdf is not None and number <= len(pdf.pages) else None

    def widgets(self, number: int) -> list[Widget]:
        """Return the visible form fields of a page (1-based)."""
        page = self.page(number)
        try:
            found = list(page_widgets(page, number)) if page is not None else []
        except _BROKEN:
            found = []
            self.notices.append(Notice(code="FORM_UNREADABLE", facts={"page": number}))
        self.has_fields = self.has_fields or bool(found)
        self._shown |= {widget.field for widget in found}
        return found

    def annotations(self, number: int, frame: Frame) -> Annotations:
        """Return the other annotations of a page (1-based), in reading coordinates."""
        page = self.page(number)
        try:
            return page_annotations(page, frame) if page is not None else Annotations([], [], [])
        except _BROKEN:
            self.notices.append(Notice(code="FORM_UNREADABLE", facts={"page": number}))
            return Annotations([], [], [])

    def lost_content(self, number: int) -> bool:
        """Say whether a page (1-based) that shows nothing was to show something."""
        pdf = self._opened(for_form=False)
        known = pdf is not None and number <= len(pdf.pages)
        contents = pdf.pages[number - 1].obj.get("/Contents") if pdf is not None and known else None
        streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        try:
            return any(
                _PAINTS.search(stream.read_bytes()) is not None
                for stream in streams
                if isinstance(stream, pikepdf.Stream)
            )
        except _BROKEN:
            return True

    def lost_values(self) -> list[Notice]:
        """Name the filled fields that stand on none of the pages read: nobody would see them."""
        pdf = self._opened() if self._has_form else None
        names = [] if pdf is None else [n for n in field_values(pdf) if n not in self._shown]
        return [
            Notice(code="FIELD_NOT_SHOWN", facts={"field": name}) for name in names[:_LOST_NAMES]
        ]

    def close(self) -> None:
        """Close the file, if it was opened."""
        if self._pdf is not None:
            self._pdf.close()

    def _opened(self, *, for_form: bool = True) -> pikepdf.Pdf | None:
        if self._pdf is None and not self._refused:
            try:
                self._pdf = pikepdf.open(self._path)
            except _BROKEN:
                self._refused = True
        if self._refused and for_form and not self._told:
            self._told = True
            self.notices.append(Notice(code="FORM_UNREADABLE"))
        return self._pdf


@contextmanager
def annotated(path: Path, opened: Opened) -> Iterator[Annotated]:
    """Make the form and annotations of a file already open in pdfium ready to be asked for."""
    form = Annotated(path, has_form=bool(pdfium_c.FPDF_GetFormType(opened.pdf)))
    try:
        yield form
    finally:
        form.close()
