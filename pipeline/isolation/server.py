"""The process that workers are forked from, with the readers imported."""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

from pipeline.isolation import sweep

_ONE_THREAD = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS")
"""Two workers on two cores: threads inside would only wait for each other, and each takes
40 MB of the address space."""


_LONGEST = 60  # bytes of a temporary folder, below which a socket may stand


def get_ready(preload: Sequence[str] = ()) -> None:
    """Start what workers are forked from, and return at once; it takes a second to be ready.

    Never fork the caller: it may have threads that hold locks. A server process with the readers
    imported is forked instead, in a few milliseconds, as long as the program lives.
    """
    _own_folder()
    _mend()
    multiprocessing.set_forkserver_preload(["pipeline.isolation.worker", *preload])
    with _environment(dict.fromkeys(_ONE_THREAD, "1")):
        forkserver.ensure_running()


@cache
def _own_folder() -> subprocess.Popen[bytes]:
    """Have the server's socket in a folder that goes even when this program is killed."""
    # The address of a socket holds 107 bytes, the name of the socket included.
    short = len(os.fsencode(tempfile.gettempdir())) <= _LONGEST
    home = tempfile.mkdtemp(prefix="candidatures-", dir=None if short else "/tmp")  # noqa: S108 -- private: 0700
    # Where `multiprocessing.util.get_temp_dir` looks before it makes one that nobody sweeps.
    multiprocessing.current_process()._config["tempdir"] = home  # type: ignore[attr-defined] # noqa: SLF001
    return sweep.stand_by(Path(home))


def _mend() -> None:
    """Have the server started anew when the socket to it is gone.

    The socket stands in a temporary folder: after some weeks of watching, the system may tidy it
    up, and multiprocessing has no answer to that.
    """
    server: Any = forkserver._forkserver  # noqa: SLF001 -- as said above
    address, process = server._forkserver_address, server._forkserver_pid  # noqa: SLF001
    if address is None or process is None or Path(address).exists():
        return
    with contextlib.suppress(OSError):
        os.kill(process, signal.SIGKILL)
        server._stop()  # noqa: SLF001
    Path(address).parent.mkdir(mode=0o700, exist_ok=True)


@contextlib.contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for the processes started meanwhile."""
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        for name in values:
            if name in before:
                os.environ[name] = before[name]
            else:
                del os.environ[name]
