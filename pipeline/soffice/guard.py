"""Run a program that must not outlive, outgrow or outstay what its caller allows.

LibreOffice is three processes deep and survives the death of its parent. This script stands
between: it gives the program limits, a process group and no network, and kills the group when
the time is over or when the caller dies (the end of standard input tells it).

    python -I -S guard.py SECONDS MEMORY [OPTION VALUE]… PROGRAM ARGUMENT…

MEMORY bounds the address space of each process, `--resident` the bytes that all of them hold
together, `--processor` the seconds that they work. A `--socket` is removed at the end, a
`--folder` should the caller die before it can. Run by path, so it imports nothing of the project.
"""

import contextlib
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

SWOLLEN = 123
TIMED_OUT = 124  # as `timeout(1)` says it
ABANDONED = 125
_MAX_FILE = 512 * 1024 * 1024
_MAX_OPEN = 1024
_LOOK = 0.2  # seconds between two looks at what the family uses
_OPTIONS = ("--resident", "--processor", "--folder", "--socket")
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
        (resource.RLIMIT_NOFILE, _MAX_OPEN),
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


def family(process: int) -> list[int]:
    """Give the numbers of a process and of all its descendants."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except OSError:
        return [process]
    return [process, *(one for child in children for one in family(int(child)))]


def resident(process: int) -> int:
    """Give the bytes that a process and all its descendants hold in memory."""
    held = (_numbers(f"/proc/{one}/statm", 1, 2) for one in family(process))
    return sum(pages for (pages,) in held) * resource.getpagesize()


def worked(process: int) -> float:
    """Give the seconds of the processor that a process and its living descendants have had."""
    # proc(5): fields 14 and 15, counted after the name, which may hold anything.
    spent = (_numbers(f"/proc/{one}/stat", 11, 13) for one in family(process))
    return sum(map(sum, spent)) / os.sysconf("SC_CLK_TCK")


def _numbers(file: str, first: int, end: int) -> tuple[int, ...]:
    try:
        words = Path(file).read_text("ascii", "replace").rpartition(")")[2].split()
        return tuple(map(int, words[first:end])) or (0,)
    except OSError:
        return (0,)  # it has ended meanwhile


def _watch(child: int, seconds: int, excess: Callable[[int], int | None]) -> int:
    """Wait for the child, the caller's death, the end of the time or another excess."""
    deadline = time.monotonic() + seconds
    verdict = None
    with os.fdopen(os.pidfd_open(child)) as ended:
        while verdict is None:
            left = deadline - time.monotonic()
            ready, _, _ = select.select([sys.stdin, ended], [], [], max(0.0, min(left, _LOOK)))
            if ended in ready:
                break
            verdict = ABANDONED if ready else TIMED_OUT if left <= 0 else excess(child)
    status = os.waitpid(child, os.WNOHANG)[1] if verdict is None else None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # what it started and left behind goes as well
    if verdict is None:
        return os.waitstatus_to_exitcode(status or 0)
    os.kill(child, signal.SIGKILL)  # it may not have had its group yet
    os.waitpid(child, 0)
    return verdict


def main(arguments: list[str]) -> int:
    """Start the program and give its exit status (128 + signal when one ended it)."""
    seconds, memory, *command = arguments
    options: dict[str, list[str]] = {name: [] for name in _OPTIONS}
    while command[0] in options:
        name, value, *command = command
        options[name].append(value)
    with contextlib.suppress(OSError):  # the settings of the program forbid it as well
        cut_network()

    def excess(child: int) -> int | None:
        if any(resident(child) > int(most) for most in options["--resident"]):
            return SWOLLEN
        return TIMED_OUT if any(worked(child) > int(s) for s in options["--processor"]) else None

    status = _watch(_start(int(memory), int(seconds), command), int(seconds), excess)
    for socket in options["--socket"]:
        Path(socket).unlink(missing_ok=True)
    if status == ABANDONED and options["--folder"]:
        import shutil  # noqa: PLC0415 -- not loaded by who never needs it

        shutil.rmtree(options["--folder"][0], ignore_errors=True)
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
