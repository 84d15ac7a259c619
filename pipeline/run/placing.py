"""Put recorded letters where people take them, and set aside those that must not go out."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from pipeline.run.names import unlike
from pipeline.run.place import place
from pipeline.run.session import Session
from pipeline.run.sight import digest_of
from pipeline.store.records import Prepared

_VOIDED = "annules"


def place_pending(session: Session) -> Iterator[tuple[str, str, Path]]:
    """Put recorded letters in place, as (number, kind, file); once only, for people edit them."""
    with session.store.reading() as shelf:
        waiting = [one for one in shelf.letters(session.id) if not one.placed and not one.voided]
    for one in waiting:
        target = _file(session, one)
        if target.exists() and digest_of(target) not in (one.sha256, one.replaces):
            taken = (file.name for file in target.parent.iterdir())
            target = target.with_name(unlike(one.file_name, taken))
        place(target, session.store.vault.read(one.sha256))
        with session.store.transaction() as ledger:
            ledger.mark_placed(session.id, one)
        yield one.number, one.kind, target


def void_outdated(session: Session) -> Iterator[str]:
    """Set aside the letters whose decision was replaced: they must not go out."""
    with session.store.reading() as shelf:
        holding = {decided.id for decided in shelf.decisions(session.id).values()}
        outdated = [
            one
            for one in shelf.letters(session.id)
            if one.decision and one.decision not in holding and not one.voided
        ]
    for one in outdated:
        source = _file(session, one)
        aside = session.outbox / "courriers" / _VOIDED
        if source.exists():
            aside.mkdir(parents=True, exist_ok=True)
            name = unlike(one.file_name, (file.name for file in aside.iterdir()))
            shutil.move(source, aside / name)
        with session.store.transaction() as ledger:
            ledger.void_letter(session.id, one, at=session.at())
        yield f"{one.number} ({one.kind})"


def is_untouched(session: Session, letter: Prepared) -> bool:
    """Say whether a letter stands where it was put, as it was put."""
    file = _file(session, letter)
    return file.is_file() and digest_of(file) == letter.sha256


def _file(session: Session, letter: Prepared) -> Path:
    return session.outbox / "courriers" / letter.kind / letter.file_name
