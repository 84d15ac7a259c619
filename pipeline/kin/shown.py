"""Kin: an answer in words that people read, and the part of a text that another one changes."""

import datetime as dt
from collections.abc import Sequence

from schemas.candidature import Answer, Value
from schemas.form import Question

BLANK = "(sans réponse)"

_AROUND = 5  # words left on either side of what changes
_LONGEST = 60  # words of an excerpt: three lines on a page
_CUT = "…"


def shown(question: Question, answer: Answer | None) -> str:
    """Return the value of an answer as it is printed."""
    value = answer.value if answer else None
    if isinstance(value, bool):
        return _BOOLEANS[question.type == "signature"][value]
    if value is None or value in ((), ""):
        return BLANK
    if isinstance(value, tuple):
        return ", ".join(_label(question, code) for code in value)
    return _words(question, value)


def excerpts(older: str, newer: str) -> tuple[str, str]:
    """Return what two texts say differently, with a few words around; short ones whole."""
    one, other = older.split(), newer.split()
    if max(len(one), len(other)) <= _LONGEST // 2:
        return " ".join(one), " ".join(other)
    start = _common(one, other)
    end = min(_common(one[::-1], other[::-1]), len(one) - start, len(other) - start)
    return _cut(one, start, end), _cut(other, start, end)


def _words(question: Question, value: Value) -> str:
    if question.type == "choice":
        return _label(question, str(value))
    if question.type == "date":
        return _day(str(value))
    if isinstance(value, int | float):
        return f"{value:g}".replace(".", ",") if value % 1 else str(int(value))
    return " ".join(str(value).split())


def _label(question: Question, code: str) -> str:
    return next((option.label[0] for option in question.options if option.code == code), code)


def _day(iso: str) -> str:
    try:
        return dt.date.fromisoformat(iso).strftime("%d/%m/%Y")
    except ValueError:
        return iso


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words two texts begin with in common."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _cut(words: Sequence[str], start: int, end: int) -> str:
    first = max(0, start - _AROUND)
    last = min(len(words), len(words) - end + _AROUND)
    kept = list(words[first:last])
    if len(kept) > _LONGEST:
        half = _LONGEST // 2
        kept = [*kept[:half], _CUT, *kept[-half:]]
    return " ".join([_CUT] * (first > 0) + kept + [_CUT] * (last < len(words)))


_BOOLEANS = {True: {True: "signé", False: "non signé"}, False: {True: "oui", False: "non"}}
