"""Which fields of the register a person has still to verify, and which ones persons verified."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.run.readings import Known, known_readings
from pipeline.store.records import Registered, Said
from pipeline.store.shelf import Shelf
from schemas.campaign import Campaign
from schemas.candidature import Answer
from schemas.correction import ILLEGIBLE, SETTLED
from schemas.form import Form, Question

OPEN = ("recevable", "a_regulariser")
"""States in which a dossier's answers count; what is set aside need not be verified."""


class Field(NamedTuple):
    """A field of a dossier that was doubted.

    `source` is the number of the dossier in whose file it stands: its own, or its signed scan's;
    `content` the digest of that file. `last` is the last thing a person said of it; `said` what
    makes it verified, which may have been said of the version that this dossier replaces.
    """

    row: Registered
    rank: int
    question: Question
    answer: Answer
    source: str
    content: str
    last: Said | None
    said: Said | None
    verified: bool


def token(field: Field, answer: Answer, last: Said | None) -> str:
    """Tell a value read in a file, and what was said of it so far, from any other."""
    told = (
        field.row.dossier.number,
        field.question.key,
        field.content,
        answer.raw,
        answer.value,
    )
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
    return f"{last.id if last else 0}.{digest}"


def is_pending(answer: Answer) -> bool:
    """Say whether a person has still to look at an answer: not when she found it illegible."""
    return answer.flagged and ILLEGIBLE not in answer.reasons


def is_verified(answer: Answer) -> bool:
    """Say whether an answer is as a person settled it."""
    return not is_pending(answer) and not SETTLED.isdisjoint(answer.reasons)


def fields_of(shelf: Shelf, campaign: Campaign, *, every: bool = False) -> tuple[Field, ...]:
    """Return the fields to verify and those verified, by dossier, the most doubtful first.

    Args:
        shelf: the view on the register.
        campaign: the call.
        every: also those that nobody doubted.
    """
    rows = shelf.dossiers(campaign.id)
    known = known_readings(shelf, campaign, rows)
    scans = shelf.joined(campaign.id)
    said = shelf.corrections(campaign.id)
    last = {(one.correction.dossier, one.correction.key): one for one in said}
    return tuple(
        field._replace(said=field.last or _handed_down(said, field))
        for row in rows
        if row.dossier.state in OPEN
        for field in sorted(
            _fields(row, known, scans.get(row.dossier.number), last),
            key=lambda one: (one.answer.confidence, one.rank),
        )
        if every or field.verified or is_pending(field.answer)
    )


def titles_of(form: Form) -> Mapping[str, str]:
    """Return what people call each field, by its key; two of one name are told apart."""
    names = Counter(question.title for question in form.questions)
    return {
        question.key: f"{question.title} ({question.key})"
        if names[question.title] > 1
        else question.title
        for question in form.questions
    }


def count_pending(rows: Sequence[Registered]) -> int:
    """Count the values that are to be verified."""
    return sum(is_pending(answer) for answer in _answers(rows))


def count_verified(rows: Sequence[Registered]) -> int:
    """Count the values that persons verified."""
    return sum(is_verified(answer) for answer in _answers(rows))


def _answers(rows: Sequence[Registered]) -> Iterator[Answer]:
    for row in rows:
        if row.dossier.state in OPEN:
            yield from row.dossier.extraction.fields.values()


def _fields(
    row: Registered, known: Known, scan: str | None, last: Mapping[tuple[str, str], Said]
) -> Iterator[Field]:
    number = row.dossier.number
    for rank, question in enumerate(known.campaign.form.questions):
        answer = row.dossier.extraction.fields.get(question.key)
        if answer is None:
            continue
        content = known.source_of(number, scan, question.key, answer)
        yield Field(
            row=row,
            rank=rank,
            question=question,
            answer=answer,
            source=scan if scan and content != known.contents[number] else number,
            content=content,
            last=last.get((number, question.key)),
            said=None,
            verified=is_verified(answer),
        )


def _handed_down(said: Sequence[Said], field: Field) -> Said | None:
    """Return what was said of an older version and makes a field what it is."""
    answer = field.answer
    told = (field.question.key, answer.raw, answer.value)
    same = (
        one
        for one in reversed(said if field.verified else ())
        if (one.correction.key, one.correction.raw, one.correction.value) == told
    )
    return next(same, None)
