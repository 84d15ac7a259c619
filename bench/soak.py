"""Feed the watcher for long while killing it now and then, then count: nothing lost or repeated.

    python -m bench.soak [--minutes 5] [--seed 1]

Drops of all kinds are written into the inbox as a person copies them, while the watcher is killed
(SIGKILL) at random moments and started again. What must hold at the end is in `bench.reckoning`.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bench.copies import CAMPAIGN
from bench.drops import drops
from bench.kills import Torture
from bench.reckoning import Dropped, faults

_PER_MINUTE = 80  # drops made beforehand: more than are fed


def feed(torture: Torture, made: list[Path], seconds: float) -> list[Path]:
    """Copy and kill for a while; return what was dropped."""
    inbox = torture.root / "inbox" / CAMPAIGN
    inbox.mkdir(parents=True)
    fed: list[Path] = []
    child, until = torture.watch(), time.monotonic() + seconds
    while time.monotonic() < until and len(fed) < len(made):
        time.sleep(torture.dice.uniform(0.1, 1.5))
        if torture.dice.random() < 0.15:
            torture.kill(child, "watch", whole=True)
            child = torture.watch()
            continue
        source = made[len(fed)]
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        copy(source, inbox / source.name)
        fed.append(source)
    child.terminate()
    child.wait()
    return fed


def main() -> int:
    """Run the soak and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        made = drops(max(30, int(_PER_MINUTE * given.minutes)), Path(folder) / "drops")
        dice = random.Random(given.seed)  # noqa: S311 -- to be played again, not to be secret
        torture = Torture(Path(folder) / "workspace", Path(folder) / "tmp", dice)
        torture.temporary.mkdir()
        fed = feed(torture, made, 60 * given.minutes)
        for command in ("ingest", "letters", "ingest"):
            torture.finish(command)
        found = [*faults(torture.root, Dropped(fed), torture.temporary)]
    found += [f"outlived its parent: {one}" for one in torture.orphans]
    print(f"\nsoak: {len(fed)} drops, {torture.done.total()} kills, {len(found)} faults")
    for fault in found:
        print(f"  FAULT  {fault}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
