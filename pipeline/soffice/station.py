"""Keep a LibreOffice ready for the next document, and hand it only to one that is as it was.

    /usr/bin/python3 -I station.py CHANNEL PROGRAM HOME

Starting LibreOffice takes longer than converting a dossier. This process starts one in a profile
of its own, reached by a socket that only this user may open, never by a network port. After each
document it has a blank page laid out: when that is not what it was at the start, the document has
left something behind, and LibreOffice is started anew. So it is after `_MOST` documents, and after
the first one that it does not convert. Here a document is converted, or nothing is known of it:
its verdict is given elsewhere.

CHANNEL is a socket: a request is one line of JSON with `source` and `target`, the answer one line
with `end`. Nothing here watches the time: who asks ends this process. Run by path, under
`guard.py`, by the Python that has LibreOffice's bridge `uno`; it imports nothing of the project.
"""

import contextlib
import importlib
import json
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping
from io import BufferedReader
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Self, TypedDict

MADE, REFUSED, UNFIT = "made", "refused", "unfit"
"""How a request ends: `unfit` when LibreOffice, or the bridge to it, is not to be had."""

_MOST = 20  # documents
_SWOLLEN = 400 * 1024**2  # bytes held after a document: 240 MB is common
_START_SECONDS = 15.0
_RESTARTS = (79, 81)  # it has furnished its profile and wants to be started again
_LOOK = 0.02  # seconds between two attempts to reach it
_BLANK = "private:factory/swriter"
_FILTER = "MS Word 2007 XML"
_QUIET = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo")


class Request(TypedDict):
    """What the worker asks: absolute paths."""

    source: str
    target: str


class Unfit(Exception):
    """LibreOffice did not start, or cannot be reached."""


def profile_in(home: Path) -> Path:
    """Give the profile of the LibreOffice of a station."""
    return home / "office" / "profile"


def door_of(home: Path) -> str:
    """Give the name of the pipe by which it is reached: nobody else's."""
    return home.name


class Office:
    """A LibreOffice started in a new folder under `home`, ended with its context."""

    def __init__(self, uno: ModuleType, program: Path, home: Path) -> None:
        self._uno = uno
        self._home = home / "office"
        shutil.rmtree(self._home, ignore_errors=True)
        shutil.copytree(home / "blank", self._home)
        profile = profile_in(home).as_uri()
        door = f"pipe,name={door_of(home)};urp"
        where = f"-env:UserInstallation={profile}"
        self._command = (str(program), where, *_QUIET, f"--accept={door}")
        self._process = subprocess.Popen(self._command, cwd=self._home)
        self._desktop = self._reach(f"uno:{door};StarOffice.ComponentContext")
        self._page = self._blank_page()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def end(self) -> None:
        """Kill it: nothing of it is worth a farewell."""
        self._process.kill()
        self._process.wait()

    def convert(self, source: str, target: Path) -> bool:
        """Convert what is at a URL; False when LibreOffice does not open or write it."""
        try:
            document = self._desktop.loadComponentFromURL(source, "_blank", 0, self._manner)
            if document is None:
                return False
            document.storeToURL(target.as_uri(), (self._value("FilterName", _FILTER),))
            document.close(True)  # noqa: FBT003 -- UNO knows no keywords
        except self._uno.getClass("com.sun.star.uno.Exception"):
            return False
        return target.is_file()

    def is_as_it_was(self) -> bool:
        """Say whether the documents before have left nothing behind."""
        return self._held() < _SWOLLEN and self._blank_page() == self._page

    @property
    def _manner(self) -> tuple[Any, ...]:
        # No window, so that nothing is laid out or worked out anew; no macro; no link updated.
        values = {"Hidden": True, "MacroExecutionMode": 0, "UpdateDocMode": 0}
        return tuple(self._value(name, value) for name, value in values.items())

    def _value(self, name: str, value: object) -> Any:  # noqa: ANN401 -- a structure of UNO
        struct = self._uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        struct.Name, struct.Value = name, value
        return struct

    def _reach(self, address: str) -> Any:  # noqa: ANN401 -- an object of UNO
        context = self._uno.getComponentContext()
        services = context.ServiceManager
        resolver = services.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until and self._runs():
            with contextlib.suppress(self._uno.getClass("com.sun.star.uno.Exception")):
                there = resolver.resolve(address)
                name = "com.sun.star.frame.Desktop"
                return there.ServiceManager.createInstanceWithContext(name, there)
            time.sleep(_LOOK)
        self.end()
        raise Unfit

    def _runs(self) -> bool:
        status = self._process.poll()
        if status in _RESTARTS:
            self._process = subprocess.Popen(self._command, cwd=self._home)
        return status is None or status in _RESTARTS

    def _blank_page(self) -> Mapping[str, bytes]:
        """Lay out a blank page; give what it is made of, but for the hour of its making."""
        page = self._home / "blank.docx"
        if not self.convert(_BLANK, page):
            return {}
        with zipfile.ZipFile(page) as package:
            names = [name for name in package.namelist() if name.startswith("word/")]
            parts = {name: package.read(name) for name in names}
        page.unlink()
        return parts

    def _held(self) -> int:
        pages = Path(f"/proc/{self._process.pid}/statm").read_text("ascii").split()[1]
        return int(pages) * 4096


def serve(office: Office, requests: BufferedReader, channel: socket.socket) -> bool:
    """Answer requests as long as LibreOffice stays what it was; False when nobody asks any more."""
    for _ in range(_MOST):
        line = requests.readline()
        if not line:
            return False
        request: Request = json.loads(line)
        made = office.convert(Path(request["source"]).as_uri(), Path(request["target"]))
        _answer(channel, MADE if made else REFUSED)
        if not made or not office.is_as_it_was():
            return True
    return True


def _answer(channel: socket.socket, end: str) -> None:
    channel.sendall(json.dumps({"end": end}).encode() + b"\n")


def main(arguments: list[str]) -> int:
    """Answer requests until the worker at the other end of the channel is gone."""
    channel = socket.socket(fileno=int(arguments[0]))
    program, home = Path(arguments[1]), Path(arguments[2])
    with channel, channel.makefile("rb") as requests:
        try:
            uno = importlib.import_module("uno")
            asked = True
            while asked:
                with Office(uno, program, home) as office:
                    asked = serve(office, requests, channel)
        except (ImportError, Unfit):
            _answer(channel, UNFIT)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
