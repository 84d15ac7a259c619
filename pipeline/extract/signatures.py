"""Extract: whether a person signed, from the ink and pictures in that person's place."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.columns import in_one_row
from pipeline.extract.find import Occurrence
from pipeline.extract.sheet import Sheet
from schemas.document import Block, Cell, Picture, Span, Where

_SIGNED, _UNSURE = 0.97, 0.5
_SPECK = 12.0  # points: below this height and width a picture is no signature


@dataclass(frozen=True, slots=True)
class Mark:
    """A picture or ink that may be a signature, and where it stands."""

    picture: Picture
    where: Where
    trust: float
    place: int


@dataclass(frozen=True, slots=True)
class Signature:
    """Whether a signature stands there, where, and what should be looked at."""

    signed: bool
    confidence: float
    reasons: tuple[str, ...] = ()
    where: Where | None = None
    claimed: tuple[int, ...] = ()
    """Places of the pictures that stand in this person's zone."""


@dataclass(frozen=True, slots=True)
class Zone:
    """The place for one person's signature: columns of a table, or a stretch of the document.

    `labels` are the labels on one line with the person's own, whose rank is `rank`, when
    nothing but their horizontal place parts them.
    """

    start: int
    end: int
    cell: tuple[Cell, ...] = ()
    below: bool = False
    continued: Cell | None = None
    labels: tuple[Occurrence, ...] = ()
    rank: int = 0


def signature(sheet: Sheet, zone: Zone | None) -> Signature:
    """Return whether ink, a drawn mark or a picture of a signature stands in `zone`.

    A typed name is none, even in a cursive font; a stamp is none, and is reported.
    """
    if zone is None:
        return Signature(signed=False, confidence=_UNSURE, reasons=("LIBELLE_ABSENT",))
    marks, sure = _of_column(sheet, zone, [m for m in marks_in(sheet) if _inside(sheet, zone, m)])
    claimed = tuple(mark.place for mark in marks)
    strokes = [mark for mark in marks if mark.picture.drawn == "strokes"]
    others = [mark for mark in marks if mark.picture.drawn in ("photo", "unknown")]
    if strokes:
        trust = max(mark.trust for mark in strokes) if sure else _UNSURE
        reasons = ("SIGNATURE_DOUTEUSE",) if trust < 0.8 else ()
        return Signature(
            signed=not sheet.is_ocr or trust > _UNSURE,  # badly read words look like ink
            confidence=min(_SIGNED, trust),
            reasons=reasons,
            where=strokes[0].where,
            claimed=claimed,
        )
    if others:
        return Signature(
            signed=True,
            confidence=_UNSURE,
            reasons=("IMAGE_A_LA_PLACE",),
            where=others[0].where,
            claimed=claimed,
        )
    if marks:
        return Signature(
            signed=False,
            confidence=0.7,
            reasons=("CACHET_SEUL",),
            where=marks[0].where,
            claimed=claimed,
        )
    if sheet.is_ocr:  # faint ink is easily lost in a picture of a page
        return Signature(signed=False, confidence=_UNSURE, reasons=("SIGNATURE_DOUTEUSE",))
    return Signature(signed=False, confidence=_SIGNED)


def marks_in(sheet: Sheet) -> list[Mark]:
    """Return every picture of the document that could be a signature or a stamp, in order."""
    return [
        Mark(span.picture, block.where, span.confidence, sheet.starts[index])
        for index, block in enumerate(sheet.blocks)
        for span in block.spans
        if span.picture is not None and _counts(span, span.picture)
    ]


def _counts(span: Span, picture: Picture) -> bool:
    speck = 0 < picture.width < _SPECK and 0 < picture.height < _SPECK
    return span.kind == "picture" and picture.drawn != "blank" and not speck


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
            return Zone(first.start, end, cell, below=True, continued=continued)
        if own is not None and sheet.cells_at(own.start) == cell:
            return Zone(first.start, end, cell, continued=_continued(sheet, first, cell))
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


def _inside(sheet: Sheet, zone: Zone, mark: Mark) -> bool:
    block = sheet.blocks[sheet.block_at(mark.place)]
    if not zone.cell:
        return mark.place < zone.end and sheet.block_end(sheet.block_at(mark.place)) >= zone.start
    if block.cells[: len(zone.cell)] == zone.cell:
        return True
    if zone.continued is not None and block.cells[:1] == (zone.continued,):
        return True
    return zone.below and mark.place < zone.end and _under(block, zone.cell[-1])


def _under(block: Block, own: Cell) -> bool:
    return any(
        cell.table == own.table and cell.row > own.row and cell.column == own.column
        for cell in block.cells
    )


def _of_column(sheet: Sheet, zone: Zone, marks: list[Mark]) -> tuple[list[Mark], bool]:
    """Return the marks of this person's column, and whether that is sure."""
    if not zone.labels or not marks:
        return marks, True
    middles = [_middle(mark) for mark in marks]
    if all(middle is not None for middle in middles):
        ranks = [_rank_of(sheet, zone.labels, middle or 0.0) for middle in middles]
        return [m for m, rank in zip(marks, ranks, strict=True) if rank == zone.rank], True
    if len(marks) == len(zone.labels):
        return [marks[zone.rank]], False
    return marks, False


def _middle(mark: Mark) -> float | None:
    box = mark.where.box
    return (box[0] + box[2]) / 2 if box is not None else None


def _rank_of(sheet: Sheet, labels: Sequence[Occurrence], middle: float) -> int:
    boxes = [sheet.where(label.start, label.start + 1).box for label in labels]
    under = [i for i, box in enumerate(boxes) if box is not None and box[0] <= middle]
    return under[-1] if under else 0


def _continued(sheet: Sheet, first: Occurrence, cell: tuple[Cell, ...]) -> Cell | None:
    """Return the cell at the top of the next page that carries on a cell cut by a page break.

    Its table begins the page, and its edges stand under those of the cell that was cut.
    """
    page = sheet.blocks[first.block].where.page
    own = cell[0].box
    if page is None or own is None:
        return None
    for block in sheet.blocks[first.block :]:
        top = block.cells[0] if block.cells else None
        if block.where.page != page + 1 or top is None or top.row > 0 or top.box is None:
            continue
        if abs(top.box[0] - own[0]) < 4 and abs(top.box[2] - own[2]) < 4:
            return top
    return None


def _is_sign_here(occurrence: Occurrence) -> bool:
    question = occurrence.item.question
    return question is not None and question.type == "signature"
