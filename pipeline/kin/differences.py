"""Kin: the fields that two dossiers of one candidate answer differently."""

from collections.abc import Mapping

from pipeline.kin.names import plain
from pipeline.kin.noise import says_else
from pipeline.kin.profile import contact, paper, trusted
from pipeline.kin.shown import excerpts, shown
from schemas.candidature import Answer, Extraction
from schemas.form import Form, Question
from schemas.kinship import Difference

_WRITTEN = frozenset({"text", "long_text", "postal_code"})


def differences(older: Extraction, newer: Extraction, form: Form) -> tuple[Difference, ...]:
    """Return what the newer dossier answers otherwise, in printed order.

    Case, accents and punctuation make no difference. What was read from a picture makes none
    either where it is blank, waits to be verified, or differs by letters badly read; and the
    signatures of a picture, which its typed version cannot have, are no difference.
    """
    on_paper = paper(older), paper(newer)
    return tuple(
        _difference(question, older.fields, newer.fields)
        for question in form.questions
        if differ(
            question, older.fields.get(question.key), newer.fields.get(question.key), on_paper
        )
    )


def differ(
    question: Question, one: Answer | None, other: Answer | None, on_paper: tuple[int, int]
) -> bool:
    """Say whether two answers to a question are not the same.

    Args:
        question: the question.
        one: an answer, None where there is none.
        other: another.
        on_paper: of either document, 0 where it is typed.
    """
    if not any(on_paper):
        return not _equal(question, one, other)
    if question.type == "signature" and on_paper[0] != on_paper[1]:
        return False
    seen = ((one, on_paper[0]), (other, on_paper[1]))
    if any(picture and not _reliable(answer) for answer, picture in seen):
        return False
    if question.type in _WRITTEN:
        return says_else(_text(one), _text(other), short=question.type != "long_text")
    return not _equal(question, one, other)


def blank(answer: Answer | None) -> bool:
    """Say whether there is no answer."""
    return answer is None or answer.value is None or answer.value in ((), "")


def _reliable(answer: Answer | None) -> bool:
    return answer is not None and not blank(answer) and trusted(answer)


def _equal(question: Question, one: Answer | None, other: Answer | None) -> bool:
    if blank(one) or blank(other):
        return blank(one) and blank(other)
    if question.type not in _WRITTEN:
        normal = [contact(question, answer) for answer in (one, other)]
        return normal[0] == normal[1] if all(normal) else _value(one) == _value(other)
    mine, theirs = _text(one), _text(other)
    words = plain(mine)
    return words == plain(theirs) and (bool(words) or mine.split() == theirs.split())


def _difference(
    question: Question, older: Mapping[str, Answer], newer: Mapping[str, Answer]
) -> Difference:
    before, after = (shown(question, fields.get(question.key)) for fields in (older, newer))
    if question.type in _WRITTEN:
        before, after = excerpts(before, after)
    return Difference(key=question.key, title=question.title, older=before, newer=after)


def _text(answer: Answer | None) -> str:
    return str(answer.value) if answer is not None and answer.value is not None else ""


def _value(answer: Answer | None) -> object:
    return answer.value if answer is not None else None
