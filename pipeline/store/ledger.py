"""Bookkeeping: every change of the register, each with its event, in one transaction."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from pipeline.store import tables as t
from pipeline.store.columns import dump, encoded, facts_of, listed
from pipeline.store.correcting import Correcting
from pipeline.store.marking import Marking
from pipeline.store.reception import Reception
from pipeline.store.records import Drop, Entry, Moved, Ranked, Receipt, Registered
from schemas.candidature import Extraction
from schemas.decision import Decision
from schemas.event import Fact
from schemas.reception import Attachment, DownloadLink


class Ledger(Reception, Marking, Correcting):
    """The register while one transaction is open.

    No method writes a state without the event that tells it; those that only keep house
    (`removed`, `published`, `placed`) say so. Times are ISO 8601 with offset.
    """

    def receive(self, campaign: str, drop: Drop, *, at: str, fetched: bool = False) -> Receipt:
        """Enter a drop whose bytes are already in the vault, its removal pending.

        One `fetched` from a mailbox never lay in the inbox: there is nothing to remove.
        """
        key = self._insert(
            t.receipts,
            campaign=campaign,
            inbox_name=drop.inbox_name,
            sha256=drop.sha256,
            size=drop.size,
            is_folder=drop.is_folder,
            modified_ns=drop.modified_ns,
            dropped_at=at,
            removed=fetched,
            examined=False,
            fetched=fetched,
        )
        for member in drop.members:
            self._insert(
                t.files, receipt=key, name=member.name, sha256=member.sha256, size=member.size
            )
        facts: dict[str, Fact] = {
            "receipt": key,
            "sha256": drop.sha256,
            "bytes": drop.size,
            "files": len(drop.members),
        }
        self._record(campaign, "drop.received", at=at, facts=facts)
        return Receipt(
            id=key,
            campaign=campaign,
            dropped_at=at,
            removed=fetched,
            examined=False,
            fetched=fetched,
            drop=drop,
        )

    def register(
        self,
        receipt: Receipt,
        entries: Sequence[Entry],
        *,
        at: str,
        reader_version: str,
        attachments: Sequence[Attachment] = (),
        links: Sequence[DownloadLink] = (),
    ) -> tuple[str, ...]:
        """Number the dossiers found in a drop; return their numbers, in order.

        A dossier made of the very bytes of an earlier one becomes its `doublon`.
        A drop that another process has examined meanwhile is left as it is.
        """
        if self.receipt(receipt.id).examined:
            return tuple(row.dossier.number for row in self.dossiers_of(receipt))
        numbers = tuple(self._enter(receipt, entry, at, reader_version) for entry in entries)
        self._do(t.receipts.update().where(t.receipts.c.id == receipt.id).values(examined=True))
        facts: dict[str, Fact] = {
            "receipt": receipt.id,
            "dossiers": len(numbers),
            "files": len(attachments),
        }
        self._record(receipt.campaign, "drop.examined", at=at, facts=facts)
        self._note(receipt, attachments, links, at)
        return numbers

    def reread(
        self,
        number: str,
        entry: Entry,
        *,
        receipt: Receipt,
        at: str,
        version: str,
        joined: str | None = None,
        corrected: int = 0,
    ) -> None:
        """Record a new reading of a dossier, and the state that follows from it.

        `joined` is the signed scan whose signatures were taken into this reading, `corrected` the
        number of its answers that are a person's.
        """
        key = self._dossier_id(receipt.campaign, number)
        digest = self._read(key, entry.extraction, at, version, joined=joined, corrected=corrected)
        self._do(
            t.dossiers.update()
            .where(t.dossiers.c.id == key)
            .values(state=entry.state, of=entry.of, late_by=entry.late_by, published=False)
        )
        facts = facts_of(receipt.id, entry, digest, version)
        if joined is not None:
            facts["joined"] = joined
        if corrected:
            facts["corrected"] = corrected
        self._record(receipt.campaign, "dossier.reread", at=at, dossier=number, facts=facts)

    def decide(self, campaign: str, decision: Decision, *, at: str) -> None:
        """Record what was decided of a dossier, and by whom."""
        key = self._insert(
            t.decisions,
            dossier=self._dossier_id(campaign, decision.dossier),
            lot=decision.lot or "",
            record=decision.model_dump_json(),
            at=at,
        )
        facts: dict[str, Fact] = {
            "record": key,
            "decision": decision.outcome,
            "origin": decision.origin,
            "reasons": len(decision.reasons),
        }
        if decision.lot:
            facts["lot"] = decision.lot
        self._record(
            campaign,
            "decision.recorded",
            at=at,
            dossier=decision.dossier,
            actor=decision.author,
            facts=facts,
        )

    def move(self, campaign: str, row: Registered, moved: Moved, *, actor: str, at: str) -> None:
        """Put a dossier into another state, or tell that a decision does so for one lot only.

        The decision, recorded in the same transaction, is what the ranking of that lot reads.
        """
        facts: dict[str, Fact] = {"before": moved.before, "state": moved.state}
        if moved.of:
            facts["of"] = moved.of
        if moved.lot:
            facts["lot"] = moved.lot
        else:
            values = {"state": moved.state, "of": moved.of, "published": False}
            self._do(t.dossiers.update().where(t.dossiers.c.id == row.id).values(**values))
        number = row.dossier.number
        self._record(campaign, "dossier.moved", at=at, dossier=number, actor=actor, facts=facts)

    def keep_ranking(self, campaign: str, ranked: Ranked) -> None:
        """Record a ranking: the digests of what went in and of what came out."""
        self._insert(
            t.rankings,
            campaign=campaign,
            lot=ranked.lot,
            digest=ranked.digest,
            inputs_sha256=ranked.inputs_sha256,
            campaign_sha256=ranked.campaign_sha256,
            result_sha256=ranked.result_sha256,
            tables=json.dumps(dict(ranked.tables), sort_keys=True),
            as_of=ranked.as_of,
            at=ranked.at,
        )
        facts: dict[str, Fact] = {
            "inputs": ranked.inputs_sha256,
            "definition": ranked.campaign_sha256,
            "ranking": ranked.digest,
            "result": ranked.result_sha256,
        }
        if ranked.lot:
            facts["lot"] = ranked.lot
        self._record(campaign, "ranking.computed", at=ranked.at, facts=facts)

    def mark_removed(self, receipt: int) -> None:
        """Keep house: the source of the drop has left the inbox."""
        self._do(t.receipts.update().where(t.receipts.c.id == receipt).values(removed=True))

    def mark_published(self, campaign: str, number: str, *, published: bool = True) -> None:
        """Keep house: the outputs of the dossier are, or are no longer, up to date."""
        key = self._dossier_id(campaign, number)
        self._do(t.dossiers.update().where(t.dossiers.c.id == key).values(published=published))

    def _enter(self, receipt: Receipt, entry: Entry, at: str, reader_version: str) -> str:
        number, sequence = self._next_number(receipt.campaign)
        extraction = entry.extraction
        if original := self.original_of(receipt.campaign, entry.content_sha256):
            entry = replace(entry, state="doublon", of=original)
        key = self._insert(
            t.dossiers,
            campaign=receipt.campaign,
            sequence=sequence,
            number=number,
            receipt=receipt.id,
            part=None if extraction.part is None else encoded(extraction.part),
            sha256=extraction.sha256,
            content_sha256=entry.content_sha256,
            pieces=listed(entry.pieces),
            channel=entry.channel,
            sender=entry.sender,
            received_at=entry.received_at,
            received_from=entry.received_from,
            dropped_at=receipt.dropped_at,
            late_by=entry.late_by,
            state=entry.state,
            of=entry.of,
            sent_at=entry.sent_at,
            published=False,
        )
        digest = self._read(key, extraction, at, reader_version)
        self._record(
            receipt.campaign,
            "dossier.registered",
            at=at,
            dossier=number,
            facts=facts_of(receipt.id, entry, digest, reader_version),
        )
        return number

    def _read(
        self,
        key: int,
        extraction: Extraction,
        at: str,
        version: str,
        *,
        joined: str | None = None,
        corrected: int = 0,
    ) -> str:
        text = dump(extraction)
        digest = hashlib.sha256(text.encode()).hexdigest()
        self._insert(
            t.readings,
            dossier=key,
            extraction=text,
            joined=joined,
            corrected=corrected,
            digest=digest,
            reader_version=version,
            at=at,
        )
        return digest
