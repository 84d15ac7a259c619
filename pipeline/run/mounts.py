"""What kind of file system a folder is on, as the kernel's table of mounts tells."""

import re
from pathlib import Path

TABLE = Path("/proc/self/mountinfo")

_LOCAL = frozenset(
    {"ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs", "zfs", "bcachefs", "jfs", "reiserfs"}
)
_SILENT = frozenset(
    {
        # What another machine changes there is not announced here.
        *("cifs", "smb3", "smbfs", "nfs", "nfs4", "ncpfs", "afs", "ceph", "davfs", "coda"),
        *("lustre", "beegfs", "gpfs", "ocfs2", "gfs2", "orangefs", "pvfs2"),
        # Folders of the host of a virtual machine, of Windows under WSL.
        *("9p", "drvfs", "vboxsf", "prl_fs", "vmhgfs", "virtiofs", "lifs"),
        *("fuse", "overlayfs-fuse", "autofs"),
    }
)


def kind_of_mount(folder: Path, table: str) -> str:
    """Return the type of the file system that holds a folder (« ext4 », « cifs »); "" if unknown.

    Args:
        folder: absolute, without links.
        table: the lines of `/proc/self/mountinfo` (proc_pid_mountinfo(5)).
    """
    found, longest = "", -1
    for line in table.splitlines():
        left, dash, right = line.partition(" - ")
        fields = left.split()
        if not dash or len(fields) < 5 or not right:
            continue
        point = Path(_unescaped(fields[4]))
        if folder.is_relative_to(point) and len(point.parts) >= longest:
            # Of two mounts on one point, the later hides the earlier.
            found, longest = right.split()[0], len(point.parts)
    return found


def file_system(folder: Path) -> str:
    """Return the type of the file system that holds a folder; "" where none can be told."""
    try:
        return kind_of_mount(folder.resolve(), TABLE.read_text("utf-8", "surrogateescape"))
    except OSError:
        return ""


def announces_changes(kind: str) -> bool:
    """Say whether a file system tells of every change, whoever makes it."""
    return kind not in _SILENT and not kind.startswith(("fuse.", "nfs"))


def is_local(kind: str) -> bool:
    """Say whether the kernel of this machine knows everybody who has a file open there."""
    return kind in _LOCAL


def _unescaped(field: str) -> str:
    # Blanks and the like are written as three octal digits: « \040 ».
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), field)
