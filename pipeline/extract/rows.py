"""Extract: a row of a table of amounts, cut into its columns."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.extract.line import Line, Region, is_blank
from pipeline.extract.sheet import Sheet, words_of
from pipeline.extract.values import amounts_in

_WIDE = re.compile(r"\t+|[ \u00a0]{3,}")
_SEVERAL = " / "


@dataclass(slots=True)
class Amount:
    """What stands in one column of a row."""

    text: str | None = None
    lines: list[Line] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def add(self, text: str, line: Line) -> None:
        """Add words to the column; two amounts in one column stay two."""
        self.text = f"{self.text}{_SEVERAL}{text}" if self.text else text
        self.lines.append(line)


def amounts_of_row(sheet: Sheet, region: Region, columns: Sequence[str]) -> list[Amount]:
    """Return what is written under each column, in the order of `columns`.

    The headers above the row tell which column is which, in any order, by their year or words: by
    cell in a table, by their horizontal place elsewhere. A column without a header holds
    nothing of the form. Without any header the order counts, and a person must look.
    """
    found = [Amount() for _ in columns]
    written = [line for line in region.lines if not is_blank(line)]
    if not written:
        return found
    heads = _headers(sheet, columns, region.occurrence.start)
    own = sheet.cells_at(region.occurrence.start)
    if own and all(sheet.blocks[line.block].cells for line in written):
        grid = {
            cells[-1].column: rank
            for rank, place in heads.items()
            if (cells := sheet.cells_at(place)) and cells[-1].table == own[-1].table
        }
        _by_cell(sheet, written, found, grid, own[-1].column)
    else:
        _by_place(sheet, written, found, heads)
    if any(len(amounts_in(amount.text or "")) > 1 for amount in found):
        _doubt(found)  # two amounts in one column: one of them belongs to another
    return found


def _headers(sheet: Sheet, columns: Sequence[str], before: int) -> dict[int, int]:
    """Return rank of the column → place of its header, in the nearest row that names most."""
    rows: defaultdict[tuple[int, int, int], dict[int, int]] = defaultdict(dict)
    for rank, column in enumerate(columns):
        for first, _ in sheet.words.find([_key(column)]):
            place = sheet.words.places[first][0]
            if place < before:
                rows[_row_of(sheet, place)][rank] = place
    if not rows:
        return {}
    most = max(len(row) for row in rows.values())
    return max((row for row in rows.values() if len(row) == most), key=lambda r: max(r.values()))


def _key(column: str) -> str:
    """Return the word that tells a column: its year, else its first word."""
    words = words_of(column)
    return next((word for word in words if re.fullmatch(r"(19|20)\d\d", word)), words[0])


def _row_of(sheet: Sheet, place: int) -> tuple[int, int, int]:
    block = sheet.block_at(place)
    cells = sheet.blocks[block].cells
    return (cells[-1].table, cells[-1].row, -1) if cells else (-1, -1, block)


def _by_cell(
    sheet: Sheet,
    written: Sequence[Line],
    found: list[Amount],
    grid: Mapping[int, int],
    label: int,
) -> None:
    ordinal = not grid
    for line in written:
        column = sheet.blocks[line.block].cells[-1].column
        rank = column - label - 1 if ordinal else grid.get(column)
        if rank is not None and 0 <= rank < len(found):
            found[rank].add(line.text, line)
    if ordinal:
        _doubt(found)


def _by_place(
    sheet: Sheet, written: Sequence[Line], found: list[Amount], heads: Mapping[int, int]
) -> None:
    parts = [
        (part.strip(), line, start)
        for line in written
        for part, start in _parts(sheet.text, line)
        if part.strip()
    ]
    middles = {rank: _middle(sheet, place, place + 4) for rank, place in heads.items()}
    places = [_middle(sheet, start, start + len(text)) for text, _, start in parts]
    known = {rank: middle for rank, middle in middles.items() if middle is not None}
    if known and all(place is not None for place in places):
        for (text, line, _), place in zip(parts, places, strict=True):
            rank = min(known, key=lambda r, at=place or 0.0: abs(known[r] - at))  # type: ignore[misc]
            found[rank].add(text, line)
        if len(known) < len(found):
            _doubt(found)
        return
    if len(parts) == len(found):
        for amount, (text, line, _) in zip(found, parts, strict=True):
            amount.add(text, line)
    if len(parts) != len(found) or len(heads) < len(found):
        _doubt(found)


def _parts(text: str, line: Line) -> list[tuple[str, int]]:
    raw = text[line.start : line.end]
    parts, at = [], 0
    for gap in _WIDE.finditer(raw):
        parts.append((raw[at : gap.start()], line.start + at))
        at = gap.end()
    parts.append((raw[at:], line.start + at))
    return parts


def _middle(sheet: Sheet, start: int, end: int) -> float | None:
    box = sheet.where(start, max(end, start + 1)).box
    return (box[0] + box[2]) / 2 if box is not None else None


def _doubt(found: list[Amount]) -> None:
    for amount in found:
        amount.reasons.append("COLONNE_DOUTEUSE")
