"""Tell what a package is: Word, OpenDocument, Outlook or a plain archive, by what it holds."""

import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO, NamedTuple

from pipeline.kinds.kind import BROKEN_OLE, BROKEN_ZIP, Kind

_TYPES_LIMIT = 2 * 1024 * 1024  # [Content_Types].xml of real documents stays below 20 kB
_DIRECTORY_LIMIT = 4 * 1024 * 1024
"""Bytes of a zip's directory, about 40,000 members: listing more costs memory and time before
anything can be refused. The largest document seen has 900 members."""

_END = struct.Struct("<4sHHHHIIH")  # APPNOTE 4.3.16: end of central directory
_END_64 = struct.Struct("<4sQHHIIQQQQ")  # 4.3.14
_LOCATOR_64 = struct.Struct("<4sIQI")  # 4.3.15
_FIB_ENCRYPTED = 0x0100  # [MS-DOC] 2.5.2, FibBase.fEncrypted
_APPLICATION_MARKS = frozenset(
    {
        "Index/Document.iwa",  # Pages, Numbers, Keynote
        "Index.zip",
        "QuickLook/Thumbnail.jpg",  # the same, before 2013
        "index.apxl",
        "META-INF/container.xml",  # books
        "META-INF/MANIFEST.MF",  # Java
        "AndroidManifest.xml",
    }
)


def zip_kind(path: Path, head: bytes) -> Kind:
    """Name the kind of a file that begins like a zip archive.

    Args:
        path: the file.
        head: its beginning, which still tells when a cut copy has lost its directory.
    """
    try:
        with path.open("rb") as file:
            if not has_bounded_directory(file):
                return "zip"
            with zipfile.ZipFile(file) as package:
                return _cut_kind(head) if is_of_a_member(file, package) else _package_kind(package)
    except BROKEN_ZIP:
        return _cut_kind(head)


def _cut_kind(head: bytes) -> Kind:
    """Tell what a cut copy was, which has lost its directory; its reader reports the damage."""
    length = int.from_bytes(head[26:28], "little")  # APPNOTE 4.3.7
    first = head[30 : 30 + length]
    if first.startswith((b"[Content_Types].xml", b"word/", b"_rels/", b"docProps/", b"customXml/")):
        return "word"
    return "odt" if first == b"mimetype" and b"opendocument.text" in head else "zip"


class _Ending(NamedTuple):
    """What the end of an archive says of its directory: bytes, and where it starts."""

    length: int
    offset: int


def has_bounded_directory(file: IO[bytes]) -> bool:
    """Say whether a zip's directory is one that may be listed; True where there is none."""
    ending = _ending(file)
    return ending is None or ending.length <= _DIRECTORY_LIMIT


def is_of_a_member(file: IO[bytes], package: zipfile.ZipFile) -> bool:
    """Say whether the directory found is that of an archive inside this one, which lost its own.

    A cut copy of an archive that holds Word files unpacked ends within the last of them: read as
    it stands, all the others would be missing without a word.
    """
    ending = _ending(file)
    # Four bytes may stand before an archive that was to be cut in volumes (APPNOTE 8.5.4).
    return ending is not None and package.start_dir - ending.offset > 4


def _ending(file: IO[bytes]) -> _Ending | None:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END.size - 0xFFFF))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or at + _END.size > len(tail):
        return None
    _, _, _, _, _, length, offset, _ = _END.unpack_from(tail, at)
    locator = tail[max(0, at - _LOCATOR_64.size) : at]
    if len(locator) == _LOCATOR_64.size and locator.startswith(b"PK\6\7"):
        # zipfile looks right before the locator, not where the locator points.
        file.seek(max(0, size - len(tail) + at - _LOCATOR_64.size - _END_64.size))
        end = file.read(_END_64.size)
        if len(end) == _END_64.size and end.startswith(b"PK\6\6"):
            return _Ending(*_END_64.unpack(end)[8:10])
    return _Ending(length, offset)


def _package_kind(package: zipfile.ZipFile) -> Kind:
    names = package.namelist()
    # ECMA-376 part 2, 6.2.2.3: part names are equal whatever their case.
    types = next((name for name in names if name.lower() == "[content_types].xml"), None)
    if types or "word/document.xml" in names:
        return _opc_kind(member(package, types or ""), names)
    if "mimetype" in names or "META-INF/manifest.xml" in names:
        return _odf_kind(package, names)
    return "other" if _is_application(names) else "zip"


def member(package: zipfile.ZipFile, name: str) -> bytes:
    """Read the beginning of a member; nothing at all when it is locked or damaged."""
    try:
        with package.open(name) as file:
            return file.read(_TYPES_LIMIT)
    except (*BROKEN_ZIP, KeyError, OSError, zlib.error, lzma.LZMAError, MemoryError):
        return b""


def _opc_kind(types: bytes, names: Iterable[str]) -> Kind:
    if b"ms-word.document.macroEnabled" in types or b"ms-word.template.macroEnabled" in types:
        return "word-macro"
    if b"wordprocessingml.document.main" in types or b"wordprocessingml.template.main" in types:
        return "word"
    return "word" if any(name.startswith("word/") for name in names) else "other"


def _odf_kind(package: zipfile.ZipFile, names: Iterable[str]) -> Kind:
    manifest = member(package, "META-INF/manifest.xml")
    kind = member(package, "mimetype") or manifest
    if b"opendocument" not in kind and b"sun.xml.writer" not in kind:
        return "other" if _is_application(names) or kind.startswith(b"application/") else "zip"
    if b"encryption-data" in manifest:
        return "encrypted-office"
    return "odt" if b"opendocument.text" in kind or b"sun.xml.writer" in kind else "other"


def _is_application(names: Iterable[str]) -> bool:
    """Recognise documents that are archives inside (Pages, books, Java): not to be unpacked."""
    return not _APPLICATION_MARKS.isdisjoint(names)


def ole_kind(path: Path) -> Kind:
    """Name the kind of a compound file."""
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
    except BROKEN_OLE:
        return _broken_ole_kind(path)


def _broken_ole_kind(path: Path) -> Kind:
    """Guess what a damaged container was; its reader will say that it is damaged."""
    with path.open("rb") as file:
        data = file.read(_TYPES_LIMIT)
    return "outlook" if "__properties_version1.0".encode("utf-16-le") in data else "doc"
