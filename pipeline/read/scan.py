"""Reading, scan: pictures of pages become the same document as Word and PDF files give."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from pipeline.errors import NoText, TooLarge
from pipeline.patience import PAGE_SECONDS, allow
from pipeline.read import scan_layout, scan_on_form, scan_page
from pipeline.read.aids import NO_AIDS, Aids
from pipeline.read.scan_again import Sheets, read_again
from pipeline.read.scan_flow import running_parts
from pipeline.read.scan_layout import Found
from pipeline.read.scan_page import DPI
from pipeline.read.scan_pictures import MAX_PIXELS, page_images, plain
from pipeline.read.scan_pixels import Gray, luminance
from pipeline.soffice import standby
from schemas.blank import Blank
from schemas.document import Block, Box, Document, Page, Span

Reader = Literal["word", "pdf", "acroform", "scan", "mixed"]

MAX_PAGES = 100
LEGIBLE = 0.4
_ONE_LINE = 26.0  # points: a taller field holds several lines
LEAST_SIDE = 100  # pixels: a line of text at 72 dpi is 12 high


def read_images(paths: Sequence[Path], aids: Aids = NO_AIDS) -> Document:
    """Read photographs or scanned pictures as the pages of one dossier, in the order given.

    Args:
        paths: the pictures.
        aids: the blank form, and which words a second recogniser is to read as well.

    Raises:
        Empty: a picture holds no byte.
        UnknownKind: a picture is of a kind that cannot be opened here.
        Damaged: a picture is cut or corrupt.
        TooLarge: a picture has more pixels, or the dossier more pages, than any scan needs.
        ToolMissing: Tesseract's French data is not installed.
        NoText: not a single word could be read.
    """
    pages: list[Page] = []
    blocks: list[Block] = []
    sheets = Sheets()
    printed = aids.printed()
    for path in paths:
        for image, width, height in page_images(path):
            if len(pages) == MAX_PAGES:
                raise TooLarge(name=path.name, detail=f"plus de {MAX_PAGES} pages")
            page, found = read_page_image(
                image,
                number=len(pages) + 1,
                width=width,
                height=height,
                name=path.name,
                sheets=sheets,
                printed=printed,
            )
            pages.append(page)
            blocks.extend(found)
    if not any(block.text.strip() for block in blocks):
        raise NoText(name=paths[0].name if paths else "")
    document = Document(reader="scan", blocks=_ranked(_marked(blocks, pages)), pages=tuple(pages))
    return document if aids.again is None else read_again(document, sheets, aids.again(document))


def read_page_image(
    image: Image.Image,
    *,
    number: int,
    width: float,
    height: float,
    name: str = "",
    sheets: Sheets | None = None,
    printed: Blank | None = None,
) -> tuple[Page, tuple[Block, ...]]:
    """Read the picture of one page.

    Args:
        image: the page as it came, whatever its turn.
        number: of the page, from 1.
        width: of the page in points, as it came.
        height: of the page in points, as it came.
        name: of the file, for the message when a tool is missing.
        sheets: keep the level page, to look at words of it again.
        printed: the blank form, to lay the page upon.

    Returns:
        The page as turned for reading (`layer` stays "none"), and its lines; none for a blank page.
    """
    allow(PAGE_SECONDS)
    standby.dismiss()  # pages of pictures want its memory
    pixels = np.asarray(plain(image))
    if min(pixels.shape[:2]) < LEAST_SIDE:
        return Page(number=number, width=width, height=height, layer="none"), ()
    found = _upright(pixels, width, height, name)
    if printed is not None:
        found = scan_on_form.registered(found, printed)
    sheet = found.sheet
    blocks = scan_layout.blocks_of(found, number)
    if sheets is not None and blocks:
        sheets.keep(number, found.plain, sheet.to_page)
    page = Page(
        number=number, width=sheet.width, height=sheet.height, layer="none", rotated=sheet.turned
    )
    return page, blocks


def fill_scanned_pages(path: Path, document: Document, aids: Aids = NO_AIDS) -> Document:
    """Read the pages of a PDF that have no usable text layer, and put their lines in place.

    Args:
        path: the PDF.
        document: as its own reader gave it, pages marked by `layer`.
        aids: the blank form, and which words a second recogniser is to read as well.

    Returns:
        The same document when all its pages have a usable layer; else with reader "scan", or
        "mixed" when other pages were read otherwise.

    Raises:
        TooLarge: more scanned pages than any dossier has.
        ToolMissing: Tesseract's French data is not installed.
        NoText: not a single word on any page.
    """
    from pipeline.read.pdf_render import render_page  # noqa: PLC0415 -- PDF libraries: only here

    pages = {page.number: page for page in document.pages}
    blocks = {
        number: [block for block in document.blocks if block.where.page == number]
        for number in pages
    }
    read: dict[int, list[Block]] = {}
    sheets = Sheets()
    printed = aids.printed()
    if sum(page.layer != "text" for page in document.pages) > MAX_PAGES:
        raise TooLarge(name=path.name, detail=f"plus de {MAX_PAGES} pages numérisées")
    for number, page in pages.items():
        if page.layer == "text":
            continue
        image = render_page(path, number, DPI, max_pixels=MAX_PIXELS)
        turned, found = read_page_image(
            image,
            number=number,
            width=page.width,
            height=page.height,
            name=path.name,
            sheets=sheets,
            printed=printed,
        )
        pages[number] = turned.model_copy(update={"layer": page.layer})
        kept = [block for block in blocks[number] if _is_typed_in(block)]
        read[number] = _merged(kept, found)
    scanned = _marked([block for found in read.values() for block in found], pages.values())
    filled = [
        block
        for number in sorted(pages)
        for block in (scanned if number in read else blocks[number])
        if block.where.page == number
    ]
    if read and not any(block.text.strip() for block in filled):
        raise NoText(name=path.name)
    whole = document.model_copy(
        update={
            "reader": _reader(document, read),
            "blocks": _ranked([*_unplaced(document), *filled]),
            "pages": tuple(pages[number] for number in sorted(pages)),
        }
    )
    return whole if aids.again is None else read_again(whole, sheets, aids.again(whole))


def _unplaced(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.where.page is None]


def _reader(document: Document, read: Mapping[int, Sequence[Block]]) -> Reader:
    # A blank sheet at the end of a typed file makes no scan of it.
    scanned = {number for number, blocks in read.items() if blocks}
    typed = {block.where.page for block in document.blocks} - set(read)
    if not scanned:
        return document.reader
    return "mixed" if typed or document.reader == "acroform" else "scan"


def _is_typed_in(block: Block) -> bool:
    # Fields filled in over a scanned form, and remarks: they are text already.
    return block.part == "comment" or any(span.control is not None for span in block.spans)


def _merged(kept: Sequence[Block], found: Sequence[Block]) -> list[Block]:
    """Put typed fields among the lines read around them, in these lines' order.

    A field of one line goes into the line where it stands, so that its label stays before it;
    what was recognised in a field's own box is left out: its value is known exactly.
    """
    typed = [span.box for block in kept for span in block.spans if span.box is not None]
    lines = []
    for block in found:
        spans = tuple(span for span in block.spans if not _lies_in(span.box, typed))
        if spans:
            lines.append(block.model_copy(update={"spans": spans}))
    tall = []
    for block in kept:
        rank = _line_of(block, lines)
        if rank is None:
            tall.append(block)
        else:
            lines[rank] = _joined(lines[rank], block)
    for block in reversed(tall):
        after = [rank for rank, line in enumerate(lines) if _comes_before(line, block)]
        lines.insert(after[-1] + 1 if after else 0, block)
    return lines


def _line_of(field: Block, lines: Sequence[Block]) -> int | None:
    """Return the rank of the line that a field of one line stands in."""
    box = field.where.box
    if box is None or field.part == "comment" or box[3] - box[1] > _ONE_LINE:
        return None
    middle = (box[1] + box[3]) / 2
    beside = [
        (abs((where[1] + where[3]) / 2 - middle), rank)
        for rank, line in enumerate(lines)
        if (where := line.where.box) is not None
        and (where[1] <= middle <= where[3] or box[1] <= (where[1] + where[3]) / 2 <= box[3])
    ]
    return min(beside)[1] if beside else None


def _joined(line: Block, field: Block) -> Block:
    """Add a field's spans to a line, from left to right."""
    spans = list(line.spans)
    for added in field.spans:
        left = added.box[0] if added.box else 0.0
        place = [rank for rank, span in enumerate(spans) if span.box and span.box[0] <= left]
        rank = place[-1] + 1 if place else 0
        apart = rank and added.kind == spans[rank - 1].kind == "text"
        spans[rank:rank] = [Span(text=" "), added] if apart else [added]
    return line.model_copy(update={"spans": tuple(spans)})


def _comes_before(line: Block, field: Block) -> bool:
    """Say whether a line stands above a tall field, or on its left as its label."""
    box, where = line.where.box, field.where.box
    if box is None or where is None:
        return False
    middle = (box[1] + box[3]) / 2
    return middle < where[1] or (middle < where[3] and box[2] <= where[0] + 2.0)


def _lies_in(box: Box | None, others: Sequence[Box]) -> bool:
    if box is None:
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(other[0] <= x <= other[2] and other[1] <= y <= other[3] for other in others)


def _marked(blocks: Sequence[Block], pages: Iterable[Page]) -> list[Block]:
    parts = running_parts(blocks, {page.number: page.height for page in pages})
    return [
        block.model_copy(update={"part": parts.get(rank, block.part)})
        for rank, block in enumerate(blocks)
    ]


def _upright(pixels: Gray, width: float, height: float, name: str) -> Found:
    # Upside down, hardly a letter is read with assurance: 0.1, against 0.8 typed, 0.5 by hand.
    first = 90 if scan_page.lies_sideways(luminance(pixels)) else 0
    tries = []
    for more in (0, 180, 90, 270):
        sheet = scan_page.upright(pixels, width, height, (first + more) % 360)
        found = scan_layout.find(sheet, name)
        if found.legible is None or found.legible >= LEGIBLE:
            return found
        tries.append(found)
    return max(tries, key=lambda found: found.legible or 0.0)


def _ranked(blocks: Sequence[Block]) -> tuple[Block, ...]:
    return tuple(
        block.model_copy(update={"where": block.where.model_copy(update={"order": rank})})
        for rank, block in enumerate(blocks)
    )
