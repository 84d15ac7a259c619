"""Open what Unix programs pack: a file under gzip, bzip2 or xz, and tar archives."""

import bz2
import gzip
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, cast

from pipeline.errors import Damaged, Dangerous
from pipeline.intake.hold import MAX_FILES
from pipeline.intake.names import clean_name, folders_of, is_litter
from pipeline.intake.part import Hint, Item

_CHUNK = 64 * 1024
_MAX_MEMBERS = 20 * MAX_FILES  # folders and links among them
_ENDINGS = (".gz", ".bz2", ".xz", ".z")
_DAMAGE = (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError, MemoryError)


def open_packed(path: Path, name: str) -> Iterator[Item]:
    """Give the one file in a packed file; its bytes come as they are asked for."""
    lowered = name.lower()
    if lowered.endswith((".tgz", ".tbz", ".txz")):
        inner = f"{name[:-4]}.tar"
    else:
        inner = next((name[: -len(end)] for end in _ENDINGS if lowered.endswith(end)), name)
    yield Item(clean_name(inner) or "sans nom", chunks=_unpacked(path, name))


def _unpacked(path: Path, name: str) -> Iterator[bytes]:
    # A bomb of a kilobyte gives a gigabyte: it is handed out in pieces, and counted.
    try:
        with _stream(path) as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except _DAMAGE as error:
        raise Damaged(name=name, detail=str(error)) from error


def _stream(path: Path) -> BinaryIO:
    with path.open("rb") as packed:
        head = packed.read(4)
    if head.startswith(b"BZh"):
        return cast("BinaryIO", bz2.open(path))
    return cast("BinaryIO", lzma.open(path) if head.startswith(b"\xfd7zX") else gzip.open(path))


def open_tar(path: Path, name: str) -> Iterator[Item]:
    """Give the files of a tar archive in its own order; links and devices are refused.

    Raises:
        Damaged: it is cut or its headers are wrong.
    """
    try:
        with tarfile.open(path, "r:") as archive:
            for rank, member in enumerate(archive):
                if rank >= _MAX_MEMBERS:
                    raise Dangerous(name=name, detail="bombe de décompression")
                if not member.isdir():
                    yield _item(archive, member)
    except (tarfile.TarError, *_DAMAGE, RecursionError) as error:
        raise Damaged(name=name, detail=str(error)) from error


def _item(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Item:
    name = clean_name(member.name) or "sans nom"
    hint: Hint | None = "litter" if is_litter(member.name) else None
    item = Item(name, folders_of(member.name), hint=hint)
    file = archive.extractfile(member) if member.isreg() and not member.issparse() else None
    if file is None:
        return item._replace(error=Dangerous(name=name, detail="lien ou fichier spécial"))
    return item._replace(chunks=_chunks(file, name))


def _chunks(file: IO[bytes], name: str) -> Iterator[bytes]:
    try:
        while chunk := file.read(_CHUNK):
            yield chunk
    except (tarfile.TarError, *_DAMAGE) as error:
        raise Damaged(name=name, detail=str(error)) from error
