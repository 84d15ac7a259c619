"""Extract: from the words of an answer to its value, one function per type of question."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from stdnum.fr import siret

from pipeline.extract.sheet import fold
from schemas.candidature import Value

_MONTHS = {
    "janvier": 1, "janv": 1, "jan": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4,
    "avr": 4, "mai": 5, "juin": 6, "juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9,
    "octobre": 10, "oct": 10, "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip
_WORDED = re.compile(r"(?<!\d)(\d{1,2})\s*(?:er|\.)?\s*([a-z]{3,9})\.?\s*(\d{4}|\d{2})(?!\d)")
_NUMBERED = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})(?!\d)")
_SOLID = re.compile(r"(?<!\d)(\d{2})(\d{2})(20\d{2})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_POSTAL = re.compile(r"(?<!\d)(\d{2})[\s.]?(\d{3})(?!\s?\d)")
_EMAIL = re.compile(r"[^\s@;,<>()]+@[^\s@;,<>()]+\.[^\s@;,<>()]{2,}")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:[\s.,'’]\d{3})+|\d+)(?:[.,]\d{1,2})?(?!\d)")
_UNREAD_AMOUNT = ("MONTANT_ILLISIBLE",)
_NO_AMOUNT = re.compile(r"[-–—/.\s]*|neant|nc|sans objet|aucune?|n\.?\s?a\.?|s\.?\s?o\.?")
_THOUSANDS = re.compile(r"\bk\s?€|\bkeur|\bk\b|milliers?")
_EUROS = re.compile(r"[\s.,]*(?:€|eur(?:os?)?\b)?\s*(?:ttc)?\s*(?:/\s?an|par an)?[\s.,]*")
_MISREAD = re.compile(r"[\d\s.+()/\-OoCQDIlSBZ|]+")
_AS_DIGITS = str.maketrans("OoCQDIlSBZ|", "00000115821")
_SIRET_LENGTH = 14
_PHONE_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value, and why a person should look at it (codes; empty when all is well)."""

    value: Value
    reasons: tuple[str, ...] = ()


def parse(kind: str, text: str | None) -> Parsed:
    """Return the value of a written answer of type `kind`; None for no answer.

    Text stands as written. A postal code is five digits, a date ISO 8601, an amount a number of
    euros. What does not look like its type keeps its words, or None when its type cannot hold
    them, and says so.
    """
    if text is None or not text.strip():
        return Parsed(None)
    return _PARSERS.get(kind, _text)(text)


def as_digits(text: str | None) -> str | None:
    """Return a recognised number with the letters that are misread digits put right.

    « O6 39 98 I2 34 »; a group without a digit is a word, and stays as it is.
    """
    if text is None or not _MISREAD.fullmatch(text):
        return text
    return re.sub(r"\S*\d\S*", lambda group: group[0].translate(_AS_DIGITS), text)


def _text(text: str) -> Parsed:
    return Parsed(text)


def _postal_code(text: str) -> Parsed:
    if re.fullmatch(r"[\d\s|]+", text):  # a comb: « | 6 | 2 | 4 | 0 | 0 | »
        text = re.sub(r"[\s|]", "", text)
    match = _POSTAL.search(text)
    if match is None:
        return Parsed(text, ("FORMAT",))
    others = _POSTAL.search(text, match.end())
    return Parsed(match[1] + match[2], ("PLUSIEURS_VALEURS",) if others else ())


def _email(text: str) -> Parsed:
    value = re.sub(r"^mailto:\s*", "", text, flags=re.IGNORECASE)
    addresses = _EMAIL.findall(value)
    if not addresses:
        return Parsed(value, ("FORMAT",))
    rest = _EMAIL.sub("", value)
    blanks = re.search(r"\w\s+[\w.\-]*@|@[\w.\-]*\s+[\w.\-]+\.\w", value)
    return Parsed(value, ("FORMAT",) if blanks and len(rest.split()) > 1 else ())


def _telephone(text: str) -> Parsed:
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", text))
    return Parsed(text, () if len(digits) >= _PHONE_DIGITS else ("FORMAT",))


def _siret(text: str) -> Parsed:
    digits = re.sub(r"\D", "", text)
    if len(digits) != _SIRET_LENGTH:
        return Parsed(text, ("FORMAT",))
    return Parsed(digits, () if siret.is_valid(digits) else ("CLE_SIRET",))


def _date(text: str) -> Parsed:
    """Return the date, day first as in French; two-digit years are of this century."""
    plain = fold(text)
    found: list[dt.date] = []
    for pattern, order in ((_ISO, "ymd"), (_WORDED, "dmy"), (_NUMBERED, "dmy"), (_SOLID, "dmy")):
        for match in pattern.finditer(plain):
            date = _day(match.groups(), order)
            if date is not None and date not in found:
                found.append(date)
    if len(found) != 1:
        return Parsed(None, ("DATE_ILLISIBLE",) if not found else ("PLUSIEURS_VALEURS",))
    return Parsed(found[0].isoformat())


def _day(groups: tuple[str, ...], order: str) -> dt.date | None:
    year, month, day = groups if order == "ymd" else groups[::-1]
    number = _MONTHS.get(month) if month.isalpha() else int(month)
    if number is None:
        return None
    full_year = int(year) + (2000 if len(year) == 2 else 0)  # 19 is 2019
    try:
        return dt.date(full_year, number, int(day))
    except ValueError:
        return None


def amounts_in(text: str) -> list[str]:
    """Return the numbers written in a text, thousands grouped (« 2 170 1 860 » holds two)."""
    return [m[0].strip(" .,'’\u00a0\u202f") for m in _AMOUNT.finditer(text)]


def _amount(text: str) -> Parsed:
    """Return an amount in euros: « 24 500 € », « 24.500,00 », « 24500,5 », « 24 500 EUR ».

    « 24 k€ » is 24000 and to be verified, as is an amount with other words around it. No digit at
    all (« néant », « – ») is no amount.
    """
    numbers = amounts_in(text)
    if not numbers:
        return Parsed(None, () if _NO_AMOUNT.fullmatch(fold(text).strip()) else _UNREAD_AMOUNT)
    if len(numbers) > 1:
        return Parsed(None, _UNREAD_AMOUNT)
    value = _number(numbers[0])
    if value is None:
        return Parsed(None, _UNREAD_AMOUNT)
    around = fold(text.replace(numbers[0], " ", 1))
    scale = 1000 if _THOUSANDS.search(around) else 1_000_000 if "m€" in around else 1
    value *= scale
    reasons = ("MONTANT_ABREGE",) if scale > 1 else ()
    if not reasons and not _EUROS.fullmatch(around):
        reasons = ("MONTANT_DOUTEUX",)
    return Parsed(int(value) if value == value.to_integral_value() else float(value), reasons)


def _number(written: str) -> Decimal | None:
    digits = re.sub(r"[\s'’]", "", written)
    cents = re.fullmatch(r"(-?[\d.,]*\d)[.,](\d{1,2})", digits)
    whole, part = (cents[1], cents[2]) if cents else (digits, "")
    grouped = re.sub(r"[.,]", "", whole)
    try:
        return Decimal(f"{grouped}.{part}" if part else grouped)
    except InvalidOperation:
        return None


_PARSERS: dict[str, Callable[[str], Parsed]] = {
    "postal_code": _postal_code,
    "email": _email,
    "telephone": _telephone,
    "siret": _siret,
    "date": _date,
    "amount": _amount,
}
