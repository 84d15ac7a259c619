"""Kin: which dossiers are compared with which, and what the rules see between them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz, process

from pipeline.kin.bond import Bond, bond
from pipeline.kin.profile import Profile
from pipeline.kin.rulings import Rulings
from pipeline.kin.text import Phrases

Pair = tuple[str, str]

_ALIKE = 78  # of names, 0–100: looser than any rule that follows
_RARE = 12  # dossiers that may share a word before it says nothing (« social », « jeunes »)
_FORMS = 2  # a candidature comes as a Word file and its scan


def bonds(
    profiles: Mapping[str, Profile], claims: frozenset[Pair], said: Rulings
) -> dict[Pair, Bond]:
    """Return what relates the dossiers, by pair, the first received first.

    Args:
        profiles: of the readable dossiers, in the order in which they were received.
        claims: a dossier, and one that its file's name says it mends.
        said: pairs that a person has judged are left out.
    """
    order = {number: rank for rank, number in enumerate(profiles)}
    pairs = {
        (one, other) if order[one] < order[other] else (other, one)
        for one, other in _compared(tuple(profiles.values()), claims)
        if one in order and other in order and one != other and said.on(one, other) is None
    }
    found = {}
    for one, other in sorted(pairs, key=lambda pair: (order[pair[0]], order[pair[1]])):
        claimed = bool({(one, other), (other, one)} & claims)
        relation = bond(profiles[one], profiles[other], claimed=claimed)
        if relation is not None:
            found[one, other] = relation
    return found


def _compared(profiles: Sequence[Profile], claims: frozenset[Pair]) -> Iterator[Pair]:
    """Yield the pairs that have anything in common; comparing all would take minutes."""
    yield from _close(profiles, [p.structure.words for p in profiles])
    yield from _close(profiles, [p.professional.words for p in profiles])
    yield from _sharing((p.number, p.contacts) for p in profiles)
    yield from _sharing((p.number, p.structure.words) for p in profiles)
    yield from Phrases({p.number: p.texts for p in profiles}, each=_FORMS).meetings()
    yield from claims


def _close(profiles: Sequence[Profile], names: Sequence[tuple[str, ...]]) -> Iterator[Pair]:
    """Yield the pairs whose names are written much alike."""
    named = [(p.number, " ".join(sorted(words))) for p, words in zip(profiles, names, strict=True)]
    kept = [(number, name) for number, name in named if name]
    texts = [name for _, name in kept]
    scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=_ALIKE, dtype=np.uint8)
    for row, column in np.argwhere(np.triu(scores, k=1)):
        yield kept[row][0], kept[column][0]


def _sharing(held: Iterable[tuple[str, Iterable[object]]]) -> Iterator[Pair]:
    """Yield the pairs that hold one thing which few others do."""
    holders: dict[object, list[str]] = defaultdict(list)
    for number, things in held:
        for thing in dict.fromkeys(things):
            holders[thing].append(number)
    for numbers in holders.values():
        if len(numbers) <= _RARE:
            yield from combinations(numbers, 2)
