"""Open what lies in an inbox for reading: no link is followed, nobody else is writing it."""

import errno
import fcntl
import os
import signal
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import Self

_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_DIRECTORY = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC


class Folder:
    """A dropped folder held open, so that no link can take the place of a folder in it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        self._descriptor = os.open(self._path, _DIRECTORY)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._descriptor)

    def open(self, name: bytes) -> int:
        """Open a file of the folder, given by its path in it; return its descriptor."""
        *folders, last = name.split(b"/")
        with ExitStack() as held:
            inside = self._descriptor
            for folder in folders:
                inside = os.open(folder, _DIRECTORY, dir_fd=inside)
                held.callback(os.close, inside)
            return os.open(last, _FILE, dir_fd=inside)


@contextmanager
def opened(path: Path, name: bytes, folder: Folder | None = None) -> Iterator[BufferedReader]:
    """Open a dropped file, or a file of a dropped folder.

    Args:
        path: the drop.
        name: the member's name in it.
        folder: the drop held open, where it is a folder.

    Raises:
        FileNotFoundError: it is no regular file any more.
        OSError: it cannot be read.
    """
    try:
        descriptor = os.open(path, _FILE) if folder is None else folder.open(name)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.ENXIO):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from error
        raise
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        yield stream


def refuse_if_written(stream: BufferedReader) -> bool:
    """Check that nobody is writing a file; for local file systems only.

    Returns:
        Whether that is certain: the system answers the file's owner, or one with CAP_LEASE.

    Elsewhere a lock asked for, even for an instant, may hinder the writer on another machine,
    and only the server could answer: there, opening is refused to us as long as it is open.

    Raises:
        OSError: EBUSY, it is open for writing or locked.
    """
    descriptor = stream.fileno()
    for lock in (fcntl.flock, fcntl.lockf):
        try:
            lock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy() from error
        except OSError:  # this file system has no such locks
            continue
        lock(descriptor, fcntl.LOCK_UN)
    return _is_free(descriptor)


def _is_free(descriptor: int) -> bool:
    # A lease for reading is granted only if the file is open for writing nowhere (fcntl(2)).
    # Should somebody open it while we hold the lease, we are told by a signal that does nothing.
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError as error:
        raise _busy() from error
    except OSError:  # not ours to ask, or no leases there
        return False
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return True


def _busy() -> OSError:
    return OSError(errno.EBUSY, os.strerror(errno.EBUSY))
