"""Tell what a file is from its bytes: « dossier.pdf » may be Word, « dossier.doc » a web page."""

import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pipeline.errors import Damaged

Kind = Literal[
    "word",
    "word-macro",
    "word-xml",
    "odt",
    "doc",
    "rtf",
    "pdf",
    "image",
    "heic",
    "mail",
    "outlook",
    "tnef",
    "zip",
    "archive",
    "encrypted-office",
    "html",
    "empty",
    "folder",
    "other",
]
"""`word-xml`: Word saved as one XML file; `heic`: photographs of iPhones; `tnef`: Outlook's
winmail.dat; `archive`: 7z, RAR, gzip, which are not opened; `other`: anything else."""

HEAD = 64 * 1024
"""Bytes read to judge text: the headers of a mail that crossed many servers reach 20 kB."""

_TYPES_LIMIT = 2 * 1024 * 1024  # [Content_Types].xml of real documents stays below 20 kB
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "image"),
    (b"\x78\x9f\x3e\x22", "tnef"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\xfd7zXZ\0", "archive"),
    (b"BZh", "archive"),
    (b"\xdb\xa5\x2d\0", "doc"),  # Word for Windows 2, before OLE containers
)
_WEBP_OR_BMP = re.compile(rb"RIFF....WEBP|BM....\0\0\0\0", re.DOTALL)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
# ISO 32000-1, annex H 3.4.1: readers accept the header within the first 1,024 bytes. A file
# that lost it still begins with its first object.
_PDF = re.compile(rb"(?:\A|[\s\0\xbf])%PDF-|\A(?:%[^\r\n]*\s+)?\d+ \d+ obj\b")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = re.compile(rb"([!-9;-~]{1,76})[ \t]*:")
_MULTIPART = re.compile(rb"content-type[ \t]*:[ \t]*multipart/", re.IGNORECASE)
_MAIL_HEADERS = frozenset(
    b"from to cc date subject received return-path delivered-to message-id mime-version "
    b"content-type content-transfer-encoding reply-to sender in-reply-to references".split()
)
_BROKEN_ZIP = (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError)
_FIB_ENCRYPTED = 0x0100  # [MS-DOC] 2.5.2, FibBase.fEncrypted


def kind_of(path: Path) -> Kind:
    """Name the kind of a file or folder, reading a bounded part of it.

    Args:
        path: what to look at; a symbolic link is followed.

    Raises:
        Damaged: the file cannot be opened or read (vanished, forbidden, broken disk).
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return "folder"
        if not stat.S_ISREG(status.st_mode):
            return "other"  # a pipe or a device would block whoever opens it
        if status.st_size == 0:
            return "empty"
        with path.open("rb") as file:
            head = file.read(HEAD)
        return _kind(path, head)
    except OSError as error:
        raise Damaged(name=path.name, detail=str(error)) from error


def _kind(path: Path, head: bytes) -> Kind:
    if head.startswith(b"PK"):
        return _zip_kind(path, head)
    if head.startswith(_OLE):
        return _ole_kind(path)
    return _signature_kind(head) or _text_kind(head)


def _signature_kind(head: bytes) -> Kind | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[4:8] == b"ftyp":
        return _ftyp_kind(head)
    if _WEBP_OR_BMP.match(head):
        return "image"
    return "pdf" if _PDF.search(head[:1032]) else None


def _ftyp_kind(head: bytes) -> Kind:
    # ISO 14496-12, 4.3: the major brand, a version, then the compatible brands.
    length = min(int.from_bytes(head[:4], "big"), 256)
    brands = {head[at : at + 4] for at in (8, *range(16, length, 4))}
    if brands & {b"avif", b"avis"}:
        return "image"
    return "heic" if brands & _HEIC_BRANDS else "other"


def _text_kind(head: bytes) -> Kind:
    text = _narrow(head).lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if text.startswith(b"{\\rtf"):
        return "rtf"
    lower = text[:4096].lower()
    if lower.startswith((b"<?xml", b"<office:document")):
        return _xml_kind(text)
    if _is_mail(text):
        return "mail"
    if lower.startswith(b"<") and re.search(
        rb"<(!doctype html|html|head|body|meta|table)\b", lower
    ):
        return "html"
    return "other"


def _narrow(head: bytes) -> bytes:
    """Bring UTF-16 text with a byte-order mark to bytes that ASCII patterns can search."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, "replace").encode("ascii", "replace")
    return head


def _xml_kind(text: bytes) -> Kind:
    # Word 2003 XML and « flat » OPC packages name Word in a processing instruction.
    if b'progid="Word.Document"' in text or b"pkg:package" in text or b"w:wordDocument" in text:
        return "word-xml"
    if b"<office:document" in text and b"opendocument.text" in text:
        return "odt"
    return "html" if b"<html" in text.lower() else "other"


def _is_mail(text: bytes) -> bool:
    names: set[bytes] = set()
    for line in text.splitlines():
        if line.startswith((b" ", b"\t")) or (not names and line.startswith((b"From ", b">From "))):
            continue  # a folded header, or the separator that mailbox exports put first
        match = _HEADER.match(line)
        if match is None:
            break
        names.add(match[1].lower())
    # One header alone is a line of prose, save what opens the content of a signed mail.
    return len(names & _MAIL_HEADERS) > 1 or _MULTIPART.match(text) is not None


def _zip_kind(path: Path, head: bytes) -> Kind:
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
            # ECMA-376 part 2, 6.2.2.3: part names are equal whatever their case.
            types = next((name for name in names if name.lower() == "[content_types].xml"), None)
            if types or "word/document.xml" in names:
                return _opc_kind(_member(package, types or ""), names)
            if "mimetype" in names or "META-INF/manifest.xml" in names:
                return _odf_kind(package, names)
            return "other" if _is_application(names) else "zip"
    except _BROKEN_ZIP:
        # A truncated copy has lost its directory; what is left at the front still says what
        # it was, and the reader of that kind reports the damage.
        if b"[Content_Types].xml" in head or b"word/" in head:
            return "word"
        return "odt" if b"opendocument.text" in head else "zip"


def _member(package: zipfile.ZipFile, name: str) -> bytes:
    """Read the beginning of a member; nothing at all when it is locked or damaged."""
    try:
        with package.open(name) as member:
            return member.read(_TYPES_LIMIT)
    except (*_BROKEN_ZIP, KeyError, OSError, zlib.error, lzma.LZMAError):
        return b""


def _opc_kind(types: bytes, names: Iterable[str]) -> Kind:
    if b"ms-word.document.macroEnabled" in types or b"ms-word.template.macroEnabled" in types:
        return "word-macro"
    if b"wordprocessingml.document.main" in types or b"wordprocessingml.template.main" in types:
        return "word"
    return "word" if any(name.startswith("word/") for name in names) else "other"


def _odf_kind(package: zipfile.ZipFile, names: Iterable[str]) -> Kind:
    manifest = _member(package, "META-INF/manifest.xml")
    kind = _member(package, "mimetype") or manifest
    if b"opendocument" not in kind and b"sun.xml.writer" not in kind:
        return "other" if _is_application(names) else "zip"
    if b"encryption-data" in manifest:
        return "encrypted-office"
    return "odt" if b"opendocument.text" in kind or b"sun.xml.writer" in kind else "other"


def _is_application(names: Iterable[str]) -> bool:
    """Recognise documents that are archives inside (Pages, books, Java): not to be unpacked."""
    marks = ("Index/Document.iwa", "Index.zip", "META-INF/container.xml", "META-INF/MANIFEST.MF")
    return any(name in marks for name in names)


def _ole_kind(path: Path) -> Kind:
    import olefile  # type: ignore[import-untyped] # noqa: PLC0415 -- only old formats need it

    try:
        with olefile.OleFileIO(str(path)) as container:
            # [MS-CFB] 2.6.4: names are equal whatever their case, and some writers use it.
            streams = {"/".join(entry).lower() for entry in container.listdir()}
            if "encryptedpackage" in streams or "\tdrmcontent" in streams:
                return "encrypted-office"
            if "__properties_version1.0" in streams:
                return "outlook"
            if "worddocument" in streams:
                with container.openstream("WordDocument") as stream:
                    flags = int.from_bytes(stream.read(12)[10:], "little")
                return "encrypted-office" if flags & _FIB_ENCRYPTED else "doc"
            return "other"
    except (OSError, ValueError, IndexError, RecursionError, OverflowError, MemoryError):
        # What wrong tables make olefile raise; a sector of 2^60 bytes asks for all the memory.
        return _broken_ole_kind(path)


def _broken_ole_kind(path: Path) -> Kind:
    """Guess what a damaged container was; its reader will say that it is damaged."""
    with path.open("rb") as file:
        data = file.read(_TYPES_LIMIT)
    return "outlook" if "__properties_version1.0".encode("utf-16-le") in data else "doc"
