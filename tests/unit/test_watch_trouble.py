"""Standing by the inboxes through trouble: said once, waited out, never the end of the watch."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pipeline.run.session import open_session
from pipeline.watch import Pace, Watcher

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
NAME = "pdn62-2019"
PACE = Pace(quiet=0.3, folders=0.5, rescan=60.0)
DOSSIER = ROOT / "tests" / "truth" / "corpus" / NAME / "01-centre-social-lens.docx"


@contextmanager
def watched(root: Path, pace: Pace = PACE) -> Iterator[list[str]]:
    """Watch meanwhile; give what is told."""
    told: list[str] = []
    inbox(root).mkdir(parents=True, exist_ok=True)
    watcher = Watcher(root, [NAME], tell=told.append, pace=pace)
    thread = threading.Thread(target=watcher.run)
    thread.start()
    try:
        yield told
    finally:
        watcher.ask_to_stop()
        thread.join(120)
    assert not thread.is_alive()


def wait_for(reached: Callable[[], bool], seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not reached() and time.monotonic() < until:
        time.sleep(0.1)
    assert reached()


def inbox(root: Path) -> Path:
    return root / "inbox" / NAME


def names_taken(root: Path) -> list[str]:
    with open_session(root, NAME) as session, session.store.reading() as shelf:
        return sorted(os.fsdecode(one.drop.inbox_name) for one in shelf.receipts(session.id))


def test_an_inbox_taken_away_and_made_anew_is_heard_at_once(tmp_path: Path) -> None:
    with watched(tmp_path) as told:
        wait_for(lambda: len(told) > 0)
        time.sleep(1)
        inbox(tmp_path).rename(tmp_path / "parti")
        inbox(tmp_path).mkdir(exist_ok=True)
        time.sleep(1)
        (inbox(tmp_path) / "a.pdf").write_bytes(b"a")

        wait_for(lambda: names_taken(tmp_path) == ["a.pdf"], 40)


def test_a_register_that_cannot_be_opened_is_said_once_and_waited_for(tmp_path: Path) -> None:
    with watched(tmp_path) as told:
        wait_for((tmp_path / "outbox" / NAME / "journal.jsonl").exists)
        time.sleep(1)
        state, aside = tmp_path / "state", tmp_path / "state à part"
        state.rename(aside)
        state.write_bytes(b"")  # a file where the folder should be
        (inbox(tmp_path) / "a.pdf").write_bytes(b"a")
        wait_for(lambda: any("REC-09" in line or "ECR-01" in line for line in told))
        time.sleep(5)
        state.unlink()
        aside.rename(state)

        wait_for(lambda: names_taken(tmp_path) == ["a.pdf"])
        wait_for(lambda: told[-1].endswith(("reprend normalement.", "illisible")))

    assert len([line for line in told if "REC-09" in line or "ECR-01" in line]) == 1
    assert "La réception reprend normalement." in told


def test_a_full_disk_is_said_once_and_the_dossier_is_read_when_there_is_room(
    tmp_path: Path,
) -> None:
    disk = tmp_path / "disque"
    disk.mkdir()
    command = ["/bin/mount", "-t", "tmpfs", "-o", "size=64m", "none", str(disk)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mount is refused here: {done.stderr.strip()}")
    try:
        with watched(disk) as told:
            wait_for((disk / "outbox" / NAME / "journal.jsonl").exists)
            time.sleep(1)
            (disk / "inbox" / NAME / "dossier.docx").write_bytes(DOSSIER.read_bytes())
            with suppress(OSError), (disk / "ballast").open("wb") as ballast:
                while True:
                    ballast.write(bytes(4096))
            wait_for(lambda: any("REC-07" in line for line in told))
            time.sleep(5)
            (disk / "ballast").unlink()

            wait_for(lambda: any(line.endswith("complet") for line in told))

        assert len([line for line in told if "REC-07" in line]) == 1
        assert names_taken(disk) == ["dossier.docx"]
        assert list((disk / "inbox" / NAME).iterdir()) == []
    finally:
        subprocess.run(["/bin/umount", "--lazy", str(disk)], check=True)


def test_ctrl_c_in_a_terminal_spoils_no_dossier(tmp_path: Path) -> None:
    inbox(tmp_path).mkdir(parents=True)
    for rank in range(3):
        copy = inbox(tmp_path) / f"dossier-{rank}.docx"
        copy.write_bytes(DOSSIER.read_bytes() + bytes(rank))
    child = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "watch", NAME, "--workspace", str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for(lambda: len(names_taken(tmp_path)) == 3)
    time.sleep(0.5)
    os.killpg(child.pid, signal.SIGINT)  # a terminal sends it to the workers too

    out, _ = child.communicate(timeout=120)

    assert child.returncode == 0
    assert out.splitlines()[-1] == "Surveillance arrêtée."
    with open_session(tmp_path, NAME) as session, session.store.reading() as shelf:
        assert "illisible" not in {row.dossier.state for row in shelf.dossiers(session.id)}


def test_a_hand_made_pass_and_a_watcher_share_the_work(tmp_path: Path) -> None:
    with watched(tmp_path) as told:
        wait_for(lambda: len(told) > 0)
        (inbox(tmp_path) / "a.pdf").write_bytes(b"a")
        command = [sys.executable, "-m", "pipeline", "ingest", NAME, "--workspace", str(tmp_path)]
        subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=120)

        wait_for(lambda: names_taken(tmp_path) == ["a.pdf"])

    with open_session(tmp_path, NAME) as session, session.store.reading() as shelf:
        assert [row.dossier.number for row in shelf.dossiers(session.id)] == ["PDN62-2019-001"]
