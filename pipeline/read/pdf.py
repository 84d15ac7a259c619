"""PDF reading: a path in, blocks in reading order out."""

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pypdfium2.raw as pdfium_c

from pipeline.errors import Damaged, TooLarge
from pipeline.read.pdf_cells import find_cells
from pipeline.read.pdf_chars import MAX_CHARS, Chars, read_chars
from pipeline.read.pdf_fields import add_fields
from pipeline.read.pdf_flow import Content, Piece, page_pieces
from pipeline.read.pdf_forms import Annotated, annotated
from pipeline.read.pdf_frame import Frame
from pipeline.read.pdf_glyphs import BOX_STATE, LONE_TICKS
from pipeline.read.pdf_lines import line_spans, take_bullet
from pipeline.read.pdf_open import Opened, check_size, open_pdf
from pipeline.read.pdf_running import right_margins, running_parts, wrapped_lines
from pipeline.read.pdf_shapes import read_shapes
from schemas.document import Block, Cell, Document, Notice, Page, Where


class _Read(NamedTuple):
    """A page as read: its record, its content, the notices that it caused."""

    page: Page
    content: Content
    notices: list[Notice]


def read_pdf(path: Path) -> Document:
    """Read the text layer, form fields, annotations and drawn marks of a PDF file.

    Pages that hold only a picture are reported (`Page.layer`), not recognised.

    Returns:
        Blocks in reading order: one per printed line, never across a cell border.

    Raises:
        ReadError: the file cannot be opened or asks for more than a dossier can hold.
    """
    with open_pdf(path) as opened, annotated(path, opened) as form:
        reads = [
            read
            for number in range(1, opened.pages + 1)
            for read in [_read_page(opened, number, path, form)]
        ]
    notices = [*opened.notices, *form.notices]
    for read in reads:
        notices.extend(read.notices)
    blocks = tuple(_blocks([read.content for read in reads]))
    return Document(
        reader="acroform" if form.has_fields else "pdf",
        blocks=blocks,
        pages=tuple(read.page for read in reads),
        notices=tuple(notices),
    )


@contextmanager
def _page(opened: Opened, number: int) -> Iterator[tuple[object, object]]:
    page = pdfium_c.FPDF_LoadPage(opened.pdf, number - 1)
    text = pdfium_c.FPDFText_LoadPage(page) if page else None
    try:
        yield page, text
    finally:
        if text:
            pdfium_c.FPDFText_ClosePage(text)
        if page:
            pdfium_c.FPDF_ClosePage(page)


def _read_page(opened: Opened, number: int, path: Path, form: Annotated) -> _Read:
    with _page(opened, number) as (page, text):
        if not page or not text:
            return _unreadable(number)
        frame = _frame(page)
        check_size(path, frame.width, frame.height)
        count = pdfium_c.FPDFText_CountChars(text)
        if count > MAX_CHARS:
            raise TooLarge(name=path.name, detail=f"{count} signes sur la page {number}")
        turned = frame.turn
        chars = read_chars(text, frame)
        frame = frame._replace(turn=chars.turn)
        shapes = read_shapes(page, frame)
    content = Content(number, frame.width, frame.height, _on_page(chars, frame))
    notices = add_fields(content, form.widgets(number), frame)
    content.tables = find_cells(shapes.rules, shapes.rects)
    record = Page(
        number=number,
        width=frame.width,
        height=frame.height,
        rotated=(frame.turn - turned) % 360,
    )
    return _Read(record, content, notices)


def _unreadable(number: int) -> _Read:
    page = Page(number=number, width=595.0, height=842.0, layer="none")
    notice = Notice(code="PAGE_UNREADABLE", facts={"page": number})
    return _Read(page, Content(number, 595.0, 842.0), [notice])


def _frame(page: object) -> Frame:
    rect = pdfium_c.FS_RECTF()
    pdfium_c.FPDF_GetPageBoundingBox(page, ctypes.byref(rect))
    turn = pdfium_c.FPDFPage_GetRotation(page) * 90
    return Frame(rect.left, rect.bottom, rect.right, rect.top, turn)


def _on_page(chars: Chars, frame: Frame) -> list:
    return [
        word
        for word in chars.words
        if -2 <= word.x0 <= frame.width + 2 and -2 <= word.base <= frame.height + 2
    ]


def _blocks(contents: Sequence[Content]) -> Iterator[Block]:
    frames = _has_frames(contents)
    pages = [page_pieces(content) for content in contents]
    for page in pages:
        for piece in page:
            if piece.line is not None:
                piece.line = take_bullet(piece.line, frames=frames)
    running = running_parts(pages, [content.height for content in contents])
    body = [
        [piece for rank, piece in enumerate(page) if rank not in parts]
        for page, parts in zip(pages, running, strict=True)
    ]
    margins = right_margins(body, [content.width for content in contents])
    flat = [piece for page in body for piece in page]
    wrapped = {id(flat[rank]) for rank in wrapped_lines(flat, margins)}
    order = 0
    tables: dict[tuple[int, int], int] = {}
    for page, parts in zip(pages, running, strict=True):
        for rank, piece in enumerate(page):
            yield Block(
                spans=piece.spans if piece.line is None else line_spans(piece.line, frames=frames),
                part=parts.get(rank, "body"),
                cells=_cells(piece, tables),
                mark=piece.line.mark if piece.line is not None else None,
                wrapped=id(piece) in wrapped,
                where=Where(page=piece.page, box=piece.box, order=order),
            )
            order += 1


def _cells(piece: Piece, tables: dict[tuple[int, int], int]) -> tuple[Cell, ...]:
    """Number the tables over the whole file, in reading order."""
    return tuple(
        Cell(
            table=tables.setdefault((piece.page, region.table), len(tables)),
            row=region.row,
            column=region.column,
            row_span=region.row_span,
            column_span=region.column_span,
            box=region.box,
        )
        for region in piece.cells
    )


def _has_frames(contents: Sequence[Content]) -> bool:
    """Say whether the file has boxes with a frame, so that a lone ✓ is a mark, not a bullet."""
    return any(
        (word.span is not None and word.span.kind == "box")
        or (word.text in BOX_STATE and word.text not in LONE_TICKS)
        for content in contents
        for word in content.words
    )
