"""Several files of one candidate: which dossier stands, worked out anew and entered as events."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.errors import NotTwoDossiers
from pipeline.kin import Candidate, Kindred, Standing, kin
from pipeline.run.amending import settled_by_persons
from pipeline.run.judge import state_of
from pipeline.run.publish import publish_pending
from pipeline.run.readings import Known, known_readings
from pipeline.run.session import Session
from pipeline.store.ledger import Ledger
from pipeline.store.records import Entry, Moved, Registered
from pipeline.store.shelf import Shelf
from schemas.candidature import Extraction
from schemas.kinship import Kinship, Verdict

JOINED_VERSION = "joined-1"
"""Raised when the joining of a typed dossier with its scan may differ from the version before."""

_PAPER = ("scan", "mixed")
_CLOSED = ("irrecevable", "retire")
_PATIENCE = 60  # seconds to wait for another process that works it out
_ALONE = Standing(state=None, of=None)


@dataclass(frozen=True)
class _Register:
    """What the register holds of the dossiers of a campaign, and how they are related."""

    rows: tuple[Registered, ...]
    known: Known
    joined: Mapping[str, str]
    kindred: Kindred

    @cached_property
    def readers(self) -> Mapping[str, str | None]:
        """Return what each dossier was read with."""
        return {row.dossier.number: row.dossier.extraction.reader for row in self.rows}

    def replaced_by(self, number: str) -> tuple[str, ...]:
        """Return the versions that a dossier takes the place of, the earliest first."""
        standings = self.kindred.standings
        return tuple(
            row.dossier.number
            for row in self.rows
            if standings.get(row.dossier.number) == ("remplace", number)
        )

    def standing(self, number: str) -> Standing:
        """Return what kinship says of a dossier."""
        return self.kindred.standings.get(number, _ALONE)


@dataclass(frozen=True)
class _Settled:
    """What one dossier is to become: another state, another reading, or both."""

    row: Registered
    moved: Moved | None
    reading: Extraction | None
    scan: str | None


def relate(session: Session) -> tuple[str, ...]:
    """Bring the states of the dossiers in line with their kinship; return those that changed.

    Everything is worked out from the readings and from what persons said, so that doing it again
    changes nothing, and taking back what a person said undoes what followed from it.
    """
    with session.alone("kinship", patience=_PATIENCE):
        with session.store.reading() as shelf:
            found = _registered(session, shelf)
            before = _told(shelf.kinships(session.id))
        after = _told(found.kindred.relations)
        settled = [one for row in found.rows if (one := _settled(found, row)) is not None]
        if before == after and not settled:
            return ()
        with session.store.transaction() as ledger:
            if before != after:
                ledger.relate(session.id, found.kindred.relations)
            for number in _differing(before, after):
                ledger.mark_published(session.id, number, published=False)
            for one in settled:
                _enter(session, ledger, one)
    return tuple(one.row.dossier.number for one in settled)


def judge(session: Session, verdict: Verdict) -> tuple[str, ...]:
    """Record what a person says of two dossiers and what follows; return those that changed.

    Raises:
        NotTwoDossiers: the numbers are not those of two dossiers of the call.
    """
    session.enrol()
    with session.store.transaction() as ledger:
        known = {row.dossier.number for row in ledger.dossiers(session.id)}
        pair = {verdict.first, verdict.second}
        if len(pair) < 2 or not pair <= known:
            raise NotTwoDossiers(first=verdict.first, second=verdict.second, campaign=session.id)
        ledger.judge(session.id, verdict, at=session.at())
    changed = relate(session)
    publish_pending(session)
    session.export_journal()
    return changed


def kinships(session: Session) -> tuple[Kinship, ...]:
    """Return how the dossiers are related, as last worked out."""
    with session.store.reading() as shelf:
        return shelf.kinships(session.id)


def _registered(session: Session, shelf: Shelf) -> _Register:
    rows = shelf.dossiers(session.id)
    campaign = session.campaign
    known = known_readings(shelf, campaign, rows)
    decided = {number for number, _ in shelf.decisions(session.id)}
    candidates = [_candidate(session, row, known, decided=decided) for row in rows]
    kindred = kin(candidates, campaign.form, campaign.grid, shelf.verdicts(session.id))
    return _Register(rows, known, shelf.joined(session.id), kindred)


def _candidate(session: Session, row: Registered, known: Known, *, decided: set[str]) -> Candidate:
    dossier = row.dossier
    extraction = known.seen[dossier.number]
    closed = dossier.state in _CLOSED or dossier.number in decided
    state = dossier.state if dossier.state in _CLOSED else state_of(extraction)
    return Candidate(
        dossier=dossier.model_copy(update={"extraction": extraction, "state": state, "of": None}),
        content_sha256=known.contents[dossier.number],
        sender=row.sender,
        sent_for=_sent_for(session.campaign.prefix, extraction),
        closed=closed,
    )


def _sent_for(prefix: str, extraction: Extraction) -> str | None:
    """Return the number that a file's name begins with: it was dropped to mend that dossier."""
    number = re.compile(rf"{re.escape(prefix)}-\d{{3,}}(?!\d)", re.IGNORECASE)
    for name in (extraction.part, extraction.file):
        if name and (found := number.match(os.path.basename(name))):  # noqa: PTH119 -- no path
            return found[0].upper()
    return None


def _settled(found: _Register, row: Registered) -> _Settled | None:
    """Return what a dossier is to become; None if it is that already."""
    dossier, number = row.dossier, row.dossier.number
    if dossier.state in _CLOSED:
        return None
    standing = found.standing(number)
    scan = _scan_of(found, row)
    reading = found.known.reading(row, scan, replaced=found.replaced_by(number))
    state = standing.state or state_of(reading)
    read_anew = reading != dossier.extraction or scan != found.joined.get(number)
    moved = (state, standing.of) != (dossier.state, dossier.of)
    if not read_anew and not moved:
        return None
    return _Settled(
        row,
        Moved(before=dossier.state, state=state, of=standing.of) if moved else None,
        reading if read_anew else None,
        scan,
    )


def _enter(session: Session, ledger: Ledger, settled: _Settled) -> None:
    row, at = settled.row, session.at()
    if settled.reading is not None:
        entry = _entry(row, settled.reading)
        receipt = ledger.receipt(row.receipt)
        ledger.reread(
            row.dossier.number,
            entry,
            receipt=receipt,
            at=at,
            version=JOINED_VERSION,
            joined=settled.scan,
            corrected=settled_by_persons(settled.reading),
        )
    if settled.moved is not None:
        ledger.move(session.id, row, settled.moved, actor="pipeline", at=at)


def _scan_of(found: _Register, row: Registered) -> str | None:
    """Return the first scan that belongs to a typed dossier.

    A typed file that came after the closing belongs to the scan that came before: it lends it
    nothing.
    """
    number, readers = row.dossier.number, found.readers
    if readers[number] in _PAPER:
        return None
    belong = (n for n, one in found.kindred.standings.items() if one == ("rattache", number))
    return min((n for n in belong if readers[n] in _PAPER), default=None)


def _entry(row: Registered, reading: Extraction) -> Entry:
    """Return an entry for another reading of the same document; its state is moved apart."""
    dossier = row.dossier
    return Entry(
        extraction=reading,
        content_sha256="",  # not written again
        pieces=row.pieces,
        state=dossier.state,
        channel=row.channel,
        sender=row.sender,
        received_at=dossier.received_at,
        received_from=row.received_from,
        late_by=dossier.late_by,
        of=dossier.of,
    )


def _told(kinships: Sequence[Kinship]) -> dict[str, list[Kinship]]:
    told: dict[str, list[Kinship]] = {}
    for one in kinships:
        for number in (one.older, one.newer):
            told.setdefault(number, []).append(one)
    return told


def _differing(
    before: Mapping[str, list[Kinship]], after: Mapping[str, list[Kinship]]
) -> list[str]:
    return sorted(n for n in {*before, *after} if before.get(n) != after.get(n))
