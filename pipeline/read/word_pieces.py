"""Read, Word: from the runs of a paragraph to spans, as few as their looks allow."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.read.word_glyphs import BOXES, state_of
from pipeline.read.word_styles import Look
from schemas.document import Picture, Span


@dataclass(eq=False, slots=True)
class Tick:
    """The state of a check-box control until its one box is given out."""

    ticked: bool
    glyphs: tuple[str, str]
    spent: bool = False


@dataclass(eq=False, frozen=True, slots=True)
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


def spans(pieces: Iterable[Piece]) -> tuple[Span, ...]:
    """Return the spans of a paragraph, each check-box character and picture on its own."""
    return tuple(_spans(pieces))


def _spans(pieces: Iterable[Piece]) -> Iterator[Span]:
    held: list[Piece] = []
    for piece in pieces:
        if piece.is_box or piece.picture is not None:
            yield from _text_spans(held)
            held = []
            yield _mark_span(piece)
            continue
        if held and not _alike(held[0], piece):
            yield from _text_spans(held)
            held = []
        held.append(piece)
    yield from _text_spans(held)


def _alike(one: Piece, other: Piece) -> bool:
    return (
        one.control is other.control
        and one.look == other.look
        and one.confidence == other.confidence
    )


def _text_spans(held: Sequence[Piece]) -> Iterator[Span]:
    text = "".join([piece.text for piece in held])
    if not text:
        return
    model = held[0]
    start = 0
    for found in BOXES.finditer(text):
        if found.start() > start:
            yield _text_span(text[start : found.start()], model)
        yield _mark_span(
            model._replace(text=found[0], ticked=state_of(found[0]), is_box=True),
        )
        start = found.end()
    if start < len(text):
        yield _text_span(text[start:], model)


def _text_span(text: str, model: Piece) -> Span:
    look, control = model.look, model.control
    if control is None:
        return Span(
            text=text,
            bold=look.bold,
            underline=look.underline,
            highlight=look.highlight,
            strike=look.strike,
            colour=look.colour,
            confidence=model.confidence,
        )
    return Span(
        text=text,
        bold=look.bold,
        underline=look.underline,
        highlight=look.highlight,
        strike=look.strike,
        colour=look.colour,
        control=control.identity,
        name=control.name,
        placeholder=control.placeholder,
        confidence=min(model.confidence, control.confidence),
    )


def _mark_span(piece: Piece) -> Span:
    look, control = piece.look, piece.control
    return Span(
        kind="box" if piece.is_box else "picture",
        text=piece.text,
        ticked=piece.ticked,
        picture=piece.picture,
        bold=look.bold,
        underline=look.underline,
        highlight=look.highlight,
        strike=look.strike,
        colour=look.colour,
        control=None if control is None else control.identity,
        name=None if control is None else control.name,
        placeholder=control is not None and control.placeholder,
        confidence=piece.confidence,
    )
