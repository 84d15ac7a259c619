"""Small winmail.dat files for tests: properties are given in the test, the stream here.

[MS-OXTNEF] 2.1: attributes with their lengths and sums, MAPI properties inside two of them.
"""

import datetime as dt
import struct
from collections.abc import Mapping, Sequence

Properties = Mapping[int, "str | bytes | int"]

MESSAGE = bytes.fromhex("0703020000000000c000000000000046")
UNICODE, BINARY, INTEGER, OBJECT = 0x001F, 0x0102, 0x0003, 0x000D


def attribute(level: int, identifier: int, data: bytes) -> bytes:
    """Write an attribute with its checksum."""
    head = struct.pack("<BII", level, identifier, len(data))
    return head + data + struct.pack("<H", sum(data) & 0xFFFF)


def properties(values: Properties) -> bytes:
    """Write MAPI properties; a text in Unicode, bytes as binary, an integer of four bytes."""
    written = struct.pack("<I", len(values))
    for identifier, value in values.items():
        if isinstance(value, int):
            written += struct.pack("<HHI", INTEGER, identifier, value)
            continue
        kind = UNICODE if isinstance(value, str) else BINARY
        data = (value + "\0").encode("utf-16-le") if isinstance(value, str) else value
        written += struct.pack("<HHII", kind, identifier, 1, len(data))
        written += data + bytes(-len(data) % 4)
    return written


def named(kind: int, name: str, value: int) -> bytes:
    """Write one property that carries a name, with the count before it."""
    text = (name + "\0").encode("utf-16-le")
    head = struct.pack("<IHH", 1, kind, 0x8001) + bytes(16) + struct.pack("<II", 1, len(text))
    return head + text + bytes(-len(text) % 4) + struct.pack("<I", value)


def attachment(title: str, data: bytes | None, told: bytes = b"") -> bytes:
    """Write an attachment: a short title in one byte a letter, its bytes, its properties."""
    parts = [attribute(2, 0x00069002, bytes(14)), attribute(2, 0x00018010, title.encode() + b"\0")]
    parts += [attribute(2, 0x0006800F, data)] if data is not None else []
    parts += [attribute(2, 0x00069005, told)] if told else []
    return b"".join(parts)


def embedded(stream: bytes) -> bytes:
    """Write the properties of a message attached to a message."""
    data = MESSAGE + stream
    head = struct.pack("<IHHII", 1, OBJECT, 0x3701, 1, len(data))
    return head + data + bytes(-len(data) % 4)


def tnef(
    *attachments: bytes,
    subject: str = "",
    sender: str = "",
    sent: dt.datetime | None = None,
    more: Sequence[bytes] = (),
) -> bytes:
    """Write a whole stream."""
    parts = [
        attribute(1, 0x00089006, b"\0\0\1\0"),
        attribute(1, 0x00069007, struct.pack("<II", 1252, 0)),
    ]
    if sender:
        address = f"SMTP:{sender}\0".encode()
        trp = struct.pack("<4H", 4, 16 + len(address), 8, len(address)) + b"Accueil\0" + address
        parts.append(attribute(1, 0x00008000, trp))
    if subject:
        parts.append(attribute(1, 0x00018004, subject.encode("cp1252") + b"\0"))
    if sent is not None:
        moment = struct.pack("<7H", *sent.timetuple()[:6], 0)
        parts.append(attribute(1, 0x00038005, moment))
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join([*parts, *more, *attachments])
