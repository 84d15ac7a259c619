"""Read, Word: fields, of which only the result is text, and the old form fields among them."""

from collections.abc import Callable
from dataclasses import dataclass

from lxml.etree import _Element as Element

from pipeline.read.word_names import VAL, W, child_of, is_on, number, value_of
from pipeline.read.word_pieces import Control, Piece
from pipeline.read.word_styles import Look

OPEN_LIMIT = 60  # fields in fields; a file that opens more has lost their ends


@dataclass(eq=False, slots=True)
class _Field:
    start: int
    form: Element | None
    control: Control | None
    shows_result: bool = False


class Fields:
    """The fields open at one point of a story (ECMA-376 part 1, 17.16.18).

    A field whose instruction never ends is a fault of the file: its characters stay text,
    since losing an answer is worse than showing an instruction.
    """

    def __init__(self, identity: Callable[[str | None], str]) -> None:
        self.control: Control | None = None  # the form field whose result is being read
        self._open: list[_Field] = []
        self._identity = identity

    def meet(self, node: Element, pieces: list[Piece], look: Look) -> None:
        """Take note of a `w:fldChar`, and drop the instruction it may end from `pieces`."""
        kind = node.get(W + "fldCharType")
        if kind == "begin":
            self._begin(node, len(pieces))
        elif kind == "separate" and self._open:
            field = self._open[-1]
            if not field.shows_result:
                del pieces[field.start :]
                field.start = len(pieces)
                field.shows_result = True
                self.control = field.control or self.control
        elif kind == "end" and self._open:
            self._end(self._open.pop(), pieces, look)
            shown = [f.control for f in self._open if f.shows_result and f.control is not None]
            self.control = shown[-1] if shown else None

    def end_paragraph(self, pieces: list[Piece], look: Look) -> None:
        """Close the fields whose instruction did not end in its paragraph."""
        if not self._open:
            return
        for field in self._open:
            if not field.shows_result:
                self._state(field, pieces, look)
            field.start = 0
        self._open = [field for field in self._open if field.shows_result]

    def _begin(self, node: Element, start: int) -> None:
        form = node.find(W + "ffData")
        control = None
        if form is not None:
            # Form fields hold no form fields: an open one has lost its end.
            self._open = [field for field in self._open if field.form is None]
            self.control = None
            control = Control(
                identity=self._identity(None),
                name=value_of(form, W + "name") or None,
                confidence=1.0,
            )
        del self._open[: len(self._open) - OPEN_LIMIT]
        self._open.append(_Field(start, form, control))

    def _end(self, field: _Field, pieces: list[Piece], look: Look) -> None:
        if not field.shows_result:
            del pieces[field.start :]
        self._state(field, pieces, look)
        if field.form is not None and field.shows_result:
            _doubt_default(field.form, field.start, pieces)

    @staticmethod
    def _state(field: _Field, pieces: list[Piece], look: Look) -> None:
        if field.form is None:
            return
        box = field.form.find(W + "checkBox")
        if box is not None:
            ticked = _ticked(box)
            pieces.append(
                Piece("☒" if ticked else "☐", look, field.control, ticked=ticked, is_box=True)
            )
            return
        choices = field.form.find(W + "ddList")
        if choices is not None and not any(p.control is field.control for p in pieces):
            pieces.append(_chosen(choices, field.control, look))


def _ticked(box: Element) -> bool:
    # `checked` is what the person did, `default` what the form came with (17.16.8).
    checked = box.find(W + "checked")
    state = box.find(W + "default") if checked is None else checked
    return state is not None and is_on(state)


def _chosen(choices: Element, control: Control | None, look: Look) -> Piece:
    entries = [entry.get(VAL) or "" for entry in choices.iterchildren(W + "listEntry")]
    result = value_of(choices, W + "result")
    index = number(result or value_of(choices, W + "default"), 0)
    text = entries[index] if index < len(entries) else ""
    # Without a result the list shows its first entry, touched or not: nobody can tell.
    return Piece(text, look, control, confidence=1.0 if result else 0.5)


def _doubt_default(form: Element, start: int, pieces: list[Piece]) -> None:
    default = value_of(child_of(form, W + "textInput"), W + "default")
    shown = "".join(piece.text for piece in pieces[start:])
    if default and default.strip() and shown.strip() == default.strip():
        pieces[start:] = [piece._replace(confidence=0.5) for piece in pieces[start:]]
