"""Bookkeeping: how rows of the tables become records."""

import json
from collections.abc import Collection, Sequence

from sqlalchemy.engine import Row

from pipeline.store.records import Drop, Glance, Member, Receipt, Registered
from schemas.candidature import Dossier, Extraction
from schemas.correction import ILLEGIBLE

AnyRow = Row[tuple[object, ...]]


def received(row: AnyRow, members: Sequence[Member]) -> Receipt:
    """Return a drop with its files."""
    return Receipt(
        id=row.id,
        campaign=row.campaign,
        dropped_at=row.dropped_at,
        removed=row.removed,
        examined=row.examined,
        fetched=row.fetched,
        drop=Drop(
            inbox_name=row.inbox_name,
            sha256=row.sha256,
            is_folder=row.is_folder,
            modified_ns=row.modified_ns,
            members=tuple(members),
        ),
    )


def registered(row: AnyRow) -> Registered:
    """Return a numbered dossier with the reading in the row."""
    return _registered(row, Extraction.model_validate(json.loads(row.extraction)))


def glanced(row: AnyRow, keys: Collection[str]) -> Glance:
    """Return a numbered dossier with its answers to `keys` alone."""
    reading = json.loads(row.extraction)
    answers = reading["fields"]
    few = {key: answer for key, answer in answers.items() if key in keys}
    return Glance(
        row=_registered(row, Extraction.model_validate(reading | {"fields": few})),
        flagged=sum(
            answer["flagged"] and ILLEGIBLE not in answer["reasons"] for answer in answers.values()
        ),
    )


def _registered(row: AnyRow, extraction: Extraction) -> Registered:
    return Registered(
        id=row.id,
        campaign=row.campaign,
        receipt=row.receipt,
        channel=row.channel,
        sender=row.sender,
        received_from=row.received_from,
        dropped_at=row.dropped_at,
        pieces=tuple(
            Member(name=bytes.fromhex(p["name"]), sha256=p["sha256"], size=p["size"])
            for p in json.loads(row.pieces)
        ),
        published=row.published,
        excuse=row.excuse,
        dossier=Dossier(
            number=row.number,
            extraction=extraction,
            received_at=row.received_at,
            late_by=row.late_by,
            state=row.state,
            of=row.of,
            sent_at=row.sent_at,
            excused=row.excused,
        ),
    )
