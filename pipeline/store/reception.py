"""Bookkeeping: what is written of drops and delays beside the dossiers themselves."""

import json
from collections.abc import Sequence

from pipeline.store import tables as t
from pipeline.store.letters import Letters
from pipeline.store.records import Receipt
from schemas.event import Code, Fact
from schemas.kinship import Kinship, Verdict
from schemas.reception import Attachment, DownloadLink


class Reception(Letters):
    """Writes about what came in, each with its event."""

    def excuse(
        self, campaign: str, number: str, *, reason: str | None, actor: str, at: str
    ) -> None:
        """Record that a person accepts the delay of a dossier, and why; None: no longer does."""
        key = self._dossier_id(campaign, number)
        excused = reason is not None
        values = {"excused": excused, "excuse": reason, "published": False}
        self._do(t.dossiers.update().where(t.dossiers.c.id == key).values(**values))
        code: Code = "delay.excused" if excused else "delay.counted"
        self._record(campaign, code, at=at, dossier=number, actor=actor, facts={})

    def judge(self, campaign: str, verdict: Verdict, *, at: str) -> None:
        """Record what a person says of two dossiers; what follows is moved by `move`."""
        key = self._insert(t.verdicts, campaign=campaign, record=verdict.model_dump_json(), at=at)
        facts: dict[str, Fact] = {
            "record": key,
            "other": verdict.second,
            "verdict": verdict.verdict,
        }
        if verdict.keeps:
            facts["keeps"] = verdict.keeps
        self._record(
            campaign,
            "kinship.judged",
            at=at,
            dossier=verdict.first,
            actor=verdict.author,
            facts=facts,
        )

    def relate(self, campaign: str, kinships: Sequence[Kinship]) -> None:
        """Keep house: how the dossiers are related now."""
        self._do(t.kinships.delete().where(t.kinships.c.campaign == campaign))
        for one in kinships:
            # ASCII: what a candidate wrote may hold halves of characters.
            text = json.dumps(one.model_dump(mode="python"), ensure_ascii=True)
            self._insert(
                t.kinships, campaign=campaign, older=one.older, newer=one.newer, record=text
            )

    def _note(
        self,
        receipt: Receipt,
        attachments: Sequence[Attachment],
        links: Sequence[DownloadLink],
        at: str,
    ) -> None:
        """Enter every file of a drop, and what its senders left elsewhere."""
        for table, records in ((t.attachments, attachments), (t.links, links)):
            for record in records:
                # ASCII: names that are not UTF-8 keep their surrogate escapes.
                text = json.dumps(record.model_dump(mode="python"), ensure_ascii=True)
                self._insert(table, receipt=receipt.id, record=text)
        for link in links:
            facts: dict[str, Fact] = {"receipt": receipt.id, "stated": link.stated}
            if link.until is not None:
                facts["until"] = link.until
            self._record(receipt.campaign, "link.noticed", at=at, facts=facts)
