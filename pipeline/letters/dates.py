"""Dates that the law draws from other dates, and how a French letter writes them.

Nothing here reads the clock. Days are those of Paris; working days leave out Saturdays, Sundays
and the public holidays of France. Sources: CRPA L112-11 and R112-11-1 (acknowledgements),
L231-4 (implicit rejection), L114-5 (suspension); reference worked example: an e-mail received on
Friday 13 December 2019 is registered by Monday 16 and acknowledged by Monday 30 December 2019,
and silence is a rejection on 13 February 2020.
"""

import calendar
import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from schemas.base import Record

PARIS = ZoneInfo("Europe/Paris")

_REGISTRATION_DAYS = 1  # working days, CRPA R112-11-1
_ACKNOWLEDGEMENT_DAYS = 10  # working days, same article
_SILENCE_MONTHS = 2  # CRPA L231-4 and R421-2 CJA
_SATURDAY = 5

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip


class Suspension(Record):
    """A request for complements, which stops the time that runs towards implicit rejection.

    `completed` is the day the complements came, None while they have not.
    """

    asked: dt.date
    until: dt.date
    completed: dt.date | None = None

    @property
    def days(self) -> int:
        """Count the days during which time stood still (CRPA L114-5, third paragraph).

        The law does not say whether time stops when the request is sent or received: the
        sending day is taken, the only one the organiser can prove.
        """
        end = self.until if self.completed is None else min(self.until, self.completed)
        return max((end - self.asked).days, 0)


def is_working_day(day: dt.date) -> bool:
    """Say whether offices are open that day, as the law counts « jours ouvrés »."""
    return day.weekday() < _SATURDAY and day not in _public_holidays(day.year)


def add_working_days(day: dt.date, count: int) -> dt.date:
    """Give the `count`-th working day after `day`; the day itself does not count."""
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day


def next_working_day(day: dt.date) -> dt.date:
    """Give `day` when it is a working day, else the first one after it."""
    return day if is_working_day(day) else add_working_days(day, 1)


def add_months(day: dt.date, count: int) -> dt.date:
    """Count months « de quantième à quantième »: the same day, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def registration_due(received: dt.date) -> dt.date:
    """Give the last day to send the « accusé d’enregistrement » of an e-mail."""
    return add_working_days(received, _REGISTRATION_DAYS)


def acknowledgement_due(received: dt.date) -> dt.date:
    """Give the last day to send the « accusé de réception électronique » of an e-mail."""
    return add_working_days(received, _ACKNOWLEDGEMENT_DAYS)


def implicit_rejection(received: dt.date, suspension: Suspension | None = None) -> dt.date:
    """Give the day on which silence becomes a rejection, put off by a suspension."""
    due = add_months(received, _SILENCE_MONTHS)
    return due + dt.timedelta(days=suspension.days) if suspension else due


def complements_due(asked: dt.date, days: int) -> dt.datetime:
    """Give the last instant to send complements: the end of the `days`-th day, Paris time.

    A last day on which offices are closed is put off to the next working day, in the
    candidate's favour.
    """
    day = next_working_day(asked + dt.timedelta(days=days))
    return dt.datetime.combine(day, dt.time(23, 59, 59), PARIS)


def in_paris(moment: str) -> dt.datetime:
    """Read an ISO 8601 time with its offset as a Paris time.

    Raises:
        ValueError: the text is no such time, or has no offset.
    """
    read = dt.datetime.fromisoformat(moment)
    if read.tzinfo is None:
        raise ValueError(moment)
    return read.astimezone(PARIS)


def written(day: dt.date, *, weekday: bool = True) -> str:
    """Write a day as letters do: « vendredi 13 décembre 2019 », « mercredi 1er janvier 2020 »."""
    number = "1er" if day.day == 1 else str(day.day)
    text = f"{number} {_MONTHS[day.month - 1]} {day.year}"
    return f"{_DAYS[day.weekday()]} {text}" if weekday else text


def hour(moment: dt.datetime) -> str:
    """Write the Paris hour with no-break spaces: « 9 h », « 9 h 05 », « 23 h 59 »."""
    local = moment.astimezone(PARIS)
    minutes = f"\u00a0{local.minute:02d}" if local.minute else ""
    return f"{local.hour}\u00a0h{minutes}"


@cache
def _public_holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("FR", years=year))
