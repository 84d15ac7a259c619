"""When is a dropped file whole? A rule on what is seen of it, without clock or disk."""

import os
from collections.abc import Mapping
from pathlib import PurePath
from typing import NamedTuple

from pipeline.run.litter import is_ignored, is_unfinished

Sight = tuple[tuple[bytes, int, int], ...]
"""Of each file in a drop: name in it, size in bytes, time of its last change in nanoseconds."""

_STALE = 60
"""Times the quiet stretch after which a download that moves no more holds nothing back."""


class Seen(NamedTuple):
    """A drop as it looks, and since when (seconds of any steady clock) it has looked so."""

    sight: Sight
    since: float


def observe(seen: Mapping[str, Seen], sights: Mapping[str, Sight], at: float) -> dict[str, Seen]:
    """Return what is known after a look at time `at`: only an unchanged drop keeps its date."""
    return {
        name: seen[name] if name in seen and seen[name].sight == sight else Seen(sight, at)
        for name, sight in sights.items()
    }


def settled(
    seen: Mapping[str, Seen], at: float, quiet: float, *, folders: float | None = None
) -> tuple[str, ...]:
    """Return the names that have not changed for `quiet` seconds, in order.

    An empty file settles like any other, so that it is refused aloud and not ignored; a
    folder without a file never does: somebody has just made it and is about to fill it. A
    file that a program is writing beside it (« x.pdf » and « x.pdf.part »), and a folder that
    holds such a file, are not whole.

    Args:
        seen: everything in the inbox but litter, downloads under way included.
        at: now, on the clock of `seen`.
        quiet: seconds that a file must stay unchanged.
        folders: the same for a folder, which a person fills file by file; None for `quiet`.
    """
    downloads = {
        name: (one.sight, one.since)
        for name, one in seen.items()
        if is_unfinished(name) and at - one.since < _STALE * quiet
    }
    return tuple(
        sorted(
            name
            for name, (sight, since) in seen.items()
            if sight
            and not is_ignored(name)
            and at - since >= (quiet if folders is None or is_file(name, sight) else folders)
            and not holds_unfinished(sight)
            and not _is_awaited(name, sight, downloads)
        )
    )


def stalled(seen: Mapping[str, Seen], at: float, patience: float) -> tuple[str, ...]:
    """Return what looks like a download under way, and has not moved for `patience` seconds."""
    return tuple(
        sorted(
            name
            for name, (sight, since) in seen.items()
            if at - since >= patience and sight and (is_unfinished(name) or holds_unfinished(sight))
        )
    )


def is_file(name: str, sight: Sight) -> bool:
    """Say whether a drop is a file, not a folder: it is then its own and only member."""
    return len(sight) == 1 and sight[0][0] == os.fsencode(name)


def holds_unfinished(sight: Sight) -> bool:
    """Say whether a folder holds a file that a program is still writing."""
    return any(
        is_unfinished(part)
        for name, _, _ in sight
        for part in os.fsdecode(name).split("/")
        if "." in part
    )


def _is_awaited(name: str, sight: Sight, downloads: Mapping[str, object]) -> bool:
    """Say whether a download under way will fill this file, or take its place.

    Firefox first makes an empty « x.pdf », then writes « x.Ab12.pdf.part » beside it.
    """
    lowered, stem = name.casefold(), PurePath(name).stem.casefold()
    is_empty = all(size == 0 for _, size, _ in sight)
    return any(
        other.casefold().startswith(f"{lowered}.")
        or (is_empty and other.casefold().startswith(f"{stem}."))
        for other in downloads
    )
