"""The one place where the software reads the time."""

import datetime as dt
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

Clock = Callable[[], dt.datetime]

PARIS = ZoneInfo("Europe/Paris")


def now() -> dt.datetime:
    """Return the present, in universal time."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251 -- this is that place


def standing(moment: dt.datetime) -> Clock:
    """Return a clock that stands still, for a fictional call; a time without zone is of Paris."""
    fixed = moment.replace(tzinfo=PARIS) if moment.tzinfo is None else moment
    return lambda: fixed


def steady() -> float:
    """Return seconds of a clock that never goes back, for measuring waits."""
    return time.monotonic()


def iso(moment: dt.datetime) -> str:
    """Write a moment as the register keeps it: universal time, to the second."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")


def shown(moment: str) -> str:
    """Write a moment of the register as people do, in Paris: « 13/12/2019 à 23 h 58 »."""
    local = dt.datetime.fromisoformat(moment).astimezone(PARIS)
    return f"{local:%d/%m/%Y} à {local.hour}\u00a0h\u00a0{local.minute:02d}"
