"""The parent's side of isolation: hand calls to workers, turn their ends into results."""

import contextlib
import multiprocessing
import os
import pickle
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait  # noqa: A004 -- its own
from itertools import count, islice
from multiprocessing import forkserver
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar, TypeVarTuple

from pebble import ProcessExpired, ProcessPool

from pipeline.errors import Crashed, ReadError, TooLarge, TooSlow
from pipeline.isolation.worker import OUT_OF_MEMORY, TIRED, Call, Limits, Reply, answer, confine

__all__ = ["Limits", "Workers"]

Given = TypeVarTuple("Given")
Result = TypeVar("Result")
Thing = TypeVar("Thing")

_RECYCLED = 50  # calls per worker: libraries leak, and the limit of memory is for one file
_ONE_THREAD = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS")
"""Two workers on two cores: threads inside would only wait for each other, and each takes
40 MB of the address space."""


class _Flight(NamedTuple):
    """A call under way."""

    call: Call
    name: str
    future: "Future[Reply]"


class Workers:
    """A pool of confined processes: `with Workers() as workers: …`.

    Args:
        processes: how many side by side.
        limits: for each call.
        preload: modules that the workers find imported (readers and their libraries); the
            first call to start workers in a program decides.
    """

    def __init__(
        self, processes: int = 2, *, limits: Limits | None = None, preload: Sequence[str] = ()
    ) -> None:
        self._processes = processes
        self._limits = limits or Limits()
        self._preload = list(preload)
        self._numbers = count(1)
        self._served: set[int] = set()

    def __enter__(self) -> Self:
        # Never fork the caller: it may have threads that hold locks. A server process with
        # the readers imported is forked instead, in a few milliseconds.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["pipeline.isolation.worker", *self._preload])
        with _environment(dict.fromkeys(_ONE_THREAD, "1")):
            forkserver.ensure_running()
        self._home = Path(tempfile.mkdtemp(prefix="candidatures-"))
        self._pool = ProcessPool(
            self._processes, max_tasks=_RECYCLED, initializer=confine, context=context
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble has no types there
        self._pool.join()
        shutil.rmtree(self._home, ignore_errors=True)

    def run(self, function: Callable[[*Given], Result], *args: *Given) -> Result:
        """Call a module's function in a worker and give what it returns.

        Raises:
            PipelineError: raised by the function, as it was.
            TooSlow: it was killed at the end of the time.
            TooLarge: it wanted more memory than a dossier needs.
            Crashed: its process died, or the function has a bug (traceback in the notes).
        """
        flight = self._start(function, args)
        while True:
            wait([flight.future])
            again = self._landed(flight)
            if again is None:
                value: Result = _value(flight)
                return value
            flight = again

    def map(
        self, function: Callable[[Thing], Result], things: Iterable[Thing]
    ) -> Iterator[tuple[Thing, Result | ReadError]]:
        """Call a function for each thing; give results as they come, in no fixed order.

        Things are taken as workers become free, so that ten thousand of them need no room. A
        `ReadError` is a result; any other `PipelineError` (a wrong campaign) stops the batch.
        """
        rest = iter(things)
        flights: dict[Future[Reply], tuple[_Flight, Thing]] = {}
        try:
            while True:
                for thing in islice(rest, 2 * self._processes - len(flights)):
                    flight = self._start(function, (thing,))
                    flights[flight.future] = flight, thing
                if not flights:
                    return
                for future in wait(flights, return_when=FIRST_COMPLETED).done:
                    flight, thing = flights.pop(future)
                    again = self._landed(flight)
                    if again is None:
                        yield thing, _value_or_error(flight)
                    else:
                        flights[again.future] = again, thing
        finally:
            for future in flights:
                future.cancel()

    def _start(
        self, function: Callable[..., object], args: tuple[object, ...], *, fresh: bool = False
    ) -> _Flight:
        folder = self._home / str(next(self._numbers))
        folder.mkdir()
        call = Call(function, args, self._limits, folder, str(Path.cwd()), fresh)
        future = self._pool.schedule(answer, args=(call,), timeout=self._limits.seconds)
        return _Flight(call, _name(args), future)

    def _landed(self, flight: _Flight) -> _Flight | None:
        """Clear up after a call; start it again when its end was not its own doing.

        A worker that dies may have been hurt by the file before: the call gets a second
        chance in a worker that has read nothing yet.
        """
        shutil.rmtree(flight.call.folder, ignore_errors=True)
        error = flight.future.exception()
        if error is None:
            self._served.add(flight.future.result().pid)
            return None
        if not isinstance(error, ProcessExpired):
            return None
        call = flight.call
        if error.exitcode == TIRED:
            return self._start(call.function, call.args, fresh=call.fresh)
        if error.pid in self._served and not call.fresh:
            return self._start(call.function, call.args, fresh=True)
        return None


def _value(flight: _Flight) -> Any:  # noqa: ANN401 -- what the function returned
    try:
        reply = flight.future.result()
    except TimeoutError as error:
        raise TooSlow(name=flight.name, seconds=flight.call.limits.seconds) from error
    except ProcessExpired as error:
        raise _death(flight, error.exitcode) from error
    if reply.error is not None:
        raise reply.error
    if reply.bug is not None:
        # The exception's own words may quote the dossier: they stay out of the facts.
        crash = Crashed(name=flight.name, detail=reply.bug.type)
        crash.add_note(reply.bug.trace)
        raise crash
    return pickle.loads(reply.result or b"")  # noqa: S301 -- written by our own worker


def _value_or_error(flight: _Flight) -> Any:  # noqa: ANN401 -- as above
    try:
        return _value(flight)
    except ReadError as error:
        return error


def _death(flight: _Flight, status: int) -> ReadError:
    if status == OUT_OF_MEMORY:
        detail = f"plus de {flight.call.limits.memory // 1024**2} Mo de mémoire"
        return TooLarge(name=flight.name, detail=detail)
    if status == -signal.SIGXCPU:
        return TooSlow(name=flight.name, seconds=flight.call.limits.seconds)
    ended = signal.Signals(-status).name if status < 0 else f"code {status}"
    return Crashed(name=flight.name, detail=f"arrêt du processus, {ended}")


def _name(args: Iterable[object]) -> str:
    """Find the file that a call is about: the first path among its arguments."""
    for arg in args:
        if isinstance(arg, Path):
            return arg.name
        if isinstance(arg, tuple) and (name := _name(arg)) != "?":
            return name
    return "?"


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
