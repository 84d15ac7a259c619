"""A thousand dossiers dropped at once: all in, memory over time, cost against `extract` alone.

    python -m bench.flood [--dossiers 1000] [--word]

The same files go through `extract`, then `ingest`. The ratio is that of the processor's time, which
other work on the machine changes little, beside that of the clock.
"""

import argparse
import os
import pty
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.copies import CAMPAIGN, ROOT, copies, dossiers
from bench.strangers import strangers
from pipeline.run.session import open_session

OVERHEAD = 0.25
_SAMPLE = 0.25  # seconds between two looks at the processes
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """What a command took: seconds on the clock, of the processor, memory in MB over time."""

    seconds: float = 0.0
    busy: float = 0.0
    status: int = 0
    parent: list[int] = field(default_factory=list)
    children: list[int] = field(default_factory=list)
    shown: bytes = b""


def cost_of(*command: str) -> Cost:
    """Run a command on a terminal of its own, all its processes watched."""
    cost, start = Cost(), time.monotonic()
    busy: dict[int, float] = {}
    main, side = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "pipeline", *command],
        cwd=ROOT,
        stdin=side,
        stdout=side,
        stderr=side,
        start_new_session=True,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(side)
    reader = threading.Thread(target=_keep, args=(main, cost))
    reader.start()
    while child.poll() is None:
        family = _family(child.pid)
        busy |= {pid: spent for pid, (_, spent) in family.items()}
        cost.parent.append(family.pop(child.pid, (0, 0.0))[0])
        cost.children.append(max((size for size, _ in family.values()), default=0))
        time.sleep(_SAMPLE)
    cost.status, cost.seconds = child.returncode, time.monotonic() - start
    reader.join()
    cost.busy = sum(busy.values())
    return cost


def _keep(terminal: int, cost: Cost) -> None:
    try:
        while chunk := os.read(terminal, 65536):
            cost.shown = (cost.shown + chunk)[-1_000_000:]
    except OSError:  # its other end is closed
        os.close(terminal)


def _family(leader: int) -> dict[int, tuple[int, float]]:
    """Return the resident memory in MB and the processor's seconds of each process of a session."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == leader:
                size = int(fields[21]) * resource.getpagesize() // 1024**2
                found[int(entry.name)] = size, (int(fields[11]) + int(fields[12])) / _TICKS
    return found


def curve(sizes: list[int]) -> str:
    """Show a memory over time by its tenths."""
    tenths = [
        max(sizes[n * len(sizes) // 10 : (n + 1) * len(sizes) // 10 or 1], default=0)
        for n in range(10)
    ]
    return " ".join(f"{size:4}" for size in tenths)


def report(name: str, cost: Cost, number: int) -> None:
    """Print what a command took."""
    print(
        f"{name:8} {cost.seconds:7.1f} s {cost.busy:7.1f} s of processor, "
        f"{1000 * cost.seconds / number:.1f} ms each ({1000 * cost.busy / number:.1f} of processor)"
    )
    print(f"   MB of the parent, by tenths of the time:       {curve(cost.parent)}")
    print(f"   MB of its largest child, by tenths of the time: {curve(cost.children)}")


def entered(root: Path) -> int:
    """Count the dossiers registered and published in a workspace."""
    with open_session(root, CAMPAIGN) as session, session.store.reading() as shelf:
        return sum(row.published for row in shelf.dossiers(session.id))


def faults(number: int, folder: Path, *, word: bool) -> Iterator[str]:
    """Measure, print, and tell what does not hold."""
    made = folder / "files"
    files = strangers(number, made) if word else copies(dossiers(paper=False), number, made)
    root = folder / "workspace"
    shutil.copytree(folder / "files", root / "inbox" / CAMPAIGN)
    alone = cost_of(
        "extract", "--campaign", CAMPAIGN, "--out", str(folder / "out"), "--", *map(str, files)
    )
    report("extract", alone, number)
    taken = cost_of("ingest", CAMPAIGN, "--workspace", str(root))
    report("ingest", taken, number)
    inside = entered(root)
    clock, busy = taken.seconds / alone.seconds - 1, taken.busy / alone.busy - 1
    print(
        f"all in: {inside} of {number}; `ingest` over `extract`: {100 * busy:+.0f} % of processor, "
        f"{100 * clock:+.0f} % on the clock (target {100 * OVERHEAD:.0f} %)"
    )
    print(f"progress on a terminal: {bool(taken.shown.count(b'%') > 5)}")
    if inside != number or taken.status not in (0, 1):
        yield f"{number - inside} dossiers are not in, status {taken.status}"
    if min(busy, clock) > OVERHEAD:
        yield "beyond the target"
    if b"%" not in taken.shown:
        yield "no progress shown"


def main() -> int:
    """Run; 1 when something does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1000)
    parser.add_argument("--word", action="store_true", help="Word alone, each of another candidate")
    given = parser.parse_args()
    kinds = "in Word, all of strangers" if given.word else "of all kinds, many of one candidate"
    print(f"\n{given.dossiers} dossiers {kinds}, dropped at once")
    with tempfile.TemporaryDirectory() as folder:
        found = list(faults(given.dossiers, Path(folder), word=given.word))
    for fault in found:
        print(f"  FAULT  {fault}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
