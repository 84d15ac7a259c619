"""PDF reading: what a stamp annotation looks like, drawn by itself on an empty page."""

import io

import pikepdf
import pypdfium2 as pdfium

from pipeline.read.pdf_pictures import bitmap_file
from pipeline.read.pdf_widgets import rectangle
from pipeline.read.pictures import classify
from schemas.document import Box, Picture

_MAX_SIDE = 1_200  # pixels


def stamp_picture(annotation: pikepdf.Dictionary, box: Box) -> Picture:
    """Return what a stamp annotation shows: a signature laid as an image, or a rubber stamp."""
    wide, high = box[2] - box[0], box[3] - box[1]
    data = _drawn_alone(annotation)
    return Picture(
        drawn="unknown" if data is None else classify(data),
        width=wide,
        height=high,
        source="annotation",
    )


def _drawn_alone(annotation: pikepdf.Dictionary) -> bytes | None:
    looks = annotation.get("/AP")
    stream = looks.get("/N") if isinstance(looks, pikepdf.Dictionary) else None
    rect = rectangle(annotation)
    if not isinstance(stream, pikepdf.Stream) or rect is None:
        return None
    wide, high = rect[2] - rect[0], rect[3] - rect[1]
    buffer = io.BytesIO()
    with pikepdf.new() as alone:
        page = alone.add_blank_page(page_size=(max(wide, 3.0), max(high, 3.0)))
        stamp = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Stamp,
            Rect=pikepdf.Array([0, 0, wide, high]),
            AP=pikepdf.Dictionary(N=alone.copy_foreign(stream)),
            F=4,
        )
        page.obj["/Annots"] = pikepdf.Array([alone.make_indirect(stamp)])
        alone.save(buffer)
    with pdfium.PdfDocument(buffer.getvalue()) as shown:
        scale = min(3.0, _MAX_SIDE / max(wide, high))
        picture = shown[0].render(scale=scale, may_draw_forms=False).to_pil()
    return bitmap_file(picture)
