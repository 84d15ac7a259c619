"""The audit event: who did what to which dossier, chained to the event before it."""

import hashlib
import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

import rfc8785
from pydantic import AfterValidator, Field

from schemas.base import Record

Code = Literal[
    "campaign.registered",
    "campaign.changed",
    "drop.received",
    "drop.examined",
    "dossier.registered",
    "dossier.reread",
    "dossier.moved",
    "kinship.judged",
    "delay.excused",
    "delay.counted",
    "answer.confirmed",
    "answer.corrected",
    "answer.illegible",
    "answer.reopened",
    "link.noticed",
    "mail.marked",
    "ranking.computed",
    "decision.recorded",
    "letter.written",
    "letter.voided",
]

GENESIS = "0" * 64
"""`previous` of the first event of a campaign."""

_TOKEN = re.compile(r"[A-Za-z0-9_.:+/-]{1,128}")


def _is_token(value: str | int) -> str | int:
    # No space, no @, no accent: neither a sentence, an address nor most names can slip in.
    if isinstance(value, str) and not _TOKEN.fullmatch(value):
        raise ValueError("a fact is an identifier, a number, a code or a digest")
    return value


Fact = Annotated[bool | int | str, AfterValidator(_is_token)]


class Event(Record):
    """A line of the journal.

    Facts are identifiers, codes, digests and numbers. A value from a dossier never enters the
    log: the log is kept for years, a candidate may ask for erasure tomorrow.
    """

    campaign: str
    number: int = Field(ge=1, description="Rank in the campaign's journal, without gaps.")
    at: str = Field(description="ISO 8601 with offset, UTC.")
    code: Code
    dossier: str | None = None
    actor: str = Field(default="pipeline", description="`pipeline`, or the login of a person.")
    facts: Mapping[str, Fact] = {}
    previous: str = Field(default=GENESIS, pattern="^[0-9a-f]{64}$")
    digest: str = Field(default="", pattern="^([0-9a-f]{64})?$")

    def computed_digest(self) -> str:
        """SHA-256 of the canonical JSON (RFC 8785) of everything but the digest itself."""
        content = self.model_dump(mode="json", exclude={"digest"})
        return hashlib.sha256(rfc8785.dumps(content)).hexdigest()

    def sealed(self) -> Self:
        """Return the same event with its digest."""
        return self.model_copy(update={"digest": self.computed_digest()})

    def line(self) -> bytes:
        """Return the event as it stands in `journal.jsonl`: canonical JSON and a line feed."""
        return rfc8785.dumps(self.model_dump(mode="json")) + b"\n"
