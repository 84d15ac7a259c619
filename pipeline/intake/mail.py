"""Open a mail as its attachments: whatever their disposition, nesting and way of naming."""

import datetime as dt
import email
import email.policy
import email.utils
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

from pipeline.intake.names import clean_name
from pipeline.intake.part import Context, Item

_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, AssertionError)
"""What the standard parser lets through on malformed headers (UnicodeError is a ValueError,
IndexError and KeyError are LookupErrors)."""

_SUFFIXES = {"message/rfc822": ".eml", "application/pdf": ".pdf", "image/jpeg": ".jpg"}


def open_mail(path: Path) -> tuple[Context, Iterator[Item]]:
    """Give what a mail says of itself and the files in it, in its own order.

    The bodies (text and HTML without a file name) are no items.
    """
    message = _parsed(path.read_bytes().lstrip(b"\xef\xbb\xbf \t\r\n"))
    return _context(message), _items(message)


def _parsed(data: bytes) -> Message:
    try:
        return email.message_from_bytes(data, policy=email.policy.default)
    except _UNREADABLE:  # the modern policy stumbles over some malformed headers
        return email.message_from_bytes(data, policy=email.policy.compat32)


def _type(part: Message) -> str:
    try:
        return part.get_content_type()
    except _UNREADABLE:
        return "application/octet-stream"


def _items(message: Message) -> Iterator[Item]:
    if _type(message) == "message/rfc822" or not message.is_multipart():
        if not _is_body(message):
            yield _item(message)
        return
    for child in message.get_payload():
        if isinstance(child, Message):
            yield from _items(child)


def _is_body(part: Message) -> bool:
    """Say whether a leaf is the mail's own words or the machinery of mail servers."""
    main = _type(part).partition("/")[0]
    if main in {"message", "multipart"}:
        return _type(part) != "message/rfc822"
    if main != "text" or _file_name(part) is not None:
        return False
    return not (_header(part, "content-disposition") or "").lower().startswith("attachment")


def _item(part: Message) -> Item:
    payload = part.get_payload()
    nested = payload[0] if isinstance(payload, list) and payload else None
    if isinstance(nested, Message):
        name = _file_name(part) or clean_name(_header(nested, "subject") or "")
        return Item(name or "message.eml", chunks=[_flat(nested)])
    name = _file_name(part) or f"sans nom{_SUFFIXES.get(_type(part), '')}"
    data = part.get_payload(decode=True)
    return Item(name, chunks=[data if isinstance(data, bytes) else b""])


def _flat(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except _UNREADABLE:
        return message.as_bytes(policy=email.policy.compat32)


def _file_name(part: Message) -> str | None:
    """Read a file name in the manners of RFC 2231, RFC 2047 and raw 8-bit headers."""
    name = _declared_name(part)
    if name and "\ufffd" in name:  # bytes of another encoding, which the parser gave up on
        plain = Message()
        for header, value in part.raw_items():
            plain[header] = _as_text(value)
        name = _declared_name(plain)
    return clean_name(_decoded(name)) if name else None


def _declared_name(part: Message) -> str | None:
    try:
        return part.get_filename()
    except _UNREADABLE:
        return None


def _decoded(text: str) -> str:
    # RFC 2047 forbids encoded words in parameters; Outlook and many web mails write them.
    try:
        return str(make_header(decode_header(text))) if "=?" in text else _as_text(text)
    except _UNREADABLE:
        return text


def _as_text(value: str) -> str:
    """Give raw header bytes their letters: UTF-8, else what Windows writes in France."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _header(message: Message, name: str) -> str | None:
    try:
        value = message[name]
        return str(value).strip() or None if value is not None else None
    except _UNREADABLE:
        return None


def _context(message: Message) -> Context:
    sender_name, sender = email.utils.parseaddr(_header(message, "from") or "")
    return Context(
        sender=sender or None,
        sender_name=sender_name or None,
        subject=_header(message, "subject"),
        sent=_iso(_header(message, "date")),
        received=_iso((_header(message, "received") or "").rpartition(";")[2]),
    )


def _iso(text: str | None) -> str | None:
    try:
        moment = email.utils.parsedate_to_datetime(text or "")
    except _UNREADABLE:
        return None
    # RFC 5322, 3.3: « -0000 » is universal time said by a server that hides its zone.
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).isoformat()
