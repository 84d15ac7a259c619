"""What a server answers to FETCH, as imaplib gives it, taken apart (RFC 3501, 7.4.2)."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_UID = re.compile(rb"\bUID (\d{1,10})\b", re.IGNORECASE)
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,19})\b", re.IGNORECASE)
_ARRIVED = re.compile(
    rb'\bINTERNALDATE "([ \d]\d)-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"',
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

Piece = bytes | tuple[bytes, bytes] | None


class Answer(NamedTuple):
    """One message of an answer; what the server did not say is None."""

    uid: int
    arrived: dt.datetime | None
    size: int | None
    content: bytes | None


def answers(pieces: Sequence[Piece]) -> Iterator[Answer]:
    """Yield the messages of an answer that name their UID.

    Servers may add answers that nobody asked for (a flag that somebody else changed), and give
    the items of one message in any order around its literal.
    """
    texts: list[bytes] = []
    content: bytes | None = None
    for piece in pieces:
        if isinstance(piece, tuple):
            texts.append(piece[0])
            content = piece[1]
            continue
        texts.append(piece or b"")
        answer = _answer(b" ".join(texts), content)
        if answer is not None:
            yield answer
        texts, content = [], None


def _answer(text: bytes, content: bytes | None) -> Answer | None:
    uid, size = _UID.search(text), _SIZE.search(text)
    if uid is None:
        return None
    return Answer(int(uid[1]), _arrived(text), int(size[1]) if size else None, content)


def _arrived(text: bytes) -> dt.datetime | None:
    found = _ARRIVED.search(text)
    if found is None:
        return None
    day, month, year, hour, minute, second = (part.decode() for part in found.groups()[:6])
    offset = dt.timedelta(hours=int(found[8]), minutes=int(found[9]))
    try:
        zone = dt.timezone(-offset if found[7] == b"-" else offset)
        rank = _MONTHS.index(month.lower()) + 1
        return dt.datetime(int(year), rank, int(day), int(hour), int(minute), int(second), 0, zone)
    except ValueError:
        return None  # the 31st of February, 99 hours east
