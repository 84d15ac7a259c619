"""Take what a person filled in: checked cell by cell, recorded, and laid over the readings."""

import getpass
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import NotOurSheet
from pipeline.review.filled import CellFault, Filled, Unreadable, read_sheet
from pipeline.run.filled_lines import books_of, weighed
from pipeline.run.kinship import relate
from pipeline.run.publish import publish_pending
from pipeline.run.session import Session
from schemas.correction import Correction


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What was recorded now, what had been before, what was refused, and who has signed.

    `changed` are the dossiers that read otherwise from now on.
    """

    author: str
    corrections: tuple[Correction, ...]
    unchanged: int
    refused: tuple[CellFault, ...]
    changed: tuple[str, ...]


def take(session: Session, file: Path, *, by: str | None = None) -> Taken:
    """Record what a person filled in; each line stands or falls alone.

    The same workbook taken again changes nothing. A line whose value has been read otherwise
    since, or verified otherwise since, is refused: the person has not seen what stands there now.

    Args:
        session: the campaign.
        file: the workbook.
        by: who verified; None for the name written in the workbook, or else the session's.

    Raises:
        NotOurSheet: the file is not a workbook of this call.
    """
    session.enrol()
    filled = _read(session, file)
    author = by or filled.author or getpass.getuser()
    with session.store.transaction() as ledger:
        found = weighed(filled.lines, books_of(ledger, session.campaign), author)
        for correction in found.made:
            ledger.correct(session.id, correction, at=session.at())
    changed = relate(session)
    publish_pending(session)
    session.export_journal()
    return Taken(
        author=author,
        corrections=found.made,
        unchanged=found.unchanged,
        refused=found.refused,
        changed=changed,
    )


def _read(session: Session, file: Path) -> Filled:
    if not file.is_file():
        raise NotOurSheet(name=file.name, detail="il est introuvable")
    try:
        filled = read_sheet(file)
    except Unreadable as error:
        raise NotOurSheet(name=file.name, detail=str(error)) from error
    if filled.campaign != session.id:
        detail = f"il est celui de l’appel « {filled.campaign} »"
        raise NotOurSheet(name=file.name, detail=detail)
    return filled
