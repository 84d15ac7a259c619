"""Run a program that must not outlive, outgrow or outstay what its caller allows.

LibreOffice is three processes deep and survives the death of its parent. This script stands
between: it gives the program limits, a process group and no network, and kills the group when
the time is over or when the caller dies (the end of standard input tells it).

    python -I -S guard.py SECONDS MEMORY PROGRAM ARGUMENT…

It is run by path, so it imports nothing of the project.
"""

import contextlib
import os
import resource
import select
import signal
import sys
import time
from pathlib import Path

TIMED_OUT = 124  # as `timeout(1)` says it
ABANDONED = 125
_MAX_FILE = 512 * 1024 * 1024
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # linux/sched.h: CLONE_NEWUSER, CLONE_NEWNET

_PARENT_DEATH_SIGNAL = 1  # linux/prctl.h: PR_SET_PDEATHSIG


def limit(memory: int, seconds: int) -> None:
    """Bound this process: address space in bytes, processor seconds, files, no core dump.

    Only the soft limit of memory moves, so that a child may be given more.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for kind, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, _MAX_FILE),
    ):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(
            kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard)
        )


def die_with_parent() -> None:
    """Have the kernel kill this process when the thread that started it ends."""
    import ctypes  # noqa: PLC0415 -- as below

    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def cut_network() -> bool:
    """Move this process to a network of its own, with nobody in it; False when refused.

    Root may do so at once; others through a user namespace in which they keep their number.
    Containers often forbid both. To be called while the process has one thread.
    """
    import ctypes  # noqa: PLC0415 -- not loaded by who only wants the constants

    libc = ctypes.CDLL(None)
    if libc.unshare(_NEW_NETWORK) == 0:
        return True
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(_NEW_USER | _NEW_NETWORK) != 0:
        return False
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        Path("/proc/self", name).write_text(text, "ascii")
    return True


def _start(memory: int, seconds: int, command: list[str]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        limit(memory, seconds)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
        os.execv(command[0], command)  # noqa: S606 -- no shell: the arguments are a list
    finally:
        os._exit(127)


def _watch(child: int, seconds: int) -> int:
    """Wait for the child, the caller's death or the end of the time; then end the group."""
    deadline = time.monotonic() + seconds
    with os.fdopen(os.pidfd_open(child)) as ended:
        ready, _, _ = select.select([sys.stdin, ended], [], [], deadline - time.monotonic())
    status = os.waitpid(child, os.WNOHANG)[1] if ended in ready else None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # what it started and left behind goes as well
    if status is not None:
        return os.waitstatus_to_exitcode(status)
    os.kill(child, signal.SIGKILL)  # it may not have had its group yet
    os.waitpid(child, 0)
    return ABANDONED if ready else TIMED_OUT


def main(arguments: list[str]) -> int:
    """Start the program and give its exit status (128 + signal when one ended it)."""
    seconds, memory = int(arguments[0]), int(arguments[1])
    with contextlib.suppress(OSError):  # the settings of the program forbid it as well
        cut_network()
    status = _watch(_start(memory, seconds, arguments[2:]), seconds)
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
