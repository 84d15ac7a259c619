"""A person with a pen on a printed dossier: boxes ticked, corrected, circled, signatures, stamps.

The truth follows the pen: a signature added or taken away changes what a human reads.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from bench.paper_print import Box, Sheet, Word, cell_around
from bench.pens import MARKS, PENS, POINTS, Page, Pen, Rect, Rng, blotted, circled, draw
from bench.pens_signatures import signature
from bench.pens_stamps import stamp
from schemas.form import Form, Question


class Table(NamedTuple):
    """A dossier on the table: its sheets, the form, the dots per inch, and the pen in hand."""

    sheets: Sequence[Sheet]
    form: Form
    dpi: float
    pen: Pen
    rng: Rng


def scaled(place: Rect, dpi: float) -> Rect:
    """Return a place given in points in pixels."""
    return Rect(*(side * dpi / POINTS for side in place))


def frame_of(box: Box, sheet: Sheet, dpi: float) -> Rect:
    """Return the printed frame of a box in pixels: its ink within the place of the glyph."""
    x0, y0, x1, y1 = (round(side) for side in scaled(box.place, dpi))
    dark = sheet.picture[y0:y1, x0:x1].min(2) < 128
    rows, columns = np.flatnonzero(dark.any(1)), np.flatnonzero(dark.any(0))
    if not len(rows) or not len(columns):
        return Rect(x0, y0, x1, y1)
    return Rect(x0 + columns[0], y0 + rows[0], x0 + columns[-1] + 1, y0 + rows[-1] + 1)


def mark_boxes(table: Table, style: str) -> int:
    """Empty the ticked boxes that are printed and mark them with the pen instead.

    Args:
        table: its sheets are drawn on.
        style: a name of `MARKS`, `circled` (single choices alone; a cross elsewhere), or `mixed`.

    Returns:
        How many boxes were marked; none where no empty box shows how the form prints one.
    """
    every = [(sheet, box) for sheet in table.sheets for box in sheet.boxes]
    models = [(sheet, box) for sheet, box in every if not box.ticked]
    if not models:
        return 0
    marked = 0
    for sheet, box in every:
        if box.ticked:
            frame = _emptied(sheet, box, models[0], table.dpi)
            _mark(table, sheet, box, frame, style)
            marked += 1
    return marked


def _emptied(sheet: Sheet, box: Box, model: tuple[Sheet, Box], dpi: float) -> Rect:
    """Put an empty box in the place of a ticked one; return its frame."""
    x0, y0, x1, y1 = (round(side) for side in scaled(model[1].place, dpi))
    picture = model[0].picture[y0:y1, x0:x1].copy()
    left, top, right, bottom = (round(side) for side in scaled(box.place, dpi))
    page = sheet.picture
    page[top - 1 : bottom + 1, left - 1 : right + 1] = page[top - 2, left - 2]
    spot = page[top : top + y1 - y0, left : left + x1 - x0]
    spot[:] = np.minimum(picture[: spot.shape[0], : spot.shape[1]], page[top - 2, left - 2])
    frame = frame_of(model[1], model[0], dpi)
    return Rect(
        frame.x0 + left - x0, frame.y0 + top - y0, frame.x1 + left - x0, frame.y1 + top - y0
    )


def _mark(table: Table, sheet: Sheet, box: Box, frame: Rect, style: str) -> None:
    rng = table.rng
    if style == "circled" and question_of(box, table.form) is not None:
        end = scaled(box.place._replace(x1=box.end), table.dpi).x1
        strokes = circled(frame._replace(x1=end), rng)
    else:
        known = style in MARKS
        shape = style if known else str(rng.choice(["cross", "cross", "tick", "slash"]))
        strokes = MARKS[shape](frame, rng)
    draw(sheet.picture, strokes, table.pen, dpi=table.dpi, rng=rng)


def question_of(box: Box, form: Form) -> Question | None:
    """Return the question of one answer that a box belongs to by its words, if there is one."""
    said = _bare(box.label)
    for question in form.questions:
        if question.type in ("boolean", "choice"):
            heads = [_bare(option.label[0])[:12] for option in question.options]
            if any(said.startswith(head) for head in heads):
                return question
    return None


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def correct_a_box(table: Table) -> bool:
    """Tick a wrong box beside a right one, then blot it out; False where there is none."""
    pairs = [
        (sheet, one, other)
        for sheet in table.sheets
        for one, other in zip(sheet.boxes, sheet.boxes[1:], strict=False)
        if one.ticked != other.ticked
        and question_of(one, table.form) is not None
        and question_of(one, table.form) == question_of(other, table.form)
    ]
    if not pairs:
        return False
    sheet, one, other = pairs[int(table.rng.integers(len(pairs)))]
    wrong = other if one.ticked else one
    frame = frame_of(wrong, sheet, table.dpi)
    strokes = [*MARKS["cross"](frame, table.rng), *blotted(frame, table.rng)]
    draw(sheet.picture, strokes, table.pen, dpi=table.dpi, rng=table.rng)
    return True


class SignaturePlace(NamedTuple):
    """Where a person signs: the key of the question, the sheet, the cell in points, the label."""

    key: str
    sheet: Sheet
    cell: Rect
    label: Word


def signature_places(sheets: Sequence[Sheet], form: Form) -> list[SignaturePlace]:
    """Return the places to sign, in the order of the form; none where they are not all found."""
    questions = [question for question in form.questions if question.type == "signature"]
    for sheet in reversed(sheets):
        found = [word for word in sheet.words if word.text.startswith("Signature")]
        if found:
            labels = sorted(found[-len(questions) :], key=lambda word: word.place.x0)
            if len(labels) < len(questions):
                return []
            return [
                SignaturePlace(question.key, sheet, _cell(sheet, label, question), label)
                for question, label in zip(questions, labels, strict=True)
            ]
    return []


def _cell(sheet: Sheet, label: Word, question: Question) -> Rect:
    inside = cell_around(sheet, label.place.x1 + 4, label.place.centre[1])
    if question.within is None:  # the label has a cell of its own, the person signs in the next
        return cell_around(sheet, inside.x1 + 8, label.place.centre[1])
    return inside


def sign(table: Table, place: SignaturePlace, *, size: str, shape: str | None = None) -> None:
    """Sign: `size` is small (initials in a corner), usual, or big (over the rules of the cell)."""
    rng = table.rng
    width, height = {"small": (38, 20), "usual": (110, 38), "big": (185, 78)}[size]
    width, height = width * rng.uniform(0.8, 1.2), height * rng.uniform(0.8, 1.2)
    cell, top = place.cell, place.label.place.y0
    x = rng.uniform(cell.x0 + 12, max(cell.x0 + 14, cell.x1 - width - 4))
    y = rng.uniform(top - 4, max(top, cell.y1 - height - 2))
    if place.cell.x0 > place.label.place.x1:
        y = rng.uniform(cell.y0, max(cell.y0 + 1, cell.y1 - height))
    room = scaled(Rect(x, y, x + width, y + height), table.dpi)
    strokes = signature(room, rng, shape)
    draw(place.sheet.picture, strokes, table.pen, dpi=table.dpi, rng=rng)


def unsign(table: Table, place: SignaturePlace) -> bool:
    """Take the printed pictures out of a signature cell; False where there is none to take."""
    taken = False
    for picture in place.sheet.pictures:
        x, y = picture.centre
        if place.cell.x0 < x < place.cell.x1 and place.cell.y0 < y < place.cell.y1:
            x0, y0, x1, y1 = (round(side) for side in scaled(picture, table.dpi))
            place.sheet.picture[y0:y1, x0:x1] = 255
            taken = True
    return taken


def press_stamp(table: Table, fields: Mapping[str, object], where: str) -> None:
    """Stamp the dossier: `cell` (where the form asks for it), `signature`, or over the `text`."""
    rng = table.rng
    name = str(fields.get("structure.nom") or "Association")
    city = f"{fields.get('structure.code_postal') or ''} {fields.get('structure.ville') or ''}"
    lines = [name.upper()[:28], str(fields.get("structure.adresse") or "")[:30], city.upper()]
    sheet, place = _stamp_place(table, where)
    at = (place.x0 + place.size[0] * rng.uniform(0.4, 0.6), place.y0 + place.size[1] * 0.6)
    pixels = (at[0] * table.dpi / POINTS, at[1] * table.dpi / POINTS)
    stamp(sheet.picture, [line for line in lines if line.strip()], pixels, dpi=table.dpi, rng=rng)


def _stamp_place(table: Table, where: str) -> tuple[Sheet, Rect]:
    rng = table.rng
    if where == "signature":
        places = signature_places(table.sheets, table.form)
        if places:
            return places[0].sheet, places[0].cell
    if where == "cell":
        for sheet in reversed(table.sheets):
            for word in sheet.words:
                if word.text == "cachet":
                    y = word.place.y1 + 4
                    cell = cell_around(sheet, word.place.x1 + 4, word.place.centre[1])
                    return sheet, Rect(cell.x0, y, cell.x1, max(cell.y1, y + 40))
    sheet = table.sheets[int(rng.integers(len(table.sheets)))]
    wide, high = sheet.size
    x, y = rng.uniform(0.1, 0.5) * wide, rng.uniform(0.1, 0.7) * high
    return sheet, Rect(x, y, x + 200, y + 80)


def pen_of(rng: Rng) -> tuple[str, Pen]:
    """Pick a pen, blue and black ones mostly."""
    weights = {"blue": 8, "black": 7, "thin": 3, "thick": 2, "pencil": 2, "felt": 1, "red": 1}
    odds = np.array(list(weights.values()), float)
    name = str(rng.choice(list(weights), p=odds / odds.sum()))
    return name, PENS[name]


def pages_of(sheets: Sequence[Sheet]) -> list[Page]:
    """Return the pictures of the sheets, in order."""
    return [sheet.picture for sheet in sheets]
