"""PDF reading: the reading order of a page — lines, tables cell by cell, fields and pictures."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.read.pdf_cells import Region
from pipeline.read.pdf_chars import Word
from pipeline.read.pdf_frame import centre, inside
from pipeline.read.pdf_lines import Line, group_lines
from schemas.document import Box, Span


@dataclass(slots=True)
class Piece:
    """One block to be: a printed line, or spans that stand by themselves (field, picture)."""

    page: int
    box: Box
    line: Line | None = None
    spans: tuple[Span, ...] = ()
    cells: tuple[Region, ...] = ()


@dataclass(slots=True)
class Content:
    """What was found on one page, in reading coordinates.

    Args:
        words: the page's words, fields and boxes that stand in a line among them.
        tall: fields and pictures that stand by themselves, each with its lines of spans.
        tables: the cells of each ruled table.
        comments: remarks beside the page, which no print shows.
    """

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    tall: list[tuple[Box, list[tuple[Span, ...]]]] = field(default_factory=list)
    tables: list[list[Region]] = field(default_factory=list)
    comments: list[tuple[Box, str]] = field(default_factory=list)


class Section(NamedTuple):
    """A stretch of a page, from top to bottom, in two columns; the right one begins at `edge`."""

    top: float
    bottom: float
    edge: float

    def column(self, box: Box) -> int | None:
        """Return the column (0 or 1) that a box stands in, None above and below the section."""
        if not self.top < (box[1] + box[3]) / 2 < self.bottom:
            return None
        return int((box[0] + box[2]) / 2 > self.edge - 3.0)


_Path = tuple[Region, ...]
_Slot = tuple[float, int]
"""A column: the top of its section and its number."""
_Key = tuple[float, float, float]


class _Places:
    """Which cell each point of a page lies in, the outermost first."""

    def __init__(self, tables: list[list[Region]]) -> None:
        self._cells = sorted(
            (cell for table in tables for cell in table), key=lambda cell: -_area(cell.box)
        )
        self._paths = {cell: self._path(cell) for cell in self._cells}
        self._leaves = {path[-2] for path in self._paths.values() if len(path) > 1}
        self._last: Region | None = None

    def _path(self, cell: Region) -> _Path:
        middle = centre(cell.box)
        outer = [
            other
            for other in self._cells
            if other.table != cell.table
            and _area(other.box) > _area(cell.box)
            and inside(middle, other.box)
        ]
        return (*outer, cell)

    def outer(self, table: list[Region]) -> _Path:
        """Return the cells in which a whole table stands; empty in the body."""
        return self._paths[table[0]][:-1]

    def path(self, point: tuple[float, float]) -> _Path:
        """Return the cells around a point, outermost first; empty in the body."""
        last = self._last
        if last is not None and last not in self._leaves and inside(point, last.box):
            return self._paths[last]
        for cell in reversed(self._cells):
            if inside(point, cell.box):
                self._last = cell
                return self._paths[cell]
        return ()


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def page_pieces(content: Content, sections: Sequence[Section] = ()) -> list[Piece]:
    """Put a page in reading order: from the top, each table row by row and cell by cell.

    Args:
        content: what stands on the page.
        sections: stretches of it to be read column by column.
    """
    places = _Places(content.tables)
    words: dict[tuple[_Path, _Slot | None], list[Word]] = defaultdict(list)
    for word in content.words:
        path = places.path(_middle(word)) if content.tables else ()
        words[path, None if path else _slot(word.box, sections)].append(word)
    pieces: dict[_Path, list[Piece]] = defaultdict(list)
    for (path, _), group in words.items():
        for line in group_lines(group):
            pieces[path].append(Piece(content.number, line.box, line, cells=path))
    for box, lines in content.tall:
        path = places.path(centre(box))
        pieces[path].extend(Piece(content.number, box, None, spans, path) for spans in lines)
    tables: dict[_Path, list[list[Region]]] = defaultdict(list)
    for table in content.tables:
        tables[places.outer(table)].append(table)
    return list(_ordered((), pieces, tables, sections))


def _slot(box: Box, sections: Sequence[Section]) -> _Slot | None:
    """Return the column that a box of the body stands in."""
    for section in sections:
        column = section.column(box)
        if column is not None:
            return section.top, column
    return None


def _middle(word: Word) -> tuple[float, float]:
    return centre(word.span.box if word.span is not None and word.span.box else word.box)


def _ordered(
    path: _Path,
    pieces: dict[_Path, list[Piece]],
    tables: dict[_Path, list[list[Region]]],
    sections: Sequence[Section] = (),
) -> Iterator[Piece]:
    """Yield the pieces of the body or of one cell, its inner tables in their places."""
    own = pieces.get(path, [])
    inner = tables.get(path, [])
    tall: dict[_Slot | None, list[Box]] = defaultdict(list)
    boxes = [piece.box for piece in own if piece.line is None]
    for box in [*boxes, *(table_box(table) for table in inner)]:
        tall[_slot(box, sections)].append(box)
    items: list[tuple[_Slot, _Key, int, Piece | list[Region]]] = []
    for rank, piece in enumerate(own):
        slot = _slot(piece.box, sections)
        key = _key(piece, tall[slot])
        items.append((slot or (key[0], 0), key, rank, piece))
    for rank, table in enumerate(inner, len(own)):
        box = table_box(table)
        key = (box[1], box[1], box[0])
        items.append((_slot(box, sections) or (box[1], 0), key, rank, table))
    for *_, item in sorted(items, key=lambda item: item[:3]):
        if isinstance(item, Piece):
            yield item
        else:
            for cell in sorted(item, key=lambda cell: (cell.row, cell.column)):
                yield from _ordered((*path, cell), pieces, tables)


def table_box(table: list[Region]) -> Box:
    """Return the box around the cells of a table."""
    return (
        min(cell.box[0] for cell in table),
        min(cell.box[1] for cell in table),
        max(cell.box[2] for cell in table),
        max(cell.box[3] for cell in table),
    )


def _key(piece: Piece, tall: list[Box]) -> _Key:
    """Return the place of a piece among its neighbours: downwards, then rightwards.

    A line beside something taller (its label on the left, a remark on the right) stands just
    before or just after it, not in the middle.
    """
    x0, y0, x1, y1 = piece.box
    if piece.line is None:
        return y0, y0, x0
    middle = (y0 + y1) / 2
    for box in tall:
        if box[1] <= middle <= box[3]:
            if x1 <= box[0] + 2:
                return box[1] - 0.01, middle, x0
            if x0 >= box[2] - 2:
                return box[1] + 0.01, middle, x0
    return middle, middle, x0
