"""Make of the fields to verify what a person sees: pictures cut in confined processes, words."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from pipeline.errors import MachineFault, ReadError
from pipeline.isolation import READING, Workers
from pipeline.review.columns import ACTS
from pipeline.review.doubt import Crop, Doubt, Said, Words
from pipeline.review.words import sentence, shown
from pipeline.run.cutting import Cutting, Shown, Wanted, cut_job
from pipeline.run.inbox import materialise
from pipeline.run.pending import Field, token
from pipeline.run.progress import Progress
from pipeline.run.publish import original_names
from pipeline.run.session import Session
from pipeline.store.records import Receipt, Registered
from pipeline.validate import DOUBTS
from schemas.candidature import Answer
from schemas.document import Where

PRELOAD = ("pipeline.run.cutting", "pipeline.read.page_picture", "pipeline.review.crop")
_UNSEEN = "L’image de ce champ n’a pas pu être faite\u00a0: regardez l’original."
_NO_REASON = "à relire"
Images = Mapping[str, bytes]


class Doubts:
    """Turns fields of the register into what the pages and the workbook show."""

    def __init__(self, session: Session) -> None:
        self._session = session
        with session.store.reading() as shelf:
            self._rows = {row.dossier.number: row for row in shelf.dossiers(session.id)}
            self._receipts = {one.id: one for one in shelf.receipts(session.id)}
        self._originals: dict[str, str] = {}

    def with_pictures(
        self, fields: Sequence[Field], progress: Progress
    ) -> tuple[tuple[Doubt, ...], Images]:
        """Return the fields with their pictures, and the files of these, from the pages."""
        seen = dict(self._cut(fields, progress))
        images: dict[str, bytes] = {}
        doubts = []
        for line, field in enumerate(fields, start=1):
            one = seen.get(_place(field))
            crop, words = None, None
            if one is not None and one.cut is not None:
                name = f"images/{field.row.dossier.number}_{field.question.key}.jpg"
                images[name] = one.cut.jpeg
                crop = Crop(
                    file=name, width=one.cut.width, height=one.cut.height, guessed=one.guessed
                )
            elif one is not None and one.context is not None:
                words = Words.model_validate(one.context._asdict())
            trouble = "" if crop or words else _UNSEEN
            doubt = self._doubt(field, line)
            update = {"crop": crop, "words": words, "trouble": trouble}
            doubts.append(doubt.model_copy(update=update))
        return tuple(doubts), images

    def without_pictures(self, fields: Sequence[Field], *, first: int) -> tuple[Doubt, ...]:
        """Return fields already verified, their lines numbered from `first`."""
        return tuple(self._doubt(field, line) for line, field in enumerate(fields, start=first))

    def _doubt(self, field: Field, line: int) -> Doubt:
        row, answer = field.row, field.answer
        return Doubt(
            line=line,
            dossier=row.dossier.number,
            who=self._who(row),
            question=field.question,
            rank=field.rank,
            value=answer.value,
            other=answer.other,
            raw=answer.raw or "",
            reasons=_sentences(answer),
            confidence=answer.confidence,
            token=token(field, field.answer, field.last),
            original=self._original(field),
            page=answer.where.page if answer.where else None,
            said=_said(field),
        )

    def _who(self, row: Registered) -> str:
        key = self._session.campaign.grid.structure_key
        answer = row.dossier.extraction.fields.get(key or "")
        return answer.value if answer is not None and isinstance(answer.value, str) else ""

    def _original(self, field: Field) -> str:
        """Return the link from the pages to the file that a field stands in."""
        row, where = self._rows[field.source], field.answer.where
        if field.source not in self._originals:
            names = original_names(row, self._receipts[row.receipt])
            inside = f"/{quote(names[0])}" if len(names) == 1 else ""
            self._originals[field.source] = f"../dossiers/{quote(field.source)}{inside}"
        link = self._originals[field.source]
        is_paged = where is not None and where.page and link.casefold().endswith(".pdf")
        return f"{link}#page={where.page}" if is_paged and where is not None else link

    def _cut(
        self, fields: Sequence[Field], progress: Progress
    ) -> Iterator[tuple[tuple[str, str], Shown]]:
        desk = self._session.workspace.state / "work" / f"{self._session.id}.review"
        shutil.rmtree(desk, ignore_errors=True)
        ordered = sorted(fields, key=lambda field: (field.source, field.row.dossier.number))
        heaps = [
            (number, tuple(group))
            for (_, number), group in groupby(
                ordered, key=lambda field: (field.source, field.row.dossier.number)
            )
        ]
        jobs: dict[str, str] = {}
        try:
            with Workers(limits=READING, preload=PRELOAD) as workers:
                made = self._jobs(heaps, desk, jobs)
                for done, (job, found) in enumerate(workers.map(cut_job, made), start=1):
                    number = jobs[job.into.parent.name]
                    shutil.rmtree(job.into.parent, ignore_errors=True)
                    progress(done, len(heaps), number)
                    if not isinstance(found, ReadError | MachineFault):
                        yield from (((number, one.key), one) for one in found)
        finally:
            shutil.rmtree(desk, ignore_errors=True)

    def _jobs(
        self, heaps: Sequence[tuple[str, tuple[Field, ...]]], desk: Path, jobs: dict[str, str]
    ) -> Iterator[Cutting]:
        """Lay out each file for a worker; one that cannot be laid out has no pictures."""
        for rank, (number, fields) in enumerate(heaps):
            private = desk / str(rank)
            source = self._rows[fields[0].source]
            try:
                (private / "in").mkdir(parents=True)
                drop = materialise(self._session, self._receipt(source), private / "in")
            except OSError:
                continue
            jobs[str(rank)] = number
            wanted = tuple(self._wanted(field) for field in fields)
            part = source.dossier.extraction.part
            yield Cutting(drop, part, private / "out", wanted)

    def _receipt(self, row: Registered) -> Receipt:
        return self._receipts[row.receipt]

    def _wanted(self, field: Field) -> Wanted:
        """Return the place of a field, and of its neighbours in the form where it has none."""
        where = field.answer.where
        if where is not None:
            empty = not field.question.options and field.answer.value in (None, "")
            return Wanted(field.question.key, where, empty=empty)
        answers = self._rows[field.source].dossier.extraction.fields
        keys = [question.key for question in self._session.campaign.form.questions]
        known = [
            (rank, answer.where)
            for rank, key in enumerate(keys)
            if (answer := answers.get(key)) is not None and _is_placed(answer.where)
        ]
        before = [found for rank, found in known if rank < field.rank]
        after = [found for rank, found in known if rank > field.rank]
        anchor = answers.get(field.question.within or "")
        if anchor is not None and _is_placed(anchor.where):
            before.append(anchor.where)
        return Wanted(
            field.question.key,
            None,
            before=before[-1] if before else None,
            after=after[0] if after else None,
        )


def _is_placed(where: Where | None) -> bool:
    return where is not None and where.page is not None and where.box is not None


def _place(field: Field) -> tuple[str, str]:
    return field.row.dossier.number, field.question.key


def _sentences(answer: Answer) -> tuple[str, ...]:
    known = [sentence(DOUBTS[code]) for code in answer.reasons if code in DOUBTS]
    return tuple(dict.fromkeys(known)) or (sentence(_NO_REASON),)


def _said(field: Field) -> Said | None:
    if not field.verified or field.said is None:
        return None
    told = field.said.correction
    return Said(
        act=ACTS[told.act],
        read=shown(told.read, field.question),
        author=told.author,
        at=field.said.at,
    )
