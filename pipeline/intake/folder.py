"""List a dropped folder as items; its files are read where they lie."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import Damaged, Dangerous
from pipeline.intake.names import clean_name, is_litter, natural_order
from pipeline.intake.part import Item


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
        name = clean_name(entry.name) or "sans nom"
        if is_litter(entry.name):
            continue
        if entry.is_symlink():
            yield Item(name, within, error=Dangerous(name=name, detail="lien symbolique"))
        elif entry.is_dir():
            yield from open_folder(entry, (*within, name))
        else:
            yield Item(name, within, path=entry)
