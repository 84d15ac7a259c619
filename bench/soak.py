"""Feed the watcher for long while killing it now and then, then count: nothing lost or repeated.

    python bench/soak.py [--minutes 5] [--seed 1]

Drops dossiers of the corpus, each made unique by bytes after its end, into a workspace of its own;
kills the watcher (SIGKILL) at random moments and starts it again. At the end every drop must have
exactly one number and one acknowledgement, and the journal must hold.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipeline import audit  # noqa: E402 -- after the path is set
from pipeline.run.ingest import ingest  # noqa: E402 -- as above
from pipeline.run.letters import write_letters  # noqa: E402 -- as above
from pipeline.run.session import open_session  # noqa: E402 -- as above

CAMPAIGN = "pdn62-2019"
SOURCES = sorted((ROOT / "tests" / "truth" / "corpus" / CAMPAIGN).glob("[0-2]*.docx"))


def watcher(root: Path) -> subprocess.Popen[bytes]:
    """Start a watcher in a process group of its own."""
    command = [sys.executable, "-m", "pipeline", "watch", CAMPAIGN, "--workspace", str(root)]
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)


def feed(root: Path, seconds: float, dice: random.Random) -> tuple[int, int]:
    """Drop and kill for a while; return the numbers of drops and of kills."""
    inbox = root / "inbox" / CAMPAIGN
    inbox.mkdir(parents=True)
    drops = kills = 0
    child, until = watcher(root), time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(dice.uniform(0.1, 1.5))
        if dice.random() < 0.15:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            child, kills = watcher(root), kills + 1
            continue
        source = dice.choice(SOURCES)
        drops += 1
        content = source.read_bytes() + drops.to_bytes(8, "big")
        (inbox / f"{drops:05d} {source.name}").write_bytes(content)
    child.terminate()
    child.wait()
    return drops, kills


def count(root: Path, drops: int) -> list[str]:
    """Finish the work, then return what does not add up."""
    faults = []
    with open_session(root, CAMPAIGN) as session:
        ingest(session)
        write_letters(session)
        with session.store.reading() as shelf:
            rows = shelf.dossiers(session.id)
            letters = shelf.letters(session.id)
            lines = shelf.journal(session.id)
        same = Counter(row.dossier.extraction.sha256 for row in rows)
        if len(rows) != drops or len(same) != drops:
            faults.append(f"{drops} dépôts, {len(rows)} dossiers, {len(same)} contenus")
        answered = sum(letter.kind == "accuse-reception" for letter in letters)
        placed = len(list((session.outbox / "courriers" / "accuse-reception").iterdir()))
        if not answered == placed == drops:
            faults.append(f"{answered} accusés au registre, {placed} dans outbox/")
        faults += map(str, audit.verify(session.workspace.journal(session.id), lines))
    return faults


def main() -> int:
    """Run the soak and say how it went."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="soak-"))
    drops, kills = feed(root, given.minutes * 60, random.Random(given.seed))  # noqa: S311 -- a repeatable dice
    faults = count(root, drops)
    print(f"{drops} drops, {kills} kills, {len(faults)} faults")
    for fault in faults:
        print(f"  {fault}")
    if not faults:
        shutil.rmtree(root)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
