"""Check what the parts of `form.toml` say of one another; types are checked elsewhere."""

from collections.abc import Iterator, Sequence

from pipeline.campaigns.fault import Fault
from pipeline.campaigns.locate import KeyPath
from pipeline.campaigns.references import (
    duplicate,
    names_a_question,
    names_an_option,
    question_keys,
)
from pipeline.campaigns.source import Source, Table

_BOXES = ("choice", "choices", "boolean")


def form_faults(form: Source) -> Iterator[Fault]:
    """Check that keys are unique and that each names a question which exists."""
    keys = question_keys(form)
    seen: set[str] = set()
    for path, printed in form.tables("printed"):
        kinds = [kind for kind in ("heading", "words", "question") if kind in printed]
        if len(kinds) != 1:
            yield form.fault(
                path,
                "Un élément [[printed]] porte un seul de « heading », « words », « question ».",
                "Séparez-le en plusieurs [[printed]], ou complétez-le.",
            )
        question = printed.get("question")
        if isinstance(question, dict):
            yield from _question_faults(form, (*path, "question"), question, keys)
            yield from duplicate(form, (*path, "question", "key"), question.get("key"), seen)


def _question_faults(
    form: Source, path: KeyPath, question: Table, keys: Sequence[str]
) -> Iterator[Fault]:
    boxes, options = question.get("type") in _BOXES, question.get("options")
    if boxes and not options:
        yield form.fault(
            path,
            f"La question « {question.get('key')} » est à cocher mais n’a aucune case.",
            "Ajoutez ses cases avec [[printed.question.options]].",
        )
    if options and not boxes:
        yield form.fault(
            (*path, "options"),
            f"La question « {question.get('key')} » a des cases mais n’est pas à cocher.",
            "Donnez-lui le type choice, choices ou boolean, ou retirez les cases.",
        )
    seen: set[str] = set()
    for place, option in form.tables(*path, "options"):
        yield from duplicate(form, (*place, "code"), option.get("code"), seen)
        yield from names_a_question(form, (*place, "detail"), keys, form)
    yield from names_a_question(form, (*path, "within"), keys, form)
    condition = (*path, "required_if")
    yield from names_a_question(form, (*condition, "key"), keys, form)
    yield from names_an_option(form, condition, ("key", "has"), form)
