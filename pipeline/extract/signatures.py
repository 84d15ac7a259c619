"""Extract: whether a person signed, from the ink and pictures in that person's place."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.find import Occurrence
from pipeline.extract.sheet import TRACE, Sheet
from pipeline.extract.signature_zones import EVERYWHERE, Zone
from schemas.document import Block, Cell, Picture, Span, Where

_SIGNED, _SURE, _UNSURE = 0.97, 0.8, 0.5
_LIKELY = 0.4  # strokes in a person's place are a signature rather than anything else
_OVERLAP = 4.0  # points: how far the tails of a name reach into the line below
_TALL = 36.0  # points: higher than a name written by hand
_WORD = 20.0  # points: words written by hand are lower
_AFTER = 120  # characters: « Signature : » is followed by few words of this person
_LEGIBLE = 0.6
_SPECK = 12.0  # points: below this height and width a picture is no signature


@dataclass(frozen=True, slots=True)
class Mark:
    """A picture or ink that may be a signature, and where it stands."""

    picture: Picture
    where: Where
    trust: float
    place: int
    digital: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it is no trace, and no word written by hand."""
        drawn = self.picture.source == "pixels" and self.picture.drawn == "strokes"
        return not drawn or (self.trust >= _SURE and self.picture.height > _WORD)


@dataclass(frozen=True, slots=True)
class Signature:
    """Whether a signature stands there, where, and what should be looked at."""

    signed: bool
    confidence: float
    reasons: tuple[str, ...] = ()
    where: Where | None = None
    claimed: tuple[int, ...] = ()
    """Places of the pictures that stand in this person's zone."""


def signature(sheet: Sheet, zone: Zone | None) -> Signature:
    """Return whether ink, a drawn mark or a picture of a signature stands in `zone`.

    A typed name is none, even in a cursive font; a stamp is none, and is reported. On a scan,
    strokes whose nature is unsure and words written by hand in the place make it doubtful.
    """
    if zone is None:
        return Signature(signed=False, confidence=_UNSURE, reasons=("LIBELLE_ABSENT",))
    marks, sure = _of_column(sheet, zone, [m for m in marks_in(sheet) if _inside(sheet, zone, m)])
    marks = [mark for mark in marks if not _is_beside(mark, zone)]
    claimed = tuple(mark.place for mark in marks if mark.trust > TRACE)
    marks = [mark for mark in marks if not _is_of_name(mark, zone)]
    strokes = sorted((m for m in marks if m.picture.drawn == "strokes"), key=_trust)[::-1]
    others = [mark for mark in marks if mark.picture.drawn in ("photo", "unknown")]
    if strokes and strokes[0].trust >= _LIKELY:
        return _of_strokes(strokes[0], sure=sure, claimed=claimed)
    if others:
        return Signature(
            signed=True,
            confidence=_UNSURE,
            reasons=("IMAGE_A_LA_PLACE",),
            where=others[0].where,
            claimed=claimed,
        )
    if len(marks) > len(strokes):
        stamp = next(mark for mark in marks if mark.picture.drawn == "stamp")
        return Signature(
            signed=False,
            confidence=0.7,
            reasons=("CACHET_SEUL",),
            where=stamp.where,
            claimed=claimed,
        )
    # « Signature » itself not read: a pen hides it, or it stands on a page that was not read.
    unlabelled = zone.own is None and (zone.label is None or bool(zone.cell))
    if strokes or (sheet.is_ocr and (unlabelled or _has_writing(sheet, zone))):
        return Signature(
            signed=False,
            confidence=_UNSURE,
            reasons=("SIGNATURE_DOUTEUSE",),
            where=strokes[0].where if strokes else None,
            claimed=claimed,
        )
    return Signature(signed=False, confidence=_SIGNED)


def _of_strokes(mark: Mark, *, sure: bool, claimed: tuple[int, ...]) -> Signature:
    trust = max(mark.trust, _UNSURE) if sure else _UNSURE
    if mark.digital:
        reasons: tuple[str, ...] = ("SIGNATURE_ELECTRONIQUE",)
    else:
        reasons = ("SIGNATURE_DOUTEUSE",) if trust < _SURE else ()
    return Signature(
        signed=True,
        confidence=min(_SIGNED, trust),
        reasons=reasons,
        where=mark.where,
        claimed=claimed,
    )


def _trust(mark: Mark) -> float:
    return mark.trust


def _is_of_name(mark: Mark, zone: Zone) -> bool:
    """Say whether strokes over « Signature » are the name, written by hand.

    They stand nearer to the label that asks for the name than to the one that asks to sign.
    """
    label, box = zone.label, mark.where.box
    if label is None or label.box is None or box is None or label.page != mark.where.page:
        return False
    name, middle = zone.name, (box[1] + box[3]) / 2
    if name is not None and name.box is not None and name.page == label.page:
        nearer = middle - name.box[3] < label.box[1] - middle + _OVERLAP
    else:
        nearer = True
    return nearer and box[3] < label.box[1] + _OVERLAP and box[3] - box[1] < _TALL


def _is_beside(mark: Mark, zone: Zone) -> bool:
    """Say whether a mark stands under the « Signature » of someone else on the same line."""
    box = mark.where.box
    if box is None or zone.cell or zone.columns == EVERYWHERE:
        return False
    return not zone.columns[0] <= (box[0] + box[2]) / 2 < zone.columns[1]


def _has_writing(sheet: Sheet, zone: Zone) -> bool:
    """Say whether words stand after « Signature » that may be no print: a signature misread."""
    if zone.own is None:
        return False
    end = min(zone.end, sheet.block_end(sheet.block_at(zone.own.end)) + _AFTER)
    own = [
        piece.span
        for piece in sheet.pieces(zone.own.end, max(end, zone.own.end))
        if piece.span.kind == "text"
        and (not zone.cell or sheet.cells_at(piece.start)[: len(zone.cell)] == zone.cell)
    ]
    return any(
        span.by_hand or span.confidence < _LEGIBLE
        for span in own
        if any(character.isalnum() for character in span.text)
    )


def marks_in(sheet: Sheet) -> list[Mark]:
    """Return every picture of the document that could be a signature or a stamp, in order."""
    return [
        Mark(
            span.picture,
            block.where if span.box is None else block.where.model_copy(update={"box": span.box}),
            span.confidence,
            sheet.starts[index],
            digital=span.control is not None,
        )
        for index, block in enumerate(sheet.blocks)
        for span in block.spans
        if span.picture is not None and _counts(span, span.picture)
    ]


def _counts(span: Span, picture: Picture) -> bool:
    speck = 0 < picture.width < _SPECK and 0 < picture.height < _SPECK
    small = speck and picture.source != "pixels"  # a scan weighs its specks by itself
    return span.kind == "picture" and picture.drawn != "blank" and not small


def _inside(sheet: Sheet, zone: Zone, mark: Mark) -> bool:
    block = sheet.blocks[sheet.block_at(mark.place)]
    if not zone.cell:
        return mark.place < zone.end and sheet.block_end(sheet.block_at(mark.place)) >= zone.start
    if block.cells[: len(zone.cell)] == zone.cell:
        return True
    if block.cells[:1] and block.cells[0] in zone.continued:
        return True
    if zone.below and mark.place < zone.end and _under(block, zone.cell[-1]):
        return True
    return sheet.is_ocr and _over(mark, zone)


def _over(mark: Mark, zone: Zone) -> bool:
    """Say whether a mark stands within the person's cell, whichever cell it was put in.

    On a scan the straight part of a signature is at times taken for a rule.
    """
    cell, box = zone.cell[-1].box, mark.where.box
    if cell is None or box is None or mark.where.page != zone.page:
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]


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
