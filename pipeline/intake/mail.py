"""Open a mail as its attachments: whatever their disposition, nesting and way of naming."""

import base64
import binascii
import email.policy
import re
from collections.abc import Iterator, Sequence
from email.message import Message
from itertools import islice
from pathlib import Path

from pipeline.errors import Damaged, TooLarge
from pipeline.intake.mail_headers import (
    UNREADABLE,
    content_type,
    context_of,
    file_name,
    header,
    parsed,
)
from pipeline.intake.names import subject_name
from pipeline.intake.part import Item, Opened
from pipeline.intake.uuencoded import uuencoded
from pipeline.kinds.texts import ENVELOPE, without_count

_SUFFIXES = {
    "message/rfc822": ".eml",
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "application/msword": ".doc",
    "application/pkcs7-signature": ".p7s",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_SERVERS_OWN = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/feedback-report",
        "message/global-headers",
        "text/rfc822-headers",
    }
)
"""What mail servers write to each other in a report."""

_MAILS = ("message/rfc822", "message/global", "message/news")
_CALENDAR = "text/calendar"
_MOST = 1000  # parts, bodies and machinery included
_WORDS = 1024 * 1024  # characters of a body that are looked through for links
_BOUNDARY = re.compile(r"^--([^\s-][^\r\n]{0,199}?)[ \t\r]*$", re.MULTILINE)
_DASHES = re.compile(rb"\n--[^\s-]")
_MOST_DASHES = 20 * _MOST  # lines that could bound a part: the library makes an object of each
_CID = re.compile(r"cid:([^\"'\s>)]{1,300})", re.IGNORECASE)
_FIRST_ENVELOPE = re.compile(rb"\AFrom [^\r\n]*\r?\n")


def open_mail(path: Path, name: str) -> Opened:
    """Give what a mail says of itself, the files in it in its own order, and its bodies.

    The bodies (text and HTML without a file name) are no items.

    Args:
        path: the mail.
        name: how to call it in messages.

    Raises:
        Damaged: its parts are nested beyond reason.
        TooLarge: it has more parts than any mail.
    """
    data = without_count(path.read_bytes().lstrip(b"\xef\xbb\xbf \t\r\n"))
    if sum(1 for _ in islice(_DASHES.finditer(data), _MOST_DASHES)) == _MOST_DASHES:
        raise TooLarge(name=name, detail=f"plus de {_MOST} parties")
    try:
        message = parsed(data)
        del data
        leaves = tuple(islice(_leaves(message), _MOST))
    except UNREADABLE as error:
        raise Damaged(name=name, detail=type(error).__name__) from error
    if len(leaves) == _MOST:
        raise TooLarge(name=name, detail=f"plus de {_MOST} parties")
    words = tuple(_text(part) for part in leaves if _is_body(part) and _is_text(part))
    shown = frozenset(found.strip("<>") for text in words for found in _CID.findall(text))
    return Opened(_items(leaves, shown), context_of(message), words)


def open_mailbox(path: Path) -> Opened:
    """Give the mails of a mailbox file (RFC 4155), each under its subject."""
    data = path.read_bytes()
    starts = [found.start(1) for found in ENVELOPE.finditer(data)]
    if not starts or starts[0] > 0:
        starts.insert(0, 0)
    ends = [*starts[1:], len(data)]
    return Opened(
        _mail(data, *span, rank) for rank, span in enumerate(zip(starts, ends, strict=True))
    )


def _mail(data: bytes, start: int, end: int, rank: int) -> Item:
    mail = _FIRST_ENVELOPE.sub(b"", data[start:end])
    head = parsed(mail[: 64 * 1024].partition(b"\n\n")[0].partition(b"\r\n\r\n")[0])
    name = subject_name(header(head, "subject")) or f"message {rank + 1}"
    return Item(name, chunks=[mail])


def _leaves(message: Message) -> Iterator[Message]:
    """Give the parts that hold something, mails inside it as one part."""
    kind = content_type(message)
    if kind.startswith("multipart/") and not message.is_multipart():
        yield from _leaves_without_boundary(message)
    elif kind in _MAILS or not message.is_multipart():
        yield message
    else:
        for child in message.get_payload():
            if isinstance(child, Message):
                yield from _leaves(child)


def _leaves_without_boundary(message: Message) -> Iterator[Message]:
    """Find the parts of a mail whose boundary was lost or changed by a program on its way."""
    payload = message.get_payload()
    text = payload if isinstance(payload, str) else ""
    found = _BOUNDARY.search(text)
    if found is None:
        yield message
        return
    boundary = found[1].removesuffix("--")
    head = f'Content-Type: multipart/mixed; boundary="{boundary}"\n\n'
    again = parsed((head + text).encode("ascii", "surrogateescape"))
    if again.is_multipart():
        yield from _leaves(again)
    else:
        yield message


def _items(leaves: Sequence[Message], shown: frozenset[str]) -> Iterator[Item]:
    for part in leaves:
        if _is_body(part):
            if _is_text(part):
                for name, data in uuencoded(_decoded(part)):
                    yield Item(name, chunks=[data])
            continue
        item = _item(part)
        own = (header(part, "content-id") or "").strip("<> ")
        location = header(part, "content-location") or ""
        is_shown = bool(own and own in shown) or bool(location and location in shown)
        yield item._replace(hint="shown") if is_shown else item


def _is_body(part: Message) -> bool:
    """Say whether a leaf is the mail's own words or the machinery of mail servers."""
    kind = content_type(part)
    if kind in _SERVERS_OWN:
        return True
    if kind.startswith("multipart/"):
        payload = part.get_payload()
        return not (isinstance(payload, str) and payload.strip())
    if not kind.startswith("text/") or file_name(part) is not None:
        return False
    return not (header(part, "content-disposition") or "").lower().startswith("attachment")


def _is_text(part: Message) -> bool:
    kind = content_type(part)
    return kind.startswith("text/") and kind != _CALENDAR


def _item(part: Message) -> Item:
    payload = part.get_payload()
    nested = payload[0] if isinstance(payload, list) and payload else None
    if isinstance(nested, Message):
        name = file_name(part) or subject_name(header(nested, "subject"))
        return Item(name or "message.eml", chunks=[_flat(nested, header(part, _ENCODING))])
    kind = content_type(part)
    name = file_name(part) or f"sans nom{_SUFFIXES.get(kind, '')}"
    if kind.startswith("multipart/"):
        return Item(name, error=Damaged(name=name, detail="partie de message sans limites"))
    return Item(name, chunks=[_decoded(part)])


_ENCODING = "content-transfer-encoding"


def _decoded(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except UNREADABLE:
        data = str(part.get_payload()).encode("utf-8", "surrogateescape")
    return data if isinstance(data, bytes) else b""


def _text(part: Message) -> str:
    data = _decoded(part)[: 2 * _WORDS]
    try:
        charset = str(part.get_content_charset() or "utf-8")
        return data.decode(charset, "replace")[:_WORDS]
    except UNREADABLE:
        return data.decode("cp1252", "replace")[:_WORDS]


def _flat(message: Message, encoding: str | None) -> bytes:
    """Give a mail inside a mail as bytes, also when it is encoded, which RFC 2046 forbids."""
    try:
        data = message.as_bytes()
    except UNREADABLE:
        data = message.as_bytes(policy=email.policy.compat32)
    if (encoding or "").strip().lower() != "base64":
        return data
    try:
        return base64.b64decode(b"".join(data.split()), validate=True)
    except binascii.Error:
        return data
