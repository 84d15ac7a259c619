"""Run a command that is killed at its n-th step: the instant is exact, and can be met again.

    python -m bench.dying COMMAND WORKSPACE STEP [one|group]

A step is anything that changes what a crash would leave: a file opened, renamed, removed or made
in the workspace or in the temporary folder, a flush to the disk, a statement to the database, a
commit before and after. Step 0 counts them and prints their number. The signal is SIGKILL, to this
process or to its whole group.
"""

import os
import signal
import sys
import threading
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bench.copies import CAMPAIGN
from pipeline.run.session import open_session

_EVENTS = frozenset(
    {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "os.chmod"}
)
_SQL = ("before_cursor_execute", "after_cursor_execute", "commit", "begin")


class Death:
    """Counts steps, and kills at the one given."""

    def __init__(self, places: tuple[str, ...], at: int, *, group: bool) -> None:
        self._places, self._at, self._group = places, at, group
        self._lock = threading.Lock()
        self.steps = 0

    def audit(self, event: str, args: tuple[object, ...]) -> None:
        """Count what is done to the files of the workspace, reading included."""
        if event in _EVENTS and args and self._is_ours(args[0]):
            self.step()

    def step(self, *_: object, **__: object) -> None:
        """Count one step; at the last one, die."""
        with self._lock:
            self.steps += 1
            if self.steps == self._at:
                if self._group:
                    os.killpg(os.getpgid(0), signal.SIGKILL)
                os.kill(os.getpid(), signal.SIGKILL)

    def _is_ours(self, path: object) -> bool:
        return isinstance(path, str | bytes) and os.fsdecode(path).startswith(self._places)


def armed(root: Path, at: int, *, group: bool) -> Death:
    """Have this process die at its n-th step."""
    death = Death((str(root), os.environ.get("TMPDIR", "/tmp/")), at, group=group)  # noqa: S108
    sys.addaudithook(death.audit)
    for moment in _SQL:
        sa.event.listen(Engine, moment, death.step)
    flush = os.fsync

    def flushed(descriptor: int) -> None:
        death.step()
        flush(descriptor)

    os.fsync = flushed
    return death


def work(command: str, root: Path) -> None:
    """Do what the command does, without its patience; each brings what it needs alone."""
    if command == "watch":
        from pipeline.watch import Pace, Watcher  # noqa: PLC0415

        pace = Pace(quiet=0.2, folders=0.2, rescan=1.0)
        Watcher(root, (CAMPAIGN,), tell=lambda _: None, pace=pace).run()
        return
    with open_session(root, CAMPAIGN) as session:
        if command == "letters":
            from pipeline.run.letters import write_letters  # noqa: PLC0415

            write_letters(session)
        else:
            from pipeline.run.ingest import ingest  # noqa: PLC0415

            ingest(session, quiet=0.05)


def main() -> int:
    """Arm, work, and print how many steps there were if still alive."""
    command, root, at = sys.argv[1], Path(sys.argv[2]).resolve(), int(sys.argv[3])
    death = armed(root, at, group=sys.argv[4:] == ["group"])
    work(command, root)
    print(death.steps)
    return 0


if __name__ == "__main__":
    sys.exit(main())
