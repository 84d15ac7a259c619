"""Examine a drop: one result per dossier in it, a word on every file, what is to be fetched."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.errors import ReadError
from pipeline.examine.fetching import told_of_links
from pipeline.examine.found import Found, Inspection, Reading
from pipeline.examine.noise import noise_among
from pipeline.examine.reading import read_part
from pipeline.examine.results import Blank, digest_of, refused
from pipeline.examine.roles import attachments_of
from pipeline.intake import Contents, Part, open_drop
from pipeline.kinds import kind_of
from schemas.candidature import Extraction, Finding
from schemas.form import Form
from schemas.reception import Attachment


def examine(path: Path, form: Form, into: Path) -> tuple[Extraction, ...]:
    """Return one result per dossier found in `path`, at least one whatever the file is.

    Args:
        path: a file, or a folder whose pictures are the pages of one dossier.
        form: the form the dossier should answer.
        into: an empty private folder for attachments and converted files.

    A mail or an archive gives a result for each dossier in it; when it holds none, one result
    says why.
    """
    return tuple(one.extraction for one in inspect(path, form, into).found)


def inspect(path: Path, form: Form, into: Path) -> Inspection:
    """Return what `examine` does, the part each result stands in, every file and every link."""
    blank = Blank(path.name, digest_of(path), form)
    try:
        contents = open_drop(path, into)
    except ReadError as error:
        return _closed(path, blank, error)
    noise = noise_among(contents.files) if len(contents.files) > 1 or contents.messages else {}
    silent = {contents.files[rank].path for rank in noise}
    readings = tuple(
        read_part(part, blank)
        for part in contents.parts
        if not part.paths or part.paths[0] not in silent
    )
    lost = tuple(_lost(readings))
    found = _kept(readings, contents, blank, lost)
    return Inspection(
        found=told_of_links(found, contents, blank, lost),
        attachments=tuple(attachments_of(contents.files, readings, noise)),
        links=tuple(pointer.link for pointer in contents.pointers),
    )


def _closed(path: Path, blank: Blank, error: ReadError) -> Inspection:
    """Return the result of a drop that cannot be opened at all."""
    kind = kind_of(path)
    attachment = Attachment(
        name=path.name,
        kind=kind,
        size=0 if kind == "folder" else path.stat().st_size,
        sha256=None if kind == "folder" else blank.digest,
        role="illisible",
        reason=error.message,
    )
    return Inspection((Found(blank(None, "unreadable", refused(error)), Part()),), (attachment,))


def _lost(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Tell of the parts that could not be read.

    Each may be another dossier, or the signed page of this one: every dossier that came with it
    is told.
    """
    for one in readings:
        if one.role == "illisible" and one.result is not None:
            message = f"Pièce du même envoi, non lue\u00a0: {one.result.findings[0].message}"
            yield Finding(code="PIECE_ILLISIBLE", severity="warning", message=message)


def _kept(
    readings: Sequence[Reading], contents: Contents, blank: Blank, lost: Sequence[Finding]
) -> tuple[Found, ...]:
    """Return the dossiers among the parts of a container; else the most telling refusal."""
    results = [(one, one.result) for one in readings if one.result is not None]
    if not results:
        return (_only_noise(contents, blank),)
    dossiers = [(one, result) for one, result in results if one.role == "dossier"]
    if not dossiers:
        one, result = min(results, key=lambda pair: _rank(pair[0]))
        return (Found(result, one.part),)
    return tuple(
        Found(result.model_copy(update={"findings": (*result.findings, *lost)}), one.part)
        for one, result in dossiers
    )


def _rank(reading: Reading) -> int:
    """Order what is no dossier: first what may hide one, last what was never meant as one."""
    if reading.role == "illisible":
        return 0
    is_read = reading.result is not None and reading.result.outcome == "not_a_dossier"
    return 1 if is_read and reading.role != "charte" else 2


def _only_noise(contents: Contents, blank: Blank) -> Found:
    message = "Ce message ne contient aucune pièce jointe, hormis des logos ou des signatures."
    finding = Finding(code="SANS_PIECE_JOINTE", severity="error", message=message)
    context = contents.messages[0].context if contents.messages else None
    return Found(blank(None, "not_a_dossier", finding), Part(kind="mail", context=context))
