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

from pipeline import patience
from pipeline.errors import Crashed, Damaged, PipelineError
from pipeline.isolation import health
from pipeline.isolation.sweep import BEGUN
from pipeline.soffice import guard, standby
from schemas.base import Record

OUT_OF_MEMORY = 77
TIRED = 78
"""Exit statuses by which a worker says why it leaves."""

DOUBTED = frozenset({Damaged.code, Crashed.code})
"""Verdicts that the state of a worker may have caused: confirmed before they are given."""

_GRACE = 10  # seconds of processor time beyond the wall clock, should the parent be stuck
_TIRED_FROM = 0.6  # of the memory limit, before the call: the file would pay for its elders
_NETWORK = frozenset(
    {"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}
)

_served = 0
"""Calls answered by this process. A worker is one process with one thread."""


class Limits(Record):
    """What one call may use: seconds on the clock, bytes of address space, processor seconds.

    `patience` is the part of `processor` that it may use unless `pipeline.patience` allows more;
    None for all of it. Without `processor`, the clock sets the limit.
    """

    seconds: int = 180
    memory: int = 1024**3
    processor: int | None = None
    patience: int | None = None


READING = Limits(seconds=300, processor=120, patience=patience.SECONDS)
"""For a drop: what is no scan has the patience, a scan of many pages up to all of `processor`. The
clock is for a machine that does much else, and for what waits for ever without working."""


class Call(NamedTuple):
    """A function, its arguments, and the circumstances it runs in."""

    function: Callable[..., object]
    args: tuple[object, ...]
    limits: Limits
    folder: Path
    """Private, for temporary files; the parent removes it whatever happens."""
    current: str
    """Working directory of the caller, so that relative paths keep their meaning."""
    needed: tuple[Path, ...] = ()
    """Those of the arguments that were there when the call was made."""
    doubtful: Callable[..., bool] | None = None
    """Says of a result whether the state of a worker may have caused it."""
    fresh: bool = False
    """Only a worker that has answered nothing yet may take it."""

    @property
    def begun(self) -> float | None:
        """Give the time, in seconds of the clock of files, when a worker took it, if any did."""
        try:
            return (self.folder / BEGUN).stat().st_mtime
        except OSError:
            return None


class Bug(NamedTuple):
    """An unexpected exception as text: not every exception can be rebuilt elsewhere."""

    type: str
    trace: str


class Reply(NamedTuple):
    """What comes back: exactly one of the pickled result, the error, the bug or the fault."""

    pid: int
    result: bytes | None = None
    error: PipelineError | None = None
    bug: Bug | None = None
    fault: str | None = None
    """What this machine lacks: nothing is known of the file."""
    doubtful: bool = False


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
    if _served and (call.fresh or _is_swollen(call, unknown=True)):
        os._exit(TIRED)
    with contextlib.suppress(OSError):  # told of below
        (call.folder / BEGUN).write_text(str(os.getpid()), "ascii")
    try:
        reply = _reply(call)
    finally:
        patience.end()
        _served += 1
    # Readers take what the system refuses them for damage of the file: they cannot know.
    fault = health.fault(call.folder, call.needed)
    return reply if fault is None else Reply(os.getpid(), fault=fault)


def _reply(call: Call) -> Reply:
    pid = os.getpid()
    try:
        _settle_in(call)
        if call.limits.patience is not None:
            patience.begin(call.limits.patience)
        value = call.function(*call.args)
        doubtful = call.doubtful is not None and call.doubtful(value)
        return Reply(pid, result=pickle.dumps(value), doubtful=doubtful)
    except PipelineError as error:
        return Reply(pid, error=error, doubtful=error.code in DOUBTED)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 -- the border: whatever a library raises ends as a reply
        fault = health.words_of(error) if isinstance(error, OSError) else None
        if fault is not None and _is_swollen(call, unknown=False):
            os._exit(OUT_OF_MEMORY)
        if fault is not None:
            return Reply(pid, fault=fault)
        bug = Bug(type(error).__name__, traceback.format_exc())
        return Reply(pid, bug=bug, doubtful=True)


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
    # Together with LibreOffice; a file that finds this too little has another, new worker.
    memory = call.limits.memory - standby.held()
    guard.limit(memory, spent + (call.limits.processor or call.limits.seconds + _GRACE))


def _is_swollen(call: Call, *, unknown: bool) -> bool:
    """Say whether the address space of this process comes near the limit of a call.

    `unknown` is the answer when so many files are open that it cannot be told.
    """
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:
        return unknown
    return pages * resource.getpagesize() > _TIRED_FROM * call.limits.memory
