"""Examine what was received, in confined processes, and enter its dossiers into the register."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import Crashed, MachineFault, ReadError, ToolMissing
from pipeline.isolation import READING, Workers, get_ready
from pipeline.run.amending import amended, in_force, settled_by_persons
from pipeline.run.faults import words_of
from pipeline.run.fiches import Fiches
from pipeline.run.inbox import materialise
from pipeline.run.judge import judge, unreadable
from pipeline.run.progress import Progress, never
from pipeline.run.publish import mark_published, publish
from pipeline.run.session import Session
from pipeline.run.survey import Arrival, Job, Survey, is_doubtful, survey_job
from pipeline.store.records import Entry, Member, Receipt, Registered

READER_VERSION = "1"
"""Raised when readings may differ from those of the version before."""

_UNREAD_PAGES = "PAGES_NON_LUES"
_AGAIN = (ToolMissing.code, Crashed.code)
PRELOAD = ("pipeline.run.survey", "pipeline.read.word", "pipeline.read.pdf", "pipeline.read.scan")
_UNREAD = "illisible"
_LEVEL_EVERY = 25  # drops: a crash leaves the journal's file this far behind; it is completed


class Numbered(NamedTuple):
    """The numbers given, in order, and what kept other drops from being read on this machine."""

    numbers: tuple[str, ...]
    faults: tuple[MachineFault, ...]


class Examined(NamedTuple):
    """A drop, the dossiers found in it, and everything else that was."""

    receipt: Receipt
    entries: tuple[Entry, ...]
    arrival: Arrival


def prepare() -> None:
    """Have readers imported while drops settle, and return at once."""
    get_ready(PRELOAD)


def examine_pending(
    session: Session, progress: Progress, stop: Callable[[], bool] = never
) -> Numbered:
    """Examine the drops that have no number yet, and publish what was found in them."""
    with session.store.reading() as shelf:
        receipts = shelf.unexamined(session.id)
    numbers: list[str] = []
    written: list[str] = []
    faults: list[MachineFault] = []
    fiches = Fiches(session)
    for done, one in enumerate(_in_order(session, receipts, stop), start=1):
        if isinstance(one, MachineFault):
            faults.append(one)
            continue
        receipt, entries, arrival = one
        with session.store.transaction() as ledger:
            given = ledger.register(
                receipt,
                entries,
                at=session.at(),
                reader_version=READER_VERSION,
                attachments=arrival.attachments,
                links=arrival.links,
            )
            rows = ledger.dossiers_of(receipt)
        for row in rows:
            publish(session, row, fiches)
            written.append(row.dossier.number)
        numbers += given
        if done % _LEVEL_EVERY == 0:
            mark_published(session, written)
            written.clear()
            session.export_journal()
        progress(done, len(receipts), os.fsdecode(receipt.drop.inbox_name))
    mark_published(session, written)
    return Numbered(tuple(numbers), tuple(faults))


def examine_again(session: Session, *, every: bool = False) -> tuple[str, ...]:
    """Read anew what a missing or broken program left unread; return the dossiers that changed.

    Args:
        session: the campaign.
        every: read all dossiers anew, as another version of the software may read better. What
            persons said of their fields holds over the new reading as over the old one.
    """
    with session.store.reading() as shelf:
        rows = shelf.dossiers(session.id) if every else shelf.unreadable(session.id)
        stuck = [row for row in rows if every or _may_be_read_now(row)]
        stuck += () if every else shelf.half_read(session.id, (_UNREAD_PAGES,))
        receipts = [shelf.receipt(key) for key in sorted({row.receipt for row in stuck})]
        own = shelf.own_readings(session.id)
    changed: list[str] = []
    for one in _in_order(session, receipts):
        if isinstance(one, MachineFault):
            continue  # it stays as it is, and is read anew another time
        receipt, entries, _ = one
        by_part = {entry.extraction.part: entry for entry in entries}
        for row in stuck:
            entry = by_part.get(row.dossier.extraction.part)
            if row.receipt != receipt.id or entry is None:
                continue
            if entry.extraction != own.get(row.dossier.number, row.dossier.extraction):
                _reread(session, row, entry, receipt)
                changed.append(row.dossier.number)
    return tuple(changed)


def _reread(session: Session, row: Registered, entry: Entry, receipt: Receipt) -> None:
    number = row.dossier.number
    if row.dossier.state != _UNREAD:  # what it is now, kinship and decisions have told
        entry = replace(entry, state=row.dossier.state, of=row.dossier.of)
    with session.store.transaction() as ledger:
        at = session.at()
        ledger.reread(number, entry, receipt=receipt, at=at, version=READER_VERSION)
        said = in_force(ledger.corrections(session.id, number)).get(number)
        if said:  # at once: nobody is to see a value that a person has corrected
            reading = amended(entry.extraction, said, session.campaign.form)
            ledger.reread(
                number,
                replace(entry, extraction=reading),
                receipt=receipt,
                at=at,
                version=READER_VERSION,
                corrected=settled_by_persons(reading),
            )
        (fresh,) = (r for r in ledger.dossiers_of(receipt) if r.dossier.number == number)
    publish(session, fresh, Fiches(session))
    mark_published(session, [number])


def _may_be_read_now(row: Registered) -> bool:
    codes = {finding.code for finding in row.dossier.extraction.findings}
    # A program was missing, or ours broke: what is installed or mended since may read it.
    return not codes.isdisjoint(_AGAIN)


def _in_order(
    session: Session, receipts: Sequence[Receipt], stop: Callable[[], bool] = never
) -> Iterator[Examined | MachineFault]:
    """Examine side by side, give in the order of reception: numbers follow it.

    A drop that this machine could not read stays unexamined, for another pass.
    """
    if not receipts:
        return
    desk = session.workspace.state / "work" / session.id
    shutil.rmtree(desk, ignore_errors=True)
    by_id = {str(receipt.id): receipt for receipt in receipts}
    done: dict[int, Examined | MachineFault] = {}
    waiting = list(reversed(receipts))
    wanted = takewhile(lambda _: not stop(), receipts)
    jobs = _prepared(session, wanted, desk, done)
    with Workers(limits=READING, preload=PRELOAD) as workers:
        for job, found in workers.map(survey_job, jobs, doubtful=is_doubtful):
            receipt = by_id[job.into.parent.name]
            done[receipt.id] = _seen(session, receipt, found)
            shutil.rmtree(job.into.parent, ignore_errors=True)
            while waiting and waiting[-1].id in done:
                yield done.pop(waiting.pop().id)
    while waiting and waiting[-1].id in done:
        yield done.pop(waiting.pop().id)


def _prepared(
    session: Session,
    receipts: Iterable[Receipt],
    desk: Path,
    done: dict[int, Examined | MachineFault],
) -> Iterator[Job]:
    """Lay out each drop for a worker; one that this machine cannot lay out is done with."""
    for receipt in receipts:
        private = desk / str(receipt.id)
        try:
            for folder in (private / "in", private / "out"):
                folder.mkdir(parents=True)
            path = materialise(session, receipt, private / "in")
        except OSError as error:
            name = os.fsdecode(receipt.drop.inbox_name)
            done[receipt.id] = MachineFault(name=name, detail=words_of(error))
            shutil.rmtree(private, ignore_errors=True)
        else:
            yield Job(path, session.campaign.form, private / "out")


def _seen(
    session: Session, receipt: Receipt, found: Arrival | ReadError | MachineFault
) -> Examined | MachineFault:
    if isinstance(found, MachineFault):
        return found
    try:
        return _examined(session, receipt, found)
    except OSError as error:  # its pieces could not be kept: the disk is full, say
        name = os.fsdecode(receipt.drop.inbox_name)
        return MachineFault(name=name, detail=words_of(error))


def _examined(session: Session, receipt: Receipt, found: Arrival | ReadError) -> Examined:
    if isinstance(found, ReadError):
        name = os.fsdecode(receipt.drop.inbox_name)
        refused = unreadable(name, receipt.drop.sha256, session.campaign.form, found)
        found = Arrival(dossiers=(refused,))
    entries = tuple(
        judge(one, _kept(session, one), receipt, session.campaign) for one in found.dossiers
    )
    if len(entries) > 1:
        # Several dossiers in one drop are never copies of the drop itself.
        entries = tuple(
            entry if entry.pieces else replace(entry, content_sha256=_ranked(entry, rank))
            for rank, entry in enumerate(entries)
        )
    return Examined(receipt, entries, found)


def _ranked(entry: Entry, rank: int) -> str:
    return hashlib.sha256(f"{entry.content_sha256}:{rank}".encode()).hexdigest()


def _kept(session: Session, found: Survey) -> tuple[Member, ...]:
    members = []
    for name, path in found.pieces:
        sha256, size = session.store.vault.keep_file(path)
        members.append(
            Member(name=name.encode("utf-8", "surrogateescape"), sha256=sha256, size=size)
        )
    return tuple(members)
