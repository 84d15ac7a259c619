"""Prepare the letters of a campaign: each once, recorded before it is placed, never rewritten."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import PipelineError, UnknownKindOfLetter
from pipeline.letters import write_letter
from pipeline.run.aside import aside
from pipeline.run.clock import PARIS
from pipeline.run.lots import for_lot
from pipeline.run.placing import is_untouched, place_pending, void_outdated
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


class Due(NamedTuple):
    """A letter that ought to exist; `decided` is the decision it announces, if any."""

    kind: LetterKind
    row: Registered
    decided: Decided | None


@dataclass(frozen=True, kw_only=True)
class Mail:
    """The letters placed now, as (number, kind, file), the drafts that remain, the warnings."""

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
    and a decision letter only for a recorded decision. A draft that nobody has touched gives way
    to the letter as soon as that one need be a draft no more; anything else is never rewritten.
    """
    session.enrol()
    voided = tuple(void_outdated(session))
    placed = list(place_pending(session))
    with session.store.reading() as shelf:
        rows = shelf.dossiers(session.id)
        decisions = shelf.decisions(session.id)
        done = {(one.number, one.kind, one.decision): one for one in shelf.letters(session.id)}
    wanted = [due for due in _due(rows, decisions) if due.kind in kinds]
    open_ = [due for due in wanted if _is_open(session, done.get(_key(due)))]
    warnings = []
    for rank, due in enumerate(open_, start=1):
        try:
            _write(session, due, rows, done.get(_key(due)))
        except PipelineError as error:
            warnings.append(str(error))
            continue
        placed += place_pending(session)
        progress(rank, len(open_), due.row.dossier.number)
    session.export_journal()
    return Mail(
        placed=tuple(placed),
        drafts=_drafts(session, kinds),
        existing=sum(_key(due) in done for due in wanted),
        voided=voided,
        warnings=_grouped(warnings),
    )


def _is_open(session: Session, letter: Prepared | None) -> bool:
    """Say whether a letter is to be written: for the first time, or in the place of its draft."""
    return letter is None or (letter.draft and not letter.voided and is_untouched(session, letter))


def _drafts(session: Session, kinds: Sequence[LetterKind]) -> tuple[str, ...]:
    with session.store.reading() as shelf:
        letters = shelf.letters(session.id)
    return tuple(
        f"{one.number} ({one.kind})"
        for one in letters
        if one.draft and not one.voided and one.kind in kinds
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


def _write(session: Session, due: Due, rows: Sequence[Registered], before: Prepared | None) -> None:
    """Write a letter, keep its bytes, then record it: a crash before that leaves no trace.

    Args:
        session: the campaign.
        due: what the letter is.
        rows: every dossier, whose names it must not hold.
        before: the draft that it takes the place of, unless it would be a draft again.
    """
    letter, sha256 = _composed(session, due, rows)
    prepared = Prepared(
        number=letter.dossier,
        kind=letter.kind,
        decision=due.decided.id if due.decided else 0,
        file_name=letter.path.name,
        sha256=sha256,
        template_digest=letter.template_sha256,
        data_digest=letter.data_sha256,
        draft=letter.draft,
        replaces=before.sha256 if before else "",
    )
    if before is None:
        with session.store.transaction() as ledger:
            ledger.keep_letter(session.id, prepared, at=session.at())
    elif not letter.draft:
        with session.store.transaction() as ledger:
            ledger.replace_draft(session.id, prepared, at=session.at())


def _composed(session: Session, due: Due, rows: Sequence[Registered]) -> tuple[Letter, str]:
    with session.store.reading() as shelf:
        receipt = shelf.receipt(due.row.receipt)
    decision = due.decided.decision if due.decided else None
    with aside(session.workspace) as folder:
        letter = write_letter(
            due.kind,
            for_lot(due.row.dossier, session.campaign, decision.lot if decision else None),
            session.campaign,
            session.definition / "letters",
            folder,
            dated=_day(session, due),
            decision=decision,
            files=original_names(due.row, receipt),
            others=_others(session, due.row, rows),
            channel="courriel" if due.row.channel == "courriel" else "voie électronique",
        )
        sha256, _ = session.store.vault.keep_file(letter.path)
    return letter, sha256


def _day(session: Session, due: Due) -> dt.date:
    """Return the day a letter is dated: today, and never before the decision it announces."""
    today = session.clock().astimezone(PARIS).date()
    return max(today, due.decided.decision.decided_on) if due.decided else today


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
