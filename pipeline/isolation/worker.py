"""What happens inside a worker process: it confines itself, then answers one call at a time."""

import contextlib
import os
import pickle
import resource
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import PipelineError
from pipeline.soffice import guard, standby
from schemas.base import Record

OUT_OF_MEMORY = 77
TIRED = 78
"""Exit statuses by which a worker says why it leaves."""

_GRACE = 10  # seconds of processor time beyond the wall clock, should the parent be stuck
_TIRED_FROM = 0.6  # of the memory limit, before the call: the file would pay for its elders
_NETWORK = frozenset(
    {"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}
)

_served = 0
"""Calls answered by this process. A worker is one process with one thread."""


class Limits(Record):
    """What one call may use: seconds on the clock, bytes of address space."""

    seconds: int = 180
    memory: int = 1024**3


class Call(NamedTuple):
    """A function, its arguments, and the circumstances it runs in."""

    function: Callable[..., object]
    args: tuple[object, ...]
    limits: Limits
    folder: Path
    """Private, for temporary files; the parent removes it whatever happens."""
    current: str
    """Working directory of the caller, so that relative paths keep their meaning."""
    fresh: bool = False
    """Only a worker that has answered nothing yet may take it."""


class Bug(NamedTuple):
    """An unexpected exception as text: not every exception can be rebuilt elsewhere."""

    type: str
    trace: str


class Reply(NamedTuple):
    """What comes back: exactly one of the pickled result, the error or the bug."""

    pid: int
    result: bytes | None = None
    error: PipelineError | None = None
    bug: Bug | None = None


def confine() -> None:
    """Prepare a new worker: no core dump, no network, and it dies with its parent."""
    guard.die_with_parent()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cut = False
    with contextlib.suppress(OSError):
        cut = guard.cut_network()
    if not cut:
        sys.addaudithook(refuse_network)


def refuse_network(event: str, _: tuple[object, ...]) -> None:
    """Audit hook for where the kernel grants no private network; it cannot be taken off."""
    if event in _NETWORK:
        raise PermissionError("no network in a worker")


def answer(call: Call) -> Reply:
    """Answer a call in a confined worker; leave when memory is short."""
    global _served  # noqa: PLW0603 -- the process is the object
    if _served and (call.fresh or _memory_in_use() > _TIRED_FROM * call.limits.memory):
        os._exit(TIRED)
    _settle_in(call)
    try:
        return Reply(os.getpid(), result=pickle.dumps(call.function(*call.args)))
    except PipelineError as error:
        return Reply(os.getpid(), error=error)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 -- the border: whatever a library raises ends as a reply
        return Reply(os.getpid(), bug=Bug(type(error).__name__, traceback.format_exc()))
    finally:
        _served += 1


def has_served() -> bool:
    """Say whether this process has answered a call before."""
    return _served > 0


def _settle_in(call: Call) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.chdir(call.current)
    standby.allow(call.folder.parent)  # outlives the call, and goes with the pool
    tempfile.tempdir = str(call.folder)
    os.environ["TMPDIR"] = str(call.folder)
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    guard.limit(call.limits.memory, spent + call.limits.seconds + _GRACE)


def _memory_in_use() -> int:
    """Give the address space of this process, in bytes."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    return pages * resource.getpagesize()
