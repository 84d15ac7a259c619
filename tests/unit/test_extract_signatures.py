"""Signatures on scans: whose they are, and when a person must look."""

from collections.abc import Sequence

import pytest

from pipeline.extract import extract
from schemas.candidature import Answer
from schemas.document import Block, Box, Cell, Document, Picture, Span, Where
from schemas.form import Form, Printed, Question

LEFT: Box = (70.0, 300.0, 290.0, 400.0)
RIGHT: Box = (290.0, 300.0, 520.0, 400.0)
ANCHORS = ("Nom et qualité du représentant", "Nom du Promeneur du Net")


def form() -> Form:
    """Declare two people who sign, each in the cell of their name."""
    questions = []
    for key, label in zip(("chef", "promeneur"), ANCHORS, strict=True):
        questions += [
            Question(key=key, type="text", label=(label,), title=label),
            Question(
                key=f"{key}.signee",
                type="signature",
                label=("Signature",),
                title="Signature",
                within=key,
            ),
        ]
    printed = tuple(Printed(question=question) for question in questions)
    return Form(id="essai", title="Essai", printed=printed)


def line(text: str, box: Box, cell: Cell | None, *extra: Span) -> Block:
    words = [
        Span(text=word if rank == 0 else f" {word}", confidence=0.95, box=box)
        for rank, word in enumerate(text.split())
    ]
    cells = () if cell is None else (cell,)
    return Block(spans=(*words, *extra), cells=cells, where=Where(page=1, box=box))


def strokes(box: Box, sure: float, drawn: str = "strokes") -> Span:
    picture = Picture.model_validate(
        {"drawn": drawn, "width": box[2] - box[0], "height": box[3] - box[1], "source": "pixels"}
    )
    return Span(kind="picture", picture=picture, confidence=sure, box=box)


def scanned(*drawn: Span, ruled: bool = True, after: Span | None = None) -> Document:
    """Make the page of signatures: two cells, or two columns without rules."""
    blocks = []
    for column, (anchor, area) in enumerate(zip(ANCHORS, (LEFT, RIGHT), strict=True)):
        cell = Cell(table=0, row=0, column=column, box=area) if ruled else None
        x = area[0] + 5
        blocks.append(line(f"{anchor} : Zoé", (x, 305.0, x + 150, 315.0), cell))
        more = (after,) if after is not None and column == 0 else ()
        blocks.append(line("Signature :", (x, 340.0, x + 50, 350.0), cell, *more))
        for one in drawn:
            assert one.box is not None
            if area[0] <= (one.box[0] + one.box[2]) / 2 < area[2]:
                cells = () if cell is None else (cell,)
                blocks.append(Block(spans=(one,), cells=cells, where=Where(page=1, box=one.box)))
    return Document(reader="scan", blocks=tuple(blocks if ruled else level(blocks)))


def level(blocks: Sequence[Block]) -> list[Block]:
    """Join what stands on one line, as a reader does where no rule parts it."""
    lines: dict[float, list[Span]] = {}
    for block in blocks:
        assert block.where.box is not None
        lines.setdefault(block.where.box[1], []).extend(block.spans)
    joined = []
    for top, spans in sorted(lines.items()):
        apart = [span.model_copy(update={"text": f" {span.text.strip()}"}) for span in spans]
        left = min(span.box[0] for span in spans if span.box)
        right = max(span.box[2] for span in spans if span.box)
        where = Where(page=1, box=(left, top, right, top + 10))
        joined.append(Block(spans=tuple(apart), where=where))
    return joined


def read(document: Document) -> tuple[Answer, Answer]:
    fields = extract(document, form()).fields
    return fields["chef.signee"], fields["promeneur.signee"]


def told(document: Document) -> list[tuple[object, bool]]:
    return [(answer.value, answer.flagged) for answer in read(document)]


def test_sure_strokes_are_the_signature_of_their_cell_alone() -> None:
    document = scanned(strokes((90, 352, 200, 390), 0.95))

    assert told(document) == [(True, False), (False, False)]


@pytest.mark.parametrize(("sure", "signed"), [(0.2, False), (0.3, False), (0.4, True)])
def test_strokes_that_may_be_anything_leave_a_doubt(sure: float, signed: bool) -> None:  # noqa: FBT001 -- a case of the table
    chef, promeneur = read(scanned(strokes((90, 352, 120, 372), sure)))

    assert (chef.value, chef.reasons) == (signed, ("SIGNATURE_DOUTEUSE",))
    assert (promeneur.value, promeneur.flagged) == (False, False)


def test_a_name_written_by_hand_over_the_label_is_no_signature() -> None:
    document = scanned(strokes((90, 318, 200, 338), 0.95))

    assert told(document) == [(False, False), (False, False)]


def test_a_word_by_hand_after_the_label_may_be_a_signature() -> None:
    word = Span(text=" Pruvost", confidence=0.9, by_hand=True, box=(130, 338, 180, 352))

    chef, _ = read(scanned(after=word))

    assert (chef.value, chef.reasons) == (False, ("SIGNATURE_DOUTEUSE",))


def test_a_name_typed_after_the_label_is_surely_no_signature() -> None:
    word = Span(text=" Pruvost", confidence=0.95, box=(130, 338, 180, 352))

    assert told(scanned(after=word)) == [(False, False), (False, False)]


def test_a_stamp_alone_is_told() -> None:
    chef, _ = read(scanned(strokes((90, 352, 200, 390), 0.95, "stamp")))

    assert (chef.value, chef.reasons) == (False, ("CACHET_SEUL",))


def test_a_signature_over_a_stamp_counts_and_is_looked_at() -> None:
    stamp = strokes((90, 352, 200, 390), 0.95, "stamp")

    assert told(scanned(stamp, strokes((100, 355, 190, 385), 0.55)))[0] == (True, True)


def test_without_a_table_a_signature_stands_under_its_own_label() -> None:
    document = scanned(strokes((300, 352, 420, 390), 0.95), ruled=False)

    assert told(document) == [(False, False), (True, False)]


def test_a_digital_signature_counts_and_its_certificate_is_looked_at() -> None:
    picture = Picture(drawn="strokes", width=110, height=38, source="annotation")
    box = (90.0, 352.0, 200.0, 390.0)
    widget = Span(kind="picture", picture=picture, confidence=0.75, control="p1-0", box=box)

    chef, _ = read(scanned(widget).model_copy(update={"reader": "pdf"}))

    assert (chef.value, chef.reasons) == (True, ("SIGNATURE_ELECTRONIQUE",))


def test_a_signature_in_a_cell_that_a_page_break_cut_is_found_overleaf() -> None:
    first = scanned()
    overleaf: Box = (78.0, 40.0, 298.0, 110.0)  # the sheet lay 8 points further right
    cell = Cell(table=1, row=0, column=0, box=overleaf)
    drawn = strokes((100, 50, 210, 95), 0.95)
    block = Block(spans=(drawn,), cells=(cell,), where=Where(page=2, box=drawn.box))

    document = first.model_copy(update={"blocks": (*first.blocks, block)})

    assert told(document) == [(True, False), (False, False)]


def test_a_place_whose_label_was_not_read_is_not_surely_unsigned() -> None:
    first = scanned()
    unlabelled = tuple(block for block in first.blocks if "Signature" not in block.text)

    chef, _ = read(first.model_copy(update={"blocks": unlabelled}))

    assert (chef.value, chef.reasons[0]) == (False, "SIGNATURE_DOUTEUSE")


def test_strokes_beside_signature_and_far_from_the_name_are_one_though_they_end_above_it() -> None:
    blocks = []
    for column, (anchor, area) in enumerate(zip(ANCHORS, (LEFT, RIGHT), strict=True)):
        cell = Cell(table=0, row=0, column=column, box=area)
        x = area[0] + 5
        blocks.append(line(f"{anchor} : Zoé", (x, 305.0, x + 150, 315.0), cell))
        blocks.append(line("Signature :", (x, 395.0, x + 50, 405.0), cell))
        drawn = strokes((x + 60, 370, x + 150, 398), 0.95)
        where = Where(page=1, box=drawn.box)
        blocks.append(Block(spans=(drawn,), cells=(cell,), where=where))

    assert told(Document(reader="scan", blocks=tuple(blocks))) == [(True, False), (True, False)]
