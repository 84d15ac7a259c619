"""What a dossier answers, in the words a reader of the tables sees."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from pipeline.tables.wording import amount, clean, short_day
from schemas.candidature import Answer, Dossier, Value
from schemas.correction import CORRECTED, ILLEGIBLE
from schemas.form import Form, Question

_ASKING = re.compile(r"[\s.,(]*\b(?:à )?préciser?z?\b[\s:)]*$|\s*:\s*$", re.IGNORECASE)


def said(answer: Answer | None, question: Question) -> str:
    """Give an answer in French words; nothing when there is none."""
    value = None if answer is None else answer.value
    if answer is not None and ILLEGIBLE in answer.reasons:
        return "illisible"
    if value is None or value == ():
        return ""
    if question.type == "signature":
        return "présente" if value else "absente"
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if question.type == "amount" and isinstance(value, int | float):
        return f"{amount(value)}\u00a0€"
    if question.type == "date":
        return _day(str(value))
    return _labels(value, {option.code: tidy(option.label[0]) for option in question.options})


def _day(text: str) -> str:
    try:
        return short_day(dt.date.fromisoformat(text))
    except ValueError:
        return clean(text)


def _labels(value: Value, labels: Mapping[str, str]) -> str:
    codes = value if isinstance(value, tuple) else (str(value),)
    return "\u00a0; ".join(labels.get(code, clean(code)) for code in codes)


def tidy(label: str) -> str:
    """Drop what a printed option asks for after itself: « Autre. Précisez : » is « Autre »."""
    return _ASKING.sub("", clean(label)) or clean(label)


def option_labels(form: Form, key: str | None) -> Mapping[str, str]:
    """Code → printed words of the options of a question; empty when there is no such question."""
    found = (q for q in form.questions if q.key == key)
    return {option.code: tidy(option.label[0]) for q in found for option in q.options}


def doubtful(dossier: Dossier, form: Form) -> Iterator[Question]:
    """Give the fields that a person should look at, in printed order."""
    for question in form.questions:
        answer = dossier.extraction.fields.get(question.key)
        if answer is not None and is_doubtful(answer):
            yield question


def is_doubtful(answer: Answer) -> bool:
    """Say whether a person should look at an answer: not at one that she could not read."""
    return answer.flagged and ILLEGIBLE not in answer.reasons


def corrected(dossier: Dossier, form: Form) -> Iterator[Question]:
    """Give the fields whose value is a person's, in printed order."""
    for question in form.questions:
        answer = dossier.extraction.fields.get(question.key)
        if answer is not None and CORRECTED in answer.reasons:
            yield question
