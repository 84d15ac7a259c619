"""Open an Outlook .msg file as its attachments, messages inside it included.

The properties are read straight from their streams: the encodings and optional streams of
real messages are too varied for a strict reader.  ([MS-OXMSG] 2.1 to 2.4)
"""

import codecs
import datetime as dt
import email.utils
from collections.abc import Iterator, Mapping
from email.parser import HeaderParser
from pathlib import Path

import olefile  # type: ignore[import-untyped]

from pipeline.errors import Damaged
from pipeline.intake.names import clean_name
from pipeline.intake.part import Context, Item

_Where = tuple[str, ...]
_SUBJECT, _HEADERS, _SENDER_NAME, _SENDER, _SENDER_SMTP = "0037", "007D", "0C1A", "0C1F", "5D01"
_DATA, _FILE_NAME, _LONG_NAME, _DISPLAY_NAME = "3701", "3704", "3707", "3001"
_SENT, _DELIVERED, _CODE_PAGE = 0x00390040, 0x0E060040, 0x3FFD0003
_HEADER_ROOT, _HEADER_EMBEDDED = 32, 24  # [MS-OXMSG] 2.4.1: bytes before the properties
_MAX_NESTED = 3
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_DAMAGE = (OSError, ValueError, IndexError, RecursionError, OverflowError, MemoryError)
"""What wrong tables make olefile raise; a sector of 2^60 bytes asks for all the memory."""


class _Storage:
    """One storage of the container: the streams directly in it, by lower-case name."""

    def __init__(self, container: olefile.OleFileIO, where: _Where, largest: int) -> None:
        self.container = container
        self.where = where
        self.largest = largest
        depth = len(where)
        entries = container.listdir(streams=True, storages=True)
        self.names: Mapping[str, str] = {
            entry[depth].lower(): entry[depth]
            for entry in entries
            if len(entry) > depth and tuple(entry[:depth]) == where
        }

    def inner(self, prefix: str) -> Iterator["_Storage"]:
        for lower, name in self.names.items():
            if lower.startswith(prefix):
                yield _Storage(self.container, (*self.where, name), self.largest)

    def data(self, stream: str) -> bytes | None:
        name = self.names.get(stream.lower())
        if name is None or self.container.get_type([*self.where, name]) != olefile.STGTY_STREAM:
            return None
        if self.container.get_size([*self.where, name]) > self.largest:
            raise ValueError(name)  # a looping chain of sectors would be read for ever
        with self.container.openstream([*self.where, name]) as file:
            content: bytes = file.read()
        return content

    def text(self, tag: str, code_page: str) -> str | None:
        wide = self.data(f"__substg1.0_{tag}001F")
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0") or None
        narrow = self.data(f"__substg1.0_{tag}001E")
        return narrow.decode(code_page, "replace").rstrip("\0") or None if narrow else None

    def number(self, tag: int) -> int | None:
        """Read a property of fixed size: its 8-byte value, unsigned."""
        header = _HEADER_EMBEDDED if self.where else _HEADER_ROOT
        table = (self.data("__properties_version1.0") or b"")[header:]
        for at in range(0, len(table) - 15, 16):
            if int.from_bytes(table[at : at + 4], "little") == tag:
                return int.from_bytes(table[at + 8 : at + 16], "little")
        return None


def open_outlook(path: Path, name: str) -> tuple[Context, Iterator[Item]]:
    """Give what an Outlook message says of itself and the files in it.

    Raises:
        Damaged: the container is cut or its tables are wrong.
    """
    try:
        with olefile.OleFileIO(str(path)) as container:
            root = _Storage(container, (), path.stat().st_size)
            context = _context(root)
            return context, iter(list(_items(root, (), context)))
    except _DAMAGE as error:
        raise Damaged(name=name, detail=str(error)) from error


def _items(message: _Storage, within: tuple[str, ...], context: Context) -> Iterator[Item]:
    code_page = _code_page(message)
    for attachment in message.inner("__attach_version1.0_"):
        name = _name(attachment, code_page)
        data = attachment.data(f"__substg1.0_{_DATA}0102")
        if data is not None:
            yield Item(name, within, chunks=[data], context=context)
            continue
        for inner in attachment.inner(f"__substg1.0_{_DATA}000d"):
            if "__properties_version1.0" in inner.names and len(within) < _MAX_NESTED:
                yield from _items(inner, (*within, name), _context(inner))


def _name(attachment: _Storage, code_page: str) -> str:
    for tag in (_LONG_NAME, _FILE_NAME, _DISPLAY_NAME):
        if name := clean_name(attachment.text(tag, code_page) or ""):
            return name
    return "sans nom"


def _context(message: _Storage) -> Context:
    code_page = _code_page(message)
    headers = HeaderParser().parsestr(message.text(_HEADERS, code_page) or "")
    name, address = email.utils.parseaddr(str(headers.get("from", "")))
    candidates = (address, *(message.text(tag, code_page) for tag in (_SENDER_SMTP, _SENDER)))
    return Context(
        # Exchange writes its own directory names (« /O=… ») where it has no address.
        sender=next((one for one in candidates if one and "@" in one), None),
        sender_name=message.text(_SENDER_NAME, code_page) or name or None,
        subject=message.text(_SUBJECT, code_page),
        sent=_moment(message.number(_SENT)),
        received=_moment(message.number(_DELIVERED)),
    )


def _code_page(message: _Storage) -> str:
    number = (message.number(_CODE_PAGE) or 1252) & 0xFFFFFFFF
    name = {65001: "utf-8", 20127: "ascii", 28591: "latin-1"}.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


def _moment(ticks: int | None) -> str | None:
    # FILETIME: hundreds of nanoseconds since 1601, universal time.
    try:
        return (_EPOCH + dt.timedelta(microseconds=ticks // 10)).isoformat() if ticks else None
    except OverflowError:
        return None
