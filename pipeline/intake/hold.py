"""Where unpacked files are written: under names of our own, within a budget."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import TooLarge
from pipeline.kinds import Kind, kind_of

MAX_FILES = 200
MAX_LITTER = 1000
"""Files that programs leave beside the real ones: an archive made on a Mac holds one for each."""

MAX_BYTES = 300 * 1024 * 1024
"""For all that one arrival holds, nested archives included. A dossier with its photographs
stays below 60 MB; mail servers refuse more than 50 MB."""

MAX_MAIL = 120 * 1024 * 1024
"""Bytes: more than twice what mail servers let through; a mail is parsed in memory."""

MAX_DEPTH = 6
"""Containers inside containers. A signed mail forwarded twice in an archive in a folder makes
five; each level costs a reading of its bytes."""

_SUFFIXES: dict[Kind, str] = {
    "word": ".docx",
    "word-macro": ".docm",
    "word-xml": ".xml",
    "odt": ".odt",
    "doc": ".doc",
    "rtf": ".rtf",
    "pdf": ".pdf",
    "mail": ".eml",
    "outlook": ".msg",
    "zip": ".zip",
}


class Kept(NamedTuple):
    """A file at hand: where it lies, what it is, its size in bytes and its SHA-256."""

    path: Path
    kind: Kind
    size: int
    sha256: str


class Hold:
    """The private folder of one arrival, and what it may still take.

    Names in archives and mails are hostile (paths, line breaks, 300 bytes): files get a
    number and the suffix of their kind.
    """

    def __init__(self, into: Path) -> None:
        self._into = into
        self._files = 0
        self._litter = 0
        self._bytes = 0

    def count(self, name: str, *, litter: bool = False) -> None:
        """Take one more file into account.

        Raises:
            TooLarge: what arrived holds more files than any dossier.
        """
        self._litter += litter
        self._files += not litter
        if self._files > MAX_FILES or self._litter > MAX_LITTER:
            raise TooLarge(name=name, detail=f"plus de {MAX_FILES} fichiers")

    def keep(self, chunks: Iterable[bytes], name: str) -> Kept:
        """Write a file and tell its kind; counted as its bytes come, whatever it announced.

        Raises:
            TooLarge: what arrived unpacks to more bytes than any dossier.
        """
        path = self._into / f"{self._files + self._litter:04d}.part"
        digest, before = hashlib.sha256(), self._bytes
        with path.open("xb") as file:
            for chunk in chunks:
                self._bytes += len(chunk)
                if self._bytes > MAX_BYTES:
                    raise TooLarge(name=name, detail=f"plus de {MAX_BYTES // 1024**2} Mo")
                digest.update(chunk)
                file.write(chunk)
        kind = kind_of(path)
        named = path.rename(path.with_suffix(_SUFFIXES.get(kind, ".bin")))
        return Kept(named, kind, self._bytes - before, digest.hexdigest())
