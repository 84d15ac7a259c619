"""French words of the tables: dates, numbers, states; and text made safe for a cell."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from schemas.candidature import Dossier

PARIS = ZoneInfo("Europe/Paris")

CONFIDENTIAL = "Document préparatoire – non communicable avant décision (CRPA, art. L. 311-2)"
PROVISIONAL = "Provisoire\u00a0: éléments automatiques seuls"
TO_CHECK = "à vérifier"
CORRECTED = "corrigé"
"""Beside a value that a person gave in the place of what was read."""

PROPOSALS: Mapping[str, str] = {
    "retenu": "Retenu",
    "liste_attente": "Liste d’attente",
    "a_departager": "À départager",
    "sous_seuil": "Sous le seuil",
    "aucune": "Aucune",
}
CUT = " […]"
UNMARKED = "Non noté"
DECISIONS = ("Retenu", "Liste d’attente", "Non retenu", "Irrecevable")
STATES: Mapping[str, str] = {
    "recevable": "recevable",
    "a_regulariser": "à régulariser",
    "irrecevable": "irrecevable",
    "illisible": "illisible",
    "hors_sujet": "hors sujet",
    "doublon": "doublon",
    "remplace": "remplacé",
    "rattache": "rattaché",
    "a_telecharger": "à télécharger",
    "retire": "retiré",
}
COUNTED: Mapping[str, tuple[str, str]] = {
    "classe": ("classé", "classés"),
    "non_note": ("non noté", "non notés"),
    "hors_lot": ("non examiné pour ce lot", "non examinés pour ce lot"),
    "irrecevable": ("irrecevable", "irrecevables"),
    "illisible": ("illisible", "illisibles"),
    "hors_sujet": ("hors sujet", "hors sujet"),
    "doublon": ("doublon", "doublons"),
    "remplace": ("remplacé", "remplacés"),
    "rattache": ("rattaché à un autre", "rattachés à un autre"),
    "a_telecharger": ("à télécharger", "à télécharger"),
    "retire": ("retiré", "retirés"),
}
"""Where a received dossier stands in a table: one, several; in the order they are printed."""

OUTCOMES: Mapping[str, str] = {
    "ok": "Dossier complet",
    "incomplete": "Dossier incomplet",
    "unreadable": "Fichier illisible",
    "not_a_dossier": "Document hors sujet",
}
SEVERITIES: Mapping[str, str] = {"error": "erreur", "warning": "attention", "info": "information"}

_GLANCE = 5  # what is counted without counting
_PLURAL = 2  # « 0 dossier », « 1,5 dossier »: French plurals start at two
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)
# Programs skip these before they look for the sign that starts a formula.
_SKIPPED = re.compile(r"^[\s'\u200b\u200e\u200f\ufeff]+")
_SIGNS = (
    "=",
    "+",
    "-",
    "@",
    "\u2212",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)  # also the wide ones
# U+202E and its like let a text show other words than it holds.
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BLANKS = re.compile(r"[ \t]+")
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def moment(iso: str) -> dt.datetime:
    """Give an ISO time as Paris time; a time without zone is already Paris time."""
    read = dt.datetime.fromisoformat(iso)
    return read.replace(tzinfo=PARIS) if read.tzinfo is None else read.astimezone(PARIS)


def long_moment(iso: str) -> str:
    """Write « vendredi 13 décembre 2019 à 18 h 05 », in Paris time."""
    when = moment(iso)
    clock = f"{when.hour}\u00a0h\u00a0{when.minute:02}"
    return f"{_DAYS[when.weekday()]} {long_day(when.date())} à {clock}"


def long_day(day: dt.date) -> str:
    """Write « 1er janvier 2020 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[day.month - 1]} {day.year}"


def short_day(day: dt.date) -> str:
    """Write JJ/MM/AAAA."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def short_moment(iso: str) -> str:
    """Write « 13/12/2019 à 18 h 05 », in Paris time."""
    when = moment(iso)
    return f"{short_day(when.date())} à {when.hour}\u00a0h\u00a0{when.minute:02}"


def decimal(value: Decimal | None) -> str:
    """Write a number with two decimals and a comma; nothing when there is none."""
    return "" if value is None else f"{value:.2f}".replace(".", ",")


def amount(value: float) -> str:
    """Write « 24 500,50 » (narrow no-break spaces), cents only where there are some."""
    cents = 0 if value == int(value) else 2
    return f"{value:,.{cents}f}".replace(",", "\u202f").replace(".", ",")


def lateness(dossier: Dossier) -> str:
    """Say how late a dossier came after the closing time, and whether a person accepted it."""
    if dossier.late_by <= 0:
        return "dans le délai"
    said = f"en retard de {spell(dossier.late_by)}"
    return f"{said}, retard accepté" if dossier.excused else said


def spell(minutes: int) -> str:
    """Write « 1 j 2 h 5 min »."""
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    named = ((days, "j"), (hours, "h"), (left, "min"))
    return " ".join(f"{count}\u00a0{name}" for count, name in named if count)


def count(number: int, one: str, many: str) -> str:
    """Write a number with its noun: « 1 dossier », « 3 dossiers », « 0 dossier »."""
    return f"{number}\u00a0{one if number < _PLURAL else many}"


def clean(text: str) -> str:
    """Take out what no table may hold: controls, halves of characters, direction tricks."""
    if text.isprintable():  # nothing that is printable is taken out, and most texts are
        return text
    return _BREAKS.sub("\n", text).translate(_KEPT)


class _Kept(dict[int, str]):
    """Code point → what is kept of it, each looked into once."""

    def __missing__(self, code: int) -> str:
        self[code] = kept = _kept(chr(code))
        return kept


_KEPT = _Kept()


def _kept(character: str) -> str:
    if character in "\n\t":
        return character
    category = unicodedata.category(character)
    if category == "Cs":  # a byte of a file name that is no UTF-8
        return "\ufffd"
    return "" if category in ("Cc", "Cn") or character in _DIRECTIONS else character


def one_line(text: str) -> str:
    """Put a text on one line, its own line breaks as « / », its no-break spaces kept."""
    if "  " not in text and text.isprintable():
        return text.strip()
    lines = (_BLANKS.sub(" ", line).strip() for line in clean(text).split("\n"))
    return " / ".join(line for line in lines if line)


def neutral(text: str) -> str:
    """Give a text that no spreadsheet takes for a formula: an apostrophe goes before it.

    OWASP « CSV injection »: a cell starting with = + - @, TAB or CR may be evaluated.
    """
    kept = clean(text)
    if text[:1].isalnum():
        return kept
    risky = text[:1] in ("\t", "\r", "\n") or _SKIPPED.sub("", kept).startswith(_SIGNS)
    return f"'{kept}" if risky and kept else kept


def short(number: str) -> str:
    """Give what tells a dossier from the others of its call: 014 of PDN62-2019-014."""
    return number.rsplit("-", 1)[-1]


def shorts(numbers: Sequence[str]) -> str:
    """List dossiers: « 014, 021 »; with their number when it takes time to count."""
    listed = ", ".join(short(number) for number in numbers)
    return f"{len(numbers)}\u00a0dossiers\u00a0: {listed}" if len(numbers) > _GLANCE else listed


def cut(text: str, room: int) -> str:
    """Shorten a text to `room` characters at a word, and show that it was."""
    if len(text) <= room:
        return text
    kept = text[: room - len(CUT)]
    words = kept.rsplit(None, 1)[0]
    return (words if len(words) >= room // 2 else kept).rstrip() + CUT


def shortened(parts: Sequence[str], room: int, *, between: str, where: str) -> str:
    """Join parts up to `room` characters; say how many are left out and `where` they are."""
    kept: list[str] = []
    for part in parts:
        if kept and len(between.join([*kept, part])) > room:
            break
        kept.append(part)
    left = len(parts) - len(kept)
    more = f" (+\u00a0{left}, voir {where})" if left else ""
    return cut(between.join(kept), room) + more


def sort_key(text: str) -> tuple[str, str]:
    """Sort as a French dictionary does: é as e, case apart last."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold(), text
