"""Entrance: stand by the inboxes and see each drop through as soon as it is whole."""

import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from pipeline.watch.watcher import Pace, Watcher

__all__ = ["Pace", "Watcher", "watch"]


def watch(
    root: Path,
    campaigns: Sequence[str],
    *,
    polling: bool,
    tell: Callable[[str], None],
    pace: Pace | None = None,
) -> None:
    """Watch until a signal asks to stop (SIGTERM, SIGHUP, Ctrl-C); a second Ctrl-C does not wait.

    Raises:
        AlreadyWatching: another watcher stands in this workspace.
        NothingToWatch: no campaign is named and none has an inbox.
        KeyboardInterrupt: Ctrl-C was pressed twice.
    """
    watcher = Watcher(root, campaigns, tell=tell, pace=pace)

    def leave(number: int, _frame: FrameType | None) -> None:
        if watcher.stopping and number == signal.SIGINT:
            raise KeyboardInterrupt
        watcher.ask_to_stop()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, leave)
    watcher.run(polling=polling)
    tell("Surveillance arrêtée.")
