"""Name office documents other than texts by what their package holds."""

import zipfile
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple

from pipeline.kinds.kind import BROKEN_OLE, BROKEN_ZIP
from pipeline.kinds.packages import has_bounded_directory, member

DOCUMENT = "une version Word ou PDF"


class Named(NamedTuple):
    """What a file is called, what to ask for, and whether a dossier could be in it.

    `is_noise`: mail programs add it of their own accord.
    """

    what: str
    wanted: str = DOCUMENT
    may_hold_a_dossier: bool = True
    is_noise: bool = False


def aside(what: str) -> Named:
    """Name something that is never a dossier, nor a page of one."""
    return Named(what, may_hold_a_dossier=False)


_SHEET = aside("un classeur Excel")
_OTHER_SHEET = aside("un classeur LibreOffice")
_SLIDES = aside("une présentation PowerPoint")
_PAGES = Named("un document Pages, Numbers ou Keynote d’Apple")
_BOOK = aside("un livre numérique")
_PROGRAM = aside("un programme Java ou Android")

_BY_TYPE: tuple[tuple[bytes, Named], ...] = (
    (b"spreadsheetml", _SHEET),
    (b"ms-excel", _SHEET),
    (b"presentationml", _SLIDES),
    (b"ms-powerpoint", _SLIDES),
    (b"visio", Named("un dessin Visio")),
    (b"fixedrepresentation", Named("un document XPS")),
    (b"package.xps", Named("un document XPS")),
    (b"oxps", Named("un document XPS")),
    (b"opendocument.spreadsheet", _OTHER_SHEET),
    (b"opendocument.presentation", aside("une présentation LibreOffice")),
    (b"opendocument.graphics", Named("un dessin LibreOffice")),
    (b"opendocument.formula", aside("une formule LibreOffice")),
    (b"opendocument.base", aside("une base de données LibreOffice")),
    (b"opendocument", Named("un document LibreOffice autre qu’un texte")),
    (b"epub", _BOOK),
)
_BY_MEMBER: tuple[tuple[str, Named], ...] = (
    ("Index/Document.iwa", _PAGES),
    ("Index.zip", _PAGES),
    ("QuickLook/Thumbnail.jpg", _PAGES),
    ("index.apxl", _PAGES),
    ("META-INF/container.xml", _BOOK),
    ("META-INF/MANIFEST.MF", _PROGRAM),
    ("AndroidManifest.xml", _PROGRAM),
)
_BY_STREAM: tuple[tuple[str, Named], ...] = (
    ("workbook", _SHEET),
    ("book", _SHEET),
    ("powerpoint document", _SLIDES),
    ("visiodocument", Named("un dessin Visio")),
    ("quill/quillsub/contents", Named("un document Publisher")),
    ("matost", Named("un document Works")),
    ("contents", Named("un document Publisher ou Works")),
)


def inside_of(path: Path, head: bytes) -> Named | None:
    """Name a package; None when it is none, or one that says nothing of itself.

    Args:
        path: the file.
        head: its beginning.
    """
    if head.startswith(b"PK"):
        return _of_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _of_ole(path)
    return None


def _of_zip(path: Path) -> Named | None:
    try:
        with path.open("rb") as file:
            if not has_bounded_directory(file):
                return None
            with zipfile.ZipFile(file) as package:
                names = set(package.namelist())
                types = next((name for name in names if name.lower() == "[content_types].xml"), "")
                said = member(package, types or "mimetype").lower()
    except BROKEN_ZIP:
        return None
    return _first(_BY_TYPE, said) or _first_member(names)


def _first(table: tuple[tuple[bytes, Named], ...], said: bytes) -> Named | None:
    return next((inside for mark, inside in table if mark in said), None)


def _first_member(names: AbstractSet[str]) -> Named | None:
    return next((inside for mark, inside in _BY_MEMBER if mark in names), None)


def _of_ole(path: Path) -> Named | None:
    import olefile  # type: ignore[import-untyped] # noqa: PLC0415 -- only old formats need it

    try:
        with olefile.OleFileIO(str(path)) as container:
            streams = {"/".join(entry).lower() for entry in container.listdir()}
    except BROKEN_OLE:
        return None
    return next((inside for mark, inside in _BY_STREAM if mark in streams), None)
