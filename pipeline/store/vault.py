"""Bookkeeping: received bytes, kept under their own digest, never altered."""

import hashlib
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Vault:
    """A folder `ab/<sha256>`: a name says its content, so writing twice changes nothing."""

    root: Path

    def path(self, sha256: str) -> Path:
        """Return where the bytes with this digest are, or would be."""
        return self.root / sha256[:2] / sha256

    def holds(self, sha256: str) -> bool:
        """Say whether these bytes are kept."""
        return self.path(sha256).is_file()

    def read(self, sha256: str) -> bytes:
        """Return the bytes with this digest."""
        return self.path(sha256).read_bytes()

    def keep_file(self, source: Path) -> tuple[str, int]:
        """Copy a file in; return its digest and its size in bytes."""
        with source.open("rb") as stream:
            return self._keep(lambda: stream.read(_CHUNK))

    def keep_stream(self, stream: BinaryIO, limit: int) -> tuple[str, int]:
        """Copy at most `limit` bytes of an open file in; return their digest and their number."""
        left = limit

        def more() -> bytes:
            nonlocal left
            chunk = stream.read(min(_CHUNK, left))
            left -= len(chunk)
            return chunk

        return self._keep(more)

    def keep_bytes(self, content: bytes) -> str:
        """Keep bytes; return their digest."""
        chunks = iter([content])
        return self._keep(lambda: next(chunks, b""))[0]

    def sweep(self, before: float) -> None:
        """Remove what copies stopped half-way left, last written before a time (seconds, Unix)."""
        for scrap in (self.root / "tmp").glob("*"):
            if scrap.stat().st_mtime < before:
                scrap.unlink(missing_ok=True)

    def _keep(self, more: Callable[[], bytes]) -> tuple[str, int]:
        # Written aside, flushed to the disk, then renamed: a reader never sees half a file,
        # and a power cut after the commit cannot take the bytes away.
        aside = self.root / "tmp" / uuid.uuid4().hex
        if not aside.parent.is_dir():
            aside.parent.mkdir(parents=True, exist_ok=True)
            flush_folder(self.root.parent)
        whole, size = hashlib.sha256(), 0
        try:
            with aside.open("xb") as copy:
                while chunk := more():
                    whole.update(chunk)
                    size += copy.write(chunk)
                copy.flush()
                os.fsync(copy.fileno())
            self._settle(aside, whole.hexdigest())
        finally:
            aside.unlink(missing_ok=True)
        return whole.hexdigest(), size

    def _settle(self, aside: Path, sha256: str) -> None:
        final = self.path(sha256)
        if not (final.is_file() and self._is_whole(final, sha256)):
            final.parent.mkdir(exist_ok=True)
            aside.chmod(0o440)
            aside.replace(final)
        # Even where it stood already: whoever put it there may have been stopped just before this.
        for folder in (final.parent, self.root):
            flush_folder(folder)

    def _is_whole(self, final: Path, sha256: str) -> bool:
        # What is about to leave the inbox may be the only good copy: a disk may have spoiled ours.
        with final.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == sha256


def flush_folder(folder: Path) -> None:
    """Have the disk remember the names in a folder; not possible, nor needed, on Windows."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
