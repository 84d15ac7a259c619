"""Facts that a dossier shows by itself: answered, ticked, signed, located, on time.

A fact is true, false, half true (some of several answers), or unknown. Unknown is not
false: a flagged choice waits for a person, an unread file says nothing. No fact looks at
what prose says, how long it is, or which words it uses.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from pipeline.geo import Match
from schemas.base import Record
from schemas.campaign import Signal
from schemas.candidature import Answer, Dossier
from schemas.document import Where
from schemas.form import Question
from schemas.ranking import Fact

Known = Literal["yes", "no", "unknown"]

_HALF = Decimal("0.5")
_WORDS: Mapping[str, Mapping[Known, str]] = {
    "answered": {"yes": "réponse donnée", "no": "sans réponse"},
    "ticked": {"yes": "coché", "no": "non coché"},
    "signed": {"yes": "signature présente", "no": "signature absente"},
}
_UNKNOWN = "à vérifier, ne compte pas encore"
_BETWEEN = "\u00a0; "
_UNREAD = ("unreadable", "not_a_dossier")


class Seen(Record):
    """A dossier with what its facts are told from."""

    dossier: Dossier
    questions: Mapping[str, Question]
    place: Match


def fact(signal: Signal, seen: Seen) -> Fact:
    """Find what a signal shows in one dossier, alone (not among the others)."""
    if signal.kind == "located":
        return _located(signal, seen)
    if signal.kind == "on_time":
        return _on_time(signal, seen)
    found = [(key, _known(signal, seen, key)) for key in signal.keys]
    return Fact(
        text=_sentence(signal, seen, found),
        value=_value([known for _, known in found]),
        weight=signal.weight,
        key=signal.keys[0] if signal.keys else None,
        where=_where(seen, signal.keys[0]) if signal.keys else None,
    )


def _known(signal: Signal, seen: Seen, key: str) -> Known:
    answer = seen.dossier.extraction.fields.get(key)
    if answer is None or seen.dossier.extraction.outcome in _UNREAD:
        return "unknown"
    if signal.kind == "answered":
        return _is_answered(answer)
    if answer.flagged:
        return "unknown"
    if signal.kind == "signed":
        # Null says that nobody could look: only False says that none stands there.
        return _known_bool(answer.value)
    return _is_ticked(answer, signal.option)


def _is_answered(answer: Answer) -> Known:
    if answer.value in (None, (), ""):
        return "unknown" if answer.flagged else "no"
    # The doubt of a flagged answer bears on its words, and this fact does not judge them;
    # the table says that they are to be checked.
    return "yes"


def _is_ticked(answer: Answer, option: str | None) -> Known:
    value = answer.value
    if isinstance(value, bool):
        return _known_bool(value if option in (None, "oui") else not value)
    ticked = value if isinstance(value, tuple) else () if value is None else (str(value),)
    return "yes" if (option in ticked if option else ticked) else "no"


def _known_bool(value: object) -> Known:
    if value is True:
        return "yes"
    return "no" if value is False else "unknown"


def _value(known: list[Known]) -> Decimal | None:
    if not known or "unknown" in known:
        return None
    if "yes" not in known:
        return Decimal(0)
    return _HALF if "no" in known else Decimal(1)


def _sentence(signal: Signal, seen: Seen, found: list[tuple[str, Known]]) -> str:
    words = _WORDS.get(signal.kind, {})
    said = [
        f"{_title(signal, seen, key)}, {words.get(known, _UNKNOWN)}{_page(seen, key)}"
        for key, known in found
    ]
    return f"{signal.text}\u00a0: {_BETWEEN.join(said) or _UNKNOWN}."


def _title(signal: Signal, seen: Seen, key: str) -> str:
    question = seen.questions.get(key)
    if question is None:
        return key
    option = next((o for o in question.options if o.code == signal.option), None)
    return f"{question.title} («\u00a0{option.label[0]}\u00a0»)" if option else question.title


def _page(seen: Seen, key: str) -> str:
    where = _where(seen, key)
    return f" (page\u00a0{where.page})" if where is not None and where.page else ""


def _where(seen: Seen, key: str) -> Where | None:
    answer = seen.dossier.extraction.fields.get(key)
    return answer.where if answer else None


def _located(signal: Signal, seen: Seen) -> Fact:
    place = seen.place
    if place.commune is not None:
        said, value = f"{place.commune.name} ({place.commune.department})", Decimal(1)
    else:
        said, value = f"commune {_UNKNOWN}", None
    return Fact(text=f"{signal.text}\u00a0: {said}.", value=value, weight=signal.weight)


def _on_time(signal: Signal, seen: Seen) -> Fact:
    late = seen.dossier.late_by and not seen.dossier.excused
    said = "reçu après la clôture" if seen.dossier.late_by else "reçu avant la clôture"
    if seen.dossier.late_by and seen.dossier.excused:
        said += ", retard accepté"
    value = Decimal(0 if late else 1)
    return Fact(text=f"{signal.text}\u00a0: {said}.", value=value, weight=signal.weight)
