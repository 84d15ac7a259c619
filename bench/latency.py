"""From drop to result on an idle watcher: one Word dossier renamed into place, many times.

    python -m bench.latency [--drops 20]

Measured from the rename to the presence of `dossier.json`; the time that a file must stay unchanged
before it is taken is told apart, since it is chosen and not spent.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.copies import CAMPAIGN, ROOT, copies, dossiers
from pipeline.watch import Pace

TARGET = 2.0
"""Seconds above the settle time: the median must be below."""

_PATIENCE, _LOOK, _REST = 120.0, 0.02, 3.0


def watcher(root: Path) -> "subprocess.Popen[str]":
    """Start the real command."""
    command = [sys.executable, "-m", "pipeline", "watch", CAMPAIGN, "--workspace", str(root)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def result_of(root: Path, number: int) -> float:
    """Wait for the result of the n-th dossier; return when it was there."""
    folder = root / "outbox" / CAMPAIGN / "dossiers"
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if len(list(folder.glob("*/dossier.json"))) >= number:
            return time.monotonic()
        time.sleep(_LOOK)
    raise TimeoutError(f"no result of drop {number}")


def measure(root: Path, files: list[Path]) -> list[float]:
    """Drop files one by one, each when the one before is done; return the seconds of each."""
    inbox = root / "inbox" / CAMPAIGN
    inbox.mkdir(parents=True)
    child = watcher(root)
    spent = []
    try:
        assert child.stdout is not None  # noqa: S101 -- a pipe was asked for
        child.stdout.readline()  # it says that it watches
        time.sleep(5.0)
        for number, file in enumerate(files, start=1):
            start = time.monotonic()
            file.rename(inbox / file.name)
            spent.append(result_of(root, number) - start)
            time.sleep(_REST)
    finally:
        child.terminate()
        child.wait()
    return spent


def main() -> int:
    """Print the median; 1 when it is beyond the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drops", type=int, default=20)
    number = parser.parse_args().drops
    quiet = Pace().quiet
    with tempfile.TemporaryDirectory() as folder:
        words = [path for path in dossiers(paper=False) if path.suffix == ".docx"]
        files = copies(words, number, Path(folder) / "drops")
        spent = measure(Path(folder) / "workspace", files)
    print(" ".join(f"{one:.2f}" for one in spent))
    above = statistics.median(spent) - quiet
    print(
        f"\nLatency of {number} Word dossiers dropped on an idle watcher: median "
        f"{statistics.median(spent):.2f} s ({min(spent):.2f} to {max(spent):.2f}), of which "
        f"{quiet:.1f} s unchanged by rule: {above:.2f} s above it (target {TARGET:.1f} s)"
    )
    return 1 if above > TARGET else 0


if __name__ == "__main__":
    sys.exit(main())
