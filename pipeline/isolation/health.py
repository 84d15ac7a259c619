"""Tell a fault of this machine from a fault of a file: only the second is a verdict."""

import errno
import os
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

_WORDS = {
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le disque est plein",
    errno.EMFILE: "trop de fichiers sont ouverts",
    errno.ENFILE: "trop de fichiers sont ouverts",
    errno.EIO: "le disque ne se lit ou ne s’écrit plus",
    errno.EROFS: "le disque est en lecture seule",
    errno.ESTALE: "le partage a changé",
    errno.ENOMEM: "la mémoire de cet ordinateur manque",
}
"""What no file can cause, whoever meets it."""

_OURS = _WORDS | {
    errno.EACCES: "l’accès au dossier de travail est refusé",
    errno.EPERM: "l’accès au dossier de travail est refusé",
    errno.ENOENT: "le dossier de travail a disparu",
    errno.ENOTDIR: "le dossier de travail a disparu",
}
_VANISHED = "le fichier à lire a disparu"
_ROOM = 1024**2  # bytes: what a reading may need at once beyond what it has
_FILES = 16  # files: as many as LibreOffice's start, a picture and a database open at once


def words_of(error: OSError) -> str | None:
    """Say in French what this machine lacks; None when the error may come of the file."""
    return _WORDS.get(error.errno or 0)


def words_of_ours(error: OSError) -> str:
    """Say in French what is wrong with a folder of ours."""
    return _OURS.get(error.errno or 0, "le dossier de travail ne peut être employé")


def fault(folder: Path, needed: Iterable[Path]) -> str | None:
    """Say in French what this machine lacks to read a file, None when it lacks nothing.

    Args:
        folder: the private one for temporary files.
        needed: files and folders that were there when the reading was asked for.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(_ROOM))
            probe.flush()
        _open_some()
    except OSError as error:
        return words_of_ours(error)
    return None if all(path.exists() for path in needed) else _VANISHED


def _open_some() -> None:
    with ExitStack() as opened:
        for _ in range(_FILES):
            opened.enter_context(Path(os.devnull).open("rb"))
