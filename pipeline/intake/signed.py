"""Take the content out of its signature (S/MIME `smime.p7m`, CMS): unpacked, not verified.

Only the way to the content is walked: ContentInfo → SignedData → EncapsulatedContentInfo (RFC
5652, 3, 5.1 and 5.2), in DER or in BER, where lengths may be left open and the content cut in
pieces.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import Damaged
from pipeline.intake.names import clean_name
from pipeline.intake.part import Item
from pipeline.kinds.signatures import bare

_SEQUENCE, _OCTETS, _PIECES, _INTEGER, _SET, _OID, _EXPLICIT = 0x30, 0x04, 0x24, 0x02, 0x31, 6, 0xA0
_DEEPEST = 8  # pieces within pieces


class _Value(NamedTuple):
    """A value of ASN.1: its tag, where its content starts, and its end; None when left open."""

    tag: int
    start: int
    end: int | None


def open_signed(path: Path, name: str) -> Iterator[Item]:
    """Give the file that a signature wraps; nothing when the signature stands alone.

    Raises:
        Damaged: it is cut, or not built like a signature.
    """
    data = bare(path.read_bytes())
    try:
        pieces = _content(data)
    except (IndexError, ValueError) as error:
        raise Damaged(name=name, detail="signature") from error
    if pieces is not None:
        inner = name[:-4] if name.lower().endswith((".p7m", ".p7s")) else name
        yield Item(clean_name(inner) or "sans nom", chunks=pieces)


def _content(data: bytes) -> list[bytes] | None:
    info = _expect(data, 0, _SEQUENCE)
    identifier = _expect(data, info.start, _OID)
    signed = _expect(data, _expect(data, _end(data, identifier), _EXPLICIT).start, _SEQUENCE)
    version = _expect(data, signed.start, _INTEGER)
    algorithms = _expect(data, _end(data, version), _SET)
    wrapped = _expect(data, _end(data, algorithms), _SEQUENCE)
    kind = _expect(data, wrapped.start, _OID)
    at = _end(data, kind)
    if at >= (len(data) if wrapped.end is None else wrapped.end) or data[at] != _EXPLICIT:
        return None
    return list(_octets(data, _value(data, _value(data, at).start), 0))


def _octets(data: bytes, value: _Value, depth: int) -> Iterator[bytes]:
    if value.tag == _OCTETS and value.end is not None:
        yield data[value.start : value.end]
        return
    if value.tag != _PIECES or depth > _DEEPEST:
        raise ValueError(value.tag)
    at = value.start
    while not _is_over(data, at, value.end):
        piece = _value(data, at)
        yield from _octets(data, piece, depth + 1)
        at = _end(data, piece)


def _expect(data: bytes, at: int, tag: int) -> _Value:
    value = _value(data, at)
    if value.tag != tag:
        raise ValueError(value.tag)
    return value


def _value(data: bytes, at: int) -> _Value:
    tag, first = data[at], data[at + 1]
    if first < 0x80:
        start, end = at + 2, at + 2 + first
    elif first == 0x80:
        return _Value(tag, at + 2, None)
    else:
        start = at + 2 + (first & 0x7F)
        if first > 0x88:
            raise ValueError(first)
        end = start + int.from_bytes(data[at + 2 : start], "big")
    if end > len(data):
        raise ValueError(end)
    return _Value(tag, start, end)


def _end(data: bytes, value: _Value, depth: int = 0) -> int:
    """Return where the next value starts."""
    if value.end is not None:
        return value.end
    if depth > _DEEPEST:
        raise ValueError(depth)
    at = value.start
    while not _is_over(data, at, None):
        at = _end(data, _value(data, at), depth + 1)
    return at + 2


def _is_over(data: bytes, at: int, end: int | None) -> bool:
    return at >= end if end is not None else data[at : at + 2] == b"\0\0" or _cut(data, at)


def _cut(data: bytes, at: int) -> bool:
    if at >= len(data):
        raise ValueError(at)
    return False
