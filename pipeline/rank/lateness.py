"""How late a dossier is for the closing that applies to it."""

import datetime as dt
from zoneinfo import ZoneInfo

from schemas.campaign import Lot
from schemas.candidature import Dossier

_PARIS = ZoneInfo("Europe/Paris")
_HOUR, _DAY = 60, 24 * 60
_MINUTE = dt.timedelta(minutes=1)


def late_by(dossier: Dossier, lot: Lot | None) -> int:
    """Give the minutes after closing, 0 when on time; a lot may close before the call does."""
    if lot is None or lot.calendar is None:
        return max(0, dossier.late_by)
    closing = lot.calendar.closing
    if closing.tzinfo is None:
        closing = closing.replace(tzinfo=_PARIS)
    over = dt.datetime.fromisoformat(dossier.received_at) - closing.astimezone(dt.UTC)
    return max(0, -(-over // _MINUTE))


def lateness(minutes: int) -> str:
    """Write « reçu 2 h 05 après la clôture »."""
    days, rest = divmod(minutes, _DAY)
    hours, left = divmod(rest, _HOUR)
    said = [f"{days}\u00a0jour{'s' if days > 1 else ''}"] if days else []
    if hours:
        said.append(f"{hours}\u00a0h\u00a0{left:02}" if left else f"{hours}\u00a0h")
    elif left:
        said.append(f"{left}\u00a0min")
    return f"reçu {' et '.join(said)} après la clôture"
