"""Bookkeeping: what persons said of doubtful fields, kept whole; the journal holds no value."""

import hashlib
import json

from pipeline.store import tables as t
from pipeline.store.letters import Letters
from schemas.correction import Act, Correction
from schemas.event import Code, Fact

_CODES: dict[Act, Code] = {
    "exact": "answer.confirmed",
    "corrige": "answer.corrected",
    "vide": "answer.corrected",
    "illisible": "answer.illegible",
    "annule": "answer.reopened",
}


class Correcting(Letters):
    """Writes on answers, each with its event."""

    def correct(self, campaign: str, correction: Correction, *, at: str) -> int:
        """Record what a person says of a field; return its number.

        The event holds the field, the number and a digest of the record, which is salted: it
        proves what was recorded and, once the record is purged, tells nothing.
        """
        # ASCII: what a candidate wrote may hold halves of characters.
        record = json.dumps(correction.model_dump(mode="python"), sort_keys=True)
        key = self._insert(
            t.corrections,
            dossier=self._dossier_id(campaign, correction.dossier),
            key=correction.key,
            record=record,
            at=at,
        )
        facts: dict[str, Fact] = {
            "record": key,
            "key": correction.key,
            "digest": hashlib.sha256(record.encode()).hexdigest(),
        }
        self._record(
            campaign,
            _CODES[correction.act],
            at=at,
            dossier=correction.dossier,
            actor=correction.author,
            facts=facts,
        )
        return key
