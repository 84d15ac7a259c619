"""Open a zip archive as a list of items, trusting nothing that it says of itself."""

import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.errors import Damaged, Dangerous, Encrypted, NotOpened, TooLarge
from pipeline.intake.hold import MAX_FILES
from pipeline.intake.names import clean_name, folders_of, is_litter
from pipeline.intake.part import Item
from pipeline.intake.trailing import without_trailing
from pipeline.intake.zip_names import member_name
from pipeline.kinds.packages import has_bounded_directory, is_of_a_member

_CHUNK = 256 * 1024
_RATIO = 200
_RATIO_FROM = 20 * 1024 * 1024
"""A scan saved without compression shrinks up to 150 times; a bomb 1,000 times. Small members
may shrink more (blank pictures): they cannot harm."""

_LOCKED = 0x1  # APPNOTE 4.4.4, bit 0: the member is encrypted
_LOCAL_HEADER = 30  # bytes before the name, APPNOTE 4.3.7
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_END = struct.Struct("<4sHH")  # signature, number of this disk, disk of the directory

_DAMAGE = (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, RuntimeError)


def open_archive(path: Path, name: str) -> Iterator[Item]:
    """Give the files of an archive in its own order, folders left out.

    Args:
        path: the archive.
        name: how to call it in messages.

    Raises:
        Damaged: it has no readable directory.
        TooLarge: its directory announces more files than can be listed.
        NotOpened: it is a part of an archive in several volumes.
    """
    if _is_volume(path):
        what, wanted = (
            "un morceau d’archive en plusieurs volumes",
            "une archive .zip d’un seul tenant",
        )
        raise NotOpened(name=name, what=what, wanted=wanted)
    try:
        with without_trailing(path) as file:
            if not has_bounded_directory(file):
                raise TooLarge(name=name, detail=f"plus de {MAX_FILES} fichiers")
            with zipfile.ZipFile(file) as archive:
                if is_of_a_member(file, archive):
                    raise Damaged(name=name, detail="coupée")
                yield from _items(archive)
    except _DAMAGE as error:
        raise Damaged(name=name, detail=str(error)) from error


def _items(archive: zipfile.ZipFile) -> Iterator[Item]:
    members = archive.infolist()
    shared = _overlapping(members)
    for rank, member in enumerate(members):
        if not member.filename.endswith("/"):
            yield _item(archive, member, overlaps=rank in shared)


def _item(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, overlaps: bool) -> Item:
    written = member_name(member)
    name = clean_name(written) or "sans nom"
    item = Item(name, folders_of(written), hint="litter" if is_litter(written) else None)
    if member.flag_bits & _LOCKED:
        return item._replace(error=Encrypted(name=name))
    if stat.S_ISLNK(member.external_attr >> 16):
        return item._replace(error=Dangerous(name=name, detail="lien symbolique"))
    if overlaps or member.file_size > max(_RATIO_FROM, _RATIO * member.compress_size):
        return item._replace(error=Dangerous(name=name, detail="bombe de décompression"))
    if member.compress_type not in _PACKINGS:
        what, wanted = (
            "un fichier compressé d’une manière peu courante",
            "une archive .zip ordinaire",
        )
        return item._replace(error=NotOpened(name=name, what=what, wanted=wanted))
    return item._replace(chunks=_chunks(archive, member, name))


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    try:
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except (*_DAMAGE, zlib.error, lzma.LZMAError) as error:
        raise Damaged(name=name, detail=str(error)) from error
    except MemoryError as error:  # LZMA takes as much as the member says it needs
        raise Dangerous(name=name, detail="bombe de décompression") from error


def _overlapping(members: Sequence[zipfile.ZipInfo]) -> set[int]:
    """Return the ranks of members that lie in the bytes of another.

    No program writes that: one stretch of a bomb counted as a thousand members is within every
    ratio.
    """
    order = sorted(range(len(members)), key=lambda rank: members[rank].header_offset)
    found: set[int] = set()
    reach, owner = -1, -1
    for rank in order:
        member = members[rank]
        end = member.header_offset + _LOCAL_HEADER + member.compress_size
        if member.header_offset < reach:
            found |= {rank, owner}
        if end > reach:
            reach, owner = end, rank
    return found


def _is_volume(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 0x10000 - 22))
        tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or at + _END.size > len(tail):
        return False
    _, disk, start = _END.unpack_from(tail, at)
    # 0xFFFF: the true number stands in the zip64 record, which one file alone may have too.
    return any(0 < number < 0xFFFF for number in (disk, start))
