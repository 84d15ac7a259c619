"""Review: values and codes in the words of a coordinator, safe to show."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from difflib import SequenceMatcher

from schemas.candidature import Value
from schemas.form import Question

NOTHING = "(rien)"
_SIGNED = {True: "présente", False: "absente"}
_TRUTH = {True: "Oui", False: "Non"}
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_TRICKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SIGNS = ("=", "+", "-", "@", "\t", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\u2212")
_ASKING = re.compile(r"[\s.,(]*\b(?:à )?préciser?z?\b[\s:)]*$|\s*:\s*$", re.IGNORECASE)


def shown(value: Value, question: Question) -> str:
    """Return a value in French words; « (rien) » when there is none."""
    if value is None or value in ((), ""):
        return NOTHING
    if isinstance(value, bool):
        return (_SIGNED if question.type == "signature" else _TRUTH)[value]
    if question.type == "date":
        return _day(str(value))
    if isinstance(value, int | float):
        return _number(value)
    labels = labels_of(question)
    codes = value if isinstance(value, tuple) else (value,)
    return "\u00a0; ".join(labels.get(code, clean(code)) for code in codes)


def compared(text: str, other: str) -> tuple[tuple[str, bool], ...]:
    """Cut `other` into pieces, each with whether it differs from `text`."""
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    return tuple(
        (other[start:end], kind != "equal")
        for kind, _, _, start, end in matcher.get_opcodes()
        if end > start
    )


def labels_of(question: Question) -> Mapping[str, str]:
    """Return the printed words of the options of a question by their codes."""
    return {option.code: _tidy(option.label[0]) for option in question.options}


def clean(text: str) -> str:
    """Take out what shows other words than it holds, and what no page or cell can hold."""
    return "".join(_kept(character) for character in _BREAKS.sub("\n", text))


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe goes before it."""
    kept = clean(text)
    return f"'{kept}" if kept.lstrip(" '\n\u00a0\u200b\ufeff").startswith(_SIGNS) else kept


def plain(text: str) -> str:
    """Drop case, accents, curly apostrophes and superfluous blanks."""
    letters = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.split())


def sentence(text: str) -> str:
    """Return words as a sentence: a capital and a full stop."""
    return text[:1].upper() + text[1:].rstrip(".") + "."


def some(number: int, one: str, many: str) -> str:
    """Write a number with its noun: « 1 réponse », « 3 réponses »."""
    return f"{number}\u00a0{one if number < 2 else many}"


def _tidy(label: str) -> str:
    return _ASKING.sub("", clean(label)) or clean(label)


def _day(text: str) -> str:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return clean(text)
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def _number(value: float) -> str:
    cents = 0 if value == int(value) else 2
    return f"{value:,.{cents}f}".replace(",", "\u202f").replace(".", ",")


def _kept(character: str) -> str:
    if character in "\n\t":
        return character
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    return "" if category in ("Cc", "Cn") or character in _TRICKS else character
