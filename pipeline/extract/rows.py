"""Extract: a row of a table of amounts, cut into its columns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.extract.find import Occurrence
from pipeline.extract.line import Line, Region, is_blank
from pipeline.extract.sheet import Sheet, words_of

_WIDE = re.compile(r"\t+|[ \u00a0]{3,}")


@dataclass(slots=True)
class Amount:
    """What stands in one column of a row."""

    text: str | None = None
    lines: list[Line] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def amounts_of_row(
    sheet: Sheet, region: Region, columns: Sequence[str], headers: Mapping[str, Occurrence]
) -> list[Amount]:
    """Return what is written under each column, in the order of `columns`.

    Cells tell the columns apart; without cells, the horizontal place under the headers; without
    either, the order, when there is one amount for each column. Anything else is to verify.
    """
    found = [Amount() for _ in columns]
    heads = [headers.get(_words(column)) for column in columns]
    written = [line for line in region.lines if not is_blank(line)]
    own = sheet.cells_at(region.occurrence.start)
    if own and all(sheet.blocks[line.block].cells for line in written):
        _by_cell(sheet, written, found, _columns(sheet, heads, own[-1].column, len(columns)))
    elif written:
        _by_place(sheet, written, found, heads)
    return found


def _words(column: str) -> str:
    return " ".join(words_of(column))


def _columns(
    sheet: Sheet, heads: Sequence[Occurrence | None], label: int, count: int
) -> dict[int, int]:
    """Return grid column → rank, from the headers' cells, else counted from the label."""
    known = {
        cells[-1].column: rank
        for rank, head in enumerate(heads)
        if head is not None and (cells := sheet.cells_at(head.start))
    }
    return known if len(known) == count else {label + 1 + rank: rank for rank in range(count)}


def _by_cell(
    sheet: Sheet, written: Sequence[Line], found: list[Amount], columns: Mapping[int, int]
) -> None:
    for line in written:
        rank = columns.get(sheet.blocks[line.block].cells[-1].column)
        if rank is None:
            _doubt(found)
        else:
            found[rank].text = f"{found[rank].text} {line.text}" if found[rank].text else line.text
            found[rank].lines.append(line)


def _by_place(
    sheet: Sheet,
    written: Sequence[Line],
    found: list[Amount],
    heads: Sequence[Occurrence | None],
) -> None:
    parts = [
        (part.strip(), line, start)
        for line in written
        for part, start in _parts(sheet.text, line)
        if part.strip()
    ]
    middles = [_middle(sheet, head.start, head.end) if head else None for head in heads]
    places = [_middle(sheet, start, start + len(text)) for text, _, start in parts]
    if parts and all(m is not None for m in middles) and all(p is not None for p in places):
        for (text, line, _), place in zip(parts, places, strict=True):
            gaps = [abs((m or 0.0) - (place or 0.0)) for m in middles]
            rank = gaps.index(min(gaps))
            if found[rank].text is not None:
                _doubt(found)
            found[rank].text, found[rank].lines = text, [line]
    elif len(parts) == len(found):
        for amount, (text, line, _) in zip(found, parts, strict=True):
            amount.text, amount.lines = text, [line]
    elif parts:
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
