"""One inbox under watch: what was seen of it, and what is to be tried again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import PipelineError, UnfinishedDrop
from pipeline.run.faults import is_of_the_machine
from pipeline.run.settle import Seen, Sight, observe, settled, stalled
from pipeline.watch.bulletin import Bulletin
from pipeline.watch.retry import Retry, failed

CUT = 60.0
"""Seconds that a file which ends too early is given to grow, where nobody can tell."""


@dataclass(frozen=True)
class Pace:
    """How patient to be, in seconds.

    `quiet` and `folders`: how long a file, a folder must stay unchanged; a person fills a folder
    file by file. `rescan` and `polling`: between two looks at an inbox whose changes are
    announced, or not. `turn`: after which other commands get their turn at the campaign.
    `stalled`: after which a download that does not move is told of. `shares`: times `quiet` where
    changes are not announced.
    """

    quiet: float = 2.0
    folders: float = 6.0
    rescan: float = 30.0
    polling: float = 5.0
    turn: float = 30.0
    stalled: float = 600.0
    shares: float = 5.0


@dataclass
class Post:
    """One inbox being watched.

    `retries` holds the drops that could not be taken and `unseen` those that could not even be
    looked at, by name; `trouble` is what keeps the whole inbox waiting. `pending` says that drops
    were received and are not all seen through, `backlog` that this was tried in vain; `eager`
    that the last look took some.
    """

    campaign: str
    inbox: Path
    polled: bool = False
    started: bool = False
    pending: bool = True
    eager: bool = False
    seen: dict[str, Seen] = field(default_factory=dict)
    retries: dict[str, Retry] = field(default_factory=dict)
    unseen: dict[str, Retry] = field(default_factory=dict)
    trouble: Retry | None = None
    backlog: Retry | None = None
    warned: frozenset[str] = frozenset()
    noted: frozenset[tuple[str, str]] | None = None
    bulletin: Bulletin = field(default_factory=Bulletin)

    def observe(
        self, sights: Mapping[str, Sight], faults: Mapping[str, PipelineError], at: float
    ) -> None:
        """Take a look into account: a drop that changed may be tried anew at once."""
        before, self.seen = self.seen, observe(self.seen, sights, at)
        self.retries = {
            name: retry
            if before.get(name) == self.seen[name]
            else retry._replace(again=at, since=at)
            for name, retry in self.retries.items()
            if name in self.seen
        }
        self.unseen = {
            name: known
            if (known := self.unseen.get(name)) and at < known.again
            else failed(known, error, at)
            for name, error in faults.items()
        }
        self.eager = False

    def ready(self, at: float, pace: Pace) -> tuple[str, ...]:
        """Return the drops to be taken now."""
        quiet, folders = self.patience(pace)
        whole = settled(self.seen, at, quiet, folders=folders)
        return tuple(n for n in whole if n not in self.retries or self.retries[n].again <= at)

    def patience(self, pace: Pace) -> tuple[float, float]:
        """Return how long files and folders must stay unchanged here.

        Nobody can tell who is writing on a share: a copy over the network that stalls for some
        seconds must not be taken for whole.
        """
        times = pace.shares if self.polled else 1.0
        return pace.quiet * times, max(pace.folders, pace.quiet * times)

    def is_due(self, at: float) -> bool:
        """Say whether what was received is to be seen through now, whatever else is ready."""
        return self.pending and (self.backlog is None or at >= self.backlog.again)

    def may_be_cut(self, name: str, at: float) -> bool:
        """Say whether a drop that looks cut has waited long enough to be taken as it is."""
        retry = self.retries.get(name)
        return retry is not None and at - retry.since >= CUT

    def standing(self, at: float, pace: Pace) -> dict[str, Exception]:
        """Return every fault that a person should hear of, by drop ("" for the inbox)."""
        found: dict[str, Exception] = {
            name: UnfinishedDrop(name=name) for name in stalled(self.seen, at, pace.stalled)
        }
        failures = {**self.unseen, **self.retries}
        if (common := self.trouble or self.backlog) is not None:
            failures[""] = common
        return found | {n: one.error for n, one in failures.items() if one.is_worth_telling()}

    def lasting(self, at: float, pace: Pace) -> dict[str, PipelineError]:
        """Return the faults that deserve a note, by drop."""
        failures = {**self.unseen, **self.retries}
        return {
            name: error
            for name, error in self.standing(at, pace).items()
            if name and isinstance(error, PipelineError) and not is_of_the_machine(error)
            if name not in failures or failures[name].is_lasting(at)
        }

    def next_look(self, at: float, pace: Pace, rescan: float) -> float:
        """Return in how many seconds something may be due."""
        if self.trouble is not None:
            return self.trouble.again - at
        if self.is_due(at):
            return 0.0
        moving = [
            one.since + limit - at
            for name, one in self.seen.items()
            if name not in self.retries
            for limit in self.patience(pace)
        ]
        failures = [*self.retries.values(), *self.unseen.values()]
        failures += [self.backlog] if self.backlog else []
        tried = [retry.again - at for retry in failures]
        # What was taken may have been replaced meanwhile.
        due = (*moving, *tried, rescan, *([pace.quiet] if self.eager else []))
        return min(seconds for seconds in due if seconds > 0)
