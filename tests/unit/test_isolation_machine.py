"""What this machine does to a reading is never said of the file."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing.util import get_temp_dir
from pathlib import Path

import pytest

from pipeline.errors import Damaged, MachineFault, ReadError, TooSlow
from pipeline.isolation import Limits, Workers, get_ready
from tests import misbehaving

MOUNT, UNMOUNT = "/bin/mount", "/bin/umount"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "été.pdf"
    path.write_bytes(b"%PDF-")
    return path


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(limits=Limits(seconds=20)) as pool:
        yield pool


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        [MOUNT, "-t", "tmpfs", "-o", "size=4m", "none", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root")
    yield disk
    subprocess.run([UNMOUNT, "--lazy", str(disk)], check=True)


def eventually(condition: Callable[[], bool], seconds: float = 90) -> bool:
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


def runs(number: int) -> bool:
    """Say whether a process runs; one that has ended may wait long for somebody to notice."""
    try:
        status = Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(") ")[2][0] != "Z"


def test_a_temporary_folder_that_vanishes_is_not_said_of_the_file(
    workers: Workers, file: Path
) -> None:
    with pytest.raises(MachineFault) as caught:
        workers.run(misbehaving.lose_temporary_folder, file)

    assert caught.value.facts == {"name": "été.pdf", "detail": "le dossier de travail a disparu"}


def test_a_file_that_vanishes_while_it_is_read_is_not_damaged(workers: Workers, file: Path) -> None:
    with pytest.raises(MachineFault) as caught:
        workers.run(misbehaving.lose_file, file)

    assert caught.value.facts["detail"] == "le fichier à lire a disparu"


def test_a_full_disk_is_not_said_of_the_file(
    small_disk: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    get_ready()  # the server of workers keeps its own temporary folder
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
    with Workers(1) as pool:
        with pytest.raises(MachineFault) as caught:
            pool.run(misbehaving.fill_disk, file)
        after = pool.run(misbehaving.double, 21)

    assert caught.value.message == (
        "La lecture de « été.pdf » n’a pas pu se faire : le disque est plein."
    )
    assert after == 42


def test_too_many_open_files_are_not_said_of_the_file(workers: Workers, file: Path) -> None:
    with pytest.raises(MachineFault) as caught:
        workers.run(misbehaving.open_too_many, file)

    assert caught.value.facts["detail"] == "trop de fichiers sont ouverts"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ENFILE])
def test_what_the_system_refuses_is_not_said_of_the_file(workers: Workers, number: int) -> None:
    with pytest.raises(MachineFault):
        workers.run(misbehaving.fail_as_the_system, number)


def test_what_lacked_for_a_moment_is_tried_again(workers: Workers, tmp_path: Path) -> None:
    assert workers.run(misbehaving.run_out_of_room_once, tmp_path / "mark") == "read"


def test_a_fault_of_the_machine_does_not_stop_a_batch(workers: Workers) -> None:
    numbers = [errno.ENOSPC, errno.EIO, errno.ENOSPC]

    results = list(workers.map(misbehaving.fail_as_the_system, numbers))

    assert sorted(number for number, _ in results) == sorted(numbers)
    assert all(isinstance(result, MachineFault) for _, result in results)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_that_somebody_kills_is_replaced(
    workers: Workers, tmp_path: Path, number: int
) -> None:
    assert workers.run(misbehaving.die_once, tmp_path / "mark", number) == "read"


def test_a_worker_killed_by_hand_in_the_middle_of_a_call_is_replaced(tmp_path: Path) -> None:
    mark = tmp_path / "number"
    code = (
        "import os, pathlib, signal, sys, time; mark = pathlib.Path(sys.argv[1])\n"
        "while not mark.exists(): time.sleep(0.05)\n"
        "os.kill(int(mark.read_text()), signal.SIGKILL)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(mark)]) as killer:
        try:
            with Workers(1) as pool:
                assert pool.run(misbehaving.tell_and_wait, mark) == "read"
        finally:
            killer.kill()


def test_what_is_killed_again_and_again_is_not_said_of_the_file(
    workers: Workers, file: Path
) -> None:
    with pytest.raises(MachineFault):
        workers.run(misbehaving.die_always, file)


def test_workers_killed_while_they_rest_are_replaced(file: Path) -> None:
    with Workers(1) as pool:
        for _ in range(3):
            resting = pool.run(misbehaving.own_number, file)
            os.kill(resting, signal.SIGKILL)
            assert eventually(lambda: not runs(resting))  # noqa: B023 -- called at once
            time.sleep(0.3)  # the pool looks at its workers five times in this

        assert pool.run(misbehaving.double, 21) == 42


def test_a_folder_that_somebody_tidies_up_is_made_again(file: Path) -> None:
    with Workers(1) as pool:
        shutil.rmtree(pool.run(misbehaving.temporary_folder, file).parent)

        assert pool.run(misbehaving.double, 21) == 42


def test_temporary_files_of_the_program_that_somebody_tidies_up_are_made_again() -> None:
    with Workers(1) as pool:
        pool.run(misbehaving.double, 1)
        shutil.rmtree(get_temp_dir())

        assert pool.run(misbehaving.freshness, 1) == "stale"
    with Workers(1) as pool:
        assert pool.run(misbehaving.double, 21) == 42


def test_workers_that_cannot_be_started_are_started_later() -> None:
    with Workers(1) as pool:
        used = pool.run(misbehaving.own_number, Path("a"))
        shutil.rmtree(get_temp_dir())
        os.kill(used, signal.SIGKILL)
        assert eventually(lambda: not runs(used))
        time.sleep(0.3)

        assert pool.run(misbehaving.double, 21) == 42


def test_damage_found_by_a_worker_that_has_served_is_confirmed_by_a_new_one(file: Path) -> None:
    with Workers(1) as pool:
        pool.run(misbehaving.double, 1)

        assert pool.run(misbehaving.damaged_unless_fresh, file) == "fresh"


def test_damage_found_by_a_new_worker_is_believed(file: Path) -> None:
    file.write_text("")
    with Workers(1) as pool, pytest.raises(Damaged):
        pool.run(misbehaving.damaged, file)

    assert file.read_text() == "read\n"


def test_damage_confirmed_by_a_new_worker_is_told_once(file: Path) -> None:
    file.write_text("")
    with Workers(1) as pool:
        pool.run(misbehaving.double, 1)
        with pytest.raises(Damaged):
            pool.run(misbehaving.damaged, file)

    assert file.read_text() == "read\nread\n"


def test_a_result_in_doubt_is_confirmed_by_a_new_worker() -> None:
    with Workers(1) as pool:
        found = dict(pool.map(misbehaving.freshness, range(4), doubtful=misbehaving.is_stale))

    assert found == dict.fromkeys(range(4), "fresh")


def test_a_call_ends_at_the_end_of_its_patience() -> None:
    limits = Limits(seconds=60, patience=1)
    with Workers(1, limits=limits) as pool, pytest.raises(TooSlow) as caught:
        pool.run(misbehaving.hang, Path("a.pdf"))

    assert caught.value.facts["name"] == "a.pdf"
    assert caught.value.facts["seconds"] in range(1, 50)


def test_pages_that_are_looked_at_give_more_time() -> None:
    with Workers(1, limits=Limits(seconds=60, patience=1)) as pool:
        assert pool.run(misbehaving.look_at_pages, 5) == 5


def test_a_rest_between_two_calls_costs_no_patience() -> None:
    with Workers(1, limits=Limits(seconds=60, patience=1)) as pool:
        first = pool.run(misbehaving.own_number, Path("a"))
        time.sleep(1.5)

        assert pool.run(misbehaving.own_number, Path("a")) == first


def test_while_one_file_hangs_the_others_go_on() -> None:
    with Workers(2, limits=Limits(seconds=3)) as pool:
        order = [number for number, _ in pool.map(misbehaving.hang_on_zero, range(40))]

    assert order[-1] == 0
    assert sorted(order) == list(range(40))


def test_limits_may_depend_on_the_thing() -> None:
    def short_for_zero(number: int) -> Limits:
        return Limits(seconds=1 if number == 0 else 60)

    with Workers(1, limits=Limits(seconds=60)) as pool:
        found = dict(pool.map(misbehaving.hang_on_zero, range(3), limits=short_for_zero))

    assert isinstance(found.pop(0), ReadError)
    assert found == {1: 1, 2: 2}


def test_nothing_stays_behind_when_the_program_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    code = (
        "import pathlib, sys\n"
        "from pipeline.isolation import Workers\n"
        "from tests import misbehaving\n"
        "if __name__ == '__main__':\n"
        "    with Workers(1) as pool:\n"
        "        pool.run(misbehaving.tell_and_wait, pathlib.Path(sys.argv[1]))\n"
    )
    script = tmp_path / "program.py"
    script.write_text(code)
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen([sys.executable, str(script), str(mark)], env=environment) as program:
        assert eventually(mark.exists)
        folders = [path for path in tmp_path.iterdir() if path.is_dir()]
        program.kill()

    worker = int(mark.read_text())
    assert folders
    assert eventually(lambda: not runs(worker) and not any(path.exists() for path in folders))


def test_a_worker_that_a_file_left_without_room_for_files_is_replaced(file: Path) -> None:
    with Workers(1) as pool:
        with pytest.raises(MachineFault):
            pool.run(misbehaving.open_too_many, file)

        assert pool.run(misbehaving.has_room) == "room"


def test_workers_start_however_long_the_name_of_the_temporary_folder_is(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    code = (
        "import os\n"
        "from pipeline.isolation import Workers\n"
        "if __name__ == '__main__':\n"
        "    with Workers(1) as pool:\n"
        "        print(pool.run(os.getpid) != os.getpid())\n"
    )
    script = tmp_path / "program.py"
    script.write_text(code)
    environment = os.environ | {"TMPDIR": str(deep), "PYTHONPATH": str(Path.cwd())}

    ended = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, check=False
    )

    assert ended.stdout == b"True\n"
