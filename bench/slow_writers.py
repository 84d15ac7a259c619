"""Write into a watched inbox in every awkward way at once: each drop must be taken once and whole.

    python -m bench.slow_writers [--files 2000] [--seconds 10] [--members 50]

Files grow in bursts (kept open, or opened anew each time), are renamed into place, replaced while
they settle; thousands of small ones are copied at once; folders are moved in by one rename.
"""

import argparse
import hashlib
import os
import resource
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.run.session import open_session
from pipeline.run.sight import of_members
from pipeline.watch import Pace, Watcher

CAMPAIGN = "pdn62-2019"
PACE = Pace(quiet=1.0, folders=2.0, rescan=5.0)
_LIMIT = 900  # seconds, should something be lost


@dataclass(frozen=True)
class Load:
    """How much is written: small files, seconds that slow ones last, files in a folder."""

    files: int = 2000
    seconds: float = 10.0
    members: int = 50


@dataclass
class Trial:
    """A workspace, and what must have been received there in the end: name and digest."""

    root: Path
    load: Load
    expected: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def inbox(self) -> Path:
        """Where things are dropped."""
        return self.root / "inbox" / CAMPAIGN

    def expect(self, name: str, content: bytes) -> None:
        """Have a file be expected."""
        self.expected[name, hashlib.sha256(content).hexdigest()] += 1

    def in_bursts(self) -> None:
        """Write a file by bursts and keep it open meanwhile, however long the pauses."""
        content = os.urandom(600_000)
        self.expect("bouffées.pdf", content)
        with (self.inbox / "bouffées.pdf").open("wb") as file:
            for start in range(0, len(content), 200_000):
                file.write(content[start : start + 200_000])
                file.flush()
                time.sleep(self.load.seconds / 3)  # longer than a quiet stretch

    def reopened(self) -> None:
        """Append to a file again and again, closing it each time."""
        content = os.urandom(600_000)
        self.expect("reprises.pdf", content)
        step = int(len(content) * 0.4 * PACE.quiet / self.load.seconds)
        for start in range(0, len(content), step):
            with (self.inbox / "reprises.pdf").open("ab") as file:
                file.write(content[start : start + step])
            time.sleep(0.4 * PACE.quiet)

    def downloaded(self) -> None:
        """Write under the name of a download, then rename."""
        content = os.urandom(300_000)
        self.expect("téléchargé.pdf", content)
        part = self.inbox / "téléchargé.pdf.part"
        part.write_bytes(content[:100_000])
        time.sleep(self.load.seconds / 2)
        with part.open("ab") as file:
            file.write(content[100_000:])
        part.rename(self.inbox / "téléchargé.pdf")

    def replaced(self) -> None:
        """Replace a file twice before it can have settled, by a rename and in place."""
        last = os.urandom(1000)
        self.expect("remplacé.pdf", last)
        (self.inbox / "remplacé.pdf").write_bytes(os.urandom(1000))
        time.sleep(0.4 * PACE.quiet)
        aside = self.root / "remplaçant"
        aside.write_bytes(os.urandom(1000))
        aside.replace(self.inbox / "remplacé.pdf")
        time.sleep(0.4 * PACE.quiet)
        (self.inbox / "remplacé.pdf").write_bytes(last)

    def crowd(self) -> None:
        """Copy many small files at once."""
        for rank in range(self.load.files):
            content = f"dossier {rank}".encode()
            self.expect(f"petit-{rank:05}.pdf", content)
            (self.inbox / f"petit-{rank:05}.pdf").write_bytes(content)

    def folders(self) -> None:
        """Move folders in by one rename each, sub-folders included."""
        for name in ("scan", "autre scan"):
            aside = self.root / f"{name} à part"
            (aside / "annexes" / "photos").mkdir(parents=True)
            digests = []
            for rank in range(self.load.members):
                place = aside / ("annexes/photos" if rank % 3 == 0 else "") / f"page-{rank}.jpg"
                place.write_bytes(f"{name} {rank}".encode())
                digests.append(hashlib.sha256(place.read_bytes()).hexdigest())
            self.expected[name, of_members(digests)] += 1
            aside.rename(self.inbox / name)

    def filled(self) -> None:
        """Fill a folder in the inbox file by file."""
        folder = self.inbox / "rempli peu à peu"
        folder.mkdir()
        digests = []
        for rank in range(5):
            (folder / f"page-{rank}.jpg").write_bytes(f"peu à peu {rank}".encode())
            digests.append(hashlib.sha256(f"peu à peu {rank}".encode()).hexdigest())
            time.sleep(0.7 * PACE.folders)
        self.expected[folder.name, of_members(digests)] += 1

    def taken(self) -> Counter[tuple[str, str]]:
        """Return what was received so far."""
        with open_session(self.root, CAMPAIGN) as session, session.store.reading() as shelf:
            drops = [receipt.drop for receipt in shelf.receipts(session.id)]
        return Counter((os.fsdecode(drop.inbox_name), drop.sha256) for drop in drops)


def run(root: Path, load: Load) -> list[str]:
    """Write and watch; return what was lost, repeated or halved."""
    trial = Trial(root, load)
    trial.inbox.mkdir(parents=True)
    watcher = Watcher(root, [CAMPAIGN], tell=lambda _: None, pace=PACE)
    watching = threading.Thread(target=watcher.run)
    watching.start()
    ways: list[Callable[[], None]] = [trial.in_bursts, trial.reopened, trial.downloaded]
    ways += [trial.replaced, trial.crowd, trial.folders, trial.filled]
    writers = [threading.Thread(target=way) for way in ways]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    until = time.monotonic() + _LIMIT
    while trial.taken() != trial.expected and time.monotonic() < until and watching.is_alive():
        if trial.taken() - trial.expected:
            break
        time.sleep(0.5)
    watcher.ask_to_stop()
    watching.join()
    taken = trial.taken()
    lost = [f"lost: {name}" for name, _ in trial.expected - taken]
    odd = [f"halved or repeated: {name}" for name, _ in taken - trial.expected]
    return lost + odd


def main() -> int:
    """Run, and say what does not add up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=Load.files)
    parser.add_argument("--seconds", type=float, default=Load.seconds)
    parser.add_argument("--members", type=int, default=Load.members)
    given = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="slow-writers-"))
    start = time.monotonic()
    faults = run(root, Load(given.files, given.seconds, given.members))
    spent, memory = time.monotonic() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{given.files + 7} drops taken in {spent:.0f} s, {memory // 1024} MB at most")
    for fault in faults:
        print(f"  FAULT  {fault}")
    if not faults:
        shutil.rmtree(root)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
