"""List a dropped folder as items; its files are read where they lie."""

import stat
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import Damaged, Dangerous, TooLarge
from pipeline.intake.names import clean_name, is_litter, natural_order
from pipeline.intake.part import Hint, Item

_DEEPEST = 12
"""Folders in folders: a person's own filing reaches five; Python's stack ends at some hundreds."""


def open_folder(path: Path, within: tuple[str, ...] = ()) -> Iterator[Item]:
    """Give the files of a folder and its sub-folders, in natural name order.

    A link to elsewhere is refused: a dossier holds its own files, and following it could
    show the coordinator any file of the machine.

    Raises:
        Damaged: the folder cannot be listed.
    """
    try:
        entries = sorted(path.iterdir(), key=lambda entry: (natural_order(entry.name), entry.name))
    except OSError as error:
        raise Damaged(name=path.name, detail=str(error)) from error
    for entry in entries:
        yield from _items(entry, within)


def _items(entry: Path, within: tuple[str, ...]) -> Iterator[Item]:
    name = clean_name(entry.name) or "sans nom"
    hint: Hint | None = "litter" if is_litter(entry.name) else None
    try:
        mode = entry.lstat().st_mode
    except OSError as error:
        yield Item(name, within, error=Damaged(name=name, detail=str(error)))
        return
    if stat.S_ISLNK(mode):
        yield Item(name, within, error=Dangerous(name=name, detail="lien symbolique"), hint=hint)
    elif stat.S_ISDIR(mode):
        yield from _within(entry, name, within, litter=hint is not None)
    elif stat.S_ISREG(mode):
        yield Item(name, within, path=entry, hint=hint)
    else:  # a pipe or a device would block whoever opens it
        yield Item(name, within, error=Dangerous(name=name, detail="fichier spécial"))


def _within(entry: Path, name: str, within: tuple[str, ...], *, litter: bool) -> Iterator[Item]:
    if len(within) >= _DEEPEST:
        detail = f"plus de {_DEEPEST} dossiers emboîtés"
        yield Item(name, within, error=TooLarge(name=name, detail=detail))
        return
    try:
        for item in open_folder(entry, (*within, name)):
            yield item._replace(hint="litter") if litter else item
    except Damaged as error:  # of a sub-folder that is not ours to list, the others are
        yield Item(name, within, error=error)
