"""Hold each line of a workbook that was filled in against the register as it is now."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.review.columns import ANSWER, FIELD, NUMBER, READ, VALUE
from pipeline.review.filled import CellFault, FilledLine
from pipeline.review.typed import Unfit, entered
from pipeline.run.pending import Field, fields_of, titles_of, token
from pipeline.store.records import Said
from pipeline.store.shelf import Shelf
from schemas.campaign import Campaign
from schemas.candidature import Value
from schemas.correction import Act, Correction

_ANSWERS = "choisissez « exact », « corrigé », « illisible » ou « vide »."
_CHANGED = "la valeur lue a changé depuis cette feuille"
_VERIFIED = "cette réponse a été vérifiée entre-temps par {author}"
_ANEW = "\u00a0: relancez « candidatures review » pour une feuille à jour."


class Books(NamedTuple):
    """The register as lines are held against it: `said` is all that was said of a field."""

    numbers: frozenset[str]
    fields: Mapping[tuple[str, str], Field]
    said: Mapping[tuple[str, str], Sequence[Said]]
    titles: Mapping[str, str]


def books_of(shelf: Shelf, campaign: Campaign) -> Books:
    """Open the register for lines to be held against it."""
    said: dict[tuple[str, str], list[Said]] = {}
    for one in shelf.corrections(campaign.id):
        said.setdefault((one.correction.dossier, one.correction.key), []).append(one)
    return Books(
        numbers=frozenset(row.dossier.number for row in shelf.dossiers(campaign.id)),
        fields={
            (field.row.dossier.number, field.question.key): field
            for field in fields_of(shelf, campaign, every=True)
        },
        said=said,
        titles={title: key for key, title in titles_of(campaign.form).items()},
    )


class _Refused(Exception):
    """A line that cannot be taken."""

    def __init__(self, fault: CellFault) -> None:
        self.fault = fault
        super().__init__(str(fault))


class Weighed(NamedTuple):
    """What lines come to: what is to be recorded, how many already are, which are refused."""

    made: tuple[Correction, ...]
    unchanged: int
    refused: tuple[CellFault, ...]


def weighed(lines: Sequence[FilledLine], books: Books, author: str) -> Weighed:
    """Hold lines against the register, each alone.

    Args:
        lines: as a person filled them in.
        books: the register as it is now.
        author: who filled them in.
    """
    made: dict[tuple[str, str], Correction] = {}
    refused: list[CellFault] = []
    unchanged = 0
    for line in lines:
        try:
            line = _resolved(line, books)  # noqa: PLW2901 -- the same line, its field known
            place = (line.dossier, line.key)
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
    return Weighed(tuple(made.values()), unchanged, tuple(refused))


def _resolved(line: FilledLine, books: Books) -> FilledLine:
    """Return a line with the full number of its dossier and the key of its field.

    Raises:
        _Refused: a line about a value that nobody doubted names no dossier, or no field.
    """
    if line.token:
        return line
    ends = (line.dossier, f"-{line.dossier}")
    meant = [n for n in books.numbers if n == ends[0] or n.endswith(ends[1])]
    if len(meant) != 1:
        told = f"« {line.dossier} » n’est pas un dossier de cet appel."
        raise _Refused(line.fault(NUMBER, told))
    if line.key not in books.titles:
        raise _Refused(line.fault(FIELD, "choisissez le champ dans la liste."))
    return replace(line, dossier=meant[0], key=books.titles[line.key])


def _correction(line: FilledLine, books: Books, author: str) -> Correction | None:
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
        told = "ce champ n’existe plus, ou son dossier ne compte plus (remplacé, irrecevable…)."
        raise _Refused(line.fault(FIELD, told))
    if not line.token:
        return _unasked(line, line.act, field, said, author)
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


def _unasked(
    line: FilledLine, act: Act, field: Field, said: Sequence[Said], author: str
) -> Correction | None:
    """Return what a person says of a value that nobody doubted; None if it was said before."""
    value = _value(line, act, field, None)
    if any((one.correction.act, one.correction.value) == (act, value) for one in said):
        return None  # even if something else was said since: this line is not newer
    return _made(field, act, value, author)


def _is_second_thought(line: FilledLine, field: Field, said: Sequence[Said], author: str) -> bool:
    """Say whether a person changed, in the same workbook, what was taken from it before."""
    if not said:
        return False
    last = said[-1].correction
    shown = field.answer.model_copy(update={"value": last.read})
    before = said[-2] if len(said) > 1 else None
    return last.author == author and line.token == token(field, shown, before)


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
