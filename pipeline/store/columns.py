"""Bookkeeping: how records become the text of columns and the facts of events."""

import json
from collections.abc import Sequence

from pipeline.store.records import Entry, Member
from schemas.candidature import Extraction
from schemas.event import Fact


def dump(extraction: Extraction) -> str:
    """Write a reading as ASCII JSON: names that are not UTF-8 keep their surrogate escapes."""
    return json.dumps(extraction.model_dump(mode="python"), ensure_ascii=True, sort_keys=True)


def listed(pieces: Sequence[Member]) -> str:
    """Write the pieces of a dossier as JSON, their names as hexadecimal bytes."""
    names = [{"name": p.name.hex(), "sha256": p.sha256, "size": p.size} for p in pieces]
    return json.dumps(names)


def encoded(name: str) -> bytes:
    """Give back the bytes of a name that Python read from the file system."""
    return name.encode("utf-8", "surrogateescape")


def facts_of(receipt: int, entry: Entry, digest: str, reader_version: str) -> dict[str, Fact]:
    """Return what an event says of a reading: codes, counts and digests, no answer."""
    extraction = entry.extraction
    answers = extraction.fields.values()
    facts: dict[str, Fact] = {
        "receipt": receipt,
        "sha256": extraction.sha256,
        "reader": extraction.reader or "none",
        "reader_version": reader_version,
        "reading": digest,
        "outcome": extraction.outcome,
        "state": entry.state,
        "channel": entry.channel,
        "late_by": entry.late_by,
        "flagged": sum(answer.flagged for answer in answers),
        "findings": len(extraction.findings),
    }
    if entry.of is not None:
        facts["of"] = entry.of
    return facts
