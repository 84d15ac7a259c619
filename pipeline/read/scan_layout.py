"""Reading, scan: a level white page read as blocks — tables, check boxes, words and ink."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.read import scan_boxes, scan_ink, scan_ocr, scan_rules
from pipeline.read.scan_boxes import Frame
from pipeline.read.scan_ink import Drawing
from pipeline.read.scan_lines import Piece, Pixels, block_of, lines_of
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_page import DARK, Gray, Sheet
from pipeline.read.scan_rules import Ruling
from schemas.document import Block, Cell, Span

LEAST_INK = 12  # dark pixels: a full stop; a cell with less holds nothing to read
BLANK = 0.0002  # of a page: 800 dark pixels are dust
MARGIN = 3  # pixels between a rule and what may be read beside it


@dataclass(frozen=True)
class Found:
    """All that stands on a sheet, in pixels.

    Attributes:
        legible: share of the letters read with assurance, 0 to 1; None when nothing was read.
    """

    sheet: Sheet
    ruling: Ruling
    frames: tuple[Frame, ...]
    words: tuple[Word, ...]
    clean: Gray
    unboxed: Gray
    legible: float | None


def find(sheet: Sheet, name: str) -> Found:
    """Find rules, boxes and words on a sheet; `name` is the file's, for messages."""
    if scan_ink.sheet_of_ink(sheet) < BLANK:
        empty = Ruling((), np.zeros_like(sheet.gray))
        return Found(sheet, empty, (), (), sheet.gray, sheet.gray, None)
    ruling = scan_rules.ruling_of(sheet)
    unruled = scan_rules.without_rules(sheet.gray, ruling)
    frames = scan_boxes.frames_of(unruled)
    clean = scan_boxes.without_boxes(sheet, unruled, frames)
    words = _words(clean, ruling, name)
    kept = tuple(word for word in words if not _is_noise(word, frames))
    legible = scan_ocr.legibility(kept) if kept else None
    return Found(sheet, ruling, frames, kept, clean, unruled, legible)


def blocks_of(found: Found, number: int) -> tuple[Block, ...]:
    """Put what was found in reading order: lines from top to bottom, tables cell by cell."""
    drawings = scan_ink.drawings_of(found.clean, found.words)
    pieces = list(_pieces(found, drawings))
    pictures = [scan_ink.piece_of(drawing) for drawing in drawings]
    rows: list[tuple[float, int, list[Block]]] = []
    body = [piece for piece in pieces if _cell_at(piece.box, found.ruling) is None]
    loose = [piece for piece in pictures if _cell_at(piece.box, found.ruling) is None]
    for top, block in _stacked(body, loose, found.sheet, number, None):
        rows.append((top, 0, [block]))
    for grid in found.ruling.grids:
        inside: list[Block] = []
        for cell, hole in grid.cells:
            own = [piece for piece in pieces if _cell_at(piece.box, found.ruling) == hole]
            drawn = [piece for piece in pictures if _cell_at(piece.box, found.ruling) == hole]
            stacked = _stacked(own, drawn, found.sheet, number, cell)
            inside.extend(block for _, block in stacked)
        rows.append((grid.box[1], 1, inside))
    rows.sort(key=lambda row: row[:2])
    return tuple(block for _, _, blocks in rows for block in blocks)


def _stacked(
    pieces: Sequence[Piece], pictures: Sequence[Piece], sheet: Sheet, number: int, cell: Cell | None
) -> list[tuple[float, Block]]:
    lines = [*lines_of(pieces), *([picture] for picture in pictures)]
    lines.sort(key=lambda line: (line[0].box[1] + line[0].box[3]) / 2)
    return [(line[0].box[1], block_of(line, sheet, number, cell)) for line in lines]


def _words(clean: Gray, ruling: Ruling, name: str) -> tuple[Word, ...]:
    body = clean.copy()
    cells = [hole for grid in ruling.grids for _, hole in grid.cells]
    for x0, y0, x1, y1 in cells:
        body[y0:y1, x0:x1] = 255
    words: list[Word] = []
    with scan_ocr.reading(body, name) as engine:
        words.extend(scan_ocr.words_in(engine))
    if cells:
        with scan_ocr.reading(clean, name) as engine:
            for x0, y0, x1, y1 in cells:
                area = (x0 + MARGIN, y0 + MARGIN, x1 - MARGIN, y1 - MARGIN)
                if int(np.sum(clean[area[1] : area[3], area[0] : area[2]] < DARK)) < LEAST_INK:
                    continue
                found = scan_ocr.words_in(engine, area, mode=scan_ocr.BLOCK)
                words.extend(scan_ocr.renumbered(found, len(words)))
    return tuple(words)


def _pieces(found: Found, drawings: Sequence[Drawing]) -> Iterator[Piece]:
    for word in found.words:
        if not scan_ink.is_drawn(word, drawings):
            yield Piece(Span(text=word.text, confidence=word.confidence), word.box, word.line)
    for frame in found.frames:
        yield scan_boxes.piece_of(frame, found.unboxed)


def _is_noise(word: Word, frames: Sequence[Frame]) -> bool:
    letters = sum(character.isalnum() for character in word.text)
    if letters == 0 and word.confidence < 0.4:  # noqa: PLR2004 -- dust and edges; a real dash has 0.6
        return True
    return letters <= 1 and word.confidence < 0.7 and any(_hugs(word, frame) for frame in frames)  # noqa: PLR2004 -- ends of a cross


def _hugs(word: Word, frame: Frame) -> bool:
    x0, y0, x1, y1 = frame.box
    reach = frame.side * 2 // 3
    middle = ((word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2)
    return x0 - reach < middle[0] < x1 + reach // 2 and y0 - reach < middle[1] < y1 + reach


def _cell_at(box: Pixels, ruling: Ruling) -> Pixels | None:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    holes = [
        hole
        for grid in ruling.grids
        for _, hole in grid.cells
        if hole[0] <= x <= hole[2] and hole[1] <= y <= hole[3]
    ]
    # The innermost, where a table stands in a cell.
    return min(holes, key=lambda hole: (hole[2] - hole[0]) * (hole[3] - hole[1]), default=None)
