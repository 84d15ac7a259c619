"""When to try again what the system refused: soon at first, then less and less often."""

from typing import NamedTuple

from pipeline.errors import (
    AlreadyRunning,
    DropBusy,
    DropUnreadable,
    LooksCut,
    StaysInInbox,
    StoreUnavailable,
)

FIRST, LAST = 2.0, 300.0
"""Seconds before the second attempt, and between two attempts at most."""

_SHORT_LIVED = (AlreadyRunning, DropBusy, DropUnreadable, LooksCut, StaysInInbox, StoreUnavailable)
_LASTING = 60.0


class Retry(NamedTuple):
    """What failed how often, since when, and when it is tried again (seconds of a steady clock)."""

    error: Exception
    failures: int
    since: float
    again: float

    def is_worth_telling(self) -> bool:
        """Say whether a person should hear of it: what an antivirus holds is free again soon."""
        return self.failures > 1 or not isinstance(self.error, _SHORT_LIVED)

    def is_lasting(self, at: float) -> bool:
        """Say whether it deserves a note that stays."""
        return at - self.since >= _LASTING or not isinstance(self.error, _SHORT_LIVED)


def failed(before: Retry | None, error: Exception, at: float) -> Retry:
    """Return when to try again after a failure at time `at`: 2 s, 4 s, 8 s… 5 min."""
    failures = before.failures + 1 if before else 1
    delay = min(FIRST * 2.0 ** min(failures - 1, 10), LAST)
    return Retry(error, failures, before.since if before else at, at + delay)
