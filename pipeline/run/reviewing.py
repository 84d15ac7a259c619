"""Write what a person has to verify: pages with the picture of each field, and the workbook."""

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import ReviewNotWritten
from pipeline.review.doubt import Doubt
from pipeline.review.pages import INDEX, draw_pages, minutes
from pipeline.review.sheet import draw_sheet
from pipeline.run.names import unlike
from pipeline.run.pending import fields_of, titles_of
from pipeline.run.picturing import Doubts
from pipeline.run.place import place
from pipeline.run.progress import Progress, silent
from pipeline.run.session import Session
from schemas.base import Record

SHEET = "a-verifier.xlsx"
IMAGES = "images"
_PATIENCE = 60  # seconds to wait for another process that writes the same


class _Kept(Record):
    """Digests of the workbooks written here: one with another digest was filled in by a person."""

    ours: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """What is to be verified and where to look; `aside` is a workbook that a person filled in."""

    doubts: tuple[Doubt, ...]
    done: int
    minutes: str
    index: Path
    sheet: Path
    aside: Path | None = None


def folder_of(session: Session) -> Path:
    """Return the folder of the pages and of the workbook."""
    return session.outbox / "verification"


def review(session: Session, progress: Progress = silent) -> Reviewed:
    """Write the pages and the workbook of what is to be verified now.

    A workbook that a person has filled in and that was not taken is set aside, never lost.

    Args:
        session: the campaign.
        progress: told after each dossier whose pictures are cut.

    Raises:
        ReviewNotWritten: a file is open elsewhere; the others may be written already.
    """
    session.enrol()
    with session.alone("review", patience=_PATIENCE):
        with session.store.reading() as shelf:
            fields = fields_of(shelf, session.campaign)
        pending = [field for field in fields if not field.verified]
        verified = [field for field in fields if field.verified]
        made = Doubts(session)
        doubts, images = made.with_pictures(pending, progress)
        done = made.without_pictures(verified, first=len(pending) + 1)
        title, number = session.campaign.title, session.id
        titles = tuple(titles_of(session.campaign.form).values())
        sheet = draw_sheet(doubts, done, title=title, campaign=number, fields=titles)
        pages = draw_pages(doubts, campaign=number, title=title, done=len(done))
        aside = _write(session, {**images, **pages}, sheet)
    folder = folder_of(session)
    return Reviewed(
        doubts=doubts,
        done=len(done),
        minutes=minutes(doubts),
        index=folder / INDEX,
        sheet=folder / SHEET,
        aside=aside,
    )


def _write(session: Session, files: Mapping[str, bytes], sheet: bytes) -> Path | None:
    folder = folder_of(session)
    name = SHEET
    try:
        aside = _put_sheet(session, folder / SHEET, sheet)
        for name, content in files.items():
            place(folder / name, content)
        _sweep(folder, files)
    except OSError as error:
        raise ReviewNotWritten(name=name, detail=error.strerror or str(error)) from error
    return aside


def _put_sheet(session: Session, target: Path, sheet: bytes) -> Path | None:
    """Put the workbook in place; return where one that a person filled in was moved to."""
    memory = session.workspace.state / "reviews" / f"{session.id}.json"
    kept, digest = _kept(memory), hashlib.sha256(sheet).hexdigest()
    # First: a run stopped half-way leaves no workbook that we would not know as ours.
    place(memory, _Kept(ours=(*kept.ours[-3:], digest)).model_dump_json().encode())
    aside = None
    if target.is_file():
        present = hashlib.sha256(target.read_bytes()).hexdigest()
        if present not in (*kept.ours, digest):
            taken = [path.name for path in target.parent.iterdir()]
            aside = target.with_name(unlike(f"{target.stem}_rempli{target.suffix}", taken))
            shutil.move(target, aside)
    place(target, sheet)
    return aside


def settle(session: Session, file: Path) -> None:
    """Note that a workbook has been taken whole: the next one may stand in its place."""
    memory = session.workspace.state / "reviews" / f"{session.id}.json"
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    kept = _kept(memory)
    place(memory, _Kept(ours=(*kept.ours[-3:], digest)).model_dump_json().encode())


def _kept(memory: Path) -> _Kept:
    try:
        return _Kept.model_validate_json(memory.read_bytes())
    except (FileNotFoundError, ValidationError):
        return _Kept()


def _sweep(folder: Path, files: Sequence[str] | Mapping[str, bytes]) -> None:
    """Remove pages and pictures of what is no longer to be verified."""
    for stale in (*folder.glob("*.html"), *(folder / IMAGES).glob("*.jpg")):
        if str(stale.relative_to(folder)) not in files:
            stale.unlink()
