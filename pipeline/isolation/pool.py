"""The parent's side of isolation: hand calls to workers, turn their ends into results."""

import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import count, islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, TypeVarTuple

from pebble import ProcessExpired, ProcessPool

from pipeline.errors import MachineFault, ReadError
from pipeline.isolation import sweep
from pipeline.isolation.flight import Flight, paths_in
from pipeline.isolation.server import get_ready
from pipeline.isolation.worker import TIRED, Call, Limits, Reply, answer, confine

__all__ = ["Limits", "Workers"]

Given = TypeVarTuple("Given")
Result = TypeVar("Result")
Thing = TypeVar("Thing")

_RECYCLED = 50  # calls per worker: libraries leak, and the limit of memory is for one file
_TRIES = 3  # times that a call may be lost before it is the machine's fault
_STALL = 90  # seconds beyond the limit of any call: nothing moves any more


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
        get_ready(self._preload)
        self._context = multiprocessing.get_context("forkserver")
        self._home = Path(tempfile.mkdtemp(prefix="candidatures-"))
        self._sweep = sweep.stand_by(self._home)
        self._pool = self._new_pool()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        shutil.rmtree(self._home, ignore_errors=True)
        self._sweep.communicate()

    def run(self, function: Callable[[*Given], Result], *args: *Given) -> Result:
        """Call a module's function in a worker and give what it returns.

        Raises:
            PipelineError: raised by the function, as it was.
            TooSlow: it was killed at the end of the time.
            TooLarge: it wanted more memory than a dossier needs.
            Crashed: its process died, or the function has a bug (traceback in the notes).
            MachineFault: this machine, not the file, kept it from being read.
        """
        flight = self._start(self._call(function, args, self._limits))
        while True:
            self._await([flight.future], flight.call.limits.seconds)
            landed, again = self._landed(flight)
            if again is None:
                value: Result = landed.value()
                return value
            flight = again

    def map(
        self,
        function: Callable[[Thing], Result],
        things: Iterable[Thing],
        *,
        limits: Callable[[Thing], Limits] | None = None,
        doubtful: Callable[[Result], bool] | None = None,
    ) -> Iterator[tuple[Thing, Result | ReadError | MachineFault]]:
        """Call a function for each thing; give results as they come, in no fixed order.

        Things are taken as workers become free, so that ten thousand of them need no room. A
        `ReadError` is a result; so is a `MachineFault`, which says nothing of the thing: it is
        to be tried another time. Any other `PipelineError` (a wrong campaign) stops the batch.

        Args:
            function: of a module.
            things: what it is called with, one by one.
            limits: for a thing; those of the pool when not given.
            doubtful: a module's function that says, in the worker, whether a result may be due
                to the state of the worker; such a one is confirmed in a new worker, as `Damaged`
                and `Crashed` are.
        """
        rest = iter(things)
        flights: dict[Future[Reply], tuple[Flight, Thing]] = {}
        try:
            while True:
                for thing in islice(rest, 2 * self._processes - len(flights)):
                    bounds = self._limits if limits is None else limits(thing)
                    flight = self._start(self._call(function, (thing,), bounds, doubtful))
                    flights[flight.future] = flight, thing
                if not flights:
                    return
                longest = max(flight.call.limits.seconds for flight, _ in flights.values())
                for future in self._await(flights, longest):
                    flight, thing = flights.pop(future)
                    landed, again = self._landed(flight)
                    if again is None:
                        yield thing, _value_or_error(landed)
                    else:
                        flights[again.future] = again, thing
        finally:
            for future in flights:
                future.cancel()

    def _call(
        self,
        function: Callable[..., object],
        args: tuple[object, ...],
        limits: Limits,
        doubtful: Callable[..., bool] | None = None,
    ) -> Call:
        needed = tuple(path for path in paths_in(args) if path.exists())
        nowhere = self._home / "nowhere"
        return Call(function, args, limits, nowhere, str(Path.cwd()), needed, doubtful)

    def _start(self, call: Call, *, tries: int = 1) -> Flight:
        """Hand a call to the pool, with a new folder for temporary files."""
        try:
            if not self._home.is_dir():  # somebody tidied up
                self._home = Path(tempfile.mkdtemp(prefix="candidatures-"))
            folder = self._home / str(next(self._numbers))
            folder.mkdir()
            call = call._replace(folder=folder)
            if not self._pool.active:
                self._renew()
            future = self._pool.schedule(answer, args=(call,), timeout=call.limits.seconds)
        except (OSError, BrokenProcessPool) as error:
            refused: Future[Reply] = Future()
            refused.set_exception(error)
            return Flight(call, refused, tries)
        return Flight(call, future, tries)

    def _await(self, futures: Iterable["Future[Reply]"], seconds: int) -> set["Future[Reply]"]:
        """Wait for the first of them to end; have all end when the pool is broken or stuck."""
        waiting = list(futures)
        done = wait(waiting, timeout=seconds + _STALL, return_when=FIRST_COMPLETED).done
        if done and not any(isinstance(one.exception(), BrokenProcessPool) for one in done):
            return done
        self._renew()
        for future in waiting:
            if not future.done():
                future.set_exception(BrokenProcessPool())
        return set(waiting)

    def _landed(self, flight: Flight) -> tuple[Flight, Flight | None]:
        """Clear up after a call; start it again when its end was not its own doing.

        A worker that dies, or finds a file damaged, may have been hurt by the file before: the
        call gets a second chance in a worker that has read nothing yet. So does one whose worker
        was killed, or which the machine could not serve.
        """
        call, error = flight.call, flight.future.exception()
        spent = None if call.begun is None else time.time() - call.begun
        landed = Flight(call, flight.future, flight.tries, spent)
        shutil.rmtree(call.folder, ignore_errors=True)
        if landed.is_lost():
            retry = flight.tries < _TRIES
            return landed, self._start(call, tries=flight.tries + 1) if retry else None
        if isinstance(error, ProcessExpired) and error.exitcode == TIRED:
            return landed, self._start(call, tries=flight.tries)
        if call.fresh or not self._deserves_another(landed):
            return landed, None
        return landed, self._start(call._replace(fresh=True))

    def _deserves_another(self, flight: Flight) -> bool:
        error = flight.future.exception()
        if error is None:
            reply = flight.future.result()
            elder = reply.pid in self._served
            self._served.add(reply.pid)
            return reply.fault is not None or (elder and reply.doubtful)
        if isinstance(error, ProcessExpired):
            elder = error.pid in self._served and not flight.was_too_slow()
            return flight.was_killed() or elder
        return False

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            self._processes, max_tasks=_RECYCLED, initializer=confine, context=self._context
        )

    def _renew(self) -> None:
        self._stop()
        get_ready(self._preload)
        self._pool = self._new_pool()

    def _stop(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble has no types there
        self._pool.join()


def _value_or_error(flight: Flight) -> Any:  # noqa: ANN401 -- what the function returned
    try:
        return flight.value()
    except (ReadError, MachineFault) as error:
        return error
