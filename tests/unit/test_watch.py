"""Standing by the inboxes."""

import datetime as dt
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import AlreadyWatching, NothingToWatch
from pipeline.run.session import open_session
from pipeline.watch import Pace, Watcher

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "truth" / "corpus"
WORD = CORPUS / "pdn62-2019" / "01-centre-social-lens.docx"
QUICK = Pace(quiet=0.4, rescan=1.0, polling=0.5)
NAME = "pdn62-2019"


def watched(root: Path, until: Callable[[list[str]], bool], *, polling: bool = False) -> list[str]:
    """Watch until what was told suffices, at most a minute; return what was told."""
    told: list[str] = []
    watcher = Watcher(root, [NAME], tell=told.append, pace=QUICK)
    thread = threading.Thread(target=watcher.run, kwargs={"polling": polling})
    thread.start()
    deadline = time.monotonic() + 60
    while not until(told) and time.monotonic() < deadline:
        time.sleep(0.1)
    watcher.ask_to_stop()
    thread.join(60)
    assert not thread.is_alive()
    return told


def drop(root: Path, name: str = "dossier.docx") -> Path:
    inbox = root / "inbox" / NAME
    inbox.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(WORD, inbox / name))


def numbers(told: list[str]) -> list[str]:
    return [line.split()[0] for line in told if line.startswith("PDN62")]


def test_what_was_there_at_the_start_is_received(tmp_path: Path) -> None:
    drop(tmp_path)

    told = watched(tmp_path, lambda told: bool(numbers(told)))

    assert numbers(told) == ["PDN62-2019-001"]


@pytest.mark.parametrize("polling", [False, True])
def test_what_comes_later_is_received(tmp_path: Path, polling: bool) -> None:  # noqa: FBT001
    timer = threading.Timer(1.5, drop, [tmp_path])
    timer.start()

    told = watched(tmp_path, lambda told: bool(numbers(told)), polling=polling)

    assert numbers(told) == ["PDN62-2019-001"]


def test_a_file_still_being_written_waits(tmp_path: Path) -> None:
    path = drop(tmp_path)
    content = path.read_bytes()
    path.unlink()

    def write_slowly() -> None:
        with path.open("wb") as file:
            for start in range(0, len(content), len(content) // 10):
                file.write(content[start : start + len(content) // 10])
                file.flush()
                time.sleep(0.1)

    writer = threading.Thread(target=write_slowly)
    writer.start()

    watched(tmp_path, lambda told: bool(numbers(told)))

    writer.join()
    with open_session(tmp_path, NAME) as session, session.store.reading() as shelf:
        (row,) = shelf.dossiers(session.id)
    assert row.dossier.extraction.outcome == "ok"


def test_a_second_watcher_says_so_and_leaves(tmp_path: Path) -> None:
    standing = threading.Event()
    first = Watcher(tmp_path, [NAME], tell=lambda _: standing.set(), pace=QUICK)
    thread = threading.Thread(target=first.run)
    thread.start()
    assert standing.wait(60)

    with pytest.raises(AlreadyWatching):
        Watcher(tmp_path, [NAME], tell=lambda _: None).run()

    first.ask_to_stop()
    thread.join(30)


def test_without_a_campaign_or_an_inbox_there_is_nothing_to_watch(tmp_path: Path) -> None:
    with pytest.raises(NothingToWatch):
        Watcher(tmp_path, [], tell=lambda _: None)


def test_a_file_that_fails_is_a_result_and_the_watcher_lives_on(tmp_path: Path) -> None:
    shutil.copy(CORPUS / "hostile" / "02-docx-tronque.docx", drop(tmp_path, "abîmé.docx"))
    timer = threading.Timer(4, drop, [tmp_path, "bon.docx"])
    timer.start()

    told = watched(tmp_path, lambda told: len(numbers(told)) == 2)

    assert [line.rsplit(", ", 1)[1] for line in told if line.startswith("PDN62")] == [
        "illisible",
        "complet",
    ]


def test_sigterm_finishes_what_is_under_way(tmp_path: Path) -> None:
    for rank in range(4):
        path = drop(tmp_path, f"dossier-{rank}.docx")
        path.write_bytes(path.read_bytes() + bytes(rank))
    child = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "watch", NAME, "--workspace", str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline().startswith("Surveillance de")
    time.sleep(2.5)  # by then the drops have settled and the first is being read
    child.send_signal(signal.SIGTERM)

    out, _ = child.communicate(timeout=120)

    assert child.returncode == 0
    assert out.splitlines()[-1] == "Surveillance arrêtée."
    now = dt.datetime(2019, 12, 16, tzinfo=dt.UTC)
    with open_session(tmp_path, NAME, clock=lambda: now) as session:
        with session.store.reading() as shelf:
            rows, waiting = shelf.dossiers(session.id), shelf.unexamined(session.id)
        left = list(session.inbox.iterdir())
    assert len(rows) + len(waiting) + len(left) == 4
