"""PDF reading: form fields put where they stand on the page, among its words."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from pipeline.read.pdf_chars import Word
from pipeline.read.pdf_flow import Content
from pipeline.read.pdf_frame import Frame, inside
from pipeline.read.pdf_widgets import Widget
from schemas.document import Box, Notice, Picture, Span

_LINE = 20.0  # points: the tallest field of one line that still has a label beside it
_BLANKS = re.compile(r"\s+")


def add_fields(content: Content, widgets: Iterable[Widget], frame: Frame) -> list[Notice]:
    """Add the form fields of a page to its content.

    A field of one line becomes a word of the line where it stands; a field of several lines
    stands by itself, one block per line of its value; an empty field is an empty span.

    Returns:
        What a person should know: buttons whose look and value differ, digital signatures.
    """
    notices = []
    for widget in widgets:
        box = frame.box(*widget.box)
        _forget_printed(content, widget, box)
        if widget.kind == "button":
            content.words.append(as_word(box, _box_span(widget, box)))
        elif widget.kind == "signature":
            _add_signature(content, widget, box)
        elif _is_tall(widget, box):
            texts = widget.value.rstrip("\n").split("\n")
            content.tall.append((box, [(_text_span(widget, box, text),) for text in texts]))
        else:
            content.words.append(as_word(box, _text_span(widget, box, widget.value)))
        notices.extend(_notices(widget, content.number))
    return notices


def _notices(widget: Widget, page: int) -> list[Notice]:
    facts: dict[str, str | int] = {"field": widget.name, "control": widget.control, "page": page}
    if not widget.agrees:
        return [Notice(code="BUTTON_DISAGREES", facts=facts)]
    if widget.kind == "signature" and widget.ticked:
        return [Notice(code="DIGITAL_SIGNATURE", facts=facts)]
    return []


def _is_tall(widget: Widget, box: Box) -> bool:
    return widget.multiline and (box[3] - box[1] > _LINE or "\n" in widget.value.strip("\n"))


def _text_span(widget: Widget, box: Box, text: str) -> Span:
    return Span(text=text, control=widget.control, name=widget.name, box=box)


def _box_span(widget: Widget, box: Box) -> Span:
    return Span(
        kind="box",
        text="☒" if widget.ticked else "☐",
        ticked=widget.ticked,
        control=widget.control,
        name=widget.name,
        box=box,
        # Two truths in one file: what is seen was taken, but a person has to look.
        confidence=1.0 if widget.agrees else 0.5,
    )


def _add_signature(content: Content, widget: Widget, box: Box) -> None:
    span = Span(control=widget.control, name=widget.name, box=box)
    if widget.ticked:
        picture = Picture(
            drawn="strokes",
            width=box[2] - box[0],
            height=box[3] - box[1],
            source="annotation",
        )
        # Who holds its certificate is known to nobody here: a person looks.
        update = {"kind": "picture", "picture": picture, "confidence": 0.75}
        span = span.model_copy(update=update)
    content.tall.append((box, [(span,)]))


def as_word(box: Box, span: Span) -> Word:
    """Let a field take part in its line: its baseline is where a text in it would stand."""
    size = min(11.0, max(6.0, box[3] - box[1]))
    return Word("", box[0], box[2], (box[1] + box[3]) / 2 + 0.28 * size, size, span=span)


def _forget_printed(content: Content, widget: Widget, box: Box) -> None:
    """Drop the page's own copy of a field's value: flattened, yet the field was kept."""
    if widget.kind not in {"text", "choice"} or not widget.value:
        return
    printed = [
        word
        for word in content.words
        if word.span is None and inside(((word.x0 + word.x1) / 2, word.base - 0.3 * word.size), box)
    ]
    if printed and _same_words(printed, widget.value):
        gone = {id(word) for word in printed}
        content.words[:] = [word for word in content.words if id(word) not in gone]


def _same_words(printed: Sequence[Word], value: str) -> bool:
    """Say whether the printed words are those of the value, or its beginning where it is cut."""
    seen = _BLANKS.sub("", unicodedata.normalize("NFKC", "".join(w.text for w in printed)))
    typed = _BLANKS.sub("", unicodedata.normalize("NFKC", value))
    return typed.startswith(seen) if len(seen) > 3 else typed == seen
