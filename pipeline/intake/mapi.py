"""What Outlook's two formats share: property tags, code pages, times."""

import codecs
import datetime as dt

SUBJECT, SENDER_NAME, SENDER, SENDER_SMTP = 0x0037, 0x0C1A, 0x0C1F, 0x5D01
SENT, DELIVERED, CODE_PAGE = 0x0039, 0x0E06, 0x3FFD
BODY, HTML = 0x1000, 0x1013
DATA, FILE_NAME, LONG_NAME, DISPLAY_NAME = 0x3701, 0x3704, 0x3707, 0x3001
PATH_NAME, LONG_PATH_NAME, CONTENT_ID, FLAGS, HIDDEN = 0x3708, 0x370D, 0x3712, 0x3714, 0x7FFE
"""Identifiers of [MS-OXPROPS] 2."""

IN_THE_BODY = 0x4  # [MS-OXCMSG] 2.2.2.18, PidTagAttachFlags: attRenderedInBody

_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_PAGES = {65001: "utf-8", 20127: "ascii", 28591: "latin-1", 28605: "iso8859-15"}


def code_page(number: int | None) -> str:
    """Return Python's name of a Windows code page; that of France where there is none."""
    name = _PAGES.get(number or 0, f"cp{number or 1252}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


def moment(ticks: int | None) -> str | None:
    """Return a FILETIME (hundreds of nanoseconds since 1601, universal time) in ISO 8601."""
    try:
        return (_EPOCH + dt.timedelta(microseconds=ticks // 10)).isoformat() if ticks else None
    except OverflowError:
        return None


def address(*candidates: str | None) -> str | None:
    """Return the first mail address; Exchange writes its own directory names (« /O=… ») too."""
    return next((one for one in candidates if one and "@" in one and " " not in one), None)
