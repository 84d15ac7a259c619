"""Reading: pictures on typed pages that may be the scan of a part of one, as of the signed half."""

from collections.abc import Iterator

from schemas.document import Block, Document, Span

_WIDE, _HIGH = 230.0, 80.0  # points: more than a logo, a stamp or a signature alone takes
_AREA = 40_000.0  # square points: 8 % of A4
_FEW = 4
"""Pictures read in one file: a leaflet of posters is no dossier."""


def pasted_scans(document: Document) -> Iterator[tuple[Block, Span]]:
    """Yield the pictures of typed pages that may hold words and signatures, with their block."""
    typed = {page.number for page in document.pages if page.layer == "text" and not page.rotated}
    found = 0
    for block in document.blocks:
        for span in block.spans if block.where.page in typed else ():
            if found < _FEW and _may_be_a_scan(span):
                found += 1
                yield block, span


def _may_be_a_scan(span: Span) -> bool:
    picture, box = span.picture, span.box
    if picture is None or box is None or picture.source != "image" or picture.drawn == "blank":
        return False
    width, height = box[2] - box[0], box[3] - box[1]
    return width >= _WIDE and height >= _HIGH and width * height >= _AREA
