"""Wake the watcher when something changes in an inbox, where the system can tell."""

from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from pipeline.run.mounts import announces_changes, file_system

_CHANGES = ("created", "modified", "moved", "closed")


class Bell:
    """Rung by anybody, signal handlers included, to end the rest of one waiter.

    `threading.Event` must not be set in a handler: the thread interrupted may hold its lock.
    """

    def __init__(self) -> None:
        self._rings: SimpleQueue[None] = SimpleQueue()

    def ring(self) -> None:
        """End the rest under way, or the next one."""
        if self._rings.empty():
            self._rings.put(None)

    def rest(self, seconds: float) -> bool:
        """Wait until the bell is rung, at most so long; say whether it was."""
        try:
            self._rings.get(timeout=seconds)
        except Empty:
            return False
        return True


class Alarm:
    """watchdog around several inboxes; `polled` holds those it can say nothing of.

    Args:
        bell: rung whenever something changes.
        folders: the inboxes.
        polling: trust no event, whatever the file system.
        tell: told in French which inboxes are looked at regularly instead.
        every: seconds between two such looks, for that sentence.
    """

    def __init__(
        self,
        bell: Bell,
        folders: Sequence[Path],
        *,
        polling: bool,
        tell: Callable[[str], None],
        every: float,
    ) -> None:
        self._handler = _Ringer(bell, frozenset(map(str, folders)))
        self._folders = tuple(folders)
        self._polling = polling
        self._tell = tell
        self._every = every
        self._observer: BaseObserver | None = None
        self._watched: dict[Path, tuple[int, int]] = {}
        self._told: set[Path] = set()
        self.polled: frozenset[Path] = frozenset()

    def __enter__(self) -> Self:
        self._arm()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._disarm()

    def renew(self) -> bool:
        """Watch anew when an inbox is no longer the folder it was: share mounted, folder remade."""
        if all(_identity(folder) == known for folder, known in self._watched.items()):
            return False
        self._disarm()
        self._arm()
        return True

    def _arm(self) -> None:
        silent = {folder for folder in self._folders if self._polling or not _announces(folder)}
        self._watched = {folder: _identity(folder) for folder in self._folders}
        heard = [folder for folder in self._folders if folder not in silent]
        if heard and not self._start(heard):
            silent = set(self._folders)
        self.polled = frozenset(silent)
        for folder in sorted(silent - self._told):
            self._told.add(folder)
            self._tell(
                f"Les changements de «\u00a0{folder}\u00a0» ne sont pas annoncés par le système"
                f"\u00a0: il est relu régulièrement, toutes les {self._every:g}\u00a0s."
            )

    def _start(self, folders: Sequence[Path]) -> bool:
        observer = Observer()
        try:
            for folder in folders:
                observer.schedule(self._handler, str(folder), recursive=True)
            observer.start()
        except OSError:  # the system has no more watches to give
            observer.unschedule_all()
            return False
        self._observer = observer
        return True

    def _disarm(self) -> None:
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None


class _Ringer(FileSystemEventHandler):
    def __init__(self, bell: Bell, folders: frozenset[str]) -> None:
        self._bell = bell
        self._folders = folders

    def on_any_event(self, event: FileSystemEvent) -> None:
        # What goes needs no look, except the inbox itself: it may be made anew.
        if event.event_type in _CHANGES or event.src_path in self._folders:
            self._bell.ring()


def _announces(folder: Path) -> bool:
    return announces_changes(file_system(folder))


def _identity(folder: Path) -> tuple[int, int]:
    try:
        found = folder.stat()
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino
