"""PDF reading: a path in, blocks in reading order out."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.read.pdf_breaks import Place, find_breaks, join_rows, number_tables
from pipeline.read.pdf_columns import column_sections
from pipeline.read.pdf_flow import Content, Piece, page_pieces
from pipeline.read.pdf_forms import annotated
from pipeline.read.pdf_glyphs import BOX_STATE, LONE_TICKS
from pipeline.read.pdf_lines import line_spans, take_bullet
from pipeline.read.pdf_open import open_pdf
from pipeline.read.pdf_page import PageRead, judge_page, read_page
from pipeline.read.pdf_pictures import Gallery
from pipeline.read.pdf_render import render_page
from pipeline.read.pdf_running import Part, right_margins, running_parts, wrapped_lines
from pipeline.read.pdf_signed import signature_notices
from schemas.document import Block, Cell, Document, Page, Span, Where

__all__ = ["read_pdf", "read_pdf_pages", "render_page"]


def read_pdf(path: Path) -> Document:
    """Read the text layer, form fields, annotations and drawn marks of a PDF file.

    Pages that hold only a picture are reported (`Page.layer`), not recognised.

    Returns:
        Blocks in reading order: one per printed line, never across a cell border.

    Raises:
        ReadError: the file cannot be opened or asks for more than a dossier can hold.
    """
    with open_pdf(path) as opened, annotated(path, opened) as form:
        gallery = Gallery(opened.pdf)
        reads = [
            read_page(opened, number, path, form, gallery) for number in range(1, opened.pages + 1)
        ]
        lost = form.lost_values()
        notices = [*opened.notices, *form.notices, *lost]
    for read in reads:
        notices.extend(read.notices)
    return Document(
        reader="acroform" if form.has_fields else "pdf",
        blocks=tuple(_turned(_blocks([read.content for read in reads]), reads)),
        pages=tuple(read.page for read in reads),
        notices=tuple(signature_notices(path, notices)),
    )


def read_pdf_pages(path: Path) -> tuple[Page, ...]:
    """Return the pages of a PDF with the state of their text layer, without reading their marks.

    Raises:
        ReadError: the file cannot be opened.
    """
    with open_pdf(path) as opened:
        return tuple(judge_page(opened, number) for number in range(1, opened.pages + 1))


def _blocks(contents: Sequence[Content]) -> Iterator[Block]:
    frames = _has_frames(contents)
    sections = column_sections(contents)
    pages = [page_pieces(*page) for page in zip(contents, sections, strict=True)]
    for page in pages:
        for piece in page:
            if piece.line is not None:
                piece.line = take_bullet(piece.line, frames=frames)
    running = running_parts(pages, [content.height for content in contents])
    wrapped = _wrapped(pages, running, [content.width for content in contents])
    parts = {
        id(page[rank]): part
        for page, ranks in zip(pages, running, strict=True)
        for rank, part in ranks.items()
    }
    breaks = find_breaks(pages, running, contents)
    tables = number_tables(contents, breaks)
    wrapped |= {id(piece) for cut in breaks for piece in cut.resumed}
    order = 0
    for content, page in zip(contents, join_rows(pages, contents, breaks), strict=True):
        for piece in page:
            yield Block(
                spans=piece.spans if piece.line is None else line_spans(piece.line, frames=frames),
                part=parts.get(id(piece), "body"),
                cells=_cells(piece, tables),
                mark=piece.line.mark if piece.line is not None else None,
                wrapped=id(piece) in wrapped,
                where=Where(page=piece.page, box=piece.box, order=order),
            )
            order += 1
        for box, text in content.comments:
            where = Where(page=content.number, box=box, order=order)
            yield Block(spans=(Span(text=text, box=box),), part="comment", where=where)
            order += 1


def _turned(blocks: Iterator[Block], reads: Sequence[PageRead]) -> Iterator[Block]:
    """Tell of the blocks of pages written sideways how the page is turned for their boxes."""
    turns = {read.page.number: read.page.rotated for read in reads if read.page.rotated}
    for block in blocks:
        turned = turns.get(block.where.page or 0)
        if turned is None:
            yield block
        else:
            where = block.where.model_copy(update={"turned": turned})
            yield block.model_copy(update={"where": where})


def _wrapped(
    pages: Sequence[Sequence[Piece]], running: Sequence[dict[int, Part]], widths: Sequence[float]
) -> set[int]:
    """Return the identities of the body's pieces that continue the line above."""
    body = [
        [piece for rank, piece in enumerate(page) if rank not in parts]
        for page, parts in zip(pages, running, strict=True)
    ]
    flat = [piece for page in body for piece in page]
    return {id(flat[rank]) for rank in wrapped_lines(flat, right_margins(body, widths))}


def _cells(piece: Piece, tables: Mapping[Place, tuple[int, int]]) -> tuple[Cell, ...]:
    """Give a piece's cells the numbers that their tables have in the whole file."""
    cells = []
    for region in piece.cells:
        number, rows_before = tables[piece.page - 1, region.table]
        cells.append(
            Cell(
                table=number,
                row=region.row + rows_before,
                column=region.column,
                row_span=region.row_span,
                column_span=region.column_span,
                box=region.box,
            )
        )
    return tuple(cells)


def _has_frames(contents: Sequence[Content]) -> bool:
    """Say whether the file has boxes with a frame, so that a lone ✓ is a mark, not a bullet."""
    return any(
        (word.span is not None and word.span.kind == "box")
        or (word.text in BOX_STATE and word.text not in LONE_TICKS)
        for content in contents
        for word in content.words
    )
