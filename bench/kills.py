"""Kill `ingest` and `letters` at random instants, then count: nothing lost, nothing done twice.

    python -m bench.kills [--dossiers 60] [--kills 30] [--seed 1]

Dossiers are dropped little by little, so that each kill meets work under way. Half of the kills
take the whole process group, as a power cut would; half the command alone, whose workers must then
leave by themselves. At the end every dropped content must have one number, one original in the
outbox, byte for byte, one acknowledgement in the register, in the journal and on disk.
"""

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.copies import CAMPAIGN, ROOT, copies, dossiers
from pipeline import audit
from pipeline.run.ingest import ingest
from pipeline.run.letters import WRITTEN_TO, write_letters
from pipeline.run.session import Session, open_session

ACKNOWLEDGEMENT = "accuse-reception"
NUMBERED, WRITTEN = "dossiers numbered meanwhile", "letters written meanwhile"


def killed(
    command: str, root: Path, after: float, *, group: bool = False, kill: bool = True
) -> bool:
    """Start a command and kill it after so many seconds; tell whether it was still at work."""
    child = subprocess.Popen(
        [sys.executable, "-m", "pipeline", command, CAMPAIGN, "--workspace", str(root)],
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(after)
    at_work = kill and child.poll() is None
    if at_work and group:
        os.killpg(child.pid, signal.SIGKILL)
    elif at_work:
        os.kill(child.pid, signal.SIGKILL)
    child.wait()
    return at_work


def duration(root: Path, file: Path) -> float:
    """Give the seconds that one pass takes here on one dossier, in a workspace of its own."""
    (root / "inbox" / CAMPAIGN).mkdir(parents=True)
    file.rename(root / "inbox" / CAMPAIGN / file.name)
    start = time.monotonic()
    killed("ingest", root, 0.0, kill=False)
    return time.monotonic() - start


def torment(
    root: Path, files: list[Path], kills: int, *, whole: float, dice: random.Random
) -> Counter[str]:
    """Drop and kill until both are used up; count the kills that met a command at work.

    Args:
        root: the workspace.
        files: what to drop, little by little.
        kills: how many.
        whole: seconds that a pass takes; kills fall from its start to a third beyond, since
            most of a pass on one dossier is the start of Python and of its workers.
        dice: where they fall.
    """
    inbox = root / "inbox" / CAMPAIGN
    inbox.mkdir(parents=True)
    done: Counter[str] = Counter()
    for turn in range(kills):
        for file in files[turn * len(files) // kills : (turn + 1) * len(files) // kills]:
            file.rename(inbox / file.name)
        command = "letters" if turn % 4 == 3 else "ingest"
        # Letters need no workers: they are at work earlier, and done earlier.
        share = dice.uniform(0.2, 0.8) if command == "letters" else dice.uniform(0.1, 1.3)
        done[command] += killed(command, root, share * whole, group=turn % 2 == 0)
    return done


def faults(session: Session, dropped: Counter[str]) -> Iterator[str]:
    """Tell what was lost, repeated or altered."""
    with session.store.reading() as shelf:
        rows = shelf.dossiers(session.id)
        letters = shelf.letters(session.id)
        lines = shelf.journal(session.id)
        events = shelf.events(session.id)
    numbers = [row.dossier.number for row in rows]
    taken = Counter(row.dossier.extraction.sha256 for row in rows)
    if taken != dropped:
        yield f"{(dropped - taken).total()} lost, {(taken - dropped).total()} registered twice"
    expected = [f"{number:03}" for number in range(1, len(dropped) + 1)]
    if sorted(number.rsplit("-", 1)[1] for number in numbers) != expected:
        yield f"numbers: {numbers}"
    if left := [path.name for path in session.inbox.rglob("*") if path.is_file()]:
        yield f"left in the inbox: {left}"
    for row in rows:
        folder = session.outbox / "dossiers" / row.dossier.number
        kept = {hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}
        if row.dossier.extraction.sha256 not in kept:
            yield f"{row.dossier.number}: no original in the outbox"
    answered = Counter(one.number for one in letters if one.kind == ACKNOWLEDGEMENT)
    told = Counter(
        event.dossier
        for event in events
        if event.code == "letter.written" and event.facts["kind"] == ACKNOWLEDGEMENT
    )
    placed = list((session.outbox / "courriers" / ACKNOWLEDGEMENT).iterdir())
    due = Counter(r.dossier.number for r in rows if r.dossier.state in WRITTEN_TO)
    if not answered == told == due or len(placed) != len(due):
        counts = answered.total(), told.total(), len(placed)
        yield f"{len(due)} letters due; in the register, the journal and on disk: {counts}"
    yield from map(str, audit.verify(session.workspace.journal(session.id), lines))


def main() -> int:
    """Run, finish what is left twice, and say what does not add up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=60)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        files = copies(dossiers(paper=False), options.dossiers, Path(folder) / "drops")
        dropped = Counter(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
        dice = random.Random(options.seed)  # noqa: S311 -- to be played again, not to be secret
        probe = copies(dossiers(paper=False), 1, Path(folder) / "probe")[0]
        whole = duration(Path(folder) / "quiet", probe)
        done = torment(root, files, options.kills, whole=whole, dice=dice)
        with open_session(root, CAMPAIGN) as session:
            with session.store.reading() as shelf:
                done[NUMBERED] = len(shelf.dossiers(session.id))
                done[WRITTEN] = len(shelf.letters(session.id))
            ingest(session)
            write_letters(session)
            again = ingest(session).numbers, write_letters(session).placed
            found = [*faults(session, dropped)]
    if not done[NUMBERED] or not done[WRITTEN]:
        found.append("the kills met no work: nothing is proved")
    if any(again):
        found.append(f"a second pass did something: {again}")
    met = ", ".join(f"{number} {what}" for what, number in done.items())
    print(f"\n{options.dossiers} dossiers, {options.kills} kills; at work: {met}")
    for fault in found:
        print(f"  FAULT  {fault}")
    print("  nothing lost, nothing twice, the journal holds" if not found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
