"""A private folder in the workspace for what is drawn before it is put where people look."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.run.workspace import Workspace

_LOCK = ".lock"


@contextmanager
def aside(workspace: Workspace) -> Iterator[Path]:
    """Give an empty folder, removed at the end; what killed programs left there goes first.

    Not in the system's temporary folder: a letter with a name and an address would stay there
    when the program is killed, for anybody to find.
    """
    home = workspace.state / "aside"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for lock in home.glob(f"*{_LOCK}"):
        _remove(lock)
    lock = home / f"{uuid.uuid4().hex}{_LOCK}"
    with FileLock(lock):
        folder = lock.with_suffix("")
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    lock.unlink(missing_ok=True)


def _remove(lock: Path) -> None:
    """Remove a folder that nobody holds: the system lets go of a lock when its holder dies."""
    try:
        with FileLock(lock, timeout=0):
            shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
    except (Timeout, OSError):
        return
    lock.unlink(missing_ok=True)
