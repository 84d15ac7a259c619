"""Extract: a disputed value that the rest of the dossier bears out.

A name stands beside its signature again, the addresses of one structure share their end, a town
has its postal code. Where two readings of a value differ in words of which only one set is read
elsewhere in the same dossier, surely and by itself, that reading is the right one.
"""

import re
from collections.abc import Iterable, Mapping

from pipeline.extract.doubt import ALWAYS_FLAGGED
from pipeline.extract.second import DIFFERENT, OF_READING
from pipeline.extract.sheet import fold
from schemas.candidature import Answer, Value
from schemas.form import Form

_BADLY_READ = {*OF_READING, "ENCRE_NON_LUE", "MANUSCRIT", "REPONSE_COUVERTE"}
_LEAST = 3  # letters: shorter words stand everywhere
_ECHOED = 0.94
_TALL = re.compile(r"(?<=[a-z.\-_@])I|I(?=[a-z.\-_@])")
"""In most typefaces a capital I is a small l; addresses are written small."""


def echoed(form: Form, fields: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers, disputes settled where the other answers of the dossier tell."""
    kinds = {question.key: question.type for question in form.questions}
    mended = {
        key: _small(answer) if kinds.get(key) == "email" else answer
        for key, answer in fields.items()
    }
    known = {key: _words(answer.value) for key, answer in mended.items() if not answer.flagged}
    settled = {}
    for key, answer in mended.items():
        pool = set().union(*(words for other, words in known.items() if other != key))
        is_disputed = DIFFERENT in answer.reasons and answer.other is not None
        settled[key] = _settled(answer, pool) if is_disputed else answer
    return settled


def unstamped(form: Form, fields: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers without what a stamp says in the place that asks for one.

    « Nom et cachet de la structure »: typed words are an answer there, those of a stamp none. A
    stamp is read badly, typed words are not; a person sees what was read all the same.
    """
    places = {q.key for q in form.questions if not q.required and "cachet" in fold(q.label[0])}
    return {
        key: _without_words(answer)
        if key in places and set(answer.reasons) & _BADLY_READ
        else answer
        for key, answer in fields.items()
    }


def _without_words(answer: Answer) -> Answer:
    return answer.model_copy(update={"value": None, "other": answer.value, "flagged": True})


def _small(answer: Answer) -> Answer:
    """Dispute an address in which a capital I may be a small l."""
    value = answer.value
    if not isinstance(value, str) or answer.confidence >= 1 or not _TALL.search(value):
        return answer
    reasons = tuple(dict.fromkeys((DIFFERENT, *answer.reasons)))
    doubt = {"reasons": reasons, "flagged": True, "confidence": min(answer.confidence, 0.5)}
    return answer.model_copy(update=doubt | {"value": _TALL.sub("l", value), "other": value})


def _settled(answer: Answer, pool: set[str]) -> Answer:
    own, others = _words(answer.value), _words(answer.other)
    if _is_echoed(own - others, pool) and not _is_echoed(others - own, pool):
        return _sure(answer, answer.value)
    if _is_echoed(others - own, pool) and not _is_echoed(own - others, pool):
        return _sure(answer, answer.other)
    return answer


def _is_echoed(words: set[str], pool: set[str]) -> bool:
    return bool(words) and all(len(word) >= _LEAST and word in pool for word in words)


def _sure(answer: Answer, value: Value) -> Answer:
    reasons = tuple(code for code in answer.reasons if code not in OF_READING)
    left = any(code in ALWAYS_FLAGGED for code in reasons)
    doubt = {"reasons": reasons, "flagged": left}
    confidence = min(answer.confidence, 0.79) if left else _ECHOED
    return answer.model_copy(update=doubt | {"value": value, "confidence": confidence})


def _words(value: Value | Iterable[str]) -> set[str]:
    """Return the words of a value, accents apart; « L’Homel » is « lhomel » as well."""
    if not isinstance(value, str):
        return set()
    words = re.findall(r"[^\W_]+", fold(value))
    joined = re.findall(r"[^\W_]+", re.sub(r"(?<=\w)['’](?=\w)", "", fold(value)))
    return {*words, *joined}
