"""Read in the words of a mail until when a file can be downloaded."""

import datetime as dt
import re
from collections.abc import Iterator

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "février fevrier févr fevr fév fev feb february",
            "mars mar march",
            "avril avr apr april",
            "mai may",
            "juin jun june",
            "juillet juil jul july",
            "août aout aug august",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "décembre decembre déc dec december",
        ),
        1,
    )
    for name in names.split()
}
_NUMBERS = {
    word: number
    for number, words in {
        1: "un une a one",
        2: "deux two",
        3: "trois three",
        4: "quatre",
        5: "cinq five",
        6: "six",
        7: "sept seven",
        8: "huit",
        10: "dix ten",
        15: "quinze",
        30: "trente thirty",
    }.items()
    for word in words.split()
}
_DAYS = {"heure": 1 / 24, "hour": 1 / 24, "jour": 1, "day": 1, "semaine": 7, "week": 7}
_DAYS |= {"mois": 30, "month": 30}

_CUE = (
    r"\b(?:disponibles?|valables?|valides?|accessibles?|t[ée]l[ée]chargeables?|conserv[ée]e?s?|"
    r"expir\w+|supprim\w+|effac\w+|lien|fichiers?|t[ée]l[ée]charg\w+|available|expires?|expiry|"
    r"delet\w+|valid)\b"
)
_GAP = r"[^\n.;!?]{0,60}?"
_UNTIL = r"\b(?:jusqu['’ ]?\s?(?:au|à|a)|avant|le|on|until|before|till?|\w+\s*:)\s*(?:le\s+)?"
_WEEKDAY = r"(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|[a-z]{3,6}day,?)?\s*"
_NUMERIC = r"(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})(?:[/.\-](?P<y>\d{4}|\d{2}))?(?!\d)"
_ISO = r"(?P<iy>\d{4})-(?P<im>\d{2})-(?P<id>\d{2})"
_WORDED = (
    r"(?P<wd>\d{1,2})(?:er|st|nd|rd|th)?\s+(?:of\s+)?"
    r"(?P<wm>[a-zéûô]{3,9})\.?,?(?:\s+(?P<wy>\d{4}))?"
)
_AMERICAN = r"(?P<am>[a-z]{3,9})\s+(?P<ad>\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(?P<ay>\d{4}))?"
_DATE = re.compile(
    _CUE + _GAP + _UNTIL + _WEEKDAY + f"(?:{_ISO}|{_NUMERIC}|{_WORDED}|{_AMERICAN})",
    re.IGNORECASE,
)
_DELAY = re.compile(
    _CUE + _GAP + r"\b(?:dans|pendant|durant|sous|in|for|within|apr[èe]s|after|:|est de|de)\s+"
    r"(?:encore\s+|les\s+|the next\s+)?(?P<n>\d{1,3}|[a-z]{1,7})\s+"
    r"(?P<unit>heure|hour|jour|day|semaine|week|mois|month)s?\b",
    re.IGNORECASE,
)
_LONGEST = 400  # days: what lies farther is no expiry


def expiries(text: str, since: dt.date | None) -> Iterator[tuple[int, dt.date]]:
    """Give where in a text a last day is stated, and that day.

    Args:
        text: the words of a mail.
        since: the day it was sent; a day without year is the next one from then, and a delay is
            counted from then. None: only whole dates count.
    """
    flat = re.sub(r"[ \t\u00a0\u202f]+", " ", text)
    for found in _DATE.finditer(flat):
        day = _day(found, since)
        if day is not None and (since is None or 0 <= (day - since).days <= _LONGEST):
            yield _place(text, flat, found.start()), day
    if since is None:
        return
    for found in _DELAY.finditer(flat):
        count = _count(found["n"])
        if count is not None:
            days = int(count * _DAYS[found["unit"].lower()])
            yield _place(text, flat, found.start()), since + dt.timedelta(days=min(days, _LONGEST))


def _place(text: str, flat: str, at: int) -> int:
    """Bring a place in the flattened text back to about the same place in the text."""
    return at * len(text) // max(1, len(flat))


def _count(word: str) -> int | None:
    return int(word) if word.isdigit() else _NUMBERS.get(word.lower())


def _day(found: re.Match[str], since: dt.date | None) -> dt.date | None:
    part = found.groupdict()
    day = part["d"] or part["id"] or part["wd"] or part["ad"]
    month = _month(part["m"] or part["im"] or part["wm"] or part["am"] or "")
    year = part["y"] or part["iy"] or part["wy"] or part["ay"]
    if month is None or (year is None and since is None):
        return None
    if year is not None:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, int(day))
    assert since is not None  # noqa: S101 -- said two lines above
    this = _date(since.year, month, int(day))
    return this if this is None or this >= since else _date(since.year + 1, month, int(day))


def _month(word: str) -> int | None:
    return int(word) if word.isdigit() else _MONTHS.get(word.lower())


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
