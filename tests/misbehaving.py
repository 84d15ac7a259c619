"""Functions that misbehave, for the tests of isolation: workers import them by name."""

import errno
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from pipeline import patience
from pipeline.errors import Damaged, Encrypted, TooSlow
from pipeline.isolation import worker
from pipeline.read import read
from pipeline.soffice import guard, standby

LEAKED: list[bytearray] = []


class Unbuildable(Exception):
    """An exception that cannot be rebuilt from its arguments."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} {two}")


def double(number: int) -> int:
    return 2 * number


def size_of(path: Path) -> int:
    return path.stat().st_size


def abort(_: Path) -> None:
    os.abort()


def swell(size: int) -> int:
    return len(bytearray(size))


def hang(_: Path) -> None:
    while True:
        pass


def refuse(path: Path) -> None:
    raise Encrypted(name=path.name)


def fail(_: Path) -> None:
    raise Unbuildable("données", "du dossier")


def give_a_lock(_: Path) -> object:
    return threading.Lock()


def call_home(_: Path) -> None:
    socket.create_connection(("192.0.2.1", 80), timeout=2)


def write_temporary() -> str:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        return file.name


def abort_unless_fresh(_: Path) -> str:
    if worker.has_served():
        os.abort()
    return "fresh"


def abort_on_odd(number: int) -> int:
    if number % 2:
        os.abort()
    return number


def refuse_on_odd(number: int) -> int:
    if number % 2:
        raise TooSlow(name=str(number), seconds=0)
    return number


def leak(size: int) -> int:
    """Keep memory, as libraries do, and tell which process did."""
    LEAKED.append(bytearray(size))
    return os.getpid()


def start_sleeper(mark: Path) -> None:
    """Start LibreOffice's guard around a long sleep, tell its number, and hang."""
    code = "import os,sys,time; open(sys.argv[1],'w').write(str(os.getpid())); time.sleep(60)"
    limits = ["60", str(4 * 1024**3)]
    program = [sys.executable, "-I", "-S", "-c", code, str(mark)]
    child = [sys.executable, "-I", "-S", guard.__file__, *limits, *program]
    subprocess.Popen(child, stdin=subprocess.PIPE)
    time.sleep(60)


def lose_temporary_folder(path: Path) -> None:
    """What a reader says when its temporary folder goes: it takes that for the file's fault."""
    shutil.rmtree(tempfile.gettempdir())
    raise Damaged(name=path.name)


def lose_file(path: Path) -> None:
    path.unlink()
    raise Damaged(name=path.name)


def fill_disk(path: Path) -> None:
    """Write until the disk is full, which a reader takes for the file's fault."""
    try:
        with Path(tempfile.gettempdir(), "large").open("wb") as file:
            while True:
                file.write(bytes(2**16))
    except OSError as error:
        raise Damaged(name=path.name) from error


def open_too_many(_: Path) -> None:
    opened = []
    while True:
        opened.append(Path(os.devnull).open("rb"))  # noqa: SIM115 -- left open


def fail_as_the_system(number: int) -> None:
    raise OSError(number, os.strerror(number))


def run_out_of_room_once(mark: Path) -> str:
    if not mark.exists():
        mark.touch()
        fail_as_the_system(errno.ENOSPC)
    return "read"


def die_once(mark: Path, number: int) -> str:
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), number)
        time.sleep(60)
    return "read"


def die_always(_: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def tell_and_wait(mark: Path) -> str:
    """Tell which process this is, and wait to be killed; the next one does not wait."""
    if mark.exists():
        return "read"
    written = mark.with_suffix(".new")
    written.write_text(str(os.getpid()))
    written.rename(mark)
    time.sleep(60)
    return "not killed"


def own_number(_: Path) -> int:
    return os.getpid()


def damaged_unless_fresh(path: Path) -> str:
    if worker.has_served():
        raise Damaged(name=path.name)
    return "fresh"


def damaged(path: Path) -> None:
    with path.open("a") as file:
        file.write("read\n")
    raise Damaged(name=path.name)


def freshness(_: int) -> str:
    return "stale" if worker.has_served() else "fresh"


def is_stale(value: str) -> bool:
    return value == "stale"


def look_at_pages(pages: int) -> int:
    """Take half a second for each page, and ask for time as the reader of pages does."""
    for _ in range(pages):
        patience.allow(2)
        until = time.monotonic() + 0.5
        while time.monotonic() < until:
            pass
    return pages


def hang_on_zero(number: int) -> int:
    while number == 0:
        pass
    return number


def temporary_folder(_: Path) -> Path:
    return Path(tempfile.gettempdir())


def convert_and_wait(file: Path, mark: Path) -> None:
    """Convert with the LibreOffice that the worker keeps ready, then hang."""
    standby.convert(file, ".rtf", mark.with_suffix(".docx"), 60)
    mark.touch()
    while True:
        pass


def memory_allowed() -> int:
    return resource.getrlimit(resource.RLIMIT_AS)[0]


def text_of(file: Path) -> str:
    return "\n".join(text for block in read(file).blocks if (text := block.text.strip()))


def has_room() -> str:
    """Open a file, as any reader does."""
    Path("/proc/self/statm").read_text("ascii")
    return "room"
