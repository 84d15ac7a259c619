"""Record what the committee decided, from the workbook where it was written down."""

import datetime as dt
import getpass
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from pipeline.decisions import Ruling, read_decisions
from pipeline.errors import CommitteeDecides
from pipeline.run.clock import PARIS
from pipeline.run.inputs import gather
from pipeline.run.judge import state_of
from pipeline.run.lots import asked_for, lots_of
from pipeline.run.publish import publish_pending
from pipeline.run.ranking import compute
from pipeline.run.session import Session
from pipeline.store.records import Moved, Registered
from schemas.campaign import Campaign
from schemas.decision import Decision, DecisionOutcome

_BARRED = "irrecevable"
_BY_PROPOSAL: dict[str, DecisionOutcome] = {
    "retenu": "retenu",
    "liste_attente": "liste_attente",
    "sous_seuil": "non_retenu",
}


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """The decisions recorded now, those that already were, and the dossiers left undecided."""

    decisions: tuple[Decision, ...]
    unchanged: int
    undecided: tuple[str, ...]
    decided_on: dt.date


def decide(
    session: Session, file: Path | None, *, by: str | None = None, on: dt.date | None = None
) -> Recorded:
    """Record decisions: a committee's from its workbook, or those that the call makes automatic.

    Args:
        session: the campaign.
        file: the workbook; None only where the call says that decisions are automatic.
        by: login of whoever records; None for that of the session.
        on: the day of the decision; None for the calendar's, or today before that day.

    Raises:
        CommitteeDecides: no workbook, while decisions are a committee's.
        FaultyDecisions: cells that cannot be understood; nothing is recorded.
    """
    session.enrol()
    day = on or _day(session)
    if file is not None:
        ruling = Ruling(
            decided_on=day,
            decided_by=session.campaign.authority,
            author=by or getpass.getuser(),
            lots=session.campaign.lots,
        )
        criteria = session.campaign.grid.criteria
        made = list(read_decisions(file, _numbers(session), criteria, ruling))
    elif session.campaign.decision == "automatic":
        made = list(_automatic(session, day))
    else:
        raise CommitteeDecides(campaign=session.id)
    return _recorded(session, made, day)


def _recorded(session: Session, made: list[Decision], day: dt.date) -> Recorded:
    with session.store.transaction() as ledger:
        holding = {key: one.decision for key, one in ledger.decisions(session.id).items()}
        fresh = [one for one in made if not _same(holding.get(_key(one)), one)]
        by_number = {row.dossier.number: row for row in ledger.dossiers(session.id)}
        for decision in fresh:
            ledger.decide(session.id, decision, at=session.at())
            row = by_number[decision.dossier]
            moved = _moved(row, holding.get(_key(decision)), decision)
            if moved.state != moved.before:
                ledger.move(session.id, row, moved, actor=decision.author, at=session.at())
        decided = set(ledger.decisions(session.id))
        rows = ledger.dossiers(session.id)
    publish_pending(session)
    session.export_journal()
    return Recorded(
        decisions=tuple(fresh),
        unchanged=len(made) - len(fresh),
        undecided=tuple(_undecided(session.campaign, rows, decided)),
        decided_on=day,
    )


def _moved(row: Registered, before: Decision | None, decision: Decision) -> Moved:
    """Return the state that a decision puts a dossier into, for its lot where it has one."""
    state: str = row.dossier.state
    if decision.lot is not None:
        was, is_ = (
            _BARRED if one is not None and one.outcome == _BARRED else state
            for one in (before, decision)
        )
        return Moved(before=was, state=is_, lot=decision.lot)
    if decision.outcome == _BARRED:
        return Moved(before=state, state=_BARRED)
    if state == _BARRED:  # it was, and is no longer
        return Moved(before=state, state=state_of(row.dossier.extraction))
    return Moved(before=state, state=state)


def _undecided(
    campaign: Campaign, rows: Sequence[Registered], decided: AbstractSet[tuple[str, str]]
) -> Iterator[str]:
    """Yield the numbers of the dossiers still to decide, each with the lots where it is."""
    for row in rows:
        dossier = row.dossier
        if dossier.state not in ("recevable", "a_regulariser"):
            continue
        open_ = [
            lot
            for lot in asked_for(dossier, campaign)
            if (dossier.number, lot or "") not in decided
        ]
        lots = ", ".join(lot for lot in open_ if lot)
        if open_:
            yield f"{dossier.number} ({lots})" if lots else dossier.number


def _key(decision: Decision) -> tuple[str, str]:
    return decision.dossier, decision.lot or ""


def _same(before: Decision | None, now: Decision) -> bool:
    if before is None:
        return False
    return before.model_copy(update={"author": now.author}) == now


def _day(session: Session) -> dt.date:
    today = session.clock().astimezone(PARIS).date()
    planned = session.campaign.calendar.decision
    if planned is None or (planned > today and session.campaign.plays_at is None):
        return today
    return planned  # a fictional call, whose clock stands still, is decided on its day


def _numbers(session: Session) -> tuple[str, ...]:
    with session.store.reading() as shelf:
        return tuple(row.dossier.number for row in shelf.dossiers(session.id))


def _automatic(session: Session, day: dt.date) -> list[Decision]:
    """Turn proposals into decisions: only where the call says so, and once no mark is missing."""
    inputs = gather(session)
    rankings = [compute(inputs, lot) for lot in lots_of(session.campaign)]
    return [
        Decision(
            dossier=place.dossier,
            lot=ranking.lot,
            outcome=_BY_PROPOSAL[place.proposal],
            decided_on=day,
            decided_by=session.campaign.authority,
            author="pipeline",
            origin="automatic",
        )
        for ranking in rankings
        if not ranking.provisional
        for place in ranking.places
        if place.proposal in _BY_PROPOSAL
    ]
