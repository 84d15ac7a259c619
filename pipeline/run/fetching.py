"""Fetch a mailbox: keep each message, see it through, and only then mark it on the server.

The order is what loses nothing: fetch without marking, keep and flush, commit the receipt with the
message's number, examine, and mark once everything in it is committed. Whatever instant this is
stopped at, doing it again finishes the work and repeats none of it.
"""

import contextlib
import datetime as dt
from dataclasses import dataclass, field

from pipeline.errors import (
    AlreadyRunning,
    IntakeError,
    JournalAltered,
    MailInterrupted,
    MessageNotGiven,
    MessageNotKept,
    MessageTooLarge,
)
from pipeline.mailbox import Access, Envelope, Folder, open_folder
from pipeline.mailbox.folder import Fetched
from pipeline.run.clock import iso, shown
from pipeline.run.faults import words_of
from pipeline.run.ingest import Pass, finish
from pipeline.run.names import safe_name
from pipeline.run.progress import Progress, silent
from pipeline.run.session import Session
from pipeline.store.messages import Message
from pipeline.store.records import Drop, Member

_PATIENCE = 300  # seconds to wait for a pass over the inbox; the examination is then left to it
_BUSY = (
    "Une autre exécution examine déjà ce qui est reçu : les messages seront marqués à la prochaine"
    " relève."
)


@dataclass(frozen=True, kw_only=True)
class Round:
    """What a round did: messages taken, known by their content before, and marked since."""

    taken: int = 0
    known: int = 0
    marked: int = 0
    done: Pass = field(default_factory=Pass)
    warnings: tuple[str, ...] = ()


@dataclass
class _Count:
    """What fetching has come to so far."""

    taken: int = 0
    known: int = 0
    warnings: list[str] = field(default_factory=list)


def fetch_mail(
    session: Session,
    access: Access,
    *,
    since: dt.date | None = None,
    progress: Progress = silent,
) -> Round:
    """Take the messages of a mailbox that were not taken before, and see each one through.

    A message that fails is told and tried again at the next round; it never counts as processed.

    Args:
        session: the campaign.
        access: its mailbox.
        since: only what came into the mailbox on that day or later.
        progress: told after each message, then after each drop examined.

    Raises:
        AlreadyRunning: another round is under way for this campaign.
        IntakeError: the mailbox cannot be opened, or would not let its messages be marked.
    """
    session.enrol()
    with session.alone("mail"):
        with open_folder(access) as folder:
            folder.check_markable()
            new = _new(session, folder, access, since)
            count = _take_all(session, folder, access, new, progress)
        done = _examined(session, count.warnings, progress)
        marked = _mark_all(session, access, count.warnings)
    return Round(
        taken=count.taken,
        known=count.known,
        marked=marked,
        done=done,
        warnings=(*count.warnings, *done.warnings),
    )


def preview(session: Session, access: Access, since: dt.date | None) -> tuple[Envelope, ...]:
    """Return the messages that a round would take; nothing changes, here or there.

    Raises:
        IntakeError: the mailbox cannot be opened.
    """
    with open_folder(access, readonly=True) as folder:
        new = _new(session, folder, access, since)
        return tuple(folder.describe(new, words=True))


def _new(
    session: Session, folder: Folder, access: Access, since: dt.date | None
) -> tuple[int, ...]:
    """Return the UIDs that are not in the register; whether somebody has read them says nothing."""
    with session.store.reading() as shelf:
        taken = {(m.uidvalidity, m.uid) for m in shelf.messages(session.id, access.account.key)}
    return tuple(uid for uid in folder.uids(since) if (folder.uidvalidity, uid) not in taken)


def _take_all(
    session: Session, folder: Folder, access: Access, new: tuple[int, ...], progress: Progress
) -> _Count:
    count = _Count()
    try:
        for rank, envelope in enumerate(folder.describe(new), start=1):
            try:
                _take(session, folder, access, envelope, count)
            except (MessageTooLarge, MessageNotGiven) as error:
                count.warnings.append(str(error))
            # Not its subject: what a scheduled command says may end in a log of the system.
            progress(rank, len(new), f"message n° {envelope.uid}")
    except (MailInterrupted, MessageNotKept) as error:
        count.warnings.append(str(error))  # what was kept before is seen through all the same
    return count


def _take(
    session: Session, folder: Folder, access: Access, envelope: Envelope, count: _Count
) -> None:
    if envelope.size > access.account.largest:
        raise MessageTooLarge(
            uid=envelope.uid,
            arrived=shown(iso(envelope.arrived or session.clock())),
            megabytes=envelope.size // 1024**2,
        )
    fetched = folder.fetch(envelope.uid)
    if fetched is None:
        return
    drop = _kept(session, envelope.uid, fetched)
    with session.store.transaction() as ledger:
        # A copy, a folder that was numbered anew, a message dropped by hand before: its bytes
        # are here, and only its number is new.
        receipt = ledger.receipt_of(session.id, drop.sha256)
        count.known += receipt is not None
        if receipt is None:
            receipt = ledger.receive(session.id, drop, at=session.at(), fetched=True).id
            count.taken += 1
        ledger.note_message(
            session.id,
            account=access.account.key,
            uidvalidity=folder.uidvalidity,
            uid=envelope.uid,
            receipt=receipt,
        )


def _kept(session: Session, uid: int, fetched: Fetched) -> Drop:
    """Keep the bytes of a message as they came, under a name made from its subject."""
    try:
        sha256 = session.store.vault.keep_bytes(fetched.content)
    except OSError as error:
        raise MessageNotKept(detail=words_of(error)) from error
    name = safe_name(f"{fetched.subject or f'message-{uid}'}.eml").encode("utf-8", "replace")
    arrived = fetched.arrived or session.clock()
    return Drop(
        inbox_name=name,
        sha256=sha256,
        is_folder=False,
        modified_ns=int(arrived.timestamp()) * 10**9,
        members=(Member(name=name, sha256=sha256, size=len(fetched.content)),),
    )


def _examined(session: Session, warnings: list[str], progress: Progress) -> Pass:
    try:
        with session.alone("ingest", patience=_PATIENCE):
            return finish(session, progress=progress)
    except AlreadyRunning:
        warnings.append(_BUSY)
        return Pass()


def _mark_all(session: Session, access: Access, warnings: list[str]) -> int:
    """Mark the messages whose every part is committed; return how many."""
    with session.store.reading() as shelf:
        taken = shelf.messages(session.id, access.account.key)
    waiting = [message for message in taken if message.examined and not message.marked]
    marked = 0
    try:
        if waiting:
            with open_folder(access) as folder:
                present = frozenset(folder.uids())
                for message in waiting:
                    how = _mark(folder, message, present)
                    with session.store.transaction() as ledger:
                        ledger.mark_message(session.id, message, how=how, at=session.at())
                    marked += how != "gone"
    except IntakeError as error:
        warnings.append(str(error))
    with contextlib.suppress(JournalAltered):  # `finish` has told it
        session.export_journal()
    return marked


def _mark(folder: Folder, message: Message, present: frozenset[int]) -> str:
    if message.uidvalidity != folder.uidvalidity or message.uid not in present:
        return "gone"  # moved by a round that was stopped, or by a person, or numbered anew
    return folder.mark(message.uid)
