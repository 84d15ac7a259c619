"""Kin: one candidature out of a typed dossier and its signed scan."""

from pipeline.kin.differences import blank, differ
from pipeline.kin.profile import paper
from schemas.candidature import Answer, Extraction
from schemas.form import Form, Question

DIFFERS = "DIFFERE_DU_SCAN"

_PROMPT = "INVITE_RESTEE"
_DOUBTED = 0.79  # as reading does: a flagged value is not trusted


def joined(typed: Extraction, scan: Extraction, form: Form) -> dict[str, Answer]:
    """Return the answers of both: the words of the typed dossier, the signatures of the scan.

    What is written on paper alone (the place and the day, by hand, at the time of signing) is
    taken from the scan, flagged. Where the scan surely says something else, the typed answer
    stays, flagged. Pages and boxes of an answer taken from the scan are those of the scan.
    """
    on_paper = paper(typed), max(1, paper(scan))
    return {
        question.key: _answer(
            question,
            typed.fields.get(question.key, Answer()),
            scan.fields.get(question.key, Answer()),
            on_paper,
        )
        for question in form.questions
    }


def _answer(question: Question, typed: Answer, seen: Answer, on_paper: tuple[int, int]) -> Answer:
    if question.type == "signature":
        return _signature(typed, seen)
    if blank(typed):
        prompted = _PROMPT in seen.reasons  # the printed form left its prompt where nothing stands
        return typed if blank(seen) else _doubted(typed if prompted else seen)
    return _doubted(typed) if differ(question, typed, seen, on_paper) else typed


def _signature(typed: Answer, seen: Answer) -> Answer:
    """Return whether it is signed: on paper or in the typed file; a doubt on paper stays one."""
    if typed.value is True and (seen.value is not True or not typed.flagged):
        return typed
    return seen if seen.value is True or seen.flagged else typed


def _doubted(answer: Answer) -> Answer:
    reasons = (*answer.reasons, *((DIFFERS,) if DIFFERS not in answer.reasons else ()))
    return answer.model_copy(
        update={
            "flagged": True,
            "reasons": reasons,
            "confidence": min(answer.confidence, _DOUBTED),
        }
    )
