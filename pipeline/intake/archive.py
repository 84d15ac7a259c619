"""Open a zip archive as a list of items, trusting nothing that it says of itself."""

import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import Damaged, Dangerous, Encrypted
from pipeline.intake.names import clean_name, folders_of, is_litter
from pipeline.intake.part import Item

_CHUNK = 256 * 1024
_RATIO = 200
_RATIO_FROM = 20 * 1024 * 1024
"""A scan saved without compression shrinks up to 150 times; a bomb 1,000 times. Small members
may shrink more (blank pictures): they cannot harm."""

_LOCKED = 0x1  # APPNOTE 4.4.4, bit 0: the member is encrypted
_UTF8 = 0x800  # bit 11: its name is UTF-8

_DAMAGE = (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, RuntimeError)


def open_archive(path: Path, name: str) -> Iterator[Item]:
    """Give the files of an archive in its own order, folders and litter left out.

    Args:
        path: the archive.
        name: how to call it in messages.

    Raises:
        Damaged: it has no readable directory.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if not member.is_dir() and not is_litter(member.filename):
                    yield _item(archive, member)
    except _DAMAGE as error:
        raise Damaged(name=name, detail=str(error)) from error


def _item(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Item:
    written = _name(member)
    name = clean_name(written) or "sans nom"
    item = Item(name, folders_of(written))
    if member.flag_bits & _LOCKED:
        return item._replace(error=Encrypted(name=name))
    if stat.S_ISLNK(member.external_attr >> 16):
        return item._replace(error=Dangerous(name=name, detail="lien symbolique"))
    if member.file_size > max(_RATIO_FROM, _RATIO * member.compress_size):
        return item._replace(error=Dangerous(name=name, detail="bombe de décompression"))
    return item._replace(chunks=_chunks(archive, member, name))


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    try:
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except (*_DAMAGE, zlib.error, lzma.LZMAError) as error:
        raise Damaged(name=name, detail=str(error)) from error


def _name(member: zipfile.ZipInfo) -> str:
    # macOS and many web mails write UTF-8 without saying so; zipfile then reads it as the
    # code page of DOS, and « é » comes out as « ├⌐ ». Windows' own names do not pass as UTF-8.
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename
