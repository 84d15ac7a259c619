"""Extract: labels side by side, their answers below, each in the column of its label."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.find import Occurrence
from pipeline.extract.line import Line, Region, is_blank
from pipeline.extract.sheet import Sheet

_GAP = re.compile(r"\t+|[ \u00a0]{4,}")
_SLACK = 12.0  # points: a centred answer may begin a little left of its label


def share_columns(sheet: Sheet, found: Sequence[Region]) -> None:
    """Give each of several labels of one row what stands under it.

    Reading in order leaves everything below a row of labels to the last of them. It applies when
    the labels stand on one line or in one table row, nothing is written beside them, and the
    lines below are theirs. Cells tell the columns, else the horizontal place, else the tabs;
    what cannot be told is to be verified.
    """
    at = 0
    while at < len(found):
        last = at
        while last + 1 < len(found) and _side_by_side(sheet, found[last], found[last + 1]):
            last += 1
        if last > at:
            _share(sheet, found[at : last + 1])
        at = last + 1


def _side_by_side(sheet: Sheet, first: Region, second: Region) -> bool:
    if not (_asks_for_words(first) and _asks_for_words(second)):
        return False
    if any(not is_blank(line) for line in first.lines):
        return False
    return in_one_row(sheet, first.occurrence, second.occurrence)


def in_one_row(sheet: Sheet, first: Occurrence, second: Occurrence) -> bool:
    """Say whether two labels stand on one line, or in two cells of one table row."""
    if first.block == second.block:
        return True
    here, there = sheet.cells_at(first.start), sheet.cells_at(second.start)
    if not here or not there:
        return False
    same_row = (here[-1].table, here[-1].row) == (there[-1].table, there[-1].row)
    return same_row and here[-1].column != there[-1].column


def _asks_for_words(region: Region) -> bool:
    question = region.occurrence.item.question
    return (
        region.occurrence.item.kind == "question"
        and question is not None
        and not question.options
        and question.type != "signature"
    )


def _share(sheet: Sheet, group: Sequence[Region]) -> None:
    last = group[-1]
    below = [line for line in last.lines if not is_blank(line)]
    if not below or below[0].block == last.occurrence.block:
        return
    if sheet.cells_at(last.occurrence.start) == sheet.cells_at(below[0].start) != ():
        return  # the answer stands under its label in the same cell
    shared: list[list[Line]] = [[] for _ in group]
    doubtful = False
    for line in below:
        for part in _parts(sheet, line):
            rank = _rank(sheet, group, line, part)
            doubtful = doubtful or rank is None
            shared[len(group) - 1 if rank is None else rank].append(part)
    for region, lines in zip(group, shared, strict=True):
        region.lines = lines
        if doubtful:
            region.reasons.append("COLONNE_DOUTEUSE")
        if lines:
            region.end = max(region.end, lines[-1].end)


def _parts(sheet: Sheet, line: Line) -> list[Line]:
    """Cut a line at its wide gaps."""
    raw = sheet.text[line.start : line.end]
    if line.text != raw.strip() or not _GAP.search(raw.strip()):
        return [line]
    parts: list[Line] = []
    at = 0
    for gap in [*_GAP.finditer(raw), None]:
        end = gap.start() if gap else len(raw)
        text = raw[at:end].strip()
        if text:
            start = line.start + at
            parts.append(replace(line, start=start, end=line.start + end, text=text))
        at = gap.end() if gap else end
    return parts


def _rank(sheet: Sheet, group: Sequence[Region], line: Line, part: Line) -> int | None:
    cells = sheet.blocks[part.block].cells
    labels = [sheet.cells_at(region.occurrence.start) for region in group]
    if cells and all(labels) and cells[-1].table == labels[0][-1].table:
        columns = [label[-1].column for label in labels]
        under = [i for i, column in enumerate(columns) if column <= cells[-1].column]
        return under[-1] if under else None
    return rank_by_place(sheet, [r.occurrence for r in group], part.start) or _rank_by_tab(
        sheet, group, line, part
    )


def rank_by_place(sheet: Sheet, labels: Sequence[Occurrence], start: int) -> int | None:
    """Return which label a place stands under, by the left edges; None without any edge."""
    own = sheet.where(start, start + 1).box
    lefts = [sheet.where(label.start, label.start + 1).box for label in labels]
    if own is None or any(box is None for box in lefts):
        return None
    edges = [box[0] for box in lefts if box is not None]
    under = [i for i, left in enumerate(edges) if left <= own[0] + _SLACK]
    return under[-1] if under else 0


def _rank_by_tab(sheet: Sheet, group: Sequence[Region], line: Line, part: Line) -> int | None:
    if sheet.where(part.start, part.start + 1).box is not None:
        return 0  # `rank_by_place` knew: the first column
    parts = _parts(sheet, line)
    if len(parts) == len(group):
        return [p.start for p in parts].index(part.start)
    return None
