"""Clear up after a pool whose process is gone, however it went: its busy workers, its folder.

    python -I -S sweep.py FOLDER

The end of standard input tells that it is gone; a process that is killed cannot clear up after
itself, and its workers, children of a server process, would go on until the end of their time.
Run by path, so it imports nothing of the project.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

BEGUN = ".begun"
"""In the folder of each call: the number of the process that answers it."""

_ATTEMPTS, _PAUSE = 50, 0.1  # workers may still be writing while they die


def stand_by(folder: Path) -> subprocess.Popen[bytes]:
    """Start the process that will clear up; closing its input has it do so now."""
    command = [sys.executable, "-I", "-S", __file__, str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)


def main(folder: Path) -> None:
    """Wait for the end, then kill and remove."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # sent to the whole group: this one goes last
    sys.stdin.buffer.read()
    for mark in folder.glob(f"*/{BEGUN}"):
        with contextlib.suppress(OSError, ValueError):
            process = int(mark.read_text("ascii"))
            if process > 1:  # the others are no process but many
                os.kill(process, signal.SIGKILL)
    for _ in range(_ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_PAUSE)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
