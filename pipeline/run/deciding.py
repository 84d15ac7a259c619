"""Record what the committee decided, from the workbook where it was written down."""

import datetime as dt
import getpass
from dataclasses import dataclass
from pathlib import Path

from pipeline.decisions import Ruling, read_decisions
from pipeline.errors import CommitteeDecides
from pipeline.run.clock import PARIS
from pipeline.run.judge import STATES
from pipeline.run.publish import publish_pending
from pipeline.run.ranking import compute, gather, lots_of
from pipeline.run.session import Session
from pipeline.store.records import Registered
from schemas.decision import Decision, DecisionOutcome

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
            if (state := _state(row, decision)) != row.dossier.state:
                author = decision.author
                ledger.move(session.id, row, state, actor=author, at=session.at())
        decided = {number for number, _ in ledger.decisions(session.id)}
        rows = ledger.dossiers(session.id)
    publish_pending(session)
    session.export_journal()
    judged = [r.dossier.number for r in rows if r.dossier.state in ("recevable", "a_regulariser")]
    return Recorded(
        decisions=tuple(fresh),
        unchanged=len(made) - len(fresh),
        undecided=tuple(number for number in judged if number not in decided),
        decided_on=day,
    )


def _state(row: Registered, decision: Decision) -> str:
    """Return the state that a decision leaves a dossier in; a lot's own leaves it as it is."""
    if decision.lot is not None:
        return row.dossier.state
    if decision.outcome == "irrecevable":
        return "irrecevable"
    if row.dossier.state == "irrecevable":  # it was, and is no longer
        return STATES[row.dossier.extraction.outcome]
    return row.dossier.state


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
