"""Bookkeeping: every question to the register, answered with immutable records."""

import json
from collections.abc import Collection, Iterable

import sqlalchemy as sa

from pipeline.store import tables as t
from pipeline.store.arrivals import Arrivals
from pipeline.store.messages import Correspondence
from pipeline.store.records import (
    Decided,
    Drop,
    Glance,
    Member,
    Prepared,
    Ranked,
    Receipt,
    Registered,
)
from pipeline.store.rows import glanced, received, registered
from schemas.decision import Decision
from schemas.event import Event


class Shelf(Arrivals, Correspondence):
    """Questions to the register; lists come in the order things were entered."""

    def campaigns(self) -> tuple[str, ...]:
        """Name the campaigns entered so far."""
        return tuple(self._ask(sa.select(t.campaigns.c.id).order_by(t.campaigns.c.id)).scalars())

    def receipts(self, campaign: str, *condition: sa.ColumnElement[bool]) -> tuple[Receipt, ...]:
        """Return the drops of a campaign."""
        query = (
            sa.select(t.receipts)
            .where(t.receipts.c.campaign == campaign, *condition)
            .order_by(t.receipts.c.id)
        )
        return self._received(query)

    def receipt(self, key: int) -> Receipt:
        """Return one drop."""
        (found,) = self._received(sa.select(t.receipts).where(t.receipts.c.id == key))
        return found

    def unexamined(self, campaign: str) -> tuple[Receipt, ...]:
        """Return the drops whose dossiers have no number yet."""
        return self.receipts(campaign, t.receipts.c.examined.is_(False))

    def unremoved(self, campaign: str) -> tuple[Receipt, ...]:
        """Return the drops whose source may still be in the inbox."""
        return self.receipts(campaign, t.receipts.c.removed.is_(False))

    def dossiers(self, campaign: str, *condition: sa.ColumnElement[bool]) -> tuple[Registered, ...]:
        """Return the numbered dossiers of a campaign, each with its last reading."""
        return tuple(registered(row) for row in self._last_read(campaign, *condition))

    def glances(self, campaign: str, keys: Collection[str]) -> tuple[Glance, ...]:
        """Return the dossiers with their answers to `keys` alone, in half the time."""
        return tuple(glanced(row, keys) for row in self._last_read(campaign))

    def _last_read(
        self, campaign: str, *condition: sa.ColumnElement[bool]
    ) -> sa.CursorResult[tuple[object, ...]]:
        reading = t.readings.alias()
        last = (
            sa.select(sa.func.max(reading.c.id))
            .where(reading.c.dossier == t.dossiers.c.id)
            .scalar_subquery()
        )
        # By `id`, which grows as `sequence` does: the index on the latter would have SQLite walk
        # the whole campaign for one dossier.
        query = (
            sa.select(t.dossiers, t.readings.c.extraction)
            .join(t.readings, t.readings.c.dossier == t.dossiers.c.id)
            .where(t.dossiers.c.campaign == campaign, t.readings.c.id == last, *condition)
            .order_by(t.dossiers.c.id)
        )
        return self._ask(query)

    def dossiers_of(self, receipt: Receipt) -> tuple[Registered, ...]:
        """Return the dossiers that came in one drop."""
        return self.dossiers(receipt.campaign, t.dossiers.c.receipt == receipt.id)

    def original_of(self, campaign: str, content_sha256: str) -> str | None:
        """Return the number of the first dossier made of this very document, if it says anything.

        Two candidates may send the same blank form, or each a file cut to nothing: these are no
        copies of one another.
        """
        same = self.dossiers(campaign, t.dossiers.c.content_sha256 == content_sha256)
        if not same or same[0].dossier.extraction.outcome not in ("ok", "incomplete"):
            return None
        answers = same[0].dossier.extraction.fields.values()
        answered = any(answer.value not in (None, (), False) for answer in answers)
        return same[0].dossier.number if answered else None

    def has_received(self, campaign: str, sha256: str) -> bool:
        """Say whether a drop of these very bytes was received."""
        query = sa.select(t.receipts.c.id).where(
            t.receipts.c.campaign == campaign, t.receipts.c.sha256 == sha256
        )
        return self._ask(query).first() is not None

    def pending(self, campaign: str, drop: Drop) -> Receipt | None:
        """Return the receipt of a drop of this name and content not seen leaving the inbox."""
        found = self.receipts(
            campaign,
            t.receipts.c.removed.is_(False),
            t.receipts.c.inbox_name == drop.inbox_name,
            t.receipts.c.sha256 == drop.sha256,
        )
        return found[0] if found else None

    def unremoved_like(
        self, campaign: str, name: bytes, modified_ns: int, size: int
    ) -> Receipt | None:
        """Return the receipt of a drop that looks like this and was not seen leaving the inbox."""
        found = self.receipts(
            campaign,
            t.receipts.c.removed.is_(False),
            t.receipts.c.inbox_name == name,
            t.receipts.c.modified_ns == modified_ns,
            t.receipts.c.size == size,
        )
        return found[0] if found else None

    def numbered(self, campaign: str, numbers: Collection[str]) -> tuple[Registered, ...]:
        """Return the dossiers with these numbers."""
        return self.dossiers(campaign, t.dossiers.c.number.in_(sorted(numbers)))

    def unreadable(self, campaign: str) -> tuple[Registered, ...]:
        """Return the dossiers that could not be read."""
        return self.dossiers(campaign, t.dossiers.c.state == "illisible")

    def half_read(self, campaign: str, codes: Collection[str]) -> tuple[Registered, ...]:
        """Return the dossiers whose last reading has a finding of one of these codes."""
        told = (t.readings.c.extraction.contains(f'"{code}"', autoescape=True) for code in codes)
        return self.dossiers(campaign, sa.or_(*told))

    def unpublished(self, campaign: str) -> tuple[Registered, ...]:
        """Return the dossiers whose outputs are not up to date."""
        return self.dossiers(campaign, t.dossiers.c.published.is_(False))

    def decisions(self, campaign: str) -> dict[tuple[str, str], Decided]:
        """Return the decisions that hold, by dossier and lot: the last ones recorded."""
        query = (
            sa.select(t.decisions, t.dossiers.c.number)
            .join(t.dossiers, t.dossiers.c.id == t.decisions.c.dossier)
            .where(t.dossiers.c.campaign == campaign)
            .order_by(t.decisions.c.id)
        )
        return {
            (row.number, row.lot): Decided(
                id=row.id, at=row.at, decision=Decision.model_validate_json(row.record)
            )
            for row in self._ask(query)
        }

    def letters(self, campaign: str) -> tuple[Prepared, ...]:
        """Return the letters prepared so far, voided ones included."""
        query = (
            sa.select(t.letters, t.dossiers.c.number)
            .join(t.dossiers, t.dossiers.c.id == t.letters.c.dossier)
            .where(t.dossiers.c.campaign == campaign)
            .order_by(t.letters.c.id)
        )
        return tuple(
            Prepared(
                number=row.number,
                kind=row.kind,
                decision=row.decision,
                file_name=row.file_name,
                sha256=row.sha256,
                template_digest=row.template_digest,
                data_digest=row.data_digest,
                placed=row.placed,
                voided=row.voided,
                draft=row.draft,
                replaces=row.replaces,
            )
            for row in self._ask(query)
        )

    def rankings(self, campaign: str) -> tuple[Ranked, ...]:
        """Return the rankings computed so far."""
        query = (
            sa.select(t.rankings).where(t.rankings.c.campaign == campaign).order_by(t.rankings.c.id)
        )
        return tuple(
            Ranked(
                lot=row.lot,
                digest=row.digest,
                inputs_sha256=row.inputs_sha256,
                campaign_sha256=row.campaign_sha256,
                result_sha256=row.result_sha256,
                as_of=row.as_of,
                tables=json.loads(row.tables),
                at=row.at,
            )
            for row in self._ask(query)
        )

    def journal(self, campaign: str, *, after: int = 0) -> tuple[bytes, ...]:
        """Return the lines of the journal after event number `after`, each with its line feed."""
        query = (
            sa.select(t.events.c.line)
            .where(t.events.c.campaign == campaign, t.events.c.number > after)
            .order_by(t.events.c.number)
        )
        return tuple(line.encode() for line in self._ask(query).scalars())

    def events(self, campaign: str) -> tuple[Event, ...]:
        """Return the events of a campaign."""
        return tuple(Event.model_validate_json(line) for line in self.journal(campaign))

    def _received(self, query: sa.Select[tuple[object, ...]]) -> tuple[Receipt, ...]:
        # Two questions, however many the drops.
        rows = self._ask(query).all()
        ours = query.with_only_columns(t.receipts.c.id).order_by(None)
        files = self._ask(
            sa.select(t.files).where(t.files.c.receipt.in_(ours)).order_by(t.files.c.id)
        )
        members: dict[int, list[Member]] = {}
        for file in files:
            one = Member(name=file.name, sha256=file.sha256, size=file.size)
            members.setdefault(file.receipt, []).append(one)
        return tuple(received(row, members.get(row.id, ())) for row in rows)


INPUTS = frozenset(
    {
        *("campaign.registered", "campaign.changed"),
        *("dossier.registered", "dossier.reread", "dossier.moved"),
        *("delay.excused", "delay.counted"),
        *("answer.confirmed", "answer.corrected", "answer.illegible", "answer.reopened"),
    }
)


def last_input(events: Iterable[Event]) -> str | None:
    """Return the time of the last event that a ranking depends on; None before the first."""
    times = [event.at for event in events if event.code in INPUTS]
    return times[-1] if times else None
