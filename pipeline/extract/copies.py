"""Extract: the answers of pages that were scanned twice made one."""

from collections.abc import Sequence

from pipeline.extract.doubt import doubted
from pipeline.extract.sheet import words_of
from schemas.candidature import Answer, Answers
from schemas.form import Form

_REASON = "DEUX_PAGES"


def joined(readings: Sequence[Answers], form: Form) -> Answers:
    """Return the answers of the first reading, completed by those of other copies of its pages.

    A signature on either copy is one. Where both copies say something and not the same, the
    first is kept and flagged.
    """
    first, *others = readings
    fields = dict(first.fields)
    kinds = {question.key: question.type for question in form.questions}
    for reading in others:
        for key, other in reading.fields.items():
            fields[key] = _one(fields[key], other, signature=kinds[key] == "signature")
    return first.model_copy(update={"fields": fields})


def _one(answer: Answer, other: Answer, *, signature: bool) -> Answer:
    if signature:
        return max(answer, other, key=lambda a: (a.value is True, not a.flagged, a.confidence))
    if _says_nothing(other) or _agree(answer, other):
        return answer
    if _says_nothing(answer):
        return other
    if answer.other is None:
        answer = answer.model_copy(update={"other": other.value})
    return doubted(answer, _REASON)


def _says_nothing(answer: Answer) -> bool:
    return answer.value is None or answer.value == ()


def _agree(answer: Answer, other: Answer) -> bool:
    if isinstance(answer.value, str) and isinstance(other.value, str):
        return words_of(answer.value) == words_of(other.value)
    return answer.value == other.value
