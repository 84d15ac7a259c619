"""Bookkeeping: the letters prepared, each once, and what becomes of them."""

import sqlalchemy as sa

from pipeline.store import tables as t
from pipeline.store.records import Prepared
from pipeline.store.sequences import Sequences
from schemas.event import Fact


class Letters(Sequences):
    """Writes on letters, each with its event."""

    def keep_letter(self, campaign: str, letter: Prepared, *, at: str) -> None:
        """Record a letter whose bytes are already in the vault, not yet placed in `outbox/`."""
        self._insert(
            t.letters,
            dossier=self._dossier_id(campaign, letter.number),
            kind=letter.kind,
            decision=letter.decision,
            file_name=letter.file_name,
            sha256=letter.sha256,
            template_digest=letter.template_digest,
            data_digest=letter.data_digest,
            at=at,
            placed=False,
            voided=False,
            draft=letter.draft,
        )
        self._tell_letter(campaign, letter, at)

    def replace_draft(self, campaign: str, letter: Prepared, *, at: str) -> None:
        """Record the letter that takes the place of the draft whose digest it `replaces`."""
        self._do(
            self._letter_update(campaign, letter).values(
                file_name=letter.file_name,
                sha256=letter.sha256,
                template_digest=letter.template_digest,
                data_digest=letter.data_digest,
                at=at,
                placed=False,
                draft=letter.draft,
                replaces=letter.replaces,
            )
        )
        self._tell_letter(campaign, letter, at)

    def void_letter(self, campaign: str, letter: Prepared, *, at: str) -> None:
        """Record that a letter no longer says what was decided."""
        self._do(self._letter_update(campaign, letter).values(voided=True))
        facts: dict[str, Fact] = {"kind": letter.kind, "decision": letter.decision}
        self._record(campaign, "letter.voided", at=at, dossier=letter.number, facts=facts)

    def mark_placed(self, campaign: str, letter: Prepared) -> None:
        """Keep house: the letter is in `outbox/`, and never written there again."""
        self._do(self._letter_update(campaign, letter).values(placed=True))

    def _tell_letter(self, campaign: str, letter: Prepared, at: str) -> None:
        facts: dict[str, Fact] = {
            "kind": letter.kind,
            "sha256": letter.sha256,
            "template": letter.template_digest,
            "data": letter.data_digest,
            "draft": letter.draft,
        }
        if letter.replaces:
            facts["replaces"] = letter.replaces
        if letter.decision:
            facts["decision"] = letter.decision
        self._record(campaign, "letter.written", at=at, dossier=letter.number, facts=facts)

    def _letter_update(self, campaign: str, letter: Prepared) -> sa.Update:
        return t.letters.update().where(
            t.letters.c.dossier == self._dossier_id(campaign, letter.number),
            t.letters.c.kind == letter.kind,
            t.letters.c.decision == letter.decision,
        )
