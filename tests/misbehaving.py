"""Functions that misbehave, for the tests of isolation: workers import them by name."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from pipeline.errors import Encrypted, TooSlow
from pipeline.isolation import worker
from pipeline.soffice import guard

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
