"""Bookkeeping: the two sequences of a campaign, dossier numbers and chained events."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.store import tables as t
from pipeline.store.shelf import Shelf
from schemas.event import GENESIS, Code, Event, Fact


class Sequences(Shelf):
    """Writes that move the heads of a campaign: both without gaps, whatever is interrupted."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._do = connection.execute

    def enrol(self, campaign: str, *, prefix: str, digest: str, at: str) -> None:
        """Enter a campaign, or note that its definition changed; nothing if it is the same."""
        row = self._do(sa.select(t.campaigns).where(t.campaigns.c.id == campaign)).first()
        if row is None:
            self._do(
                t.campaigns.insert().values(
                    id=campaign,
                    prefix=prefix,
                    digest=digest,
                    last_number=0,
                    last_event=0,
                    last_event_digest=GENESIS,
                )
            )
            self._record(campaign, "campaign.registered", at=at, facts={"definition": digest})
        elif row.digest != digest:
            self._do(t.campaigns.update().where(t.campaigns.c.id == campaign).values(digest=digest))
            facts: dict[str, Fact] = {"before": row.digest, "definition": digest}
            self._record(campaign, "campaign.changed", at=at, facts=facts)

    def _next_number(self, campaign: str) -> tuple[str, int]:
        row = self._head(campaign)
        sequence = row.last_number + 1
        self._do(
            t.campaigns.update().where(t.campaigns.c.id == campaign).values(last_number=sequence)
        )
        return f"{row.prefix}-{sequence:03d}", sequence

    def _record(
        self,
        campaign: str,
        code: Code,
        *,
        at: str,
        facts: Mapping[str, Fact],
        dossier: str | None = None,
        actor: str = "pipeline",
    ) -> None:
        head = self._head(campaign)
        event = Event(
            campaign=campaign,
            number=head.last_event + 1,
            at=at,
            code=code,
            dossier=dossier,
            actor=actor,
            facts=facts,
            previous=head.last_event_digest,
        ).sealed()
        self._insert(
            t.events,
            campaign=campaign,
            number=event.number,
            dossier=dossier,
            line=event.line().decode(),
        )
        self._do(
            t.campaigns.update()
            .where(t.campaigns.c.id == campaign)
            .values(last_event=event.number, last_event_digest=event.digest)
        )

    def _head(self, campaign: str) -> sa.Row[tuple[object, ...]]:
        # The lock is for PostgreSQL; SQLite holds the whole database since BEGIN IMMEDIATE.
        query = sa.select(t.campaigns).where(t.campaigns.c.id == campaign).with_for_update()
        return self._do(query).one()

    def _dossier_id(self, campaign: str, number: str) -> int:
        query = sa.select(t.dossiers.c.id).where(
            t.dossiers.c.campaign == campaign, t.dossiers.c.number == number
        )
        key: int = self._do(query).scalar_one()
        return key

    def _insert(self, table: sa.Table, **values: object) -> int:
        key = self._do(table.insert().values(**values)).inserted_primary_key
        assert key is not None  # noqa: S101 -- every table here has a generated key
        return int(key[0])
