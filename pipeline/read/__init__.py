"""Reading: one file, or the page pictures of one dossier, as a `Document`."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.errors import Empty, Encrypted, ReadError
from pipeline.kinds import Kind, kind_of
from pipeline.kinds.pictures import PICTURES
from pipeline.read.aids import Aids, Ask, Geometry, geometry
from pipeline.read.pasted import pasted_scans
from schemas.document import Document, Notice

__all__ = ["READERS", "Aids", "Ask", "Geometry", "geometry", "read"]

# Each reader is imported when a file needs it: some take a second to load, and the command
# line must answer `--help` at once.


def _read_word(path: Path, _: Aids) -> Document:
    from pipeline.read.word import read_word  # noqa: PLC0415 -- loaded when needed

    return read_word(path)


def _read_office(path: Path, aids: Aids) -> Document:
    from pipeline.read.office import to_docx  # noqa: PLC0415 -- loaded when needed
    from pipeline.read.office_fields import has_live_fields  # noqa: PLC0415 -- loaded when needed

    with tempfile.TemporaryDirectory(prefix="read-") as folder:
        docx = to_docx(path, Path(folder))
        document = _read_word(docx, aids)
        if not has_live_fields(docx):
            return document
    notices = (*document.notices, Notice(code="LIVE_FIELDS"))
    return document.model_copy(update={"notices": notices})


def _read_pdf(path: Path, aids: Aids) -> Document:
    from pipeline.read.pdf import read_pdf  # noqa: PLC0415 -- loaded when needed

    document = read_pdf(path)
    if any(page.layer != "text" for page in document.pages):
        from pipeline.read.scan import fill_scanned_pages  # noqa: PLC0415 -- loaded when needed

        document = fill_scanned_pages(path, document, aids)
    if next(pasted_scans(document), None) is None:
        return document
    from pipeline.read.scan_pasted import with_pasted_scans  # noqa: PLC0415 -- loaded when needed

    return with_pasted_scans(path, document)


def _read_picture(path: Path, aids: Aids) -> Document:
    from pipeline.read.scan import read_images  # noqa: PLC0415 -- loaded when needed

    return read_images((path,), aids)


def _refuse_encrypted(path: Path, _: Aids) -> Document:
    raise Encrypted(name=path.name)


def _refuse_empty(path: Path, _: Aids) -> Document:
    raise Empty(name=path.name)


READERS: Mapping[Kind, Callable[[Path, Aids], Document]] = {
    "word": _read_word,
    "word-macro": _read_word,  # the reader sees the text only: macros stay asleep
    "word-xml": _read_office,
    "odt": _read_office,
    "doc": _read_office,
    "rtf": _read_office,
    "pdf": _read_pdf,
    "image": _read_picture,
    "heic": _read_picture,
    "encrypted-office": _refuse_encrypted,
    "empty": _refuse_empty,
}


def read(
    path: Path, *pages: Path, again: Ask | None = None, blank: Geometry | None = None
) -> Document:
    """Read one file, or the page pictures of one dossier in their order.

    Args:
        path: the file; the first page when there are more.
        pages: the other page pictures.
        again: says of a scan which words are to be read by a second recogniser as well.
        blank: gives the places of the printed form, to lay a scan upon; asked for scans only.

    Raises:
        ReadError: why no text can be had (encrypted, empty, damaged, unknown, …).
    """
    aids = Aids(again, blank)
    if pages:
        return _read_pages((path, *pages), aids)
    reader = READERS.get(kind_of(path))
    if reader is None:
        raise _refusal(path)
    return reader(path, aids)


def _read_pages(paths: tuple[Path, ...], aids: Aids) -> Document:
    from pipeline.read.scan import read_images  # noqa: PLC0415 -- loaded when needed

    for page in paths:
        kind = kind_of(page)
        if kind == "empty":
            raise Empty(name=page.name)
        if kind not in PICTURES:
            raise _refusal(page)
    return read_images(paths, aids)


def _refusal(path: Path) -> ReadError:
    from pipeline.kinds.named import refusal  # noqa: PLC0415 -- loaded when needed

    return refusal(path)
