"""Open an Outlook .msg file as its attachments, messages inside it included.

The properties are read straight from their streams: the encodings and optional streams of
real messages are too varied for a strict reader.  ([MS-OXMSG] 2.1 to 2.4)
"""

import email.utils
from collections.abc import Iterator, Mapping
from email.parser import HeaderParser
from pathlib import Path

import olefile  # type: ignore[import-untyped]

from pipeline.errors import Damaged, NotOpened, TooLarge
from pipeline.intake import mapi
from pipeline.intake.hold import MAX_FILES
from pipeline.intake.mail_headers import received
from pipeline.intake.names import clean_name
from pipeline.intake.part import Context, Item, Opened
from pipeline.kinds.kind import BROKEN_OLE

_Where = tuple[str, ...]
_HEADERS = 0x007D
_INT32, _BOOLEAN, _TIME = 0x0003, 0x000B, 0x0040
_HEADER_ROOT, _HEADER_EMBEDDED = 32, 24  # [MS-OXMSG] 2.4.1: bytes before the properties
_MAX_NESTED = 4
_WORDS = 1024 * 1024  # bytes of a body that are looked through for links


class _Container:
    """A compound file, its directory listed once: streams and storages by their parent."""

    def __init__(self, file: olefile.OleFileIO, largest: int) -> None:
        self.file = file
        self.largest = largest
        self.below: dict[_Where, dict[str, str]] = {}
        for entry in file.listdir(streams=True, storages=True):
            self.below.setdefault(tuple(entry[:-1]), {})[entry[-1].lower()] = entry[-1]


class _Storage:
    """One storage of the container: the streams directly in it, by lower-case name."""

    def __init__(self, container: _Container, where: _Where) -> None:
        self.container = container
        self.where = where
        self.names: Mapping[str, str] = container.below.get(where, {})

    def inner(self, prefix: str) -> Iterator["_Storage"]:
        for lower, name in self.names.items():
            if lower.startswith(prefix):
                yield _Storage(self.container, (*self.where, name))

    def data(self, stream: str) -> bytes | None:
        name, file = self.names.get(stream.lower()), self.container.file
        if name is None or file.get_type([*self.where, name]) != olefile.STGTY_STREAM:
            return None
        if file.get_size([*self.where, name]) > self.container.largest:
            raise ValueError(name)  # a looping chain of sectors would be read for ever
        with file.openstream([*self.where, name]) as opened:
            content: bytes = opened.read()
        return content

    def text(self, tag: int, code_page: str) -> str | None:
        wide = self.data(f"__substg1.0_{tag:04x}001f")
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0") or None
        narrow = self.data(f"__substg1.0_{tag:04x}001e")
        return narrow.decode(code_page, "replace").rstrip("\0") or None if narrow else None

    def number(self, tag: int, kind: int) -> int | None:
        """Read a property of fixed size: its 8-byte value, unsigned."""
        header = _HEADER_EMBEDDED if self.where else _HEADER_ROOT
        table = (self.data("__properties_version1.0") or b"")[header:]
        for at in range(0, len(table) - 15, 16):
            if int.from_bytes(table[at : at + 4], "little") == tag << 16 | kind:
                return int.from_bytes(table[at + 8 : at + 16], "little")
        return None


def open_outlook(path: Path, name: str) -> Opened:
    """Give what an Outlook message says of itself, the files in it, and its bodies.

    Raises:
        Damaged: the container is cut or its tables are wrong.
    """
    try:
        with olefile.OleFileIO(str(path)) as file:
            root = _Storage(_Container(file, path.stat().st_size), ())
            context = _context(root)
            return Opened(list(_items(root, (), context)), context, tuple(_words(root)))
    except BROKEN_OLE as error:
        raise Damaged(name=name, detail=str(error)) from error


def _items(message: _Storage, within: tuple[str, ...], context: Context) -> Iterator[Item]:
    code_page = _code_page(message)
    for rank, attachment in enumerate(message.inner("__attach_version1.0_")):
        if rank > MAX_FILES:
            return  # the budget refuses the message as a whole
        name = _name(attachment, code_page)
        item = Item(name, within, context=context, hint="shown" if _is_shown(attachment) else None)
        data = attachment.data(f"__substg1.0_{mapi.DATA:04x}0102")
        if data is not None:
            yield item._replace(chunks=[data])
        else:
            yield from _inserted(attachment, item)


def _inserted(attachment: _Storage, item: Item) -> Iterator[Item]:
    """Give the files of a message inside a message; any other object is told of."""
    for inner in attachment.inner(f"__substg1.0_{mapi.DATA:04x}000d"):
        if "__properties_version1.0" not in inner.names:
            continue
        if len(item.within) >= _MAX_NESTED:
            yield item._replace(error=TooLarge(name=item.name, detail="messages emboîtés"))
            return
        told = _context(inner).model_copy(update={"forwarded": True})
        yield from _items(inner, (*item.within, item.name), told)
        return
    what, wanted = "un objet incorporé au message", "ce document en pièce jointe"
    yield item._replace(error=NotOpened(name=item.name, what=what, wanted=wanted))


def _is_shown(attachment: _Storage) -> bool:
    hidden = attachment.number(mapi.HIDDEN, _BOOLEAN)
    flags = attachment.number(mapi.FLAGS, _INT32)
    return bool((hidden or 0) & 0xFFFF) or bool((flags or 0) & mapi.IN_THE_BODY)


def _name(attachment: _Storage, code_page: str) -> str:
    for tag in (mapi.LONG_NAME, mapi.FILE_NAME, mapi.DISPLAY_NAME):
        if name := clean_name(attachment.text(tag, code_page) or ""):
            return name
    return "sans nom"


def _words(message: _Storage) -> Iterator[str]:
    """Give the bodies of a message, and the addresses of files that it left on a server."""
    code_page = _code_page(message)
    if (body := message.text(mapi.BODY, code_page)) is not None:
        yield body[:_WORDS]
    if (html := message.data(f"__substg1.0_{mapi.HTML:04x}0102")) is not None:
        yield html[:_WORDS].decode("utf-8", "replace")
    for attachment in message.inner("__attach_version1.0_"):
        for tag in (mapi.PATH_NAME, mapi.LONG_PATH_NAME):
            if (path := attachment.text(tag, code_page)) is not None:
                yield path
        for inner in attachment.inner(f"__substg1.0_{mapi.DATA:04x}000d"):
            if len(inner.where) < 2 * _MAX_NESTED:
                yield from _words(inner)


def _context(message: _Storage) -> Context:
    code_page = _code_page(message)
    headers = HeaderParser().parsestr(message.text(_HEADERS, code_page) or "")
    name, written = email.utils.parseaddr(str(headers.get("from", "")))
    return Context(
        sender=mapi.address(
            written, message.text(mapi.SENDER_SMTP, code_page), message.text(mapi.SENDER, code_page)
        ),
        sender_name=message.text(mapi.SENDER_NAME, code_page) or name or None,
        subject=message.text(mapi.SUBJECT, code_page),
        sent=mapi.moment(message.number(mapi.SENT, _TIME)),
        received=mapi.moment(message.number(mapi.DELIVERED, _TIME)) or received(headers),
    )


def _code_page(message: _Storage) -> str:
    number = message.number(mapi.CODE_PAGE, _INT32)
    return mapi.code_page((number or 0) & 0xFFFFFFFF)
