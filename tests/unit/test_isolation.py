"""Whatever a call does, it ends as a result and harms nobody."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import Crashed, Encrypted, ReadError, TooLarge, TooSlow
from pipeline.isolation import Limits, Workers
from tests import misbehaving

FILE = Path("/nulle part/été.pdf")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(limits=Limits(seconds=1)) as pool:
        yield pool


def test_a_call_gives_what_the_function_returns(workers: Workers) -> None:
    assert workers.run(misbehaving.double, 21) == 42


def test_an_error_crosses_the_border_as_it_was(workers: Workers) -> None:
    with pytest.raises(Encrypted) as caught:
        workers.run(misbehaving.refuse, FILE)

    assert caught.value.facts == {"name": "été.pdf"}


def test_an_abort_is_a_crash_with_the_name_of_the_file(workers: Workers) -> None:
    with pytest.raises(Crashed) as caught:
        workers.run(misbehaving.abort, FILE)

    assert caught.value.facts == {"name": "été.pdf", "detail": "arrêt du processus, SIGABRT"}


def test_memory_is_bounded(workers: Workers) -> None:
    with pytest.raises(TooLarge):
        workers.run(misbehaving.swell, 2 * 1024**3)


def test_an_endless_loop_is_stopped(workers: Workers) -> None:
    with pytest.raises(TooSlow) as caught:
        workers.run(misbehaving.hang, FILE)

    assert caught.value.facts == {"name": "été.pdf", "seconds": 1}


def test_a_bug_is_told_without_the_words_of_the_dossier(workers: Workers) -> None:
    with pytest.raises(Crashed) as caught:
        workers.run(misbehaving.fail, FILE)

    assert caught.value.facts == {"name": "été.pdf", "detail": "Unbuildable"}
    assert "données du dossier" in caught.value.__notes__[0]


def test_a_result_that_cannot_be_carried_is_a_bug(workers: Workers) -> None:
    with pytest.raises(Crashed):
        workers.run(misbehaving.give_a_lock, FILE)


def test_there_is_no_network(workers: Workers) -> None:
    with pytest.raises(Crashed) as caught:
        workers.run(misbehaving.call_home, FILE)

    assert caught.value.facts["detail"] in {"OSError", "PermissionError"}  # no TimeoutError


def test_the_network_is_refused_where_the_kernel_grants_no_private_one() -> None:
    code = (
        "import socket, sys; from pipeline.isolation.worker import refuse_network;"
        "sys.addaudithook(refuse_network); socket.create_connection(('127.0.0.1', 9))"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )

    assert ended.stderr.splitlines()[-1] == "PermissionError: no network in a worker"


def test_temporary_files_are_gone_after_the_call(workers: Workers) -> None:
    assert not Path(workers.run(misbehaving.write_temporary)).parent.exists()


def test_relative_paths_keep_their_meaning(
    workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dossier").write_bytes(b"12345")
    monkeypatch.chdir(tmp_path)

    assert workers.run(misbehaving.size_of, Path("dossier")) == 5


def test_a_file_does_not_pay_for_the_one_before(workers: Workers) -> None:
    for _ in range(4):
        workers.run(misbehaving.double, 1)

    assert workers.run(misbehaving.abort_unless_fresh, FILE) == "fresh"


def test_a_swollen_worker_is_replaced_before_the_next_file() -> None:
    # Twice the usual memory: what a worker has imported before takes up to 400 MB of it.
    with Workers(1, limits=Limits(memory=2 * 1024**3)) as pool:
        swollen = pool.run(misbehaving.leak, 1300 * 1024**2)

        assert pool.run(os.getpid) != swollen
        assert pool.run(misbehaving.swell, 1200 * 1024**2) == 1200 * 1024**2


def test_a_batch_gives_every_thing_its_result(workers: Workers) -> None:
    results = dict(workers.map(misbehaving.refuse_on_odd, range(40)))

    assert [number for number in range(40) if results.get(number) == number] == [*range(0, 40, 2)]
    assert all(isinstance(results[number], ReadError) for number in range(1, 40, 2))


def test_a_batch_survives_the_death_of_its_workers(workers: Workers) -> None:
    results = dict(workers.map(misbehaving.abort_on_odd, range(6)))

    assert [results[number] for number in (0, 2, 4)] == [0, 2, 4]
    assert all(isinstance(results[number], Crashed) for number in (1, 3, 5))


def test_a_batch_takes_its_things_as_it_goes(workers: Workers) -> None:
    taken = []

    def things() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    next(iter(workers.map(misbehaving.double, things())))

    assert len(taken) < 10


def test_what_a_killed_worker_started_dies_with_it(workers: Workers, tmp_path: Path) -> None:
    mark = tmp_path / "number"

    with pytest.raises(TooSlow):
        workers.run(misbehaving.start_sleeper, mark)

    number = int(mark.read_text())
    for _ in range(50):
        if not Path(f"/proc/{number}").exists():
            break
        time.sleep(0.05)
    assert not Path(f"/proc/{number}").exists()
