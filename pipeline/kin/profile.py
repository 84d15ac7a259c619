"""Kin: what tells whose candidature a dossier is, taken from its answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.geo.names import normalise, postal_code
from pipeline.kin.candidate import Candidate
from pipeline.kin.names import person_words, plain, structure_words
from schemas.campaign import Grid
from schemas.candidature import Answer, Extraction
from schemas.form import Form, Question

_TRUSTED = 0.8  # as in reading: below, a value is flagged
_PAPER = {"mixed": 1, "scan": 2}
_NATIONAL = 9  # digits of a French telephone number after its 0 or +33
_SIREN = 9  # first digits of a SIRET: the body itself, whatever its site
_CONTACTS = frozenset({"email", "telephone", "siret"})


@dataclass(frozen=True)
class Name:
    """A name as words; `asked` False where the call has no such field.

    `blank`: nothing is written; a post still to be filled has no words either.
    """

    words: tuple[str, ...] = ()
    sure: bool = True
    asked: bool = True
    blank: bool = False


@dataclass(frozen=True)
class Profile:
    """The identity of a dossier, for comparing it with others.

    `contacts` are e-mails, telephones and SIRETs read for sure, with their keys; `own` those of
    the professional alone, and `seen` these last however badly read. `chosen`: codes ticked by
    key. `texts`: long answers as plain words. `paper`: 0 typed, 1 partly, 2 a picture.
    """

    number: str
    structure: Name
    professional: Name
    code: str | None
    town: str
    contacts: frozenset[tuple[str, str]]
    own: frozenset[tuple[str, str]]
    seen: Mapping[str, str]
    siren: str | None
    chosen: Mapping[str, frozenset[str]]
    texts: Mapping[str, str]
    paper: int


def profile(candidate: Candidate, form: Form, grid: Grid) -> Profile:
    """Return the identity of a dossier."""
    extraction = candidate.dossier.extraction
    fields = extraction.fields
    contacts = {q.key: contact(q, fields.get(q.key)) for q in form.questions}
    found = {key: value for key, value in contacts.items() if value}
    sure = {key: value for key, value in found.items() if trusted(fields[key])}
    own = {key: value for key, value in found.items() if _is_own(key, grid)}
    elsewhere = {value for key, value in found.items() if key not in own}
    code, town = (_trusted_text(fields, key) for key in (grid.postal_code_key, grid.town_key))
    return Profile(
        number=candidate.number,
        structure=_name(
            fields, grid.structure_key, structure_words(_at(fields, grid.structure_key))
        ),
        professional=_name(
            fields, grid.professional_key, person_words(_at(fields, grid.professional_key))
        ),
        code=postal_code(code) or postal_code(town),
        town=normalise(town or ""),
        contacts=frozenset(sure.items()),
        # An address that the whole structure shares says nothing of one person.
        own=frozenset((k, v) for k, v in sure.items() if k in own and v not in elsewhere),
        seen={key: value for key, value in own.items() if value not in elsewhere},
        siren=next((v[:_SIREN] for q, v in _sirets(form, sure)), None),
        chosen=_chosen(form, fields),
        texts={key: plain(_at(fields, key)) for key in long_keys(form)},
        paper=paper(extraction),
    )


def paper(extraction: Extraction) -> int:
    """Return 0 for a document typed throughout, 1 for one with scanned pages, 2 for pictures."""
    return _PAPER.get(extraction.reader or "", 0)


def trusted(answer: Answer) -> bool:
    """Say whether nothing about an answer waits for a person."""
    return not answer.flagged and answer.confidence >= _TRUSTED


def long_keys(form: Form) -> tuple[str, ...]:
    """Return the keys of the answers written in sentences."""
    return tuple(q.key for q in form.questions if q.type == "long_text")


def contact(question: Question, answer: Answer | None) -> str | None:
    """Return an e-mail, a telephone or a SIRET in one form, None where there is none."""
    if question.type not in _CONTACTS or answer is None or not isinstance(answer.value, str):
        return None
    if question.type == "email":
        return "".join(answer.value.casefold().split()) or None
    digits = "".join(c for c in answer.value if c.isdecimal())
    return (digits[-_NATIONAL:] if question.type == "telephone" else digits) or None


def _name(fields: Mapping[str, Answer], key: str | None, words: tuple[str, ...]) -> Name:
    answer = fields.get(key or "")
    return Name(
        words=words,
        sure=answer is None or trusted(answer),
        asked=key is not None,
        blank=answer is None or answer.value is None,
    )


def _at(fields: Mapping[str, Answer], key: str | None) -> str | None:
    answer = fields.get(key or "")
    return answer.value if answer and isinstance(answer.value, str) else None


def _trusted_text(fields: Mapping[str, Answer], key: str | None) -> str | None:
    answer = fields.get(key or "")
    return _at(fields, key) if answer and trusted(answer) else None


def _is_own(key: str, grid: Grid) -> bool:
    prefix, dot, _ = (grid.professional_key or "").rpartition(".")
    return bool(dot) and key.startswith(prefix + dot)


def _sirets(form: Form, sure: Mapping[str, str]) -> Iterable[tuple[Question, str]]:
    return ((q, sure[q.key]) for q in form.questions if q.type == "siret" and q.key in sure)


def _chosen(form: Form, fields: Mapping[str, Answer]) -> dict[str, frozenset[str]]:
    asked = (q.key for q in form.questions if q.type == "choices")
    ticked = {key: fields[key] for key in asked if key in fields}
    return {
        key: frozenset(answer.value)
        for key, answer in ticked.items()
        if isinstance(answer.value, tuple) and trusted(answer)
    }
