"""The worker's side of a LibreOffice kept ready: ask it, or say that it cannot be asked."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Self

from pipeline.soffice import guard, station
from pipeline.soffice.profile import environment, furnish, sockets

MEMORY = 4 * 1024**3
"""Bytes of address space: LibreOffice reserves 1 to 2 GB of it."""

RESIDENT = 600 * 1024**2
"""Bytes that LibreOffice may hold; measured: 250 MB at most over 119 files from elsewhere. With a
worker, which holds 200 MB while it waits, this stays below 1 GB."""

_LIFE = 24 * 3600  # seconds; a worker lives for minutes, and the station dies with it
_PYTHONS = ("python", "/usr/bin/python3")
"""Where LibreOffice's bridge to Python may be: in its own folder, or the system's, which Debian's
package python3-uno completes. The Python that runs this project is often another one."""

_allowed: Path | None = None
_standby: "Standby | None" = None
_hopeless = False
"""Of this process: a worker is one process with one thread, and so is its LibreOffice."""


class Standby:
    """A LibreOffice kept ready by a child process of this one, in a private folder."""

    def __init__(self, program: Path, under: Path) -> None:
        """Start it; it gets ready by itself.

        Args:
            program: LibreOffice's.
            under: an existing folder, for one of its own.
        """
        self._home = Path(tempfile.mkdtemp(prefix="o", dir=under))
        furnish(self._home / "blank")
        self._channel, theirs = socket.socketpair()
        command = [
            *(sys.executable, "-I", "-S", guard.__file__, str(_LIFE), str(MEMORY)),
            *("--resident", str(RESIDENT), "--folder", str(self._home)),
            *(word for path in self._sockets() for word in ("--socket", str(path))),
            *(str(_python(program)), "-I", station.__file__),
            *(str(theirs.fileno()), str(program), str(self._home)),
        ]
        with theirs:
            # The pipe is never written to: its end tells the guard that this process is gone.
            self._guard = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment(self._home),
                cwd=self._home,
                pass_fds=[theirs.fileno()],
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def convert(self, source: Path, suffix: str, target: Path, seconds: float) -> str:
        """Convert a document to .docx; say how it ended, in the words of the station.

        Raises:
            OSError: it is gone, or has no answer at the end of the time.
        """
        desk = self._home / "desk"
        desk.mkdir()
        try:
            copy, made = desk / f"0001{suffix}", desk / "made.docx"
            shutil.copyfile(source, copy)
            end = self._ask(station.Request(source=str(copy), target=str(made)), seconds)
            if end == station.MADE and made.stat().st_size:
                shutil.move(made, target)
        finally:
            shutil.rmtree(desk, ignore_errors=True)
        return end

    def _sockets(self) -> tuple[Path, ...]:
        return sockets(station.profile_in(self._home), station.door_of(self._home))

    def _ask(self, request: station.Request, seconds: float) -> str:
        self._channel.settimeout(seconds)
        self._channel.sendall(json.dumps(request).encode() + b"\n")
        answer = b""
        while not answer.endswith(b"\n"):
            received = self._channel.recv(4096)
            if not received:
                raise ConnectionResetError(self._guard.wait())
            answer += received
        return str(json.loads(answer)["end"])

    def held(self) -> int:
        """Give the bytes that it holds in memory, its guard and its station included."""
        return guard.resident(self._guard.pid)

    def close(self) -> None:
        """Have the guard end it, and remove what is left of its folder."""
        self._channel.close()
        if self._guard.stdin is not None:
            self._guard.stdin.close()
        self._guard.wait()
        shutil.rmtree(self._home, ignore_errors=True)


def allow(under: Path | None) -> None:
    """Let this process keep a LibreOffice ready, from the first document that needs one on.

    Args:
        under: where it may have a folder of its own; removed by whoever made it. None, as at
            the start: keep none.
    """
    global _allowed, _hopeless
    if under != _allowed:
        dismiss()
        _allowed, _hopeless = under, False


def convert(source: Path, suffix: str, target: Path, seconds: float) -> bool:
    """Convert a document to .docx with the LibreOffice kept ready; say whether there is a target.

    False says nothing about the document: the caller then tries in the ordinary way.
    """
    if _allowed is None or _hopeless:
        return False
    try:
        end = _ready(_allowed).convert(source, suffix, target, seconds)
    except OSError:
        dismiss()  # the next document gets a new one
        return False
    if end == station.UNFIT:
        _give_up()
    return end == station.MADE and target.is_file()


def is_ready() -> bool:
    """Say whether this process has a LibreOffice ready."""
    return _standby is not None


def held() -> int:
    """Give the bytes that the LibreOffice kept ready holds in memory."""
    return 0 if _standby is None else _standby.held()


def dismiss() -> None:
    """End the LibreOffice kept ready, if any."""
    global _standby  # noqa: PLW0603 -- as above
    if _standby is not None:
        with contextlib.suppress(OSError):
            _standby.close()
    _standby = None


def _give_up() -> None:
    global _hopeless  # noqa: PLW0603 -- as above
    _hopeless = True
    dismiss()


def _ready(under: Path) -> Standby:
    global _standby  # noqa: PLW0603 -- as above
    if _standby is None:
        program = _program()
        if program is None:
            _give_up()
            raise FileNotFoundError("soffice.bin")
        _standby = Standby(program, under)
    return _standby


def _program() -> Path | None:
    """Give LibreOffice's program itself, behind the scripts that start it."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        return None
    program = Path(os.path.realpath(found)).with_name("soffice.bin")
    return program if program.is_file() else None


def _python(program: Path) -> Path:
    """Give the Python that may know LibreOffice's bridge; whether it does is seen by trying."""
    candidates = (program.parent / name for name in _PYTHONS)  # an absolute name stays as it is
    return next((path for path in candidates if path.is_file()), Path(sys.executable))
