"""What a form requires of a dossier and does not find, and what a mark takes on trust."""

from collections.abc import Iterator

from schemas.campaign import Campaign, Criterion, Lot
from schemas.candidature import Answer, Dossier
from schemas.form import Condition, Question


def missing(dossier: Dossier, campaign: Campaign) -> tuple[str, ...]:
    """Give the titles of the required answers and signatures that are not there.

    A flagged answer is not missing: nobody has looked yet.
    """
    return tuple(
        question.title
        for question in campaign.form.questions
        if _is_required(question, dossier) and _is_missing(question, _answer(dossier, question.key))
    )


def to_check(dossier: Dossier, campaign: Campaign, lot: Lot | None) -> tuple[str, ...]:
    """Give the titles of the flagged answers that a mark or the lot depends on."""
    used = set(_used(campaign, lot))
    return tuple(
        question.title
        for question in campaign.form.questions
        if question.key in used and _answer(dossier, question.key).flagged
    )


def criteria_of(campaign: Campaign, lot: str | None) -> tuple[Criterion, ...]:
    """Give the criteria of a lot, in the order of the grid."""
    return tuple(c for c in campaign.grid.criteria if not c.lots or lot in c.lots)


def _used(campaign: Campaign, lot: Lot | None) -> Iterator[str | None]:
    grid = campaign.grid
    for criterion in criteria_of(campaign, lot.id if lot else None):
        for signal in criterion.signals:
            yield from signal.keys
            if signal.kind in ("located", "coverage"):
                yield from (grid.town_key, grid.postal_code_key)
            if signal.kind == "variety":
                yield grid.fields_key
    if lot is not None:
        yield lot.field
        yield from (condition.key for condition in lot.conditions)


def _is_required(question: Question, dossier: Dossier) -> bool:
    if question.required_if is not None:
        return _holds(question.required_if, dossier)
    return question.required


def _is_missing(question: Question, answer: Answer) -> bool:
    if answer.flagged:
        return False
    return answer.value in (None, (), "") or (
        question.type == "signature" and answer.value is not True
    )


def _holds(condition: Condition, dossier: Dossier) -> bool:
    value = _answer(dossier, condition.key).value
    return condition.has in (value if isinstance(value, tuple) else (value,))


def _answer(dossier: Dossier, key: str) -> Answer:
    return dossier.extraction.fields.get(key, Answer())
