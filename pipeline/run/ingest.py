"""One pass over an inbox: take what has settled, examine it, publish it, log it."""

import contextlib
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.errors import AlreadyRunning, JournalAltered, PipelineError, RegisterNotWritten
from pipeline.run import inbox
from pipeline.run.examining import examine_again, examine_pending, prepare
from pipeline.run.faults import (
    fault_of,
    is_of_the_machine,
    machine_fault,
    stops_the_rest,
    unreachable,
)
from pipeline.run.kinship import relate
from pipeline.run.left import leave_notes
from pipeline.run.litter import is_ignored
from pipeline.run.place import sweep
from pipeline.run.progress import Progress, never, silent
from pipeline.run.publish import publish_pending
from pipeline.run.registering import write_register
from pipeline.run.session import Session
from pipeline.run.settle import Seen, Sight, observe, settled
from pipeline.run.sight import View, digest_of, newest, sight_of, strangers, view

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
    every: bool = False,
    quiet: float = QUIET,
    pause: Callable[[float], None] = time.sleep,
    progress: Progress = silent,
) -> Pass:
    """Take the drops of the inbox, or the files given, and see each one through.

    Args:
        session: the campaign.
        files: files or folders anywhere, which stay where they are; empty for the inbox.
        every: also read anew every dossier received before, with this version of the software.
        quiet: seconds that a drop must stay unchanged to be taken.
        pause: waits that long.
        progress: told after each drop.

    Raises:
        AlreadyRunning: another pass is under way and does not end.
    """
    session.enrol()
    with session.alone("ingest", patience=_PATIENCE):
        left = [str(error) for error in inbox.recover(session)]
        said = _given(session, files) if files else _settled(session, quiet, pause)
        warnings = tuple(dict.fromkeys(left + said))
        return finish(session, warnings, every=every, progress=progress)


def finish(
    session: Session,
    warnings: Sequence[str] = (),
    *,
    again: bool = True,
    every: bool = False,
    progress: Progress,
    stop: Callable[[], bool] = never,
) -> Pass:
    """See through everything that is received and not yet numbered, published or logged.

    Args:
        session: the campaign.
        warnings: what taking the drops said.
        again: also read anew what a missing program kept from being read.
        every: read anew every dossier.
        progress: told after each drop.
        stop: asked before each drop; what is left then waits for another pass.

    Raises:
        DiskFull, MachineTrouble: results cannot be written; nothing received is lost, and
            another pass goes on from there.
    """
    try:
        reread = partial(examine_again, session, every=every) if again else None
        return _finished(session, warnings, again=reread, progress=progress, stop=stop)
    except OSError as error:
        raise machine_fault(error, session.workspace.root) from error


def _finished(
    session: Session,
    warnings: Sequence[str],
    *,
    again: Callable[[], tuple[str, ...]] | None,
    progress: Progress,
    stop: Callable[[], bool],
) -> Pass:
    if again:
        for folder in (session.outbox, session.workspace.state / "drawn"):
            sweep(folder)
    numbers, faults = examine_pending(session, progress, stop)
    warnings = (*warnings, *dict.fromkeys(map(str, faults)))
    reread = again() if again else ()
    if numbers or reread or again:
        relate(session)
    publish_pending(session)
    for write in (session.export_journal, partial(write_register, session)):
        try:
            write()
        except (AlreadyRunning, JournalAltered, RegisterNotWritten) as error:
            warnings = (*warnings, str(error))
    return Pass(numbers=numbers, reread=reread, warnings=tuple(warnings))


def take_ready(
    session: Session, names: Sequence[str], seen: Mapping[str, Seen]
) -> dict[str, PipelineError]:
    """Take the settled drops in the order they were made; return what kept some from it."""
    faults: dict[str, PipelineError] = {}
    for name in by_age(names, seen):
        try:
            inbox.take(session, name, seen[name].sight)
        except PipelineError as error:
            faults[name] = error
            if stops_the_rest(error):
                break
    return faults


def by_age(names: Sequence[str], seen: Mapping[str, Seen]) -> list[str]:
    """Put drops in the order they were made, the only one that can be told again."""
    return sorted(names, key=lambda name: (newest(seen[name].sight), name))


def _settled(session: Session, quiet: float, pause: Callable[[float], None]) -> list[str]:
    before = _viewed(session)
    if before.sights:
        prepare()
        pause(quiet)
    now = _viewed(session)
    seen = observe(observe({}, before.sights, 0.0), now.sights, quiet)
    names = settled(seen, quiet, quiet)
    remarks = [said for name in names for said in remarks_on(session, name)]
    faults = {**now.faults, **take_ready(session, names, seen)}
    own = {name: error for name, error in faults.items() if not is_of_the_machine(error)}
    with contextlib.suppress(OSError):  # a note less is no reason to read nothing
        leave_notes(session, own)
    moving = sorted(name for name in seen if name not in names and not is_ignored(name))
    return [*remarks, *map(str, faults.values()), *map(_still_moving, moving)]


def _viewed(session: Session) -> View:
    try:
        return view(session.inbox)
    except OSError as error:
        raise unreachable(session.inbox, error) from error


def remarks_on(session: Session, name: str) -> tuple[str, ...]:
    """Say in French what of a drop about to be taken is not kept: links, pipes, devices."""
    try:
        found = strangers(session.inbox / name)
    except (OSError, PipelineError):  # taking the drop meets the same, and says it
        return ()
    if not found:
        return ()
    inside = ", ".join(f"«\u00a0{one}\u00a0»" for one in found[:5])
    told = f"«\u00a0{name}\u00a0» contient autre chose que des fichiers ({inside})\u00a0: "
    return (told + "les liens ne sont ni suivis ni gardés.",)


def _given(session: Session, files: Sequence[Path]) -> list[str]:
    warnings = []
    for path in files:
        try:
            sight = sight_of(path)
            if sight is None or not _enter(session, path, sight):
                warnings.append(f"« {path.name} » n’a pas pu être pris\u00a0: fichier introuvable.")
        except PipelineError as error:
            warnings.append(str(error))
        except OSError as error:
            warnings.append(str(fault_of(path.name, error, session.workspace.root)))
    return warnings


def _enter(session: Session, path: Path, sight: Sight) -> bool:
    """Receive a file that stays where it is; one received before is left alone."""
    digest = digest_of(path)
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


def _still_moving(name: str) -> str:
    return f"« {name} » est encore en cours de copie\u00a0: relancez dans un instant."
