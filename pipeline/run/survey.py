"""What a confined process does with one received drop: examine it, and keep what it stands in.

Workers import this module and no more of the spine, which takes a second to load.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from pipeline.examine import Found, inspect
from pipeline.isolation import DOUBTED
from schemas.base import Record
from schemas.candidature import Extraction
from schemas.form import Form
from schemas.reception import Attachment, DownloadLink


class Survey(Record):
    """One dossier found in a drop.

    `pieces` are the files it stands in where they are not the whole drop: attachments, written
    into the folder given, or files of a dropped folder. `received`, `sent` and `sender` are what
    a mail says.
    """

    extraction: Extraction
    pieces: tuple[tuple[str, Path], ...] = ()
    received: str | None = Field(default=None, description="ISO 8601: the last server's stamp.")
    sent: str | None = Field(default=None, description="ISO 8601, as the sender claims.")
    sender: str | None = None
    is_mail: bool = False
    forwarded: bool = Field(default=False, description="The mail came inside another one.")


class Arrival(Record):
    """Everything found in one drop: its dossiers, at least one, then all its files and links."""

    dossiers: tuple[Survey, ...]
    attachments: tuple[Attachment, ...] = ()
    links: tuple[DownloadLink, ...] = ()


class Job(NamedTuple):
    """What a confined process is given: as for `survey`, but `into` may hold anything."""

    path: Path
    form: Form
    into: Path


def survey_job(job: Job) -> Arrival:
    """Examine a drop, be it a second time: what a worker that died has left is no piece of it."""
    shutil.rmtree(job.into)
    job.into.mkdir()
    return survey(job.path, job.form, job.into)


def is_doubtful(arrival: Arrival) -> bool:
    """Say whether what was found may be due to the worker: asked in the worker."""
    findings = (found for one in arrival.dossiers for found in one.extraction.findings)
    return any(found.code in DOUBTED for found in findings)


def survey(path: Path, form: Form, into: Path) -> Arrival:
    """Examine a drop; return its dossiers in order, at least one, and what came with them.

    Args:
        path: the drop, under its own name.
        form: the form of the call.
        into: an empty folder; what is found in a mail or an archive is left there.
    """
    seen = inspect(path, form, into)
    return Arrival(
        dossiers=tuple(_survey(found, (into, path)) for found in seen.found),
        attachments=seen.attachments,
        links=seen.links,
    )


def _survey(found: Found, places: Sequence[Path]) -> Survey:
    part, context = found.part, found.part.context
    files = part.paths if found.extraction.part is not None else ()
    inside = [file for file in files if any(file.is_relative_to(place) for place in places)]
    return Survey(
        extraction=found.extraction,
        pieces=tuple((_name(found, rank, len(inside)), file) for rank, file in enumerate(inside)),
        received=context.received if context else None,
        sent=context.sent if context else None,
        sender=context.sender if context else None,
        is_mail=context is not None,
        forwarded=context is not None and context.forwarded,
    )


def _name(found: Found, rank: int, among: int) -> str:
    part = found.part
    name = part.name or part.paths[rank].name
    return name if among == 1 else f"{rank + 1:02d}_{part.paths[rank].name}"
