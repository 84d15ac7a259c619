"""Run a command and tell what it cost, with every process that it started."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
_SUBREAPER = 36  # prctl(2), PR_SET_CHILD_SUBREAPER


@dataclass(frozen=True)
class Spent:
    """Seconds on the clock, the most memory one process held in bytes, the exit status."""

    seconds: float
    peak: int
    status: int


def run(command: Sequence[str], *, patience: float = 600.0) -> Spent:
    """Run a command from the root of the repository and wait for all that it leaves behind.

    Orphans come to this process, so that the kernel gives the memory of each one exactly; no
    sampling can miss a short peak. A command out of `patience` (seconds) is killed.
    """
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    start = time.monotonic()
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(child.pid, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, patience)
    peak = status = 0
    ended = start
    while True:
        try:
            pid, code, usage = os.wait4(-1, 0)
        except ChildProcessError:
            break
        peak = max(peak, usage.ru_maxrss * 1024)
        if pid == child.pid:
            ended, status = time.monotonic(), os.waitstatus_to_exitcode(code)
            signal.setitimer(signal.ITIMER_REAL, 0)
    child.returncode = status
    return Spent(ended - start, peak, status)
