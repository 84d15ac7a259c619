"""Reading, scan: a level white page read as blocks — tables, check boxes, words and ink."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.read import (
    scan_boxes,
    scan_flow,
    scan_frames,
    scan_grids,
    scan_hand,
    scan_ink,
    scan_looks,
    scan_ocr,
    scan_rules,
    scan_strays,
    scan_traces,
)
from pipeline.read.scan_frames import Frame
from pipeline.read.scan_grids import Grid
from pipeline.read.scan_lines import Piece, Pixels, block_of, lines_of
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_page import Sheet
from pipeline.read.scan_pixels import DARK, Gray
from pipeline.read.scan_reread import told_apart
from pipeline.read.scan_rules import Ruling
from pipeline.read.scan_strokes import home_of
from schemas.document import Block, Cell, Span

LEAST_INK = 12  # dark pixels: a full stop; a cell with less holds nothing to read
BLANK = 0.0002  # of a page: 800 dark pixels are dust
HALF = 0.5
BULLET = "•"
DISC = 20  # 2.5 mm
PEN_WORDS = 4
PEN_COLOUR = 22  # of 255 between channels: thin blue strokes after JPEG 35, black print 0 to 12
PEN_SHARE = 0.2  # of coloured words read badly: print in blue 0.05, by hand 0.35
PADDING = 24  # 3 mm: more is an indent
MARGIN = 3  # pixels between a rule and what may be read beside it


@dataclass(frozen=True)
class Found:
    """All that stands on a sheet, in pixels.

    Attributes:
        clean: the page without tables and check boxes, as ink is looked for.
        plain: without other rules either, as words are read.
        unruled: without tables, check boxes in place.
        legible: share of the letters read with assurance, 0 to 1; None when nothing was read.
    """

    name: str
    sheet: Sheet
    ruling: Ruling
    frames: tuple[Frame, ...]
    words: tuple[Word, ...]
    clean: Gray
    plain: Gray
    unruled: Gray
    legible: float | None


def find(sheet: Sheet, name: str) -> Found:
    """Find rules, boxes and words on a sheet; `name` is the file's, for messages."""
    if scan_ink.sheet_of_ink(sheet) < BLANK:
        none = np.zeros_like(sheet.gray)
        white = sheet.gray
        return Found(name, sheet, Ruling((), none, none), (), (), white, white, white, None)
    ruling = scan_rules.ruling_of(sheet)
    unruled = scan_rules.without_rules(sheet.gray, ruling.mask)
    frames = scan_frames.frames_of(unruled)
    clean = scan_boxes.without_boxes(sheet, unruled, frames)
    plain = scan_rules.without_rules(clean, ruling.alone)
    words = _words(plain, ruling, name)
    kept = tuple(word for word in words if not _is_noise(word, frames))
    legible = scan_ocr.legibility(kept) if kept else None
    return Found(name, sheet, ruling, frames, kept, clean, plain, unruled, legible)


def blocks_of(found: Found, number: int) -> tuple[Block, ...]:
    """Put what was found in reading order: lines from top to bottom, tables cell by cell."""
    holes = [hole for grid in found.ruling.grids for _, hole in grid.cells]
    words, drawings = told_apart(
        found.clean,
        found.plain,
        found.words,
        alone=found.ruling.alone,
        holes=holes,
        name=found.name,
    )
    pieces = list(_pieces(found, _by_hand(words, found.sheet)))
    pieces += [scan_ink.piece_of(drawing) for drawing in drawings]
    homes = [(piece, home_of(piece.box, holes)) for piece in pieces]
    body = _stacked([piece for piece, home in homes if home is None])
    lines = _blocks(body, scan_flow.right_edge(body), found.sheet, number)
    outer, nested = scan_grids.nested(found.ruling.grids)
    spots = zip((line[0].box for line in body), lines, strict=True)
    loose, strays = scan_strays.parted(spots, [grid.box for grid in outer])
    rows = [(box[1], 0, [block]) for box, block in loose]
    for grid in outer:
        inside = _table(grid, nested, homes, found.sheet, number)
        inside = scan_strays.with_strays(inside, strays[grid.box], [c for c, _ in grid.cells])
        rows.append((grid.box[1], 1, inside))
    rows.sort(key=lambda row: row[:2])
    stacked = [block for _, _, blocks in rows for block in blocks]
    traces = scan_traces.traces_of(found.clean, words, drawings, holes)
    cells = {hole: cell for grid in found.ruling.grids for cell, hole in grid.cells}
    homed = [(one, cells.get(home_of(one.box, holes) or one.box)) for one in traces]
    return scan_traces.with_traces(stacked, homed, found.sheet)


def _table(
    grid: Grid,
    nested: Mapping[Pixels, Sequence[Grid]],
    homes: Sequence[tuple[Piece, Pixels | None]],
    sheet: Sheet,
    number: int,
) -> list[Block]:
    """Return the lines of a table, cell by cell, tables in its cells among them."""
    blocks: list[Block] = []
    for cell, hole in grid.cells:
        lines = _stacked([piece for piece, home in homes if home == hole])
        own = _blocks(lines, _right_of(lines, hole), sheet, number, cell)
        rows = [(line[0].box[1], [b]) for line, b in zip(lines, own, strict=True)]
        for inner in nested.get(hole, ()):
            found = _table(inner, nested, homes, sheet, number)
            within = [b.model_copy(update={"cells": (cell, *b.cells)}) for b in found]
            rows.append((inner.box[1], within))
        blocks += [block for _, some in sorted(rows, key=lambda row: row[0]) for block in some]
    return blocks


def _right_of(lines: Sequence[list[Piece]], hole: Pixels) -> int:
    """Return how far text reaches in a cell, as far from its right side as from its left one."""
    left = min((line[0].box[0] for line in lines), default=hole[0])
    return hole[2] - min(max(left - hole[0], MARGIN), PADDING)


def _stacked(pieces: Sequence[Piece]) -> list[list[Piece]]:
    # A signature stands beside or over its label: it never joins a line of words.
    lines = lines_of(piece for piece in pieces if piece.span.kind != "picture")
    lines += [[piece] for piece in pieces if piece.span.kind == "picture"]
    return sorted(lines, key=lambda line: line[0].box[1] + line[0].box[3])


def _blocks(
    lines: Sequence[list[Piece]], right: float, sheet: Sheet, number: int, cell: Cell | None = None
) -> list[Block]:
    wrapped = scan_flow.wrapped_lines(lines, right)
    blocks = []
    for rank, line in enumerate(lines):
        bulleted = len(line) > 1 and line[0].span.text == BULLET
        block = block_of(line[1:] if bulleted else line, sheet, number, cell)
        update = {"wrapped": rank in wrapped, "mark": BULLET if bulleted else None}
        blocks.append(block.model_copy(update=update))
    return blocks


def _words(clean: Gray, ruling: Ruling, name: str) -> tuple[Word, ...]:
    body = clean.copy()
    cells = [hole for grid in ruling.grids for _, hole in grid.cells]
    for x0, y0, x1, y1 in cells:
        body[y0:y1, x0:x1] = 255
    words: list[Word] = []
    with scan_ocr.reading(body, name) as engine:
        words.extend(scan_ocr.words_in(engine, mode=scan_ocr.SPARSE))
    for hole, apart in scan_grids.around_tables(cells, clean):
        area = (hole[0] + MARGIN, hole[1] + MARGIN, hole[2] - MARGIN, hole[3] - MARGIN)
        with scan_ocr.reading(apart, name) as engine:
            found = scan_ocr.words_in(engine, area, mode=scan_ocr.BLOCK)
            words.extend(scan_ocr.renumbered(found, len(words)))
    if cells:
        with scan_ocr.reading(clean, name) as engine:
            for x0, y0, x1, y1 in cells:
                if scan_grids.holds_table((x0, y0, x1, y1), cells):
                    continue
                area = (x0 + MARGIN, y0 + MARGIN, x1 - MARGIN, y1 - MARGIN)
                if int(np.sum(clean[area[1] : area[3], area[0] : area[2]] < DARK)) < LEAST_INK:
                    continue
                found = scan_ocr.words_in(engine, area, mode=scan_ocr.BLOCK)
                words.extend(scan_ocr.renumbered(found, len(words)))
    return tuple(words)


def _by_hand(words: Sequence[Word], sheet: Sheet) -> list[Word]:
    # A recogniser made for print is at times sure of what it misreads in handwriting: where
    # coloured words are read badly on the whole, none of them is sure.
    if sheet.chroma is None:
        return list(words)
    pen = {word for word in words if _is_coloured(word, sheet)}
    doubtful = sum(word.confidence < scan_ink.PRINTED for word in pen)
    if doubtful < PEN_WORDS or doubtful < PEN_SHARE * len(pen):
        return list(words)
    return [
        replace(word, confidence=min(word.confidence, HALF)) if word in pen else word
        for word in words
    ]


def _is_coloured(word: Word, sheet: Sheet) -> bool:
    x0, y0, x1, y1 = word.box
    dark = sheet.gray[y0:y1, x0:x1] < DARK
    if sheet.chroma is None or not dark.any():
        return False
    return bool(np.median(sheet.chroma[y0:y1, x0:x1][dark]) > PEN_COLOUR)


def _pieces(found: Found, words: Sequence[Word]) -> Iterator[Piece]:
    looks = scan_looks.looks_of(words, found.frames, found.sheet, found.unruled)
    hands = scan_hand.by_hand(found.plain, found.sheet.chroma, words)
    for word, hand in zip(words, hands, strict=True):
        text = BULLET if _is_bullet(word, found.clean) else word.text
        plain = Span(text=text, confidence=word.confidence, by_hand=hand)
        span = scan_looks.dressed(plain, looks.get(word))
        yield Piece(span, word.box, word.line)
    yield from scan_boxes.pieces_of(found.frames, found.unruled)


def _is_bullet(word: Word, clean: Gray) -> bool:
    # A solid dot the size of a small letter, which is read as any letter.
    x0, y0, x1, y1 = word.box
    if len(word.text) > 1 or x1 - x0 > DISC or y1 - y0 > DISC:
        return False
    ys, xs = np.nonzero(clean[y0:y1, x0:x1] < DARK)
    if len(ys) == 0:
        return False
    width, height = int(np.ptp(xs)) + 1, int(np.ptp(ys)) + 1
    # A disc fills 0.79 of its square, a full letter o 0.6; a full stop is 4 pixels wide.
    return (
        min(width, height) >= 7 and abs(width - height) <= 3 and len(ys) > 0.68 * width * height
    )  # above


def _is_noise(word: Word, frames: Sequence[Frame]) -> bool:
    letters = sum(character.isalnum() for character in word.text)
    if letters == 0 and word.confidence < 0.4:  # dust and edges; a real dash has 0.6
        return True
    return (
        letters <= 1 and word.confidence < 0.7 and any(_hugs(word, frame) for frame in frames)
    )  # ends of a cross


def _hugs(word: Word, frame: Frame) -> bool:
    x0, y0, x1, y1 = frame.box
    reach = frame.side * 2 // 3
    middle = ((word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2)
    return x0 - reach < middle[0] < x1 + reach // 2 and y0 - reach < middle[1] < y1 + reach
