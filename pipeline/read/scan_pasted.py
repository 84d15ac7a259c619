"""Reading, scan: the scanned part of a typed page, read and put where its picture stands."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from pipeline.errors import ToolMissing
from pipeline.read.pasted import pasted_scans
from pipeline.read.pdf_render import render_to_scale
from pipeline.read.scan_leaves import read_page_image
from pipeline.read.scan_page import DPI
from pipeline.read.scan_pictures import MAX_PIXELS, plain
from schemas.document import Block, Box, Document, Page, Span

_SURE = 0.8
_LETTERS = 25  # read with assurance: fewer are those of a logo or of a poster
_TABLES = 1000  # added to the numbers of tables, which typed pages count from 0


def with_pasted_scans(path: Path, document: Document) -> Document:
    """Return a document with the words, boxes and signatures of its pasted scans in their place.

    Pictures without words stay pictures; so do all where Tesseract is missing.
    """
    pages = {page.number: page for page in document.pages}
    blocks = list(document.blocks)
    for home, span in list(pasted_scans(document)):
        page = pages[home.where.page or 0]
        try:
            found = list(_lines(path, page, span, blocks))
        except ToolMissing:
            return document
        if _sure_letters(found) >= _LETTERS:
            blocks = _replaced(blocks, home, span, found)
    if blocks == list(document.blocks):
        return document
    ranked = tuple(
        block.model_copy(update={"where": block.where.model_copy(update={"order": rank})})
        for rank, block in enumerate(blocks)
    )
    return document.model_copy(update={"blocks": ranked, "reader": "mixed"})


def _lines(path: Path, page: Page, span: Span, blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield what is read in a picture alone, without what is typed over it."""
    if span.box is None:
        return
    image, scale = render_to_scale(path, page.number, DPI, max_pixels=MAX_PIXELS)
    pixels = np.asarray(plain(image))
    x0, y0, x1, y1 = (round(side * scale) for side in span.box)
    alone = np.full_like(pixels, 255)
    area = (slice(max(0, y0), max(0, y1)), slice(max(0, x0), max(0, x1)))
    alone[area] = pixels[area]
    turned, found = read_page_image(
        Image.fromarray(alone), number=page.number, width=page.width, height=page.height
    )
    if turned.rotated:  # a picture pasted upside down: its places would not be those of the page
        return
    typed = [
        word.box
        for block in blocks
        if block.where.page == page.number
        for word in block.spans
        if word.kind == "text" and word.box is not None
    ]
    for block in found:
        spans = tuple(one for one in block.spans if not _lies_in(one.box, typed))
        if spans:
            cells = tuple(
                cell.model_copy(update={"table": cell.table + _TABLES}) for cell in block.cells
            )
            yield block.model_copy(update={"spans": spans, "cells": cells})


def _sure_letters(blocks: Sequence[Block]) -> int:
    return sum(
        len(span.text.strip())
        for block in blocks
        for span in block.spans
        if span.kind == "text" and span.confidence >= _SURE
    )


def _replaced(
    blocks: Sequence[Block], home: Block, span: Span, found: Sequence[Block]
) -> list[Block]:
    """Put lines where the picture stood that they were read in."""
    kept: list[Block] = []
    for block in blocks:
        if block.where != home.where or span not in block.spans:
            kept.append(block)
            continue
        rest = tuple(one for one in block.spans if one is not span)
        if rest:
            kept.append(block.model_copy(update={"spans": rest}))
    top = span.box[1] if span.box is not None else 0.0
    above = [
        rank
        for rank, block in enumerate(kept)
        if block.where.page == home.where.page
        and block.where.box is not None
        and (block.where.box[1] + block.where.box[3]) / 2 < top
    ]
    first = next(
        (rank for rank, block in enumerate(kept) if block.where.page == home.where.page), len(kept)
    )
    place = above[-1] + 1 if above else first
    return [*kept[:place], *found, *kept[place:]]


def _lies_in(box: Box | None, others: Sequence[Box]) -> bool:
    if box is None:
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(other[0] <= x <= other[2] and other[1] <= y <= other[3] for other in others)
