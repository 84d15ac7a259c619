"""The loop: look at each inbox, see through what is ready, rest until something may be due.

watchdog only wakes; what is ready is decided by `run.settle`, the same for what was there at the
start, for what an event announced, and for what only a periodic look can see (network shares).
"""

import contextlib
import time
from collections.abc import Callable, Container, Sequence
from contextlib import ExitStack
from pathlib import Path

from pipeline.errors import MachineTrouble, NothingToWatch, PipelineError, StoreUnavailable
from pipeline.run import inbox
from pipeline.run.clock import steady
from pipeline.run.examining import prepare
from pipeline.run.faults import machine_fault, stops_the_rest, unreachable
from pipeline.run.ingest import Pass, by_age, finish, remarks_on
from pipeline.run.left import leave_notes
from pipeline.run.progress import silent
from pipeline.run.room import shortage
from pipeline.run.session import Session, open_session, stand_guard
from pipeline.run.sight import view
from pipeline.run.words import STATES
from pipeline.run.workspace import Workspace
from pipeline.watch.alarm import Alarm, Bell
from pipeline.watch.post import Pace, Post
from pipeline.watch.retry import failed

__all__ = ["Pace", "Watcher"]

_BREATH = 0.1
"""Seconds between two looks at least: two thousand files make six thousand events."""

_CHECK = 5.0  # seconds: an inbox made anew says nothing by itself
_WAIT = 1.0  # seconds for another command to let go of the campaign; then another try, later

Tell = Callable[[str], None]
"""Given each French line that a person should see."""


class Watcher:
    """Several inboxes under watch until asked to stop."""

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
        self._workspace = Workspace(root)
        self._listener = tell
        self._pace = pace or Pace()
        self._names = tuple(campaigns) or _with_an_inbox(self._workspace)
        if not self._names:
            raise NothingToWatch(folder=root / "inbox")
        self._bell = Bell()
        self.stopping = False

    def run(self, *, polling: bool = False) -> None:
        """Watch until stopped; the dossier under way is finished first.

        Raises:
            AlreadyWatching: another watcher stands in this workspace.
            StoreUnavailable: the workspace cannot be written.
        """
        with ExitStack() as held:
            held.enter_context(stand_guard(self._workspace))
            posts = [self._post(name) for name in dict.fromkeys(self._names)]
            folders = [post.inbox for post in posts]
            every = self._pace.polling
            alarm = Alarm(self._bell, folders, polling=polling, tell=self._tell, every=every)
            held.enter_context(alarm)
            prepare()
            while not self.stopping:
                rest = min(self._look(post, alarm.polled) for post in posts)
                self._rest(rest, alarm)
                time.sleep(_BREATH)

    def ask_to_stop(self) -> None:
        """Have `run` return once the dossier under way is finished; signal handlers may call it."""
        self.stopping = True
        self._bell.ring()

    def _rest(self, seconds: float, alarm: Alarm) -> None:
        until = steady() + max(seconds, _BREATH)
        while not self.stopping and not alarm.renew() and (left := until - steady()) > 0:
            if self._bell.rest(min(left, _CHECK)):
                return

    def _tell(self, line: str) -> None:
        # The terminal may be gone, the file of messages be on the disk that is full.
        with contextlib.suppress(OSError):
            self._listener(line)

    def _post(self, name: str) -> Post:
        with open_session(self._workspace.root, name) as session:
            campaign, folder, fiction = session.id, session.inbox, session.fiction
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unreachable(folder, error) from error
        self._tell(f"Surveillance de {folder}")
        if fiction:
            self._tell(fiction)
        return Post(campaign if len(Path(name).parts) == 1 else name, folder)

    def _look(self, post: Post, polled: Container[Path]) -> float:
        """Look once at an inbox and see through what is ready; return how long to rest."""
        at = steady()
        pace = self._pace
        post.polled = post.inbox in polled
        if self.stopping or (post.trouble is not None and at < post.trouble.again):
            return post.next_look(at, pace, pace.rescan)
        try:
            self._look_at(post, at)
            post.trouble = None
        except OSError as error:
            post.trouble = failed(post.trouble, machine_fault(error, self._workspace.root), at)
        except StoreUnavailable as error:
            post.trouble = failed(post.trouble, shortage(self._workspace) or error, at)
        except Exception as error:  # noqa: BLE001 -- the loop outlives any bug; drops stay where they are
            post.trouble = failed(post.trouble, error, at)
        at = steady()
        for line in post.bulletin.news(post.standing(at, pace)):
            self._tell(line)
        return post.next_look(at, pace, pace.polling if post.polled else pace.rescan)

    def _look_at(self, post: Post, at: float) -> None:
        try:
            seen = view(post.inbox)
        except OSError as error:
            raise unreachable(post.inbox, error) from error
        post.observe(seen.sights, seen.faults, at)
        ready = post.ready(at, self._pace)
        lasting = post.lasting(at, self._pace)
        told = frozenset((name, str(error)) for name, error in lasting.items())
        due = post.is_due(at)
        if not (ready or due or post.noted != told):
            return
        post.eager = bool(ready)
        with open_session(self._workspace.root, post.campaign) as session:
            if ready or due:
                session.enrol()
                with session.alone("ingest", patience=_WAIT):
                    self._see_through(session, post, ready)
            with contextlib.suppress(OSError):  # no room for a note: the next look tries again
                leave_notes(session, lasting)
                post.noted = told

    def _see_through(self, session: Session, post: Post, ready: Sequence[str]) -> None:
        post.pending = True  # until it is known that nothing is left: what follows may fail
        if not post.started:
            inbox.recover(session)  # what cannot leave still stands there: taking it says why
        self._take(session, post, ready)
        until = steady() + self._pace.turn
        done = finish(
            session,
            again=not post.started,
            progress=silent,
            stop=lambda: self.stopping or steady() > until,
        )
        post.started = True
        with session.store.reading() as shelf:
            left = len(shelf.unexamined(session.id))
        post.pending, in_vain = left > 0, left > 0 and not done.numbers
        trouble = MachineTrouble(detail="des dossiers reçus n’ont pas pu être lus")
        post.backlog = failed(post.backlog, trouble, steady()) if in_vain else None
        self._report(session, post, done)
        if post.pending and not in_vain and not self.stopping:
            self._tell(f"Encore {left} à lire.")

    def _take(self, session: Session, post: Post, ready: Sequence[str]) -> None:
        for name in by_age(ready, post.seen):
            if self.stopping:
                return
            for remark in remarks_on(session, name):
                self._tell(remark)
            try:
                even_cut = post.may_be_cut(name, steady())
                inbox.take(session, name, post.seen[name].sight, even_cut=even_cut)
                post.retries.pop(name, None)
            except PipelineError as error:
                if stops_the_rest(error):
                    raise
                post.retries[name] = failed(post.retries.get(name), error, steady())
            except Exception as error:  # noqa: BLE001 -- a bug met on one drop must not stop the others
                post.retries[name] = failed(post.retries.get(name), error, steady())

    def _report(self, session: Session, post: Post, done: Pass) -> None:
        with session.store.reading() as shelf:
            rows = shelf.numbered(session.id, (*done.numbers, *done.reread))
        for row in rows:
            dossier = row.dossier
            name = dossier.extraction.file.encode(errors="replace").decode()
            self._tell(f"{dossier.number} : {name}, {STATES[dossier.state][0]}")
        for warning in done.warnings:
            if warning not in post.warned:
                self._tell(warning)
        post.warned = frozenset(done.warnings)


def _with_an_inbox(workspace: Workspace) -> tuple[str, ...]:
    return tuple(name for name in workspace.known() if workspace.inbox(name).is_dir())
