"""Gather from the bookkeeping what the arrival register tells."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from pipeline.run.accounts import Account, account
from pipeline.run.clock import PARIS
from pipeline.run.lots import TO_CONFIRM, closing_of, minutes_late, missed
from pipeline.run.session import Session
from pipeline.run.sight import of_members
from pipeline.store.records import Glance, Receipt, Registered
from pipeline.store.shelf import Shelf
from pipeline.tables.arrivals.entries import (
    Arrived,
    Closing,
    Delay,
    Grace,
    Register,
    Said,
    Task,
)
from schemas.campaign import Campaign
from schemas.candidature import Dossier

TOLD = frozenset(
    {
        *("campaign.registered", "campaign.changed", "drop.received", "drop.examined"),
        *("dossier.registered", "dossier.reread", "dossier.moved", "kinship.judged"),
        *("delay.excused", "delay.counted", "link.noticed"),
    }
)
"""Codes of the events that the register tells: the others leave it as it is."""


def gather_register(session: Session, shelf: Shelf, lines: Sequence[bytes]) -> Register:
    """Return the register of a call.

    Args:
        session: the call.
        shelf: the view on the bookkeeping that is told.
        lines: its journal, from the same view.
    """
    campaign = session.campaign
    glances = shelf.glances(session.id, _keys(campaign))
    receipts = {receipt.id: receipt for receipt in shelf.receipts(session.id)}
    by_drop = _by_drop(glances)
    found = shelf.attachments(session.id)
    vault = session.store.vault
    accounts = {
        key: account(receipt, by_drop.get(key, ()), found.get(key, ()), vault)
        for key, receipt in receipts.items()
    }
    graces = _graces(lines)
    return Register(
        title=campaign.title,
        author=f"{campaign.agent.first_name} {campaign.agent.last_name}, {campaign.agent.quality}",
        as_of=_last_told(lines) or session.at(),
        closings=tuple(_closings(campaign)),
        drops=len(receipts),
        arrived=tuple(
            _arrived(one, receipts[one.row.receipt], accounts[one.row.receipt], campaign, graces)
            for one in glances
        ),
        kinships=shelf.kinships(session.id),
        pieces=tuple(piece for one in accounts.values() for piece in one.pieces),
        tasks=tuple(_tasks(shelf, session.id, by_drop)),
    )


def _keys(campaign: Campaign) -> frozenset[str]:
    """Return the fields that the register prints, and those that tell the lots applied for."""
    grid = campaign.grid
    asked = [grid.structure_key, grid.professional_key, grid.town_key]
    for lot in campaign.lots:
        asked += [lot.field, *(condition.key for condition in lot.conditions)]
    return frozenset(key for key in asked if key)


def _by_drop(glances: Iterable[Glance]) -> Mapping[int, tuple[Glance, ...]]:
    found: dict[int, tuple[Glance, ...]] = {}
    for one in glances:
        found[one.row.receipt] = (*found.get(one.row.receipt, ()), one)
    return found


def _closings(campaign: Campaign) -> Iterator[Closing]:
    """Yield the closing of the call, then those of its lots that have their own."""
    call = closing_of(campaign).astimezone(PARIS)
    yield Closing(at=call)
    own = [lot for lot in campaign.lots if lot.calendar is not None]
    ordered = sorted(own, key=lambda lot: closing_of(campaign, lot.id))
    for at, lots in groupby(ordered, key=lambda lot: closing_of(campaign, lot.id)):
        yield Closing(at=at.astimezone(PARIS), lots=tuple(lot.title for lot in lots))


def _arrived(
    glance: Glance,
    receipt: Receipt,
    files: Account,
    campaign: Campaign,
    graces: Mapping[str, tuple[str, str]],
) -> Arrived:
    row, dossier, grid = glance.row, glance.row.dossier, campaign.grid
    by, at = graces.get(dossier.number, (None, None))
    return Arrived(
        dossier=dossier,
        drop=receipt.id,
        dropped_at=row.dropped_at,
        channel=row.channel,
        sender=row.sender,
        source=row.received_from,
        sha256=_digest(row),
        structure=_said(dossier, grid.structure_key),
        professional=_said(dossier, grid.professional_key),
        town=_said(dossier, grid.town_key),
        delays=tuple(_delays(dossier, campaign)),
        grace=Grace(by=by, at=at, reason=row.excuse) if dossier.excused else None,
        unsure=any(finding.code == TO_CONFIRM for finding in dossier.extraction.findings),
        roles=files.roles.get(dossier.number, {}),
        flagged=glance.flagged,
    )


def _digest(row: Registered) -> str:
    """Return the digest of the document, or of its pages together, as of a folder of them."""
    digests = [piece.sha256 for piece in row.pieces] or [row.dossier.extraction.sha256]
    return digests[0] if len(digests) == 1 else of_members(digests)


def _said(dossier: Dossier, key: str | None) -> Said:
    answer = dossier.extraction.fields.get(key or "")
    if answer is None or not isinstance(answer.value, str):
        return Said()
    return Said(text=answer.value, doubtful=answer.flagged)


def _delays(dossier: Dossier, campaign: Campaign) -> Iterator[Delay]:
    """Yield how late a dossier is for the lots that it names, or else for the call."""
    moment = dt.datetime.fromisoformat(dossier.received_at)
    late = tuple(missed(dossier, campaign, moment))
    for one in late:
        lots = tuple(lot.title for lot in one.lots)
        yield Delay(minutes=minutes_late(moment, one.closing), lots=lots, sure=one.sure)
    over = minutes_late(moment, closing_of(campaign))
    if over and not late:
        yield Delay(minutes=over)


def _graces(lines: Iterable[bytes]) -> Mapping[str, tuple[str, str]]:
    """Return who last accepted the delay of a dossier, and when."""
    graces = {}
    for line in lines:
        if b'"delay.excused"' in line:
            event = json.loads(line)
            graces[event["dossier"]] = (event["actor"], event["at"])
    return graces


def _last_told(lines: Sequence[bytes]) -> str | None:
    for line in reversed(lines):
        event = json.loads(line)
        if event["code"] in TOLD:
            return str(event["at"])
    return None


def _tasks(shelf: Shelf, campaign: str, by_drop: Mapping[int, Sequence[Glance]]) -> Iterator[Task]:
    for drop, links in shelf.links(campaign).items():
        dossiers = [one.row.dossier for one in by_drop.get(drop, ())]
        waiting = [one for one in dossiers if one.state in ("a_telecharger", "remplace")]
        told = waiting or dossiers
        done = tuple(one.of for one in waiting if one.state == "remplace" and one.of)
        for link in links:
            yield Task(link=link, drop=drop, dossiers=tuple(o.number for o in told), done=done)
