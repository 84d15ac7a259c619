"""Reading, scan: pictures of pages become the same document as Word and PDF files give."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from pipeline.errors import NoText, TooLarge
from pipeline.read.aids import NO_AIDS, Aids
from pipeline.read.scan_again import Sheets, read_again
from pipeline.read.scan_fields import is_typed_in, merged
from pipeline.read.scan_flow import running_parts
from pipeline.read.scan_leaves import read_page_image
from pipeline.read.scan_page import DPI
from pipeline.read.scan_pictures import MAX_PIXELS, page_images
from schemas.document import Block, Document, Page

__all__ = ["MAX_PIXELS", "fill_scanned_pages", "read_images", "read_page_image"]

Reader = Literal["word", "pdf", "acroform", "scan", "mixed"]

MAX_PAGES = 100


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
        kept = [block for block in blocks[number] if is_typed_in(block)]
        read[number] = merged(kept, found)
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


def _marked(blocks: Sequence[Block], pages: Iterable[Page]) -> list[Block]:
    parts = running_parts(blocks, {page.number: page.height for page in pages})
    return [
        block.model_copy(update={"part": parts.get(rank, block.part)})
        for rank, block in enumerate(blocks)
    ]


def _ranked(blocks: Sequence[Block]) -> tuple[Block, ...]:
    return tuple(
        block.model_copy(update={"where": block.where.model_copy(update={"order": rank})})
        for rank, block in enumerate(blocks)
    )
