"""Tell what a file is from its bytes: « dossier.pdf » may be Word, « dossier.doc » a web page."""

import re
import stat
from pathlib import Path

from pipeline.errors import Damaged
from pipeline.kinds.kind import Kind
from pipeline.kinds.packages import ole_kind, zip_kind
from pipeline.kinds.signatures import der_kind
from pipeline.kinds.texts import text_kind

__all__ = ["HEAD", "Kind", "kind_of"]

HEAD = 64 * 1024
"""Bytes read to judge text: the headers of a mail that crossed many servers reach 20 kB."""

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
    (b"\x1f\x8b\x08", "packed"),
    (b"\xfd7zXZ\0", "packed"),
    (b"BZh", "packed"),
    (b"\xdb\xa5\x2d\0", "doc"),  # Word for Windows 2, before OLE containers
)
_WEBP_OR_BMP = re.compile(rb"RIFF....WEBP|BM....\0\0\0\0", re.DOTALL)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
# ISO 32000-1, annex H 3.4.1: readers accept the header within the first 1,024 bytes. A file
# that lost it still begins with its first object.
_PDF = re.compile(rb"(?:\A|[\s\0\xbf])%PDF-|\A(?:%[^\r\n]*\s+)?\d+ \d+ obj\b")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


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
    if head.startswith((b"PK\3\4", b"PK\5\6", b"PK00PK\3\4")):
        return zip_kind(path, head)
    if head.startswith(_OLE):
        return ole_kind(path)
    # A signature or a mail around a PDF begins within the bytes where its header is looked for.
    kind = _signature_kind(head) or text_kind(path, head)
    return "pdf" if kind in ("other", "html") and _PDF.search(head[:1032]) else kind


def _signature_kind(head: bytes) -> Kind | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[4:8] == b"ftyp":
        return _ftyp_kind(head)
    if _WEBP_OR_BMP.match(head):
        return "image"
    if head[257:262] == b"ustar":  # POSIX.1, ustar interchange format
        return "tar"
    return der_kind(head)


def _ftyp_kind(head: bytes) -> Kind:
    # ISO 14496-12, 4.3: the major brand, a version, then the compatible brands.
    length = min(int.from_bytes(head[:4], "big"), 256)
    brands = {head[at : at + 4] for at in (8, *range(16, length, 4))}
    if brands & {b"avif", b"avis"}:
        return "image"
    return "heic" if brands & _HEIC_BRANDS else "other"
