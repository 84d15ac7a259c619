"""PDF reading: a page as a picture, for optical reading and for the crop shown to a person."""

import math
from pathlib import Path

import PIL.Image
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.errors import Damaged
from pipeline.read.pdf_open import check_size, open_pdf
from pipeline.read.pdf_page import page_frame

_POINTS = 72.0


def render_page(path: Path, number: int, dpi: float, *, max_pixels: int) -> PIL.Image.Image:
    """Draw one page, annotations and form fields included, as its file turns it.

    Args:
        path: the PDF.
        number: of the page, from 1.
        dpi: pixels per inch asked for; fewer where the page would exceed `max_pixels`.
        max_pixels: the most pixels the picture may have.

    Returns:
        A picture in grey or colour; its sides are those of the page in points × dpi / 72.

    Raises:
        ReadError: the file cannot be opened.
        Damaged: it has no such page.
    """
    return render_to_scale(path, number, dpi, max_pixels=max_pixels)[0]


def render_to_scale(
    path: Path, number: int, dpi: float, *, max_pixels: int
) -> tuple[PIL.Image.Image, float]:
    """Draw one page as `render_page` does, and tell its pixels per point."""
    with open_pdf(path) as opened:
        if not 1 <= number <= len(opened.pdf):
            raise Damaged(name=path.name)
        if pdfium_c.FPDF_GetFormType(opened.pdf):
            opened.pdf.init_forms()
        try:
            page = opened.pdf[number - 1]
        except pdfium.PdfiumError as error:
            raise Damaged(name=path.name) from error
        try:
            frame = page_frame(page)
            check_size(path, frame.width, frame.height)
            scale = min(dpi / _POINTS, math.sqrt(max_pixels / (frame.width * frame.height)))
            picture: PIL.Image.Image = page.render(scale=scale).to_pil()
        finally:
            page.close()
    return picture, scale
