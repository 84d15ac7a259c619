"""One call under way, and what its end means."""

import pickle
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, TimeoutError  # noqa: A004 -- its own
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pebble import ProcessExpired

from pipeline.errors import Crashed, MachineFault, ReadError, TooLarge, TooSlow
from pipeline.isolation.health import words_of_ours
from pipeline.isolation.worker import OUT_OF_MEMORY, Call, Reply

_BY_OTHERS = frozenset({-signal.SIGKILL, -signal.SIGTERM, signal.SIGTERM, -signal.SIGHUP})
"""Ends that a file cannot bring about: the kernel short of memory, an operator, a shutdown. The
positive number is how a pool's worker leaves when it is asked to."""

_LOST = "le système a arrêté la lecture"
_KILLED = "le système a arrêté la lecture, sans doute faute de mémoire"


@dataclass(frozen=True)
class Flight:
    """A call under way; `tries` counts the times that it was lost on its way, by no one's doing."""

    call: Call
    future: "Future[Reply]" = field(repr=False)
    tries: int = 1
    spent: float | None = None
    """Seconds that its worker had, once it has ended; None when no worker took it."""

    @property
    def name(self) -> str:
        """Give the name of the file that the call is about."""
        return name_of(self.call.args)

    def is_lost(self) -> bool:
        """Say whether its worker never took it, or the pool broke under it."""
        error = self.future.exception()
        return isinstance(error, BrokenProcessPool) or (
            isinstance(error, TimeoutError) and self.spent is None
        )

    def was_killed(self) -> bool:
        """Say whether somebody else ended its worker."""
        error = self.future.exception()
        return isinstance(error, ProcessExpired) and error.exitcode in _BY_OTHERS

    def was_too_slow(self) -> bool:
        """Say whether its time was over."""
        error = self.future.exception()
        if isinstance(error, ProcessExpired):
            return error.exitcode in (-signal.SIGXCPU, -signal.SIGPROF)
        return isinstance(error, TimeoutError)

    def value(self) -> Any:  # noqa: ANN401 -- what the function returned
        """Give what the function returned.

        Raises:
            PipelineError: what it raised, what its end means, or `MachineFault`.
        """
        if self.is_lost():
            raise MachineFault(name=self.name, detail=_LOST)
        try:
            reply = self.future.result()
        except TimeoutError as error:
            raise TooSlow(name=self.name, seconds=self.call.limits.seconds) from error
        except ProcessExpired as error:
            raise self._death(error.exitcode) from error
        except OSError as error:
            raise MachineFault(name=self.name, detail=words_of_ours(error)) from error
        return _opened(reply, self.name)

    def _death(self, status: int) -> ReadError | MachineFault:
        if self.was_killed():
            return MachineFault(name=self.name, detail=_KILLED)
        if status == OUT_OF_MEMORY:
            detail = f"plus de {self.call.limits.memory // 1024**2} Mo de mémoire"
            return TooLarge(name=self.name, detail=detail)
        if self.was_too_slow():
            return TooSlow(name=self.name, seconds=round(self.spent or self.call.limits.seconds))
        ended = signal.Signals(-status).name if status < 0 else f"code {status}"
        return Crashed(name=self.name, detail=f"arrêt du processus, {ended}")


def _opened(reply: Reply, name: str) -> Any:  # noqa: ANN401 -- as above
    if reply.fault is not None:
        raise MachineFault(name=name, detail=reply.fault)
    if reply.error is not None:
        raise reply.error
    if reply.bug is not None:
        # The exception's own words may quote the dossier: they stay out of the facts.
        crash = Crashed(name=name, detail=reply.bug.type)
        crash.add_note(reply.bug.trace)
        raise crash
    return pickle.loads(reply.result or b"")  # noqa: S301 -- written by our own worker


def paths_in(args: Iterable[object]) -> Iterator[Path]:
    """Yield the paths among the arguments of a call, those inside of tuples included."""
    for arg in args:
        if isinstance(arg, Path):
            yield arg
        elif isinstance(arg, tuple):
            yield from paths_in(arg)


def name_of(args: Iterable[object]) -> str:
    """Find the file that a call is about: the first path among its arguments."""
    return next((path.name for path in paths_in(args)), "?")
