"""Prepare the letters of a campaign: each once, recorded before it is placed, never rewritten."""

import datetime as dt
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import PipelineError, UnknownKindOfLetter
from pipeline.letters import write_letter
from pipeline.run.clock import PARIS
from pipeline.run.lots import for_lot
from pipeline.run.names import unlike
from pipeline.run.place import place
from pipeline.run.progress import Progress, silent
from pipeline.run.publish import original_names
from pipeline.run.session import Session
from pipeline.store.records import Decided, Prepared, Registered
from schemas.letter import Letter, LetterKind

WRITTEN_TO = ("recevable", "a_regulariser", "irrecevable")
"""States in which a dossier has somebody to write to."""

KINDS: tuple[LetterKind, ...] = (
    "accuse-reception",
    "demande-complements",
    "acceptation",
    "liste-attente",
    "refus",
)

_BY_OUTCOME: dict[str, LetterKind] = {
    "retenu": "acceptation",
    "liste_attente": "liste-attente",
    "non_retenu": "refus",
    "irrecevable": "refus",
}
_VOIDED = "annules"


class Due(NamedTuple):
    """A letter that ought to exist; `decided` is the decision it announces, if any."""

    kind: LetterKind
    row: Registered
    decided: Decided | None


@dataclass(frozen=True, kw_only=True)
class Mail:
    """The letters placed now, as (number, kind, file), drafts among them, and the warnings."""

    placed: tuple[tuple[str, str, Path], ...] = ()
    drafts: tuple[str, ...] = ()
    existing: int = 0
    voided: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def known_kinds(names: Sequence[str]) -> tuple[LetterKind, ...]:
    """Return the kinds of these names, all of them when none is named.

    Raises:
        UnknownKindOfLetter: a name is none of `KINDS`.
    """
    for name in names:
        if name not in KINDS:
            raise UnknownKindOfLetter(kind=name, known=", ".join(KINDS))
    return tuple(kind for kind in KINDS if not names or kind in names)


def write_letters(
    session: Session, kinds: Sequence[LetterKind] = KINDS, *, progress: Progress = silent
) -> Mail:
    """Prepare the letters that are due and do not exist yet.

    An acknowledgement for each dossier that can be written to, a request for what is missing,
    and a decision letter only for a recorded decision.
    """
    session.enrol()
    voided = tuple(_void_outdated(session))
    placed = list(_place_pending(session))
    with session.store.reading() as shelf:
        rows = shelf.dossiers(session.id)
        decisions = shelf.decisions(session.id)
        done = {(one.number, one.kind, one.decision) for one in shelf.letters(session.id)}
    wanted = [due for due in _due(rows, decisions) if due.kind in kinds]
    missing = [due for due in wanted if _key(due) not in done]
    drafts, warnings = [], []
    for rank, due in enumerate(missing, start=1):
        try:
            letter = _prepare(session, due, rows)
        except PipelineError as error:
            warnings.append(str(error))
            continue
        if letter.draft:
            drafts.append(f"{due.row.dossier.number} ({due.kind})")
        placed += _place_pending(session)
        progress(rank, len(missing), due.row.dossier.number)
    session.export_journal()
    return Mail(
        placed=tuple(placed),
        drafts=tuple(drafts),
        existing=len(wanted) - len(missing),
        voided=voided,
        warnings=_grouped(warnings),
    )


def _grouped(warnings: Sequence[str]) -> tuple[str, ...]:
    counted = Counter(warnings)
    return tuple(
        text if number == 1 else f"{text} ({number} courriers)" for text, number in counted.items()
    )


def _due(rows: Sequence[Registered], decisions: dict[tuple[str, str], Decided]) -> Iterator[Due]:
    for row in rows:
        if row.dossier.state not in WRITTEN_TO:
            continue
        yield Due("accuse-reception", row, None)
        if row.dossier.state == "a_regulariser":
            yield Due("demande-complements", row, None)
    by_number = {row.dossier.number: row for row in rows}
    for (number, _), decided in decisions.items():
        kind = _BY_OUTCOME.get(decided.decision.outcome)
        if kind is not None:
            yield Due(kind, by_number[number], decided)


def _key(due: Due) -> tuple[str, str, int]:
    return due.row.dossier.number, due.kind, due.decided.id if due.decided else 0


def _prepare(session: Session, due: Due, rows: Sequence[Registered]) -> Letter:
    """Write a letter, keep its bytes, then record it: a crash before that leaves no trace."""
    with session.store.reading() as shelf:
        receipt = shelf.receipt(due.row.receipt)
    decision = due.decided.decision if due.decided else None
    with tempfile.TemporaryDirectory() as aside:
        letter = write_letter(
            due.kind,
            for_lot(due.row.dossier, session.campaign, decision.lot if decision else None),
            session.campaign,
            session.definition / "letters",
            Path(aside),
            dated=_day(session, due),
            decision=decision,
            files=original_names(due.row, receipt),
            others=_others(session, due.row, rows),
            channel="courriel" if due.row.channel == "courriel" else "voie électronique",
        )
        sha256, _ = session.store.vault.keep_file(letter.path)
    prepared = Prepared(
        number=letter.dossier,
        kind=letter.kind,
        decision=due.decided.id if due.decided else 0,
        file_name=letter.path.name,
        sha256=sha256,
        template_digest=letter.template_sha256,
        data_digest=letter.data_sha256,
    )
    with session.store.transaction() as ledger:
        ledger.keep_letter(session.id, prepared, at=session.at())
    return letter


def _day(session: Session, due: Due) -> dt.date:
    """Return the day a letter is dated: today, and never before the decision it announces."""
    today = session.clock().astimezone(PARIS).date()
    return max(today, due.decided.decision.decided_on) if due.decided else today


def _place_pending(session: Session) -> Iterator[tuple[str, str, Path]]:
    """Put recorded letters where people take them; once only, for someone may edit them."""
    with session.store.reading() as shelf:
        waiting = [one for one in shelf.letters(session.id) if not one.placed and not one.voided]
    for one in waiting:
        folder = session.outbox / "courriers" / one.kind
        content = session.store.vault.read(one.sha256)
        target = folder / one.file_name
        if target.exists() and target.read_bytes() != content:
            target = folder / unlike(one.file_name, (file.name for file in folder.iterdir()))
        place(target, content)
        with session.store.transaction() as ledger:
            ledger.mark_placed(session.id, one)
        yield one.number, one.kind, target


def _void_outdated(session: Session) -> Iterator[str]:
    """Set aside the letters whose decision was replaced: they must not go out."""
    with session.store.reading() as shelf:
        holding = {decided.id for decided in shelf.decisions(session.id).values()}
        outdated = [
            one
            for one in shelf.letters(session.id)
            if one.decision and one.decision not in holding and not one.voided
        ]
    for one in outdated:
        source = session.outbox / "courriers" / one.kind / one.file_name
        aside = session.outbox / "courriers" / _VOIDED
        if source.exists():
            aside.mkdir(parents=True, exist_ok=True)
            name = unlike(one.file_name, (file.name for file in aside.iterdir()))
            shutil.move(source, aside / name)
        with session.store.transaction() as ledger:
            ledger.void_letter(session.id, one, at=session.at())
        yield f"{one.number} ({one.kind})"


def _others(session: Session, row: Registered, rows: Sequence[Registered]) -> tuple[str, ...]:
    """Return the names of the other candidates, which no letter to this one may hold."""
    keys = session.campaign.recipient
    if keys is None:
        return ()
    named = [key for key in (keys.structure, keys.person, keys.professional) if key]

    def names(of: Registered) -> set[str]:
        answers = (of.dossier.extraction.fields.get(key) for key in named)
        return {a.value for a in answers if a is not None and isinstance(a.value, str)}

    own = {name.casefold() for name in names(row)}
    found = {name for other in rows if other is not row for name in names(other)}
    return tuple(sorted(name for name in found if name.casefold() not in own))
