"""Extract: whether a person signed, from the ink and pictures in that person's place."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.find import Occurrence
from pipeline.extract.sheet import Sheet
from schemas.document import Cell, Picture, Span, Where

_SIGNED, _UNSURE = 0.97, 0.5
_SPECK = 12.0  # points: below this height and width a picture is no signature


@dataclass(frozen=True, slots=True)
class Signature:
    """Whether a signature stands there, where, and what should be looked at."""

    signed: bool
    confidence: float
    reasons: tuple[str, ...] = ()
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """The place for one person's signature: blocks of a cell, or a stretch of the document."""

    start: int
    end: int
    cell: tuple[Cell, ...] = ()
    left: float | None = None
    right: float | None = None
    continued: Cell | None = None
    """The rest of the cell when a page break cuts it in two."""


def signature(sheet: Sheet, zone: Zone | None) -> Signature:
    """Return whether ink, a drawn mark or a picture of a signature stands in `zone`.

    A typed name is none, even in a cursive font; a stamp is none, and is reported.
    """
    if zone is None:
        return Signature(signed=False, confidence=_UNSURE, reasons=("LIBELLE_ABSENT",))
    pictures = list(_pictures(sheet, zone))
    strokes = [(p, w) for p, w, _ in pictures if p.drawn == "strokes"]
    doubtful = [trust for p, _, trust in pictures if p.drawn != "blank"]
    if strokes:
        trust = min(doubtful, default=1.0)
        reasons = ("SIGNATURE_DOUTEUSE",) if trust < 0.8 else ()  # as values
        return Signature(
            signed=True, confidence=min(_SIGNED, trust), reasons=reasons, where=strokes[0][1]
        )
    photos = [(p, w) for p, w, _ in pictures if p.drawn in ("photo", "unknown")]
    if photos:
        return Signature(
            signed=True, confidence=_UNSURE, reasons=("IMAGE_A_LA_PLACE",), where=photos[0][1]
        )
    if any(p.drawn == "stamp" for p, _, _ in pictures):
        return Signature(signed=False, confidence=0.7, reasons=("CACHET_SEUL",))
    if sheet.is_ocr:  # faint ink is easily lost in a picture of a page
        return Signature(signed=False, confidence=_UNSURE, reasons=("SIGNATURE_DOUTEUSE",))
    return Signature(signed=False, confidence=_SIGNED)


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

    The cell of the anchor when it stands in a table; otherwise from the anchor to the next
    label that belongs to someone else.
    """
    first = anchor or own
    if first is None:
        return None
    ours = {id(o) for o in (anchor, own) if o is not None}
    rank = next(i for i, o in enumerate(placed) if o is first)
    others = [o for o in placed[rank + 1 :] if id(o) not in ours and not _is_sign_here(o)]
    end = others[0].lead if others else len(sheet.text)
    cell = sheet.cells_at(first.start)
    if cell and anchor is not None:
        return Zone(first.start, end, cell, continued=_continued(sheet, first, cell))
    left, right = _column(sheet, first, placed)
    return Zone(first.start, end, (), left, right)


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


def _column(
    sheet: Sheet, first: Occurrence, placed: Sequence[Occurrence]
) -> tuple[float | None, float | None]:
    """Return the left and right edges of the column of a label that shares its line."""
    sharing = [o for o in placed if o.block == first.block]
    if len(sharing) < 2:  # alone on its line: the whole width is its own
        return None, None
    lefts = sorted(
        box[0] for o in sharing if (box := sheet.where(o.start, o.start + 1).box) is not None
    )
    own = sheet.where(first.start, first.start + 1).box
    if own is None or len(lefts) < 2:
        return None, None
    return own[0] - 20, next((x - 5 for x in lefts if x > own[0]), None)


def _pictures(sheet: Sheet, zone: Zone) -> list[tuple[Picture, Where, float]]:
    found: list[tuple[Picture, Where, float]] = []
    for index, block in enumerate(sheet.blocks):
        start = sheet.starts[index]
        inside = (
            block.cells[: len(zone.cell)] == zone.cell
            or (zone.continued is not None and block.cells[:1] == (zone.continued,))
            if zone.cell
            else start < zone.end and sheet.block_end(index) >= zone.start
        )
        if not inside:
            continue
        found.extend(
            (span.picture, block.where, span.confidence)
            for span in block.spans
            if span.picture is not None and _counts(span, span.picture, zone)
        )
    return found


def _counts(span: Span, picture: Picture, zone: Zone) -> bool:
    if 0 < picture.width < _SPECK and 0 < picture.height < _SPECK:
        return False
    if span.box is None or zone.left is None:
        return True
    middle = (span.box[0] + span.box[2]) / 2
    return middle >= zone.left and (zone.right is None or middle <= zone.right)
