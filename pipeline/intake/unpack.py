"""First stage: open what arrived (file, folder, mail, archive) into dossiers to be read."""

from collections.abc import Iterable
from itertools import count
from pathlib import Path

from pipeline.errors import Empty, ReadError, TooLarge
from pipeline.intake.archive import open_archive
from pipeline.intake.folder import open_folder
from pipeline.intake.hold import MAX_DEPTH, MAX_MAIL, Hold
from pipeline.intake.mail import open_mail
from pipeline.intake.names import clean_name
from pipeline.intake.part import Context, Item, Part, refusal
from pipeline.intake.pictures import gather_pages
from pipeline.kinds import Kind, kind_of

__all__ = ["Context", "Part", "unpack"]

_CONTAINERS = frozenset({"folder", "zip", "mail", "outlook"})
_NO_ATTACHMENT = "Ce message ne contient aucune pièce jointe."
_TOO_DEEP = "Archive ou message emboîté trop profondément : il n’a pas été ouvert."


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
    kind = kind_of(path)
    if kind not in _CONTAINERS:
        return (Part(paths=(path,), kind=kind),)
    name = clean_name(path.name) or "sans nom"
    parts = tuple(_opened(Item(name, path=path), path, kind, Hold(into)))
    if not parts:
        raise Empty(name=name)
    return _told_apart(parts)


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


def _opened(
    container: Item, path: Path, kind: Kind, hold: Hold, depth: int = 1
) -> tuple[Part, ...]:
    """Give the parts of a container whose file is at hand, nested containers opened."""
    context, items = _contents(path, kind, container.name)
    inside = container.within if depth == 1 else (*container.within, container.name)
    own: list[Part] = []
    nested: list[Part] = []
    for item in items:
        hold.count(container.name)
        placed = item._replace(
            within=(*inside, *item.within), context=item.context or context or container.context
        )
        given = _parts(placed, hold, depth)
        if isinstance(given, Part):
            own.append(given)
        else:
            nested.extend(given)
    if not own and not nested and kind in {"mail", "outlook"}:
        named = container.name if depth > 1 else None
        return (
            Part(
                name=named,
                within=container.within,
                paths=(path,),
                kind=kind,
                note=_NO_ATTACHMENT,
                context=context,
            ),
        )
    # Pictures of two mails of the same name must never become pages of one dossier.
    return (*gather_pages(own, kind), *nested)


def _contents(path: Path, kind: Kind, name: str) -> tuple[Context | None, Iterable[Item]]:
    if kind == "folder":
        return None, open_folder(path)
    if kind == "zip":
        return None, open_archive(path, name)
    if path.stat().st_size > MAX_MAIL:
        raise TooLarge(name=name, detail=f"plus de {MAX_MAIL // 1024**2} Mo")
    if kind == "mail":
        return open_mail(path)
    from pipeline.intake.outlook import open_outlook  # noqa: PLC0415 -- olefile, rarely needed

    return open_outlook(path, name)


def _parts(item: Item, hold: Hold, depth: int) -> Part | tuple[Part, ...]:
    """Give the part that an item is, or those in it when it is a container."""
    part = Part(name=item.name, within=item.within, context=item.context)
    try:
        path, kind = _at_hand(item, hold)
        part = part.model_copy(update={"paths": (path,), "kind": kind})
        if kind not in _CONTAINERS:
            return part
        if depth >= MAX_DEPTH:
            return part.model_copy(update={"note": _TOO_DEEP})
        return _opened(item, path, kind, hold, depth + 1)
    except ReadError as error:
        return refusal(error, part)


def _at_hand(item: Item, hold: Hold) -> tuple[Path, Kind]:
    if item.error is not None:
        raise item.error
    if item.path is not None:
        return item.path, kind_of(item.path)
    return hold.keep(item.chunks or (), item.name)
