"""Lots: which ones a dossier applies for, and how late it is for each."""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from pipeline.run.clock import PARIS
from pipeline.score.lots import applies
from schemas.campaign import Campaign, Lot
from schemas.candidature import Dossier

HORS_DELAI = "HORS_DELAI"
"""Code of the finding that a closing had passed."""

TO_CONFIRM = "DATE_A_CONFIRMER"
"""Code of the finding that only an uncertain date has the dossier in time."""

_MINUTE = dt.timedelta(minutes=1)


class Missed(NamedTuple):
    """A closing that a dossier came after; `sure` unless its choice of lots is in doubt."""

    closing: dt.datetime
    lots: tuple[Lot, ...]
    sure: bool


def lots_of(campaign: Campaign) -> tuple[str | None, ...]:
    """Return the lots that are ranked one by one; None for a call without lots."""
    return tuple(lot.id for lot in campaign.lots) or (None,)


def asked_for(dossier: Dossier, campaign: Campaign) -> tuple[str | None, ...]:
    """Return the lots that a dossier applies for; None alone in a call without lots."""
    return tuple(lot for lot in lots_of(campaign) if applies(dossier, campaign, lot))


def closing_of(campaign: Campaign, lot: str | None = None) -> dt.datetime:
    """Return the closing of a lot or of the call, in Paris when the definition names no zone."""
    closing = campaign.calendar_of(lot).closing
    return closing.replace(tzinfo=PARIS) if closing.tzinfo is None else closing


def minutes_late(moment: dt.datetime, closing: dt.datetime) -> int:
    """Return the minutes after closing, a minute begun being late; 0 when on time."""
    # Both in universal time: across a change of hour, local differences are wrong.
    over = moment.astimezone(dt.UTC) - closing.astimezone(dt.UTC)
    return max(0, -(-over // _MINUTE))


def for_lot(
    dossier: Dossier, campaign: Campaign, lot: str | None, *, barred: bool = False
) -> Dossier:
    """Return the dossier as it stands for a lot: late for its closing, barred if so decided.

    The register counts from the closing of the call itself, that a lot may have before it.
    """
    if lot is None:
        return dossier
    moment = dt.datetime.fromisoformat(dossier.received_at)
    late_by = minutes_late(moment, closing_of(campaign, lot))
    state = "irrecevable" if barred else dossier.state
    return dossier.model_copy(update={"late_by": late_by, "state": state})


def is_late(dossier: Dossier) -> bool:
    """Say whether a dossier came after the closing of the call, or of a lot that it names.

    A delay that a person accepted counts no more.
    """
    return not dossier.excused and any(
        finding.code == HORS_DELAI for finding in dossier.extraction.findings
    )


def missed(dossier: Dossier, campaign: Campaign, moment: dt.datetime) -> Iterator[Missed]:
    """Yield the closings over at that moment of the lots applied for, then of those in doubt."""
    late = [lot for lot in campaign.lots if minutes_late(moment, closing_of(campaign, lot.id))]
    asked = [lot for lot in late if applies(dossier, campaign, lot.id)]
    doubtful = [lot for lot in late if lot not in asked and _may_apply(dossier, lot)]
    for lots in (asked, doubtful):
        ordered = sorted(lots, key=lambda lot: closing_of(campaign, lot.id))
        for closing, group in groupby(ordered, key=lambda lot: closing_of(campaign, lot.id)):
            yield Missed(closing, tuple(group), sure=lots is asked)


def _may_apply(dossier: Dossier, lot: Lot) -> bool:
    """Say whether a choice that the lot depends on is unread or to be verified."""
    keys = (lot.field, *(condition.key for condition in lot.conditions))
    answers = (dossier.extraction.fields.get(key) for key in keys if key)
    return any(a is None or a.flagged or a.value in (None, ()) for a in answers)
