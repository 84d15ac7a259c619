"""Review: what a person typed as the right value of a field, checked as its type asks."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from stdnum.fr import siret

from pipeline.review.words import clean, labels_of, plain
from schemas.candidature import Value
from schemas.form import Question

_EMAIL = re.compile(r"[^\s@;,<>()]+@[^\s@;,<>()]+\.[^\s@;,<>().]{2,}")
_DAY = re.compile(r"([0-9]{1,2})\s*[/.\- ]\s*([0-9]{1,2})\s*[/.\- ]\s*([0-9]{4})")
_AMOUNT = re.compile(r"([0-9]{1,3}(?:[ .][0-9]{3})+|[0-9]+)(?:,([0-9]{1,2})|\.([0-9]{1,2}))?")
_SIGNED = {"presente": True, "oui": True, "signe": True, "signee": True}
_UNSIGNED = {"absente": False, "non": False, "non signe": False, "non signee": False}
_LEAST_DIGITS = 10


class Unfit(Exception):
    """What was typed cannot be the value of this field; says why in French."""


def entered(question: Question, given: object) -> Value:
    """Return the value that a person typed for a field.

    Args:
        question: the field.
        given: the cell as the workbook gives it: text, or a number or a day where a program made
            one of what was typed.

    Raises:
        Unfit: it is not of the type of the field.
    """
    text = _text(given)
    return _READ.get(question.type, _words)(question, text)


def _text(given: object) -> str:
    if isinstance(given, dt.datetime | dt.date):
        return f"{given.day:02}/{given.month:02}/{given.year:04}"
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if isinstance(given, float):
        return f"{given:.2f}".replace(".", ",")
    text = clean(str(given)).strip()
    # Written by ourselves before what a program would take for a formula.
    return text.removeprefix("'")


def _words(_: Question, text: str) -> Value:
    if not text:
        raise Unfit("écrivez la bonne valeur, ou choisissez « vide ».")
    return text


def _postal_code(_: Question, text: str) -> Value:
    digits = re.sub(r"\s", "", text)
    if re.fullmatch(r"[0-9]{4}", digits):  # a program dropped the zero: 01000 became 1000
        digits = f"0{digits}"
    if not re.fullmatch(r"[0-9]{5}", digits):
        raise Unfit(f"« {text} » n’est pas un code postal\u00a0: il en faut les 5 chiffres.")
    return digits


def _email(_: Question, text: str) -> Value:
    if not _EMAIL.fullmatch(text):
        raise Unfit(f"« {text} » n’est pas une adresse électronique (nom@domaine.fr).")
    return text


def _telephone(_: Question, text: str) -> Value:
    digits = re.sub(r"[^0-9]", "", text)
    if re.fullmatch(r"[1-9][0-9]{8}", text):  # a program dropped the zero
        return f"0{text}"
    if len(digits) < _LEAST_DIGITS:
        raise Unfit(f"« {text} » n’est pas un numéro de téléphone\u00a0: il en faut 10 chiffres.")
    return text


def _siret(_: Question, text: str) -> Value:
    digits = re.sub(r"\s", "", text)
    if not re.fullmatch(r"[0-9]{14}", digits):
        raise Unfit(f"« {text} » n’est pas un numéro SIRET\u00a0: il en faut les 14 chiffres.")
    if not siret.is_valid(digits):
        raise Unfit(f"« {text} » n’est pas un numéro SIRET\u00a0: sa clé est fausse.")
    return digits


def _date(_: Question, text: str) -> Value:
    found = _DAY.fullmatch(text)
    if found is None:
        raise Unfit(f"« {text} » n’est pas une date (JJ/MM/AAAA).")
    try:
        return dt.date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError as error:
        raise Unfit(f"le {text} n’existe pas dans le calendrier.") from error


def _amount(_: Question, text: str) -> Value:
    bare = re.sub(r"\s*(?:€|euros?|eur)$", "", text.strip(), flags=re.IGNORECASE)
    found = _AMOUNT.fullmatch(re.sub(r"[\u00a0\u202f]", " ", bare))
    if found is None:
        raise Unfit(f"« {text} » n’est pas un montant en euros.")
    whole, cents = re.sub(r"[ .]", "", found[1]), found[2] or found[3]
    value = Decimal(f"{whole}.{cents}" if cents else whole)
    return int(value) if value == value.to_integral_value() else float(value)


def _signature(_: Question, text: str) -> Value:
    known = _SIGNED | _UNSIGNED
    if plain(text) not in known:
        raise Unfit(f"« {text} »\u00a0: écrivez « présente » ou « absente ».")
    return known[plain(text)]


def _choice(question: Question, text: str) -> Value:
    return _code(question, text)


def _boolean(question: Question, text: str) -> Value:
    return _code(question, text) == question.options[0].code


def _choices(question: Question, text: str) -> Value:
    parts = [part for part in re.split(r"\s*[;\n]\s*", text) if part.strip()]
    chosen = {_code(question, part) for part in parts}
    return tuple(option.code for option in question.options if option.code in chosen)


def _code(question: Question, text: str) -> str:
    """Return the code of an option given by its words, its code or its number in the list."""
    wanted = plain(text).rstrip(".")
    for rank, option in enumerate(question.options, start=1):
        names = (option.code, *option.label)
        if wanted == str(rank) or wanted in (plain(name).rstrip(".: ") for name in names):
            return option.code
    labels = tuple(labels_of(question).values())
    raise Unfit(f"« {text} » n’est pas une réponse proposée ({_listed(labels)}).")


def _listed(labels: Sequence[str]) -> str:
    return "\u00a0; ".join(f"{rank}. {label}" for rank, label in enumerate(labels, start=1))


_READ: Mapping[str, Callable[[Question, str], Value]] = {
    "postal_code": _postal_code,
    "email": _email,
    "telephone": _telephone,
    "siret": _siret,
    "date": _date,
    "amount": _amount,
    "signature": _signature,
    "choice": _choice,
    "choices": _choices,
    "boolean": _boolean,
}
