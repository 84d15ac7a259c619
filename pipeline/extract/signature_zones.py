"""Extract: where on its pages each person of a form signs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.extract.columns import in_one_row
from pipeline.extract.find import Occurrence
from pipeline.extract.sheet import Sheet
from schemas.document import Cell, Where

EVERYWHERE = (0.0, 1e9)
_LEFT = 25.0  # points: how far before its label a signature begins
_STRAIGHT, _ASKEW = 4.0, 14.0  # points between the edges of one table on two pages


@dataclass(frozen=True, slots=True)
class Zone:
    """The place for one person's signature: columns of a table, or a stretch of the document.

    `labels` are the labels on one line with the person's own, whose rank is `rank`, when
    nothing but their horizontal place parts them. `own` is the label of the signature itself,
    `label` where it stands on its page; without it, where that of someone else does; `name` is
    where the label of the person stands. `columns`
    are the limits that the labels of other signatures on its line set, in points.
    """

    start: int
    end: int
    cell: tuple[Cell, ...] = ()
    below: bool = False
    continued: tuple[Cell, ...] = ()
    page: int | None = None
    labels: tuple[Occurrence, ...] = ()
    rank: int = 0
    own: Occurrence | None = None
    label: Where | None = None
    name: Where | None = None
    columns: tuple[float, float] = EVERYWHERE


def zone_of(
    sheet: Sheet,
    anchor: Occurrence | None,
    own: Occurrence | None,
    placed: Sequence[Occurrence],
) -> Zone | None:
    """Return where a person signs.

    Args:
        sheet: the document.
        anchor: the label of the person (« Nom du Promeneur du Net »), if any.
        own: the label of the signature itself (« Signature : »), if found.
        placed: everything placed, in order of the document.

    With other labels in its table row, the column of the anchor, down to the next label in it.
    With « Signature » in the same cell, that cell. Otherwise from the anchor to the next label
    that belongs to someone else.
    """
    zone = _zone(sheet, anchor, own, placed)
    if zone is None:
        return None
    if anchor is not None:
        zone = replace(zone, name=sheet.where(anchor.start, anchor.end))
    others = [o for o in placed if _is_sign_here(o) and o is not own]
    if own is None or not zone.start <= own.start <= zone.end:
        level = [sheet.where(o.start, o.end) for o in others]
        page = sheet.where(zone.start, zone.start + 1).page
        return replace(zone, label=next((w for w in level if w.page == page), None))
    label = sheet.where(own.start, own.end)
    return replace(zone, own=own, label=label, columns=_columns(sheet, label, own, others))


def _columns(
    sheet: Sheet, label: Where, own: Occurrence, others: Sequence[Occurrence]
) -> tuple[float, float]:
    mates = [sheet.where(o.start, o.end).box for o in others if o.block == own.block]
    lefts = [box[0] for box in mates if box is not None]
    if label.box is None or not lefts:
        return EVERYWHERE
    before = any(left < label.box[0] for left in lefts)
    after = [left for left in lefts if left > label.box[0]]
    return (
        label.box[0] - _LEFT if before else EVERYWHERE[0],
        min(after) - _LEFT if after else EVERYWHERE[1],
    )


def _zone(
    sheet: Sheet,
    anchor: Occurrence | None,
    own: Occurrence | None,
    placed: Sequence[Occurrence],
) -> Zone | None:
    first = anchor or own
    if first is None:
        return None
    labels = [o for o in placed if not _is_sign_here(o) and o.item.kind != "option"]
    others = [o for o in labels if o is not first]
    mates = [o for o in others if in_one_row(sheet, first, o)]
    later = [o for o in others if o.start > first.start and o not in mates]
    end = later[0].lead if later else len(sheet.text)
    cell = sheet.cells_at(first.start)
    if cell and anchor is not None:
        if any(sheet.cells_at(mate.start) for mate in mates if mate.block != first.block):
            end = _column_end(sheet, cell[-1], later)
            continued = _continued(sheet, first, cell)
            page = sheet.blocks[first.block].where.page
            return Zone(first.start, end, cell, below=True, continued=continued, page=page)
        if own is not None and sheet.cells_at(own.start) == cell:
            continued = _continued(sheet, first, cell)
            page = sheet.blocks[first.block].where.page
            return Zone(first.start, end, cell, continued=continued, page=page)
    line = tuple(sorted([first, *(m for m in mates if m.block == first.block)], key=_start))
    return Zone(first.start, end, labels=line if len(line) > 1 else (), rank=line.index(first))


def _start(occurrence: Occurrence) -> int:
    return occurrence.start


def _column_end(sheet: Sheet, own: Cell, later: Sequence[Occurrence]) -> int:
    """Return where the next label of the same column begins, or the table's end is reached."""
    for label in later:
        cells = sheet.cells_at(label.start)
        if not cells or cells[-1].table != own.table or cells[-1].column == own.column:
            return label.lead
    return len(sheet.text)


def _continued(sheet: Sheet, first: Occurrence, cell: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return the cells at the top of the next page that carry on a cell cut by a page break.

    Their table begins the page, and they stand under the cell that was cut: two sheets of one
    file never lie quite alike in a scanner, and a stroke may part a cell in two.
    """
    page = sheet.blocks[first.block].where.page
    own = cell[0].box
    if page is None or own is None:
        return ()
    slack = _ASKEW if sheet.is_ocr else _STRAIGHT
    found: dict[Cell, None] = {}
    for block in sheet.blocks[first.block :]:
        top = block.cells[0] if block.cells else None
        if block.where.page != page + 1 or top is None or top.row > 0 or top.box is None:
            continue
        if own[0] - slack < top.box[0] and top.box[2] < own[2] + slack:
            found[top] = None
    return tuple(found)


def _is_sign_here(occurrence: Occurrence) -> bool:
    question = occurrence.item.question
    return question is not None and question.type == "signature"
