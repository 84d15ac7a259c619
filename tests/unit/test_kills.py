"""A command killed at exact instants loses nothing and does nothing twice; `make soak` has more."""

import random
from pathlib import Path

import pytest

from bench.copies import CAMPAIGN
from bench.drops import drops
from bench.kills import Torture
from bench.reckoning import Dropped, faults

pytestmark = pytest.mark.slow

DROPS = 7  # a mail and a zip, an empty and a damaged file among them
EVERY = 19  # steps from one kill to the next: prime, so that they fall on all kinds of steps
KILLS = 8


def test_kills_at_eight_instants_leave_a_workspace_without_fault(tmp_path: Path) -> None:
    files = drops(DROPS, tmp_path / "drops")
    dropped = Dropped(files)
    dice = random.Random(0)  # noqa: S311 -- to be played again
    torture = Torture(tmp_path / "workspace", tmp_path / "tmp", dice)
    torture.temporary.mkdir()
    inbox = torture.root / "inbox" / CAMPAIGN
    inbox.mkdir(parents=True)
    for file in files:
        file.rename(inbox / file.name)

    for rank in range(KILLS):
        torture.at_step("ingest", 20 + EVERY * rank, whole=rank % 2 == 0)
    # Twice: a pass beside what is left of a killed one may leave a drop to the next.
    for command in ("ingest", "ingest", "letters", "ingest"):
        torture.finish(command)

    assert torture.done.total() >= KILLS - 2  # the last ones may find the work done
    assert torture.orphans == []
    assert list(faults(torture.root, dropped, torture.temporary)) == []
