"""Bookkeeping: questions about what drops held and what persons said of their dossiers."""

import json
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.store import tables as t
from pipeline.store.records import Said
from schemas.candidature import Extraction
from schemas.correction import Correction
from schemas.kinship import Kinship, Verdict
from schemas.reception import Attachment, DownloadLink


class Arrivals:
    """Questions answered in the order things were entered."""

    def __init__(self, connection: Connection) -> None:
        self._ask = connection.execute

    def attachments(self, campaign: str) -> Mapping[int, tuple[Attachment, ...]]:
        """Return every file of the drops of a campaign, by the number of the drop."""
        found: dict[int, tuple[Attachment, ...]] = {}
        for receipt, record in self._records(t.attachments, campaign):
            one = Attachment.model_validate(json.loads(record))
            found[receipt] = (*found.get(receipt, ()), one)
        return found

    def links(self, campaign: str) -> Mapping[int, tuple[DownloadLink, ...]]:
        """Return what is still to be downloaded, by the number of the drop that says so."""
        found: dict[int, tuple[DownloadLink, ...]] = {}
        for receipt, record in self._records(t.links, campaign):
            one = DownloadLink.model_validate(json.loads(record))
            found[receipt] = (*found.get(receipt, ()), one)
        return found

    def links_of(self, receipt: int) -> tuple[DownloadLink, ...]:
        """Return what one drop says is to be downloaded."""
        query = (
            sa.select(t.links.c.record).where(t.links.c.receipt == receipt).order_by(t.links.c.id)
        )
        found = self._ask(query).scalars()
        return tuple(DownloadLink.model_validate(json.loads(one)) for one in found)

    def verdicts(self, campaign: str) -> tuple[Verdict, ...]:
        """Return what persons said of pairs of dossiers, the earliest first."""
        query = (
            sa.select(t.verdicts.c.record)
            .where(t.verdicts.c.campaign == campaign)
            .order_by(t.verdicts.c.id)
        )
        return tuple(Verdict.model_validate_json(one) for one in self._ask(query).scalars())

    def corrections(self, campaign: str, number: str | None = None) -> tuple[Said, ...]:
        """Return what persons said of fields, the earliest first, what was taken back included.

        Of all dossiers of a campaign, or of the one with this number.
        """
        query = (
            sa.select(t.corrections)
            .join(t.dossiers, t.dossiers.c.id == t.corrections.c.dossier)
            .where(t.dossiers.c.campaign == campaign)
            .order_by(t.corrections.c.id)
        )
        if number is not None:
            query = query.where(t.dossiers.c.number == number)
        return tuple(
            Said(id=row.id, at=row.at, correction=Correction.model_validate(json.loads(row.record)))
            for row in self._ask(query)
        )

    def kinships(self, campaign: str) -> tuple[Kinship, ...]:
        """Return how dossiers are related, as last worked out."""
        query = (
            sa.select(t.kinships.c.record)
            .where(t.kinships.c.campaign == campaign)
            .order_by(t.kinships.c.id)
        )
        return tuple(Kinship.model_validate(json.loads(one)) for one in self._ask(query).scalars())

    def kin_of(self, campaign: str, number: str) -> tuple[Kinship, ...]:
        """Return how one dossier is related to others, as last worked out."""
        columns = t.kinships.c
        query = (
            sa.select(columns.record)
            .where(columns.campaign == campaign)
            .where(sa.or_(columns.older == number, columns.newer == number))
            .order_by(columns.id)
        )
        return tuple(Kinship.model_validate(json.loads(one)) for one in self._ask(query).scalars())

    def contents(self, campaign: str) -> Mapping[str, str]:
        """Return the digest of the document that each dossier was read from."""
        query = sa.select(t.dossiers.c.number, t.dossiers.c.content_sha256).where(
            t.dossiers.c.campaign == campaign
        )
        return {row.number: row.content_sha256 for row in self._ask(query)}

    def joined(self, campaign: str) -> Mapping[str, str]:
        """Return the dossiers whose last reading took signatures from another, and which one."""
        query = self._last_readings(campaign).where(t.readings.c.joined.is_not(None))
        return {row.number: row.joined for row in self._ask(query)}

    def own_readings(self, campaign: str) -> Mapping[str, Extraction]:
        """Return the last reading by the machine alone of the dossiers whose last one is not."""
        made = t.readings.c.joined.is_not(None) | (t.readings.c.corrected > 0)
        worked = [row.number for row in self._ask(self._last_readings(campaign).where(made))]
        if not worked:
            return {}
        query = (
            sa.select(t.dossiers.c.number, t.readings.c.extraction)
            .join(t.readings, t.readings.c.dossier == t.dossiers.c.id)
            .where(t.dossiers.c.campaign == campaign, t.dossiers.c.number.in_(sorted(worked)))
            .where(t.readings.c.joined.is_(None), t.readings.c.corrected == 0)
            .order_by(t.readings.c.id)
        )
        return {
            row.number: Extraction.model_validate(json.loads(row.extraction))
            for row in self._ask(query)
        }

    def _records(self, table: sa.Table, campaign: str) -> list[tuple[int, str]]:
        query = (
            sa.select(table.c.receipt, table.c.record)
            .join(t.receipts, t.receipts.c.id == table.c.receipt)
            .where(t.receipts.c.campaign == campaign)
            .order_by(table.c.id)
        )
        return [(row.receipt, row.record) for row in self._ask(query)]

    def _last_readings(self, campaign: str) -> sa.Select[tuple[str, str | None]]:
        last = (
            sa.select(sa.func.max(t.readings.c.id))
            .join(t.dossiers, t.dossiers.c.id == t.readings.c.dossier)
            .where(t.dossiers.c.campaign == campaign)
            .group_by(t.readings.c.dossier)
        )
        return (
            sa.select(t.dossiers.c.number, t.readings.c.joined)
            .join(t.readings, t.readings.c.dossier == t.dossiers.c.id)
            .where(t.readings.c.id.in_(last))
        )
