"""Keep a LibreOffice ready for the next document, and hand it only to one that is as it was.

    python -I -S station.py CHANNEL PROGRAM HOME

Starting LibreOffice takes four times as long as a dossier. This process loads its library once,
through LibreOfficeKit, and forks a child that starts it in a profile of its own. Between two
documents the child lays out a blank page: when that is not what it was at the start, something of
the document is left behind, and the child ends. It also ends after `_MOST` documents, and with
the first one that it does not convert. A document still gets its verdict elsewhere: here it is
converted, or nothing is known of it.

CHANNEL is a socket: a request is one line of JSON with `source`, `target` and `seconds`, the
answer one line with `end`. Run by path under `guard.py`, so it imports nothing of the project.
"""

import contextlib
import ctypes
import json
import os
import resource
import select
import shutil
import signal
import socket
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, TypedDict

MADE, REFUSED, SLOW, DIED, UNFIT = "made", "refused", "slow", "died", "unfit"
"""How a request ends: `unfit` when LibreOffice did not even start."""

_LIBRARIES = ("libmergedlo.so", "libsofficeapp.so")  # of Debian, then of others
_START_SECONDS = 15.0
_MOST = 20  # documents per child
_SWOLLEN = 400 * 1024**2  # bytes held after a document: 190 MB is common
_READY, _DONE, _NOT_DONE = b".", b"m", b"r"
_UNFIT_EXIT = 5
_BLANK = "private:factory/swriter"

# Places in the tables of functions of LibreOfficeKit.h, which has only grown since 2014.
_OFFICE_LOAD, _DOCUMENT_DESTROY, _DOCUMENT_SAVE = 2, 1, 2
_Pointer = ctypes.c_void_p
_Text = ctypes.c_char_p


class Request(TypedDict):
    """What the worker asks: absolute paths, and seconds on the clock."""

    source: str
    target: str
    seconds: float


class Child(NamedTuple):
    """A process with LibreOffice started, which waits for a document."""

    pid: int
    process: int
    """Handle of the child: a number may be given to another process, this cannot."""
    says: int
    """Pipe on which it says, in one byte each, that it is ready and how a document ended."""
    orders: int
    """Pipe on which it is told what to convert."""
    home: Path


class _Table(ctypes.Structure):
    _fields_ = [("functions", ctypes.POINTER(_Pointer))]


def find_library(program: Path) -> Path | None:
    """Give the library that holds LibreOfficeKit in LibreOffice's program folder."""
    return next((program / name for name in _LIBRARIES if (program / name).is_file()), None)


def _call(thing: int, place: int, kinds: tuple[type, ...], *values: object) -> int | None:
    """Call a function of an object of LibreOfficeKit by its place; the object comes first."""
    table = ctypes.cast(thing, ctypes.POINTER(_Table)).contents.functions
    result: int | None = ctypes.CFUNCTYPE(_Pointer, _Pointer, *kinds)(table[place])(thing, *values)
    return result


def _start_office(library: ctypes.CDLL, program: Path, home: Path) -> int:
    os.environ.update(HOME=str(home), TMPDIR=str(home / "tmp"))
    hook = library.libreofficekit_hook_2
    hook.restype, hook.argtypes = _Pointer, [_Text, _Text]
    office: int | None = hook(os.fsencode(program), (home / "profile").as_uri().encode())
    if not office:
        os._exit(_UNFIT_EXIT)
    return office


def _convert(office: int, source: str, target: Path) -> bool:
    document = _call(office, _OFFICE_LOAD, (_Text,), source.encode())
    if not document:
        return False
    kinds = (_Text, _Text, _Text)
    saved = _call(document, _DOCUMENT_SAVE, kinds, target.as_uri().encode(), b"docx", None)
    _call(document, _DOCUMENT_DESTROY, ())
    return bool(saved) and target.is_file()


def _blank_page(office: int, home: Path) -> Mapping[str, bytes]:
    """Lay out a blank page; give what it is made of, but for the hour of its making."""
    page = home / "blank.docx"
    if not _convert(office, _BLANK, page):
        return {}
    with zipfile.ZipFile(page) as package:
        names = [name for name in package.namelist() if name.startswith("word/")]
        parts = {name: package.read(name) for name in names}
    page.unlink()
    return parts


def _serve(library: ctypes.CDLL, program: Path, home: Path, pipes: tuple[int, int]) -> int:
    """Convert documents as they are asked for, as long as the blank page stays what it was."""
    says, orders = pipes
    office = _start_office(library, program, home)
    page = _blank_page(office, home)
    if not page:
        return _UNFIT_EXIT
    with os.fdopen(orders, "rb") as told:
        for _ in range(_MOST):
            os.write(says, _READY)
            line = told.readline()
            if not line:
                return 0
            request: Request = json.loads(line)
            _limit_processor(request["seconds"])
            made = _convert(office, Path(request["source"]).as_uri(), Path(request["target"]))
            os.write(says, _DONE if made else _NOT_DONE)
            if not made or _held() > _SWOLLEN or _blank_page(office, home) != page:
                return 0
    return 0


def _limit_processor(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 5
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _held() -> int:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize()


def _fork(library: ctypes.CDLL, program: Path, home: Path, channel: socket.socket) -> Child:
    """Start a child in a folder of its own, furnished like `home`."""
    shutil.rmtree(home / "next", ignore_errors=True)
    shutil.copytree(home / "blank", home / "next")
    says_out, says_in = os.pipe()
    orders_out, orders_in = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = _UNFIT_EXIT
        try:
            for end in (channel.fileno(), says_out, orders_in):
                os.close(end)
            status = _serve(library, program, home / "next", (says_in, orders_out))
        finally:
            os._exit(status)  # no destructors: LibreOffice's take long, and may hang
    os.close(says_in)
    os.close(orders_out)
    return Child(pid, os.pidfd_open(pid), says_out, orders_in, home / "next")


def _heard(child: Child, seconds: float) -> bytes | None:
    """Give the next byte that a child says; b"" when it has ended, None when time is over."""
    if not select.select([child.says], [], [], seconds)[0]:
        return None
    return os.read(child.says, 1)


def _end(child: Child, request: Request) -> str:
    """Have a child that is ready convert a document; say how that ended."""
    with contextlib.suppress(BrokenPipeError):
        os.write(child.orders, json.dumps(request).encode() + b"\n")
    said = _heard(child, request["seconds"])
    return SLOW if said is None else {_DONE: MADE, _NOT_DONE: REFUSED}.get(said, DIED)


def _dismiss(child: Child) -> None:
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(child.process, signal.SIGKILL)
    os.waitpid(child.pid, 0)
    for end in (child.process, child.says, child.orders):
        os.close(end)


def main(arguments: list[str]) -> int:
    """Answer requests until the worker at the other end of the channel is gone."""
    channel = socket.socket(fileno=int(arguments[0]))
    program, home = Path(arguments[1]), Path(arguments[2])
    found = find_library(program)
    if found is None:
        return 1
    library = ctypes.CDLL(str(found))
    child = _fork(library, program, home, channel)
    with channel, channel.makefile("rb") as requests:
        for line in requests:
            if _heard(child, _START_SECONDS) != _READY:  # it ended after the one before
                _dismiss(child)
                child = _fork(library, program, home, channel)
                end = UNFIT if _heard(child, _START_SECONDS) != _READY else ""
            else:
                end = ""
            end = end or _end(child, json.loads(line))
            channel.sendall(json.dumps({"end": end}).encode() + b"\n")
            if end != MADE:
                _dismiss(child)
                child = _fork(library, program, home, channel)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
