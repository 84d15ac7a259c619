"""Open Outlook's `winmail.dat` (TNEF) as its attachments, messages inside it included.

A reader of our own: the one Python library for this format is under LGPL, has had no release for
years, and trusts the lengths that a file announces. Everything here is a slice of bytes already in
memory. A stream is a row of attributes, each with its length and the sum of its bytes ([MS-OXTNEF]
2.1.1); attachments follow the message's own attributes.
"""

import datetime as dt
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import Damaged, NotOpened
from pipeline.intake import mapi
from pipeline.intake.names import clean_name
from pipeline.intake.part import Context, Item, Opened
from pipeline.intake.tnef_properties import Value, properties

_SIGNATURE = 0x223E9F78
_ATTRIBUTE = struct.Struct("<BII")  # level, identifier, length; then the data and its checksum
_AT_MESSAGE, _AT_ATTACHMENT = 1, 2

# Identifiers of [MS-OXTNEF] 2.1.3.1, type in the upper half.
_FROM, _SUBJECT, _SENT, _RECEIVED = 0x00008000, 0x00018004, 0x00038005, 0x00038006
_BODY, _MESSAGE_PROPERTIES, _CODE_PAGE = 0x0002800C, 0x00069003, 0x00069007
_BEGINS, _TITLE, _DATA, _PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_TRANSPORT_NAME = 0x00069001

_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")  # IID_IMessage, before its stream
_IDENTIFIER = 16
_WORDS = 1024 * 1024
_DAMAGE = (struct.error, ValueError, IndexError, OverflowError)


class _Attached(NamedTuple):
    """The attributes of an attachment, by identifier."""

    attributes: Mapping[int, bytes]


def open_tnef(path: Path, name: str) -> Opened:
    """Give what a TNEF stream says of itself, the files in it, and its bodies.

    Raises:
        Damaged: it is cut, or the sum of an attribute's bytes is not what it says.
    """
    data = path.read_bytes()
    try:
        message, attached = _read(data)
        page = mapi.code_page(_number(message.get(_CODE_PAGE)))
        told = properties(message.get(_MESSAGE_PROPERTIES, b""), page)
        items = [_item(one, page) for one in attached]
        return Opened(items, _context(message, told, page), tuple(_words(message, told, page)))
    except _DAMAGE as error:
        raise Damaged(name=name, detail=str(error)) from error


def _read(data: bytes) -> tuple[dict[int, bytes], list[_Attached]]:
    if struct.unpack_from("<I", data)[0] != _SIGNATURE:
        raise ValueError("signature")
    message: dict[int, bytes] = {}
    attached: list[dict[int, bytes]] = []
    for level, identifier, value in _attributes(data):
        if level == _AT_MESSAGE:
            message.setdefault(identifier, value)
            continue
        if identifier == _BEGINS or not attached:
            attached.append({})
        attached[-1].setdefault(identifier, value)
    return message, [_Attached(one) for one in attached]


def _attributes(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 6  # the signature and a key
    while at < len(data):
        if data[at] == 0 and not data[at:].strip(b"\0"):
            return  # filled up by a program on its way
        level, identifier, length = _ATTRIBUTE.unpack_from(data, at)
        start = at + _ATTRIBUTE.size
        at = start + length + 2
        if level not in (_AT_MESSAGE, _AT_ATTACHMENT) or at > len(data):
            raise ValueError("attribute")
        value = data[start : start + length]
        if sum(value) & 0xFFFF != int.from_bytes(data[at - 2 : at], "little"):
            raise ValueError("checksum")
        yield level, identifier, value


def _item(attached: _Attached, page: str) -> Item:
    told = properties(attached.attributes.get(_PROPERTIES, b""), page)
    name = _name(attached, told, page)
    shown = bool(_int(told, mapi.HIDDEN)) or bool((_int(told, mapi.FLAGS) or 0) & mapi.IN_THE_BODY)
    item = Item(name, hint="shown" if shown else None)
    inserted = told.get(mapi.DATA)
    data = attached.attributes.get(_DATA)
    if isinstance(inserted, bytes) and inserted.startswith(_MESSAGE):
        return item._replace(chunks=[inserted[_IDENTIFIER:]])
    if data is None and isinstance(inserted, bytes):
        data = inserted
    if data is None:
        what, wanted = "un objet incorporé au message", "ce document en pièce jointe"
        return item._replace(error=NotOpened(name=name, what=what, wanted=wanted))
    return item._replace(chunks=[data])


def _name(attached: _Attached, told: Mapping[int, Value], page: str) -> str:
    title = attached.attributes.get(_TITLE) or attached.attributes.get(_TRANSPORT_NAME) or b""
    texts = (_text(told, mapi.LONG_NAME), _text(told, mapi.FILE_NAME), _string(title, page))
    for text in (*texts, _text(told, mapi.DISPLAY_NAME)):
        if text and (name := clean_name(text)):
            return name
    return "sans nom"


def _context(message: Mapping[int, bytes], told: Mapping[int, Value], page: str) -> Context:
    name, address = _sender(message.get(_FROM, b""), page)
    return Context(
        sender=mapi.address(_text(told, mapi.SENDER_SMTP), address, _text(told, mapi.SENDER)),
        sender_name=_text(told, mapi.SENDER_NAME) or name,
        subject=_text(told, mapi.SUBJECT) or _string(message.get(_SUBJECT, b""), page),
        sent=mapi.moment(_int(told, mapi.SENT)) or _moment(message.get(_SENT, b"")),
        received=mapi.moment(_int(told, mapi.DELIVERED)) or _moment(message.get(_RECEIVED, b"")),
    )


def _sender(data: bytes, page: str) -> tuple[str | None, str | None]:
    """Read a TRP structure ([MS-OXTNEF] 2.1.3.3.1): a name, then « SMTP:address »."""
    if len(data) < 8:
        return None, None
    _, _, name, address = struct.unpack_from("<4H", data)
    kind_and_address = _string(data[8 + name : 8 + name + address], page) or ""
    return _string(data[8 : 8 + name], page), kind_and_address.partition(":")[2] or None


def _moment(data: bytes) -> str | None:
    """Read a DTR structure ([MS-OXTNEF] 2.1.3.3.4): year, month, day, hour, minute, second."""
    if len(data) < 12:
        return None
    try:
        year, month, day, hour, minute, second = struct.unpack_from("<6H", data)
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC).isoformat()
    except ValueError:
        return None


def _words(message: Mapping[int, bytes], told: Mapping[int, Value], page: str) -> Iterator[str]:
    for text in (_text(told, mapi.BODY), _string(message.get(_BODY, b""), page)):
        if text:
            yield text[:_WORDS]
    html = told.get(mapi.HTML)
    if isinstance(html, bytes):
        yield html[:_WORDS].decode("utf-8", "replace")


def _text(told: Mapping[int, Value], tag: int) -> str | None:
    value = told.get(tag)
    return value or None if isinstance(value, str) else None


def _int(told: Mapping[int, Value], tag: int) -> int | None:
    value = told.get(tag)
    return value if isinstance(value, int) else None


def _string(data: bytes, page: str) -> str | None:
    return data.decode(page, "replace").partition("\0")[0].strip() or None


def _number(data: bytes | None) -> int | None:
    return int.from_bytes(data[:4], "little") if data else None
