"""Extract: which options of a question are chosen, from ticks, typed marks, emphasis, deletion."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.extract.find import Occurrence
from pipeline.extract.marks import marks_of
from pipeline.extract.sheet import Sheet
from schemas.document import Span
from schemas.form import Question

_LOOKS: tuple[tuple[str, Callable[[Span], bool]], ...] = (
    ("ENTOURE", lambda span: span.circled),
    ("SURLIGNE", lambda span: span.highlight),
    ("SOULIGNE", lambda span: span.underline),
    ("GRAS", lambda span: span.bold),
    ("COULEUR", lambda span: span.colour is not None),
)
_SURE, _BY_LOOK, _DOUBT = 0.99, 0.9, 0.5
_PLAIN = 0.95  # of a box read from pixels: of those below, one in ten is wrong


@dataclass(frozen=True, slots=True)
class Choice:
    """The options chosen, by code in form order, with the trust they deserve."""

    codes: tuple[str, ...]
    confidence: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Option:
    """An option found in the document: the state its marks show, and how it is printed."""

    code: str
    ticked: bool | None
    spans: tuple[Span, ...]
    trust: float
    boxed: bool
    """A box read from pixels tells its state, not a letter typed for one."""


def choose(
    sheet: Sheet, question: Question, places: Sequence[Occurrence], limits: tuple[int, int]
) -> Choice:
    """Return what is chosen among the options placed in the document.

    Args:
        sheet: the document.
        question: the question asked.
        places: its options found, in order of the document.
        limits: where the question's label ends and where the next question begins.

    A box or a typed mark decides; where no option bears any, a look that sets one apart
    (circled, highlighted, underlined, bold, coloured, the others struck out or deleted).
    """
    found = _options(sheet, places, limits)
    ticked = [option for option in found if option.ticked]
    trust = min((option.trust for option in found), default=1.0)
    if ticked:
        return _by_ticks(question, found, ticked, trust)
    if not found:
        return Choice((), _DOUBT, ("LIBELLE_ABSENT",))
    looked = _by_look(question, found)
    if looked is not None:
        return _unless_lost(looked, found)
    reasons: tuple[str, ...] = ()
    if trust < _PLAIN:
        reasons = ("CASE_DOUTEUSE",)
    elif any(option.ticked is None for option in found):
        reasons = ("SANS_CASE",)
    elif len(found) < len(question.options):
        reasons = ("OPTION_ABSENTE",)
    elif sheet.is_ocr and question.required and question.type != "choices":
        reasons = ("CASE_DOUTEUSE",)  # on paper a mark may stand beside its box: a person looks
    return Choice((), min(trust, _SURE), reasons)


def _unless_lost(looked: Choice, found: list[_Option]) -> Choice:
    """Doubt a look where some options have a box and others none: one may have lost its tick."""
    if {option.ticked for option in found} != {False, None} or looked.reasons:
        return looked
    return Choice(looked.codes, _DOUBT, ("SANS_CASE",))


def _by_ticks(
    question: Question, found: list[_Option], ticked: list[_Option], trust: float
) -> Choice:
    reasons: list[str] = []
    if trust < _PLAIN:
        reasons.append("CASE_DOUTEUSE")
        ticked = _plainest(question, ticked)
    if _has_gaps(found):
        reasons.append("SANS_CASE")
    complete = len(found) == len(question.options)
    if not complete and len(ticked) < len(found):
        reasons.append("OPTION_ABSENTE")
    struck = [o for o in ticked if o.spans and all(s.strike for s in o.spans)]
    if struck:
        reasons.append("OPTION_RAYEE")
    if len(ticked) > 1 and question.type != "choices":
        reasons.append("DEUX_CASES")
    return Choice(_codes(question, ticked), min(trust, _SURE), tuple(reasons))


def _has_gaps(found: list[_Option]) -> bool:
    """Say whether boxes stand before some options and none was seen before others."""
    states = {option.ticked for option in found}
    return None in states and (False in states or any(option.boxed for option in found))


def _plainest(question: Question, ticked: list[_Option]) -> list[_Option]:
    """Leave out of two ticks of a single choice the doubtful one: scribbled out, or a smudge."""
    if question.type == "choices" or len(ticked) < 2:  # nothing to choose between
        return ticked
    plain = [option for option in ticked if option.trust >= _PLAIN]
    return plain if len(plain) == 1 else ticked


def _by_look(question: Question, found: list[_Option]) -> Choice | None:
    one_of = question.type != "choices"
    present = [o for o in found if o.spans]
    struck = [o for o in present if all(s.strike for s in o.spans)]
    left = [o for o in present if o not in struck]
    if struck and left and not (one_of and len(left) > 1):
        return Choice(_codes(question, left), _BY_LOOK)
    for _, look in _LOOKS:
        chosen = [o for o in left if all(look(s) for s in o.spans)]
        if chosen and len(chosen) < len(present) and not (one_of and len(chosen) > 1):
            return Choice(_codes(question, chosen), _BY_LOOK)
    boxless = all(o.ticked is None for o in found)
    if boxless and len(found) < len(question.options) and not (one_of and len(found) > 1):
        return Choice(_codes(question, found), _DOUBT, ("SANS_CASE",))
    return None


def _codes(question: Question, options: Sequence[_Option]) -> tuple[str, ...]:
    chosen = {option.code for option in options}
    return tuple(option.code for option in question.options if option.code in chosen)


def _options(sheet: Sheet, places: Sequence[Occurrence], limits: tuple[int, int]) -> list[_Option]:
    return [
        _Option(
            code=place.item.option.code if place.item.option else "",
            ticked=mark.ticked,
            spans=tuple(_printed(sheet, place)),
            trust=mark.trust,
            boxed=sheet.is_ocr and mark.boxed,
        )
        for place, mark in zip(places, marks_of(sheet, places, limits), strict=True)
    ]


def _printed(sheet: Sheet, place: Occurrence) -> list[Span]:
    """Return the spans that print an option's first words, blanks and boxes left out."""
    words = place.item.wordings[0].words.split()
    end = min(place.end, place.start + sum(len(word) + 1 for word in words[:3]))
    return [
        piece.span
        for piece in sheet.pieces(place.start, max(end - 1, place.start + 1))
        if piece.span.kind == "text" and sheet.text[piece.start : piece.end].strip(" :.")
    ]
