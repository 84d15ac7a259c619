"""Reading, scan: pictures of pages become the same document as Word and PDF files give."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from pipeline.errors import NoText, TooLarge, ToolMissing
from pipeline.read.aids import NO_AIDS, Aids
from pipeline.read.pdf_hidden import weighed
from pipeline.read.scan_again import Sheets, read_again
from pipeline.read.scan_fields import is_typed_in, merged
from pipeline.read.scan_flow import running_parts
from pipeline.read.scan_leaves import read_page_image
from pipeline.read.scan_page import DPI
from pipeline.read.scan_pictures import MAX_PIXELS, page_images
from schemas.document import Block, Document, Notice, Page

__all__ = ["MAX_PIXELS", "fill_scanned_pages", "read_images", "read_page_image"]

Reader = Literal["word", "pdf", "acroform", "scan", "mixed"]

MAX_PAGES = 100
UNREAD = "PAGES_NON_LUES"


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
        ToolMissing: Tesseract's French data is not installed, and no page is typed; else the
            typed pages are given, with a notice of the others.
        NoText: not a single word on any page.
    """
    if sum(page.layer != "text" for page in document.pages) > MAX_PAGES:
        raise TooLarge(name=path.name, detail=f"plus de {MAX_PAGES} pages numérisées")
    sheets = Sheets()
    try:
        read = dict(_scanned_pages(path, document, aids, sheets))
    except ToolMissing as error:
        return _typed_pages(document, error)
    lines = _marked(
        [block for _, found in read.values() for block in found],
        [page for page, _ in read.values()],
    )
    filled = [
        block
        for page in document.pages
        for block in (lines if page.number in read else document.blocks)
        if block.where.page == page.number
    ]
    if read and not any(block.text.strip() for block in filled):
        raise NoText(name=path.name)
    whole = document.model_copy(
        update={
            "reader": _reader(document, {n: found for n, (_, found) in read.items()}),
            "blocks": _ranked([*_unplaced(document), *filled]),
            "pages": tuple(
                read[page.number][0] if page.number in read else page for page in document.pages
            ),
        }
    )
    whole = whole if aids.again is None else read_again(whole, sheets, aids.again(whole))
    return weighed(path, document, whole)


def _scanned_pages(
    path: Path, document: Document, aids: Aids, sheets: Sheets
) -> Iterator[tuple[int, tuple[Page, list[Block]]]]:
    """Yield the number of each page without a usable layer, with the page and its lines as read."""
    from pipeline.read.pdf_render import render_page  # noqa: PLC0415 -- PDF libraries: only here

    printed = aids.printed()
    for page in document.pages:
        if page.layer == "text":
            continue
        image = render_page(path, page.number, DPI, max_pixels=MAX_PIXELS)
        turned, found = read_page_image(
            image,
            number=page.number,
            width=page.width,
            height=page.height,
            name=path.name,
            sheets=sheets,
            printed=printed,
        )
        kept = [b for b in document.blocks if b.where.page == page.number and is_typed_in(b)]
        yield page.number, (turned.model_copy(update={"layer": page.layer}), merged(kept, found))


def _typed_pages(document: Document, error: ToolMissing) -> Document:
    """Return what can be read without eyes: the typed pages, and what is missing to read others."""
    scans = [page.number for page in document.pages if page.layer != "text"]
    blocks = tuple(b for b in document.blocks if b.where.page not in scans or is_typed_in(b))
    if not any(block.text.strip() for block in blocks):
        raise error
    facts = {"tool": str(error.facts["tool"]), "package": str(error.facts["package"])}
    notice = Notice(
        code=UNREAD, facts=facts | {"pages": ", ".join(str(number) for number in scans)}
    )
    return document.model_copy(update={"blocks": blocks, "notices": (*document.notices, notice)})


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
