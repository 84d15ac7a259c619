"""First stage: open what arrived (file, folder, mail, archive) into dossiers to be read."""

from itertools import count
from pathlib import Path

from pipeline.errors import Empty
from pipeline.intake.opener import Opener
from pipeline.intake.part import Contents, Context, Part

__all__ = ["Context", "Part", "open_drop", "unpack"]


def unpack(path: Path, into: Path) -> tuple[Part, ...]:
    """Open what arrived, as far as needed, into the parts that can be read one by one.

    Everything found is given, charters and logos included: which part is the dossier is
    decided by reading. What cannot be opened inside is a part of kind `error`. A mail
    without attachment is given as itself, so that it is not lost.

    Args:
        path: a file or a folder, which is not touched.
        into: an existing empty folder for what is unpacked; files get names of our own. The
            files of a folder and a file that is no container are given where they lie.

    Returns:
        Parts in the order of the container (a folder: natural name order), then sets of page
        pictures, then what nested containers hold. No two have one name: « a.pdf » twice
        becomes « a.pdf » and « a.pdf (2) ».

    Raises:
        Empty: a folder or archive without any file.
        ReadError: what arrived cannot be opened at all (damaged, too large).
    """
    return open_drop(path, into).parts


def open_drop(path: Path, into: Path) -> Contents:
    """Open what arrived as `unpack` does; give every file, mail and link in it as well.

    Files are in the order of their containers, a container before what it holds.

    Raises:
        Empty: a folder or archive without any file.
        ReadError: what arrived cannot be opened at all (damaged, too large).
    """
    opener = Opener(into)
    parts = opener.open(path)
    if not parts:
        raise Empty(name=path.name)
    return Contents(
        parts=_told_apart(parts),
        files=tuple(opener.files),
        messages=tuple(opener.messages),
        pointers=tuple(opener.pointers),
    )


def _told_apart(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Number the parts of one name: registers and files know a part by its name alone."""
    taken = {part.name for part in parts}
    seen: set[str | None] = set()
    apart: list[Part] = []
    for part in parts:
        name = part.name
        if name in seen:
            numbered = (f"{name} ({number})" for number in count(2))
            name = next(one for one in numbered if one not in taken)
            taken.add(name)
        seen.add(name)
        apart.append(part if name == part.name else part.model_copy(update={"name": name}))
    return tuple(apart)
