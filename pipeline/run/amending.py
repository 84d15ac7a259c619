"""Lay what persons said of fields over what the machine read, and judge the whole anew."""

from collections.abc import Iterable, Mapping

from pipeline.run.judge import on_reception
from pipeline.run.lots import HORS_DELAI, TO_CONFIRM
from pipeline.store.records import Registered, Said
from pipeline.validate import validate
from schemas.campaign import Campaign
from schemas.candidature import Answer, Answers, Extraction
from schemas.correction import CONFIRMED, CORRECTED, ILLEGIBLE, SETTLED, Correction
from schemas.form import Form, Question

Acts = Mapping[str, Correction]
"""What holds of the fields of a dossier, by their key."""

DIFFERS = "DIFFERE_DU_SCAN"
_READABLE = ("ok", "incomplete")
_TYPED = ("word", "pdf", "acroform")
_BY_MARK = ("choice", "choices", "boolean", "signature")
_JUDGED = frozenset({"A_VERIFIER", "REPONSE_MANQUANTE", "SIGNATURE_MANQUANTE"})
"""Findings that follow from the answers alone: told anew when an answer changes."""
_GAP = "PAGE_MANQUANTE"
_TIMELY = frozenset({HORS_DELAI, TO_CONFIRM})


def in_force(said: Iterable[Said]) -> Mapping[str, Acts]:
    """Return what holds of each dossier: the last act on a field, unless it takes one back."""
    found: dict[str, dict[str, Correction]] = {}
    for one in said:
        acts = found.setdefault(one.correction.dossier, {})
        if one.correction.act == "annule":
            acts.pop(one.correction.key, None)
        else:
            acts[one.correction.key] = one.correction
    return found


def taken_back(said: Iterable[Said]) -> frozenset[tuple[str, str]]:
    """Return the fields, as (dossier, key), on which the last act takes back what was said."""
    last = {(one.correction.dossier, one.correction.key): one.correction.act for one in said}
    return frozenset(place for place, act in last.items() if act == "annule")


def amended(reading: Extraction, acts: Acts, form: Form) -> Extraction:
    """Return a reading with what persons said in the place of what was read.

    Args:
        reading: the machine's, or one joined with a signed scan.
        acts: what holds of the very documents that it was read from.
        form: the form of the call.
    """
    if not acts or reading.outcome not in _READABLE:
        return reading
    fields = dict(reading.fields)
    for question in form.questions:
        act, answer = acts.get(question.key), fields.get(question.key)
        if act is None or answer is None:
            continue
        if DIFFERS in answer.reasons and DIFFERS not in act.reasons:
            continue  # the signed scan says something that the person had not seen
        fields[question.key] = settled(answer, act, question)
    return judged_anew(reading, fields, form)


def settled(answer: Answer, act: Correction, question: Question) -> Answer:
    """Return an answer as a person settled it; its words and its place stay those of the file."""
    if act.act == "illisible":
        return Answer(
            value=() if question.type == "choices" else None,
            raw=answer.raw,
            confidence=0.0,
            flagged=True,
            reasons=(ILLEGIBLE,),
            where=answer.where,
        )
    why = CONFIRMED if act.act == "exact" else CORRECTED
    return Answer(value=act.value, raw=answer.raw, reasons=(why,), where=answer.where)


def judged_anew(reading: Extraction, fields: Mapping[str, Answer], form: Form) -> Extraction:
    """Return a reading with other answers, judged by the rules of the call."""
    if fields == reading.fields:
        return reading
    outcome, told = validate(Answers(recognised=1, distinctive=1, fields=fields), form)
    kept = tuple(one for one in reading.findings if one.code not in _JUDGED)
    if any(one.code == _GAP for one in kept):  # no answer makes up for a page
        outcome = "incomplete"
    return reading.model_copy(
        update={"fields": fields, "outcome": outcome, "findings": (*told, *kept)}
    )


def inherited(newer: Extraction, older: Extraction, acts: Acts, form: Form) -> Acts:
    """Return what holds of a corrected version because it held of the version it replaces.

    Only where both are typed files and the very words of the field are the same: the person has
    seen these words. Two scans are two pictures, and a box or a signature has no words.
    """
    if newer.reader not in _TYPED or older.reader not in _TYPED:
        return {}
    kinds = {question.key: question.type for question in form.questions}
    return {
        key: act
        for key, act in acts.items()
        if kinds.get(key) not in (None, *_BY_MARK)
        and (answer := newer.fields.get(key)) is not None
        and answer.raw is not None
        and answer.raw.strip()
        and (answer.raw, answer.value) == (act.raw, act.read)
    }


def settled_by_persons(reading: Extraction) -> int:
    """Count the answers of a reading that a person settled."""
    return sum(not SETTLED.isdisjoint(answer.reasons) for answer in reading.fields.values())


def told_of_lateness(reading: Extraction, row: Registered, campaign: Campaign) -> Extraction:
    """Return a reading with the findings on its delay as the lots now asked for have it."""
    dossier = row.dossier.model_copy(update={"extraction": reading})
    late = on_reception(dossier, row.received_from, row.dropped_at, campaign)
    kept = (one for one in reading.findings if one.code not in _TIMELY)
    return reading.model_copy(update={"findings": (*kept, *late)})
