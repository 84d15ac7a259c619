"""Kin: names of structures and of people, compared as different hands write them."""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

Likeness = Literal["same", "near", "other", "unknown"]
"""near: a slip, an abbreviation or a part left out lies between them; unknown: one is missing."""

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]+")
_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset({
    "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "pour", "sur",
    "un", "une",
})  # fmt: skip
_LEGAL = frozenset({
    "1901", "asso", "assoc", "association", "collectivite", "eirl", "epci", "eurl", "gip",
    "loi", "sa", "sarl", "sas", "sasu", "scic", "scop", "territoriale",
})  # fmt: skip
_WRITTEN = {
    "mairie": "commune",
    "municipalite": "commune",
    "st": "saint",
    "ste": "sainte",
    "ville": "commune",
}
_CIVILITY = frozenset({
    "dr", "m", "madame", "mademoiselle", "melle", "mlle", "mme", "monsieur", "mr",
})  # fmt: skip
# Written in place of a name while a post has no holder: two such posts may be two people.
_VACANT = frozenset({
    "aucun", "confirmer", "definir", "designer", "determiner", "idem", "neant", "nommer",
    "pourvoir", "preciser", "recrute", "recrutement", "recruter",
})  # fmt: skip

_SLIP = 4  # letters: in shorter words one letter is another name (« Ali », « Eli »)
_TWO_SLIPS = 9  # letters: « Bourbonnais » may take two slips, « Mercier » is « Mercadier » with two
_JOINED = 0.9  # « Maison dequartier Lens » 0.91; « mjc lens » and « mjc sens » lie at 0.86
# « Assecintien Jeunes en carpagne » lies at 87, but « Ludovic » and « Loïc Fournier » at 90: a name
# badly read never decides alone.
_LOOSE = 80
# badly read never decides alone


def plain(text: str | None) -> str:
    """Return the words of a text without case, accents and signs, one blank between them."""
    decomposed = unicodedata.normalize("NFKD", (text or "").translate(_LIGATURES))
    return " ".join(_WORD.findall(_ACCENTS.sub("", decomposed).casefold()))


def structure_words(text: str | None) -> tuple[str, ...]:
    """Return the telling words of a structure's name, without its legal form."""
    words = tuple(_WRITTEN.get(word, word) for word in plain(text).split())
    return _without(words, _SMALL | _LEGAL) or _without(words, _SMALL)


def person_words(text: str | None) -> tuple[str, ...]:
    """Return the words of a person's name; none where the post is still to be filled."""
    words = tuple(plain(text).split())
    return () if _VACANT.intersection(words) else _without(words, _CIVILITY)


@functools.lru_cache(maxsize=1 << 16)
def compare(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    """Compare two names given as words; their order is free (« DUPONT Marie »)."""
    if not one or not other:
        return "unknown"
    if sorted(one) == sorted(other) or "".join(one) == "".join(other):
        return "same"
    left, right = _leftover(one, other), _leftover(other, one)
    shared = len(one) > len(left)
    if shared and (not left or not right or _abbreviates(left, right)):
        return "near"
    if _slips(left, right) and (shared or len("".join(left)) >= _TWO_SLIPS):
        return "near"
    return "near" if _typed_together(one, other) else "other"


def loosely(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    """Compare two names of which one was read from a picture, badly perhaps: never `other`."""
    if not one or not other:
        return "unknown"
    if sorted(one) == sorted(other):
        return "same"
    alike = fuzz.ratio(" ".join(sorted(one)), " ".join(sorted(other))) >= _LOOSE
    return "near" if alike or compare(one, other) == "near" else "unknown"


def _without(words: Iterable[str], dropped: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in dropped)


def _leftover(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """Return the words of `one` that find no equal in `other`, in their order."""
    spare, left = Counter(other), []
    for word in one:
        if spare[word]:
            spare[word] -= 1
        else:
            left.append(word)
    return tuple(left)


def _abbreviates(left: Sequence[str], right: Sequence[str]) -> bool:
    """Say whether one side is the initials of the other: MJC, Maison des jeunes et …."""
    return any(
        len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long)
        for short, long in ((left, right), (right, left))
    )


def _slips(left: Sequence[str], right: Sequence[str]) -> bool:
    """Say whether each word on the left is a slip of one of its own on the right."""
    if len(left) != len(right):
        return False
    spare = list(right)
    for word in left:
        partner = next((one for one in spare if _is_slip(word, one)), None)
        if partner is None:
            return False
        spare.remove(partner)
    return True


def _is_slip(one: str, other: str) -> bool:
    if not (one.isalpha() and other.isalpha()):
        return False  # « Résidence 1 » and « Résidence 2 » are two
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == 1:
        return longer.startswith(shorter)
    if len(shorter) < _SLIP:
        return False
    allowed = 2 if len(shorter) >= _TWO_SLIPS else 1
    return int(OSA.distance(one, other, score_cutoff=allowed)) <= allowed


def _typed_together(one: Sequence[str], other: Sequence[str]) -> bool:
    joined, other_joined = "".join(one), "".join(other)
    digits = [re.sub(r"\D", "", text) for text in (joined, other_joined)]
    if digits[0] != digits[1] or min(len(joined), len(other_joined)) < _TWO_SLIPS:
        return False
    return float(OSA.normalized_similarity(joined, other_joined)) >= _JOINED
