"""One pass over an inbox: take what has settled, examine it, publish it, log it."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import JournalAltered
from pipeline.run import inbox
from pipeline.run.examining import examine_again, examine_pending
from pipeline.run.progress import Progress, never, silent
from pipeline.run.publish import publish_pending
from pipeline.run.session import Session
from pipeline.run.settle import Seen, Sight, observe, settled

QUIET = 1.0
"""Seconds between the two looks of a single pass."""

_PATIENCE = 30  # seconds to wait for another pass on the same campaign


@dataclass(frozen=True, kw_only=True)
class Pass:
    """What one pass did: the numbers given, those read anew, and what a person should know."""

    numbers: tuple[str, ...] = ()
    reread: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def ingest(
    session: Session,
    files: Sequence[Path] = (),
    *,
    quiet: float = QUIET,
    pause: Callable[[float], None] = time.sleep,
    progress: Progress = silent,
) -> Pass:
    """Take the drops of the inbox, or the files given, and see each one through.

    Args:
        session: the campaign.
        files: files or folders anywhere, which stay where they are; empty for the inbox.
        quiet: seconds that a drop must stay unchanged to be taken.
        pause: waits that long.
        progress: told after each drop.

    Raises:
        AlreadyRunning: another pass is under way and does not end.
    """
    session.enrol()
    with session.alone("ingest", patience=_PATIENCE):
        inbox.recover(session)
        warnings = _given(session, files) if files else _settled(session, quiet, pause)
        return finish(session, warnings, progress=progress)


def finish(
    session: Session,
    warnings: Sequence[str] = (),
    *,
    again: bool = True,
    progress: Progress,
    stop: Callable[[], bool] = never,
) -> Pass:
    """See through everything that is received and not yet numbered, published or logged.

    Args:
        session: the campaign.
        warnings: what taking the drops said.
        again: also read anew what a missing program kept from being read.
        progress: told after each drop.
        stop: asked before each drop; what is left then waits for another pass.
    """
    numbers = examine_pending(session, progress, stop)
    reread = examine_again(session) if again else ()
    publish_pending(session)
    try:
        session.export_journal()
    except JournalAltered as error:
        warnings = (*warnings, str(error))
    return Pass(numbers=numbers, reread=reread, warnings=tuple(warnings))


def take_ready(session: Session, names: Sequence[str], seen: dict[str, Seen]) -> list[str]:
    """Take the settled drops in the order they were made; return a warning for each failure."""
    warnings = []
    for name in sorted(names, key=lambda n: (inbox.newest(seen[n].sight), n)):
        try:
            inbox.take(session, name, seen[name].sight)
        except OSError as error:
            warnings.append(_not_taken(name, error))
    return warnings


def _settled(session: Session, quiet: float, pause: Callable[[float], None]) -> list[str]:
    first = inbox.look(session.inbox)
    if not first:
        return []
    pause(quiet)
    before = observe({}, first, 0.0)
    seen = observe(before, inbox.look(session.inbox), quiet)
    names = settled(seen, quiet, quiet)
    moving = sorted(set(seen) - set(names))
    return take_ready(session, names, seen) + [_still_moving(name) for name in moving]


def _given(session: Session, files: Sequence[Path]) -> list[str]:
    warnings = []
    for path in files:
        sight = inbox.sight_of(path)
        try:
            if sight is None or not _enter(session, path, sight):
                warnings.append(f"« {path.name} » n’a pas pu être pris\u00a0: fichier introuvable.")
        except OSError as error:
            warnings.append(_not_taken(path.name, error))
    return warnings


def _enter(session: Session, path: Path, sight: Sight) -> bool:
    """Receive a file that stays where it is; one received before is left alone."""
    digest = inbox.digest_of(path)
    with session.store.reading() as shelf:
        known = shelf.has_received(session.id, digest)
    if known:
        return True
    receipt = inbox.keep(session, path, os.fsencode(path.name), sight)
    if receipt is None:
        return False
    with session.store.transaction() as ledger:
        ledger.mark_removed(receipt.id)
    return True


def _not_taken(name: str, error: OSError) -> str:
    return f"« {name} » n’a pas pu être pris ({error.strerror})\u00a0: il reste dans inbox/."


def _still_moving(name: str) -> str:
    return f"« {name} » est encore en cours de copie\u00a0: relancez dans un instant."
