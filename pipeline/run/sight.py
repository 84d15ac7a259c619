"""What is seen of an inbox, without changing anything in it; links and devices are not followed."""

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import DropTooLarge, PipelineError
from pipeline.run.faults import fault_of
from pipeline.run.litter import is_ignored, is_litter
from pipeline.run.opening import Folder, opened
from pipeline.run.settle import Sight

MAX_BYTES = 2 * 1024**3
"""Of one drop, by the sizes it announces (a hollow file may announce anything). Ten times the
heaviest dossier with photographs; a disk is not filled by one drop."""

MAX_MEMBERS = 5_000
MAX_NESTED = 32
MAX_PATH = 1_500
"""Files and folders in a folder, folders inside folders, bytes of a path: below what the system
can name (4096 bytes) wherever the drop is copied."""


@dataclass(frozen=True)
class View:
    """An inbox at one look.

    `sights` holds everything but litter, downloads under way included; `faults` says why some
    of it could not be looked at.
    """

    sights: Mapping[str, Sight]
    faults: Mapping[str, PipelineError]


def view(inbox: Path) -> View:
    """Look into an inbox, made if need be.

    Raises:
        OSError: the inbox itself cannot be listed.
    """
    inbox.mkdir(parents=True, exist_ok=True)
    with os.scandir(inbox) as entries:
        names = [entry.name for entry in entries if not is_litter(entry.name)]
    sights: dict[str, Sight] = {}
    faults: dict[str, PipelineError] = {}
    for name in names:
        try:
            sight = sight_of(inbox / name)
        except PipelineError as error:
            faults[name] = error
        except OSError as error:
            faults[name] = fault_of(name, error, inbox)
        else:
            if sight is not None:
                sights[name] = sight
    return View(sights, faults)


def look(inbox: Path) -> dict[str, Sight]:
    """Return what is seen of each drop; nothing of one that cannot be looked at."""
    seen = view(inbox)
    found = {name: sight for name, sight in seen.sights.items() if not is_ignored(name)}
    return found | {name: () for name in seen.faults if not is_ignored(name)}


def ignored(inbox: Path) -> tuple[str, ...]:
    """Name what is passed over, for a person to know: by its name, or neither file nor folder."""
    if not inbox.is_dir():
        return ()
    drops = look(inbox)
    return tuple(sorted(path.name for path in inbox.iterdir() if path.name not in drops))


def sight_of(path: Path) -> Sight | None:
    """Return what is seen of a drop; None if it is gone, or neither a file nor a folder.

    Litter inside a folder is no part of it.

    Raises:
        DropTooLarge: it is beyond what is taken in.
        OSError: it cannot be looked at.
    """
    try:
        mode = path.lstat()
        if stat.S_ISREG(mode.st_mode):
            sight: Sight = ((os.fsencode(path.name), mode.st_size, mode.st_mtime_ns),)
        elif stat.S_ISDIR(mode.st_mode):
            sight = tuple(sorted(_members(path)))
        else:
            return None
    except FileNotFoundError:
        return None
    size = sum(size for _, size, _ in sight)
    if size > MAX_BYTES:
        detail = f"il pèse {_bytes(size)}, la limite est de {_bytes(MAX_BYTES)}"
        raise DropTooLarge(name=path.name, detail=detail)
    return sight


def strangers(path: Path) -> tuple[str, ...]:
    """Name the links, pipes and devices inside a folder: they are neither followed nor kept."""
    if not path.is_dir() or path.is_symlink():
        return ()
    return tuple(sorted(e.name for e, mode, _ in _walk(path) if not stat.S_ISREG(mode.st_mode)))


def digest_of(path: Path) -> str:
    """Return the digest of a drop: a file's, or that of its members' digests, sorted."""
    if not path.is_dir():
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    digests = []
    with Folder(path) as folder:
        for name, _, _ in sight_of(path) or ():
            with opened(path, name, folder) as stream:
                digests.append(hashlib.file_digest(stream, "sha256").hexdigest())
    return of_members(digests)


def of_members(digests: list[str]) -> str:
    """Return the digest of a folder from its members'."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()


def newest(sight: Sight) -> int:
    """Return the time of the last change in a drop, in nanoseconds."""
    return max((modified for _, _, modified in sight), default=0)


def _members(folder: Path) -> Iterator[tuple[bytes, int, int]]:
    for _, mode, name in _walk(folder):
        if stat.S_ISREG(mode.st_mode):
            yield os.fsencode(name), mode.st_size, mode.st_mtime_ns


def _walk(root: Path) -> Iterator[tuple[os.DirEntry[str], os.stat_result, str]]:
    """Give all that is no folder and no litter; what cannot be listed is an error, not a gap."""
    waiting = [""]
    number = 0
    while waiting:
        inside = waiting.pop()
        with os.scandir(root / inside) as entries:
            for entry in entries:
                number += 1
                name = f"{inside}/{entry.name}" if inside else entry.name
                _check(root.name, name, number)
                if is_litter(entry.name):
                    continue
                mode = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(mode.st_mode):
                    waiting.append(name)
                else:
                    yield entry, mode, name


def _check(folder: str, name: str, number: int) -> None:
    if number > MAX_MEMBERS:
        raise DropTooLarge(name=folder, detail=f"il contient plus de {MAX_MEMBERS} fichiers")
    if name.count("/") > MAX_NESTED or len(os.fsencode(name)) > MAX_PATH:
        raise DropTooLarge(name=folder, detail="ses dossiers sont trop imbriqués")


def _bytes(size: int) -> str:
    return f"{size / 1024**3:.1f}\u00a0Go".replace(".", ",")
