"""When is a dropped file whole? A rule on what is seen of it, without clock or disk."""

from collections.abc import Mapping
from typing import NamedTuple

Sight = tuple[tuple[bytes, int, int], ...]
"""Of each file in a drop: name in it, size in bytes, time of its last change in nanoseconds."""

_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download", ".opdownload")
_LITTER = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "__macosx"})
_LOCKS = ("~$", "._", ".~lock.")


class Seen(NamedTuple):
    """A drop as it looks, and since when (seconds of any steady clock) it has looked so."""

    sight: Sight
    since: float


def is_ignored(name: str) -> bool:
    """Say whether a name is that of a download under way or of a program's own file."""
    lowered = name.casefold()
    return lowered in _LITTER or lowered.startswith(_LOCKS) or lowered.endswith(_UNFINISHED)


def observe(seen: Mapping[str, Seen], sights: Mapping[str, Sight], at: float) -> dict[str, Seen]:
    """Return what is known after a look at time `at`: only an unchanged drop keeps its date."""
    return {
        name: seen[name] if name in seen and seen[name].sight == sight else Seen(sight, at)
        for name, sight in sights.items()
    }


def settled(seen: Mapping[str, Seen], at: float, quiet: float) -> tuple[str, ...]:
    """Return the names that have not changed for `quiet` seconds, in order.

    An empty file settles like any other, so that it is refused aloud and not ignored; a
    folder without a file never does: somebody has just made it and is about to fill it.
    """
    return tuple(
        sorted(name for name, (sight, since) in seen.items() if sight and at - since >= quiet)
    )
