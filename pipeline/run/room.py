"""How much room is left on the disk of the register."""

import errno
import os
import shutil

from pipeline.errors import DiskFull
from pipeline.run.workspace import Workspace

_RESERVE = 32 * 1024**2
"""Bytes left free when a drop is kept, so that what follows can also be written."""

_NOTHING = 1024**2
"""Bytes below which a register that refuses to work does so for want of room."""


def check_room(workspace: Workspace, size: int) -> None:
    """Check that a drop of so many bytes can be kept.

    Raises:
        OSError: ENOSPC, there is no room for it.
    """
    room = shutil.disk_usage(workspace.state)
    if room.total and room.free < size + _RESERVE:  # some shares say 0 of 0
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def shortage(workspace: Workspace) -> DiskFull | None:
    """Return the fault of a disk without room, if that is what it is."""
    try:
        room = shutil.disk_usage(workspace.root)
    except OSError:
        return None
    is_full = room.total and room.free < _NOTHING
    return DiskFull(folder=workspace.root) if is_full else None
