"""Entrance: stand by the inboxes and see each drop through as soon as it is whole.

watchdog only wakes; what is ready is decided by `run.settle`, the same for what was there at the
start, for what an event announced, and for what only a periodic look can see (network shares).
"""

import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from types import FrameType

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from pipeline.errors import NothingToWatch, PipelineError
from pipeline.run import inbox
from pipeline.run.clock import steady
from pipeline.run.ingest import Pass, finish, take_ready
from pipeline.run.progress import silent
from pipeline.run.session import Session, hold, open_session
from pipeline.run.settle import Seen, observe, settled
from pipeline.run.words import STATES
from pipeline.run.workspace import Workspace

_NO_EVENTS = (
    "Le système n’annonce pas les changements : le dossier est relu toutes les 30 secondes."
)

Tell = Callable[[str], None]
"""Given each French line that a person should see."""


@dataclass(frozen=True)
class Pace:
    """Seconds: how long a drop must stay unchanged, and between two looks without an event."""

    quiet: float = 2.0
    rescan: float = 30.0
    polling: float = 5.0


@dataclass
class Post:
    """One inbox being watched, and what was last seen of it."""

    campaign: str
    inbox: Path
    seen: dict[str, Seen] = field(default_factory=dict)
    started: bool = False


class Watcher:
    """Several inboxes under watch until `stop` is set."""

    def __init__(
        self, root: Path, campaigns: Sequence[str], *, tell: Tell, pace: Pace | None = None
    ) -> None:
        """Prepare to watch.

        Args:
            root: the workspace.
            campaigns: identities or folders; empty for all those that have an inbox.
            tell: told what happens.
            pace: how patient to be.

        Raises:
            NothingToWatch: no campaign is named and none has an inbox.
        """
        self._root = root
        self._tell = tell
        self._pace = pace or Pace()
        self._names = tuple(campaigns) or _with_an_inbox(Workspace(root))
        if not self._names:
            raise NothingToWatch(folder=Workspace(root).root / "inbox")
        self.wake, self.stop = Event(), Event()

    def run(self, *, polling: bool = False) -> None:
        """Watch until stopped; the dossier under way is finished first.

        Raises:
            AlreadyRunning: another watcher stands there.
        """
        with ExitStack() as held:
            posts = [self._post(name, held) for name in self._names]
            held.enter_context(self._woken([post.inbox for post in posts], polling=polling))
            rescan = self._pace.polling if polling else self._pace.rescan
            while not self.stop.is_set():
                moving = [self._look(post) for post in posts if not self.stop.is_set()]
                self.wake.wait(self._pace.quiet / 2 if any(moving) else rescan)
                self.wake.clear()

    def ask_to_stop(self) -> None:
        """Have `run` return once the dossier under way is finished."""
        self.stop.set()
        self.wake.set()

    def _post(self, name: str, held: ExitStack) -> Post:
        with open_session(self._root, name) as session:
            campaign, folder, fiction = session.id, session.inbox, session.fiction
        held.enter_context(hold(Workspace(self._root), campaign, "watch"))
        folder.mkdir(parents=True, exist_ok=True)
        self._tell(f"Surveillance de {folder}")
        if fiction:
            self._tell(fiction)
        return Post(campaign if len(Path(name).parts) == 1 else name, folder)

    @contextmanager
    def _woken(self, folders: Sequence[Path], *, polling: bool) -> Iterator[None]:
        observer: BaseObserver = PollingObserver() if polling else Observer()
        alarm = _Alarm(self.wake)
        try:
            for folder in folders:
                observer.schedule(alarm, str(folder), recursive=True)
            observer.start()
        except OSError:  # the system has no more watches to give: the periodic look remains
            self._tell(_NO_EVENTS)
            yield
            return
        try:
            yield
        finally:
            observer.stop()
            observer.join()

    def _look(self, post: Post) -> bool:
        """Look once at an inbox, see through what is ready; say whether something is moving."""
        try:
            at = steady()
            post.seen = observe(post.seen, inbox.look(post.inbox), at)
            ready = settled(post.seen, at, self._pace.quiet)
            if ready or not post.started:
                self._see_through(post, ready)
            return len(post.seen) > len(ready)
        except PipelineError as error:
            self._tell(str(error))
        except Exception:  # noqa: BLE001 -- the loop outlives any bug; the drop stays in the inbox
            self._tell(f"Erreur inattendue, la surveillance continue :\n{traceback.format_exc()}")
        return False

    def _see_through(self, post: Post, ready: Sequence[str]) -> None:
        with open_session(self._root, post.campaign) as session:
            session.enrol()
            with session.alone("ingest", patience=self._pace.rescan):
                if not post.started:
                    inbox.recover(session)
                warnings = take_ready(session, ready, post.seen)
                done = finish(
                    session,
                    warnings,
                    again=not post.started,
                    progress=silent,
                    stop=self.stop.is_set,
                )
            post.started = True
            self._report(session, done)

    def _report(self, session: Session, done: Pass) -> None:
        with session.store.reading() as shelf:
            rows = {row.dossier.number: row for row in shelf.dossiers(session.id)}
        for number in (*done.numbers, *done.reread):
            dossier = rows[number].dossier
            name = dossier.extraction.file.encode(errors="replace").decode()
            self._tell(f"{number} : {name}, {STATES[dossier.state][0]}")
        for warning in done.warnings:
            self._tell(warning)


class _Alarm(FileSystemEventHandler):
    """Wakes the watcher, whatever happened."""

    def __init__(self, wake: Event) -> None:
        self._wake = wake

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("created", "modified", "moved", "closed"):
            self._wake.set()


def watch(root: Path, campaigns: Sequence[str], *, polling: bool, tell: Tell) -> None:
    """Watch until a signal asks to stop (SIGTERM, Ctrl-C).

    Raises:
        AlreadyRunning: another watcher stands there.
        NothingToWatch: no campaign is named and none has an inbox.
    """
    watcher = Watcher(root, campaigns, tell=tell)

    def leave(_number: int, _frame: FrameType | None) -> None:
        watcher.ask_to_stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    watcher.run(polling=polling)
    tell("Surveillance arrêtée.")


def _with_an_inbox(workspace: Workspace) -> tuple[str, ...]:
    return tuple(name for name in workspace.known() if workspace.inbox(name).is_dir())
