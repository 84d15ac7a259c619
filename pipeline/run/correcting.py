"""Take what a person filled in: checked cell by cell, recorded, and laid over the readings."""

import getpass
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import NotOurSheet
from pipeline.review.columns import ANSWER, FIELD, NUMBER, READ, VALUE
from pipeline.review.filled import CellFault, Filled, FilledLine, Unreadable, read_sheet
from pipeline.review.typed import Unfit, entered
from pipeline.run.kinship import relate
from pipeline.run.pending import Field, fields_of, token
from pipeline.run.publish import publish_pending
from pipeline.run.session import Session
from pipeline.store.records import Said
from schemas.candidature import Value
from schemas.correction import Act, Correction

_ANSWERS = "choisissez « exact », « corrigé », « illisible » ou « vide »."
_CHANGED = "la valeur lue a changé depuis cette feuille"
_VERIFIED = "cette réponse a été vérifiée entre-temps par {author}"
_ANEW = "\u00a0: relancez « candidatures review » pour une feuille à jour."


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What was recorded now, what had been before, what was refused, and who has signed.

    `changed` are the dossiers that read otherwise from now on.
    """

    author: str
    corrections: tuple[Correction, ...]
    unchanged: int
    refused: tuple[CellFault, ...]
    changed: tuple[str, ...]


class _Books(NamedTuple):
    """What the lines of a workbook are held against: `said` is all that was said of a field."""

    numbers: frozenset[str]
    fields: Mapping[tuple[str, str], Field]
    said: Mapping[tuple[str, str], Sequence[Said]]


class _Refused(Exception):
    """A line that cannot be taken."""

    def __init__(self, fault: CellFault) -> None:
        self.fault = fault
        super().__init__(str(fault))


def take(session: Session, file: Path, *, by: str | None = None) -> Taken:
    """Record what a person filled in; each line stands or falls alone.

    The same workbook taken again changes nothing. A line whose value has been read otherwise
    since, or verified otherwise since, is refused: the person has not seen what stands there now.

    Args:
        session: the campaign.
        file: the workbook.
        by: who verified; None for the name written in the workbook, or else the session's.

    Raises:
        NotOurSheet: the file is not a workbook of this call.
    """
    session.enrol()
    filled = _read(session, file)
    author = by or filled.author or getpass.getuser()
    with session.store.transaction() as ledger:
        said = ledger.corrections(session.id)
        books = _Books(
            frozenset(row.dossier.number for row in ledger.dossiers(session.id)),
            {
                (field.row.dossier.number, field.question.key): field
                for field in fields_of(ledger, session.campaign)
            },
            _by_field(said),
        )
        made, unchanged, refused = _sorted(filled.lines, books, author)
        for correction in made:
            ledger.correct(session.id, correction, at=session.at())
    changed = relate(session)
    publish_pending(session)
    session.export_journal()
    return Taken(
        author=author,
        corrections=tuple(made),
        unchanged=unchanged,
        refused=tuple(refused),
        changed=changed,
    )


def _read(session: Session, file: Path) -> Filled:
    if not file.is_file():
        raise NotOurSheet(name=file.name, detail="il est introuvable")
    try:
        filled = read_sheet(file)
    except Unreadable as error:
        raise NotOurSheet(name=file.name, detail=str(error)) from error
    if filled.campaign != session.id:
        detail = f"il est celui de l’appel « {filled.campaign} »"
        raise NotOurSheet(name=file.name, detail=detail)
    return filled


def _sorted(
    lines: Sequence[FilledLine], books: _Books, author: str
) -> tuple[list[Correction], int, list[CellFault]]:
    made: dict[tuple[str, str], Correction] = {}
    refused: list[CellFault] = []
    unchanged = 0
    for line in lines:
        place = (line.dossier, line.key)
        try:
            correction = _correction(line, books, author)
        except _Refused as error:
            refused.append(error.fault)
            continue
        if correction is None:
            unchanged += 1
        elif place in made:
            told = f"{line.dossier} répond deux fois à ce champ\u00a0: effacez l’une des réponses."
            refused.append(line.fault(ANSWER, told))
        else:
            made[place] = correction
    return list(made.values()), unchanged, refused


def _correction(line: FilledLine, books: _Books, author: str) -> Correction | None:
    """Return what a line records; None if it is recorded already.

    Raises:
        _Refused: the line cannot be taken.
    """
    place = (line.dossier, line.key)
    field, said = books.fields.get(place), books.said.get(place, ())
    if line.dossier not in books.numbers:
        told = f"« {line.dossier} » n’est pas un dossier de cet appel."
        raise _Refused(line.fault(NUMBER, told))
    if line.act is None:
        raise _Refused(line.fault(ANSWER, f"« {line.answer} » : {_ANSWERS}"))
    if field is None:
        told = "ce champ n’est plus à vérifier, ou son dossier ne compte plus."
        raise _Refused(line.fault(FIELD, told))
    again = _is_second_thought(line, field, said, author)
    read = said[-1].correction.read if again else field.answer.value
    value = _value(line, line.act, field, read)
    if said and (said[-1].correction.act, said[-1].correction.value) == (line.act, value):
        return None
    if not again and line.token != token(field, field.answer, field.last):
        raise _Refused(_stale(line, field))
    if line.act == "annule" and not field.verified:
        raise _Refused(line.fault(ANSWER, "il n’y a rien à annuler pour ce champ."))
    return _made(field, line.act, value, author)


def _is_second_thought(line: FilledLine, field: Field, said: Sequence[Said], author: str) -> bool:
    """Say whether a person changed, in the same workbook, what was taken from it before."""
    if not said:
        return False
    last = said[-1].correction
    shown = field.answer.model_copy(update={"value": last.read})
    before = said[-2] if len(said) > 1 else None
    return last.author == author and line.token == token(field, shown, before)


def _by_field(said: Sequence[Said]) -> Mapping[tuple[str, str], Sequence[Said]]:
    found: dict[tuple[str, str], list[Said]] = {}
    for one in said:
        found.setdefault((one.correction.dossier, one.correction.key), []).append(one)
    return found


def _stale(line: FilledLine, field: Field) -> CellFault:
    last = field.last
    if last is not None and line.token.partition(".")[0] != str(last.id):
        told = _VERIFIED.format(author=last.correction.author)
        return line.fault(ANSWER, f"{told}{_ANEW}")
    return line.fault(READ, f"{_CHANGED}{_ANEW}")


def _value(line: FilledLine, act: Act, field: Field, read: Value) -> Value:
    """Return the value that stands after an act.

    Raises:
        _Refused: a correction without a value, one of another type, or a value beside an act
            that takes none.
    """
    nothing: Value = () if field.question.type == "choices" else None
    if act == "corrige":
        if line.given is None:
            raise _Refused(line.fault(VALUE, "écrivez ici la bonne valeur."))
        try:
            return entered(field.question, line.given)
        except Unfit as error:
            raise _Refused(line.fault(VALUE, str(error))) from error
    if line.given is not None and act != "annule":
        told = f"une valeur est écrite, mais la réponse est « {line.answer} »\u00a0: choisissez."
        raise _Refused(line.fault(VALUE, told))
    if act == "vide" and field.question.type == "signature":
        return False
    return read if act == "exact" else nothing


def _made(field: Field, act: Act, value: Value, author: str) -> Correction:
    """Return the act to record; one that follows another keeps what the machine had read."""
    answer = field.answer
    before = field.said.correction if field.said is not None and field.verified else None
    return Correction(
        dossier=field.row.dossier.number,
        key=field.question.key,
        content=field.content,
        act=act,
        read=before.read if before else answer.value,
        raw=answer.raw,
        reasons=before.reasons if before else answer.reasons,
        value=value,
        author=author,
        salt=secrets.token_hex(16),
    )
