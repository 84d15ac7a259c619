"""Read the headers of a mail in every manner that programs write them."""

import datetime as dt
import email
import email.policy
import email.utils
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from pipeline.intake.names import clean_name
from pipeline.intake.part import Context

UNREADABLE = (
    *(ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError),
    MessageError,  # base64 of an encoded word that is none
    RecursionError,  # comments within comments
)
"""What the standard parser lets through on malformed headers (UnicodeError is a ValueError,
IndexError and KeyError are LookupErrors)."""


_LONGEST = 16 * 1024
"""Characters of one header that are kept. The library's readers of headers take a time that grows
with the square of its length; the longest that matters here, of servers, reaches 4,000."""


class _Modern(email.policy.EmailPolicy):
    """The library's reading of headers, each within bounds."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        return super().header_source_parse(_bounded(sourcelines))


class _Plain(email.policy.Compat32):
    """The library's old reading of headers, which stumbles less, within the same bounds."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        return super().header_source_parse(_bounded(sourcelines))


def _bounded(lines: list[str]) -> list[str]:
    kept, left = [], _LONGEST
    for line in lines:
        kept.append(line[:left])
        left -= len(line)
        if left <= 0:
            break
    return kept


def parsed(data: bytes) -> Message:
    """Parse a mail.

    Raises:
        RecursionError: its parts are nested beyond reason.
    """
    try:
        return email.message_from_bytes(data, policy=_Modern())
    except UNREADABLE:  # the modern policy stumbles over some malformed headers
        return email.message_from_bytes(data, policy=_Plain())


def content_type(part: Message) -> str:
    """Return the declared type of a part, in lower case; of a broken one, that of any bytes."""
    try:
        return part.get_content_type()
    except UNREADABLE:
        return "application/octet-stream"


def header(message: Message, name: str) -> str | None:
    """Return a header as text; None when it is absent, blank or beyond reading."""
    try:
        value = message[name]
        return str(value).strip() or None if value is not None else None
    except UNREADABLE:
        return None


def file_name(part: Message) -> str | None:
    """Read a file name in the manners of RFC 2231, RFC 2047 and raw 8-bit headers."""
    name = _declared_name(part)
    if name and "\ufffd" in name:  # bytes of another encoding, which the parser gave up on
        plain = Message()
        for key, value in part.raw_items():
            plain[key] = _as_text(value)
        name = _declared_name(plain)
    return clean_name(_decoded(name)) if name else None


def context_of(message: Message) -> Context:
    """Give what a mail says of itself."""
    sender_name, sender = email.utils.parseaddr(header(message, "from") or "")
    return Context(
        sender=sender or None,
        sender_name=sender_name or None,
        subject=header(message, "subject"),
        sent=moment(header(message, "date")),
        received=received(message),
    )


def received(message: Message) -> str | None:
    """Return the stamp of the last server: each one writes its own above those before it."""
    try:
        stamps = [str(value) for value in message.get_all("received", [])]
    except UNREADABLE:
        stamps = [header(message, "received") or ""]
    moments = (moment(stamp.rpartition(";")[2]) for stamp in stamps)
    return next((one for one in moments if one is not None), None)


def moment(text: str | None) -> str | None:
    """Return a date of a mail (RFC 5322) in ISO 8601 with its offset."""
    try:
        read = email.utils.parsedate_to_datetime(text or "")
    except UNREADABLE:
        return None
    # RFC 5322, 3.3: « -0000 » is universal time said by a server that hides its zone.
    return (read if read.tzinfo else read.replace(tzinfo=dt.UTC)).isoformat()


def _declared_name(part: Message) -> str | None:
    try:
        return part.get_filename()
    except UNREADABLE:
        return None


def _decoded(text: str) -> str:
    # RFC 2047 forbids encoded words in parameters; Outlook and many web mails write them.
    try:
        return str(make_header(decode_header(text))) if "=?" in text else _as_text(text)
    except UNREADABLE:
        return text


def _as_text(value: str) -> str:
    """Give raw header bytes their letters: UTF-8, else what Windows writes in France."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
