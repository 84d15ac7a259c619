"""Extract: the printed form as a sequence of things to find in a document."""

from dataclasses import dataclass, field
from functools import cache

from pipeline.extract.sheet import words_of
from schemas.form import Form, Option, Printed, Question


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """One way to print a label: its folded words, and how it ends on paper."""

    words: str
    parts: list[str]
    open_ended: bool
    """No colon or question mark is printed after it (« Fait à », « Le »)."""
    printed: bool
    """The form's own words, not a variant."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A heading, a label, an option or plain words of the form, in printed order."""

    index: int
    kind: str
    """`heading`, `words`, `question`, `row` (of a table of amounts) or `option`."""
    wordings: tuple[Wording, ...]
    weight: float
    questions: tuple[Question, ...] = ()
    option: Option | None = None
    parent: int | None = None
    """Index of the question that an option belongs to."""
    length: int = field(default=0)
    """Number of words of its printed label."""

    @property
    def question(self) -> Question | None:
        """The field it asks for; None of headings and plain words."""
        return self.questions[0] if self.questions else None


@cache
def outline(form: Form) -> tuple[Item, ...]:
    """Return what the form prints, in order, options and table rows included.

    A text asked after a box (« Autre. Précisez : ») has no item of its own: the option's
    words are its label.
    """
    details = {o.detail for q in form.questions for o in q.options if o.detail}
    items: list[Item] = []
    for printed in form.printed:
        question = printed.question
        if question is None:
            items.append(_plain(len(items), printed))
        elif question.key in details:
            continue
        elif question.column is not None and _continues_row(items, question):
            row = items.pop()
            items.append(_item(row.index, "row", question.label, (*row.questions, question)))
        else:
            kind = "row" if question.column is not None else "question"
            items.append(_item(len(items), kind, question.label, (question,)))
            items.extend(_options(len(items), question))
    return tuple(items)


@cache
def vocabulary(form: Form) -> frozenset[str]:
    """Return the folded words that the form's labels are made of."""
    return frozenset(
        part for item in outline(form) for wording in item.wordings for part in wording.parts
    )


def _plain(index: int, printed: Printed) -> Item:
    if printed.heading:
        return _item(index, "heading", printed.heading)
    return _item(index, "words", printed.words)


def _continues_row(items: list[Item], question: Question) -> bool:
    previous = items[-1].question if items else None
    return previous is not None and previous.column is not None and previous.label == question.label


def _options(start: int, question: Question) -> list[Item]:
    return [
        _item(start + rank, "option", option.label, (question,), option=option, parent=start - 1)
        for rank, option in enumerate(question.options)
    ]


def _item(
    index: int,
    kind: str,
    labels: tuple[str, ...],
    questions: tuple[Question, ...] = (),
    *,
    option: Option | None = None,
    parent: int | None = None,
) -> Item:
    wordings = tuple(_wording(label, printed=rank == 0) for rank, label in enumerate(labels))
    length = len(wordings[0].words.split())
    return Item(
        index, kind, wordings, _weight(kind, length), questions, option, parent, length=length
    )


def _weight(kind: str, length: int) -> float:
    """Return how much finding an item tells: a long question is nearly unmistakable."""
    if kind == "option":
        return 0.8 if length < 4 else 1.6  # « Oui » against a whole sentence
    return min(1.0 + 0.45 * length, 5.0)


def _wording(label: str, *, printed: bool) -> Wording:
    words = words_of(label)
    return Wording(
        words=" ".join(words),
        parts=words,
        open_ended=not label.rstrip().endswith((":", "?")),
        printed=printed,
    )
