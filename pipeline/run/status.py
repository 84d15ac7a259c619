"""Where a campaign stands: counts, what waits for a person, what the machine lacks."""

import os
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.run import sight
from pipeline.run.lots import is_late
from pipeline.run.pending import count_pending, count_verified
from pipeline.run.session import Session


@dataclass(frozen=True, kw_only=True)
class Status:
    """A campaign at a glance; times as the register writes them."""

    campaign: str
    title: str
    states: Mapping[str, int]
    late: int
    to_check: tuple[str, ...]
    to_verify: int
    verified: int
    waiting: tuple[str, ...]
    ignored: tuple[str, ...]
    letters: Mapping[str, int]
    decisions: Mapping[str, int]
    ranked_at: str | None
    events: int
    missing_programs: tuple[str, ...]


@dataclass(frozen=True)
class Program:
    """A program that some files or outputs need, and how Debian calls its packages."""

    name: str
    use: str
    packages: str


LIBREOFFICE = Program(
    "LibreOffice",
    "lire les fichiers .doc, .odt et .rtf et produire des PDF",
    "libreoffice-writer libreoffice-calc",
)
TESSERACT = Program(
    "Tesseract (français)",
    "lire les dossiers numérisés ou photographiés",
    "tesseract-ocr tesseract-ocr-fra",
)


def status_of(session: Session) -> Status:
    """Say where a campaign stands; nothing is written."""
    with session.store.reading() as shelf:
        rows = shelf.dossiers(session.id)
        letters = shelf.letters(session.id)
        decisions = shelf.decisions(session.id)
        rankings = shelf.rankings(session.id)
        journal = shelf.journal(session.id)
    notes = session.outbox / "a-verifier"
    return Status(
        campaign=session.id,
        title=session.campaign.title,
        states=Counter(row.dossier.state for row in rows),
        late=sum(is_late(row.dossier) for row in rows),
        to_check=tuple(sorted(note.stem for note in notes.glob("*.txt"))),
        to_verify=count_pending(rows),
        verified=count_verified(rows),
        waiting=tuple(sorted(sight.look(session.inbox))) if session.inbox.is_dir() else (),
        ignored=sight.ignored(session.inbox),
        letters=Counter(one.kind for one in letters if not one.voided),
        decisions=Counter(one.decision.outcome for one in decisions.values()),
        ranked_at=rankings[-1].as_of if rankings else None,
        events=len(journal),
        missing_programs=tuple(program.name for program in missing_programs()),
    )


def missing_programs() -> tuple[Program, ...]:
    """Return the programs that are not installed: without them some files cannot be read."""
    missing = []
    if shutil.which("soffice") is None and shutil.which("libreoffice") is None:
        missing.append(LIBREOFFICE)
    if not _french_data():
        missing.append(TESSERACT)
    return tuple(missing)


def _french_data() -> bool:
    # Where the reader of scans looks, in its order.
    chosen = os.environ.get("TESSDATA_PREFIX")
    places = [Path(chosen), Path(chosen) / "tessdata"] if chosen else []
    places += Path("/usr/share/tesseract-ocr").glob("*/tessdata")
    places += [Path("/usr/share/tessdata"), Path("/usr/local/share/tessdata")]
    return any((place / "fra.traineddata").is_file() for place in places)
