"""A delay is a fact; whether it counts is a named person's decision, which can be taken back."""

from pipeline.errors import NoSuchDossier, NotLate
from pipeline.run.kinship import relate
from pipeline.run.lots import HORS_DELAI
from pipeline.run.publish import publish_pending
from pipeline.run.session import Session
from pipeline.store.records import Registered


def excuse(session: Session, number: str, *, reason: str, by: str) -> Registered:
    """Accept the delay of a dossier: it is told everywhere, and counts no more.

    Args:
        session: the campaign.
        number: the dossier.
        reason: why, in the words of the person; kept in the register, not in the journal.
        by: who decides.

    Raises:
        NoSuchDossier: no dossier has this number.
        NotLate: it came in time.
    """
    return _recorded(session, number, reason=reason, by=by)


def count_again(session: Session, number: str, *, by: str) -> Registered:
    """Take back the acceptance of a delay.

    Raises:
        NoSuchDossier: no dossier has this number.
        NotLate: it came in time.
    """
    return _recorded(session, number, reason=None, by=by)


def _recorded(session: Session, number: str, *, reason: str | None, by: str) -> Registered:
    session.enrol()
    with session.store.transaction() as ledger:
        row = _found(ledger.dossiers(session.id), number, session.id)
        findings = row.dossier.extraction.findings
        if not row.dossier.late_by and all(f.code != HORS_DELAI for f in findings):
            raise NotLate(dossier=number)
        if (row.dossier.excused, row.excuse) != (reason is not None, reason):
            ledger.excuse(session.id, number, reason=reason, actor=by, at=session.at())
    relate(session)  # the last version in time may be another one now
    publish_pending(session)
    session.export_journal()
    with session.store.reading() as shelf:
        return _found(shelf.dossiers(session.id), number, session.id)


def _found(rows: tuple[Registered, ...], number: str, campaign: str) -> Registered:
    for row in rows:
        if row.dossier.number == number:
            return row
    raise NoSuchDossier(campaign=campaign, dossier=number)
