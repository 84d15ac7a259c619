"""A campaign being worked on: its definition, its register, its folders and the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline import audit, campaigns
from pipeline.errors import AlreadyRunning, AlreadyWatching, StoreUnavailable
from pipeline.run.clock import Clock, iso, now, shown, standing
from pipeline.run.faults import words_of
from pipeline.run.workspace import Workspace, database_url
from pipeline.store import Store
from schemas.campaign import Campaign

_JOURNAL_WAIT = 60  # seconds: writing the journal takes milliseconds


@dataclass(frozen=True)
class Session:
    """What every action on a campaign needs."""

    workspace: Workspace
    definition: Path
    campaign: Campaign
    store: Store
    clock: Clock

    @property
    def id(self) -> str:
        """The identity of the campaign."""
        return self.campaign.id

    @property
    def inbox(self) -> Path:
        """Where people drop."""
        return self.workspace.inbox(self.id)

    @property
    def outbox(self) -> Path:
        """Where results are."""
        return self.workspace.outbox(self.id)

    def at(self) -> str:
        """Return the present as the register writes it."""
        return iso(self.clock())

    @property
    def fiction(self) -> str | None:
        """The French sentence that tells a fictional call, whose clock stands still."""
        if self.campaign.plays_at is None:
            return None
        return f"Appel fictif\u00a0: il se joue toujours le {shown(self.at())}."

    def enrol(self) -> None:
        """Enter the campaign into the register, or the change of its definition."""
        with self.store.transaction() as ledger:
            ledger.enrol(
                self.id, prefix=self.campaign.prefix, digest=self.campaign.digest, at=self.at()
            )

    def export_journal(self) -> None:
        """Bring `journal.jsonl` level with the register.

        Raises:
            JournalAltered: the file is not what was written.
        """
        with self.alone("journal", patience=_JOURNAL_WAIT), self.store.reading() as shelf:
            audit.export(self.workspace.journal(self.id), shelf.journal(self.id))

    @contextmanager
    def alone(self, purpose: str, *, patience: float = 0) -> Iterator[None]:
        """Hold the campaign for one purpose, against other processes of this machine.

        Args:
            purpose: actions of different purposes do not exclude one another.
            patience: seconds to wait for another holder.

        Raises:
            AlreadyRunning: another process holds it still.
        """
        with hold(self.workspace, self.id, purpose, patience=patience):
            yield


@contextmanager
def hold(
    workspace: Workspace, campaign: str, purpose: str, *, patience: float = 0
) -> Iterator[None]:
    """Hold a campaign for one purpose; the system lets go of it if the process dies.

    Raises:
        AlreadyRunning: another process holds it still after `patience` seconds.
        StoreUnavailable: the workspace cannot be written.
    """
    try:
        lock = _acquired(workspace, f"{campaign}.{purpose}", patience)
    except Timeout as error:
        raise AlreadyRunning(campaign=campaign) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def stand_guard(workspace: Workspace) -> Iterator[None]:
    """Be the one watcher of a workspace, whichever campaigns it looks at.

    Raises:
        AlreadyWatching: another process is.
        StoreUnavailable: the workspace cannot be written.
    """
    try:
        lock = _acquired(workspace, "watch", 0)
    except Timeout as error:
        raise AlreadyWatching(folder=workspace.root.resolve()) from error
    try:
        yield
    finally:
        lock.release()


def _acquired(workspace: Workspace, name: str, patience: float) -> FileLock:
    file = workspace.state / "locks" / f"{name}.lock"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(file)
        lock.acquire(patience)
    except Timeout:
        raise
    except OSError as error:
        raise StoreUnavailable(detail=words_of(error)) from error
    return lock


@contextmanager
def open_session(root: Path, name: str, *, clock: Clock | None = None) -> Iterator[Session]:
    """Open a campaign of the workspace at `root`, by its identity or its folder.

    Args:
        root: the workspace.
        name: the campaign.
        clock: None for the present, or for the time at which a fictional call is played.

    Raises:
        NoSuchCampaign: no such folder.
        FaultyDefinition: the folder is faulty; carries every fault.
        StoreUnavailable: the register cannot be opened.
    """
    workspace = Workspace(root)
    definition = workspace.definition(name)
    campaign = campaigns.load(definition)
    store = Store(workspace.state, database_url())
    try:
        yield Session(workspace, definition, campaign, store, clock or _clock_of(campaign))
    finally:
        store.close()


def _clock_of(campaign: Campaign) -> Clock:
    return now if campaign.plays_at is None else standing(campaign.plays_at)
