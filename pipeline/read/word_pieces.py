"""Read, Word: from the runs of a paragraph to spans, as few as their looks allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.read.word_glyphs import BOXES, SPECIAL, state_of
from pipeline.read.word_styles import PLAIN, Look
from schemas.document import Picture

Fields = dict[str, object]


@dataclass(eq=False, slots=True)
class Tick:
    """The state of a check-box control until its one box is given out."""

    ticked: bool
    glyphs: tuple[str, str]
    spent: bool = False


@dataclass(eq=False, slots=True)
class Control:
    """A content control or form field; compared by identity, for identifiers get copied."""

    identity: str
    name: str | None = None
    placeholder: bool = False
    tick: Tick | None = None
    confidence: float = 1.0


class Piece(NamedTuple):
    """What one run or control contributes; pieces of one look become one span."""

    text: str
    look: Look
    control: Control | None = None
    ticked: bool | None = None
    is_box: bool = False
    picture: Picture | None = None
    confidence: float = 1.0


def spans(pieces: Sequence[Piece]) -> list[Fields]:
    """Return the spans of a paragraph, each check-box character and picture on its own.

    They are the fields of `Span`, made records together with their document: one validation.
    """
    result: list[Fields] = []
    held = ""
    model: Piece | None = None
    for piece in pieces:
        if piece.is_box or piece.picture is not None:
            if model is not None:
                _add_text(held, model, result)
                held, model = "", None
            result.append(_mark(piece))
        elif model is None:
            held, model = piece.text, piece
        elif _alike(model, piece):
            held += piece.text
        else:
            _add_text(held, model, result)
            held, model = piece.text, piece
    if model is not None:
        _add_text(held, model, result)
    return result


def _alike(one: Piece, other: Piece) -> bool:
    return (
        one.control is other.control
        and one.look == other.look
        and one.confidence == other.confidence
    )


def _add_text(text: str, model: Piece, result: list[Fields]) -> None:
    if text.isascii() or SPECIAL.search(text) is None:
        if text:
            result.append(_fields(text, model))
        return
    start = 0
    for found in BOXES.finditer(text):
        if found.start() > start:
            result.append(_fields(text[start : found.start()], model))
        box = model._replace(text=found[0], ticked=state_of(found[0]), is_box=True)
        result.append(_mark(box))
        start = found.end()
    if start < len(text):
        result.append(_fields(text[start:], model))


def _fields(text: str, piece: Piece) -> Fields:
    look, control, confidence = piece.look, piece.control, piece.confidence
    fields: Fields = {"text": text}
    if look != PLAIN:
        fields |= look.fields()
    if control is not None:
        fields["control"] = control.identity
        fields["name"] = control.name
        fields["placeholder"] = control.placeholder
        confidence = min(confidence, control.confidence)
    if confidence < 1:
        fields["confidence"] = confidence
    return fields


def _mark(piece: Piece) -> Fields:
    fields = _fields(piece.text, piece)
    if piece.is_box:
        return fields | {"kind": "box", "ticked": piece.ticked}
    return fields | {"kind": "picture", "picture": piece.picture}
