"""Kill `ingest`, `watch` and `letters` at random instants, then count: nothing lost or repeated.

    python -m bench.kills [--dossiers 60] [--kills 300] [--seed 1]

Drops of all kinds come little by little, so that each kill meets work under way. Three kills in
four fall on an exact step (see `bench.dying`), the others at any moment of the real command; half
take the whole process group, as a power cut would; half the command alone, whose workers must then
leave by themselves. What must hold at the end is in `bench.reckoning`.
"""

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.copies import CAMPAIGN, ROOT
from bench.drops import drops
from bench.reckoning import Dropped, faults
from pipeline.run.session import open_session

_MARK = "CANDIDATURES_BENCH"
_STEPS = 190
"""A start takes about 90 steps, a dossier 200: most kills meet the first dossier or two."""

_IDLE, _PATIENCE, _LEAVE = 4.0, 180.0, 15.0
"""Seconds: a watcher is killed after the first if it met no step, a command is stuck after the
second, and workers whose parent was killed must have left after the third."""


@dataclass
class Torture:
    """A workspace, its private temporary folder, and what was done to it."""

    root: Path
    temporary: Path
    dice: random.Random
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    done: Counter[str] = field(default_factory=Counter)
    orphans: list[str] = field(default_factory=list)

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        """Start a command in a process group of its own, its children marked."""
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"TMPDIR": str(self.temporary), _MARK: self.mark},
        )

    def at_a_step(self, command: str) -> None:
        """Have a command kill itself at an exact step; a watcher without work is killed idle."""
        most = self.dice.choice((_STEPS, _STEPS, 3 * _STEPS))
        self.at_step(command, self.dice.randint(1, most), whole=self.dice.random() < 0.5)

    def at_step(self, command: str, step: int, *, whole: bool) -> None:
        """Have a command kill itself, or its whole group, at its n-th step."""
        scope = "group" if whole else "one"
        child = self.start("bench.dying", command, str(self.root), str(step), scope)
        try:
            child.wait(_IDLE if command == "watch" else _PATIENCE)
        except subprocess.TimeoutExpired:
            self._kill(child, whole=whole)
        self._count(child, command, "at a step")

    def at_a_moment(self, command: str) -> None:
        """Kill the real command after some time."""
        child = self.start("pipeline", command, CAMPAIGN, "--workspace", str(self.root))
        time.sleep(self.dice.uniform(0.3, 5.0))
        self.kill(child, command, whole=self.dice.random() < 0.5)

    def watch(self) -> "subprocess.Popen[bytes]":
        """Start the real watcher."""
        return self.start("pipeline", "watch", CAMPAIGN, "--workspace", str(self.root))

    def kill(self, child: "subprocess.Popen[bytes]", command: str, *, whole: bool) -> None:
        """Kill a command that is still at work, and see its workers leave."""
        if child.poll() is None:
            self._kill(child, whole=whole)
        self._count(child, command, "at a moment")

    def finish(self, command: str) -> int:
        """Run a command to its end; return its status."""
        return self.start("pipeline", command, CAMPAIGN, "--workspace", str(self.root)).wait()

    def left(self) -> list[int]:
        """Return the processes of this torture that are alive."""
        return [pid for pid in _processes() if self._is_ours(pid)]

    def _is_ours(self, pid: int) -> bool:
        try:
            return self.mark.encode() in Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            return False

    def _kill(self, child: "subprocess.Popen[bytes]", *, whole: bool) -> None:
        (os.killpg if whole else os.kill)(child.pid, signal.SIGKILL)
        child.wait()

    def _count(self, child: "subprocess.Popen[bytes]", command: str, how: str) -> None:
        if child.returncode == -signal.SIGKILL:
            self.done[f"{command} {how}"] += 1
        until = time.monotonic() + _LEAVE
        while (left := self.left()) and time.monotonic() < until:
            time.sleep(0.05)
        for pid in left:
            with contextlib.suppress(OSError):  # it leaves just now
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                self.orphans.append(os.fsdecode(b" ".join(words))[:150])
                os.kill(pid, signal.SIGKILL)


def _processes() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def torment(torture: Torture, files: list[Path], kills: int) -> None:
    """Drop and kill until both are used up; a command that ended first was not killed."""
    inbox = torture.root / "inbox" / CAMPAIGN
    inbox.mkdir(parents=True)
    left = list(reversed(files))
    while torture.done.total() < kills:
        due = len(files) * (torture.done.total() + 1) / kills
        while left and len(files) - len(left) < due:
            path = left.pop()
            path.rename(inbox / path.name)
        command = torture.dice.choices(("ingest", "watch", "letters"), (5, 3, 1))[0]
        by_step = torture.dice.random() < 0.75
        (torture.at_a_step if by_step else torture.at_a_moment)(command)
        if torture.done.total() % 20 == 0:
            print(f"  {torture.done.total()} kills", flush=True)
    for path in left:
        path.rename(inbox / path.name)


def main() -> int:
    """Run, finish what is left, and say what does not add up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=60)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        files = drops(options.dossiers, Path(folder) / "drops")
        dropped = Dropped(files)
        dice = random.Random(options.seed)  # noqa: S311 -- to be played again, not to be secret
        torture = Torture(Path(folder) / "workspace", Path(folder) / "tmp", dice)
        torture.temporary.mkdir()
        torment(torture, files, options.kills)
        with open_session(torture.root, CAMPAIGN) as session, session.store.reading() as shelf:
            before = len(shelf.dossiers(session.id)), len(shelf.letters(session.id))
        for command in ("ingest", "letters", "ingest", "letters"):
            torture.finish(command)
        found = [*faults(torture.root, dropped, torture.temporary)]
    if torture.orphans:
        found += [f"outlived its parent: {one}" for one in torture.orphans]
    if not all(before):
        found.append("the kills met no work: nothing is proved")
    met = ", ".join(f"{number} {what}" for what, number in sorted(torture.done.items()))
    print(f"\n{options.dossiers} drops, {torture.done.total()} kills (seed {options.seed}): {met}")
    print(f"  {before[0]} dossiers numbered and {before[1]} letters written before the last kill")
    for fault in found:
        print(f"  FAULT  {fault}")
    print("  nothing lost, nothing twice, the journal holds" if not found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
