"""Kin: a drop that could not be read, and the one sent in its place."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.kin.candidate import Candidate, arrival, fixed, readable, waiting
from pipeline.kin.filenames import telling_words
from pipeline.kin.pairing import Pair
from pipeline.kin.profile import Profile
from pipeline.kin.rulings import Rulings
from schemas.form import Form


class Mending(NamedTuple):
    """A drop that waited, the one that mends it, and why; only a `certain` one replaces it."""

    waiting: Candidate
    by: Candidate
    certain: bool
    why: str


def mendings(
    originals: Mapping[str, Candidate],
    profiles: Mapping[str, Profile],
    *,
    same: Mapping[str, str],
    claims: frozenset[Pair],
    said: Rulings,
    form: Form,
) -> tuple[Mending, ...]:
    """Find what mends the drops that could not be read, or were something else.

    Args:
        originals: all but copies, by number, in the order in which they were received.
        profiles: of the readable ones.
        same: for each number, one number of its candidature.
        claims: a dossier, and one that its file's name says it mends.
        said: pairs that a person has judged are left out, and drops that a person has moved.
        form: the form of the call.
    """
    candidates = tuple(originals.values())
    waits = [
        c for c in candidates if waiting(c) and not fixed(c) and c.number not in said.gives_way
    ]
    read = [c for c in candidates if readable(c) and not fixed(c)]
    found = dict(_announced(originals, read, claims))
    for one, by in _of_one_sender(candidates, same):
        found.setdefault(one.number, _from_sender(one, by, profiles, form))
    for one, by in _of_one_name(waits, read, form):
        found.setdefault(one.number, Mending(one, by, certain=False, why=_NAME))
    kept = (found[one.number] for one in waits if one.number in found)
    return tuple(one for one in kept if said.on(one.waiting.number, one.by.number) is None)


def _announced(
    originals: Mapping[str, Candidate], read: Sequence[Candidate], claims: frozenset[Pair]
) -> Iterator[tuple[str, Mending]]:
    """Yield the drops whose number a later file bears in its name, through files also unread."""
    for mender in read:
        reached = {mender.number}
        front = reached
        while front:
            front = {
                target
                for one, target in claims
                if one in front and target in originals and waiting(originals[target])
            } - reached
            reached |= front
        for target in sorted(reached - {mender.number}):
            yield target, Mending(originals[target], mender, certain=True, why=_ANNOUNCED)


def _of_one_sender(
    candidates: Sequence[Candidate], same: Mapping[str, str]
) -> Iterator[tuple[Candidate, Candidate]]:
    """Yield the one unread drop of a sender, and the next dossier, if all are one candidature."""
    sent: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.sender:
            sent[candidate.sender.strip().casefold()].append(candidate)
    for ones in sent.values():
        # A stray message (an absence, a question) is not a dossier that was meant to be read.
        waits = [c for c in ones if waiting(c) and c.dossier.state != "hors_sujet"]
        dossiers = [c for c in ones if not waiting(c)]
        if len(waits) != 1 or len({same[c.number] for c in dossiers}) != 1:
            continue
        later = [c for c in dossiers if arrival(c) > arrival(waits[0]) and readable(c)]
        if later and not fixed(later[0]):
            yield waits[0], later[0]


def _from_sender(
    one: Candidate, by: Candidate, profiles: Mapping[str, Profile], form: Form
) -> Mending:
    """Doubt when the name of the unread file speaks of another candidate: some send for two."""
    words = telling_words(one.dossier.extraction, form)
    own = _said_by(profiles[by.number]) | telling_words(by.dossier.extraction, form)
    others = {word for number, p in profiles.items() if number != by.number for word in _said_by(p)}
    certain = not (words - own) & others
    return Mending(one, by, certain=certain, why=_SENDER if certain else _SENDER_OF_TWO)


def _of_one_name(
    waits: Sequence[Candidate], read: Sequence[Candidate], form: Form
) -> Iterator[tuple[Candidate, Candidate]]:
    """Yield unread drops, and the next dossier whose file bears the same name, if that tells."""
    named: dict[frozenset[str], list[Candidate]] = defaultdict(list)
    for candidate in read:
        named[telling_words(candidate.dossier.extraction, form)].append(candidate)
    for one in waits:
        words = telling_words(one.dossier.extraction, form)
        later = [c for c in named.get(words, ()) if arrival(c) > arrival(one)]
        if words and later:
            yield one, later[0]


def _said_by(profile: Profile) -> set[str]:
    words = (
        *profile.structure.words,
        *profile.professional.words,
        *profile.town.casefold().split(),
    )
    return {word for word in words if len(word) >= 3}  # as in the names of files


_ANNOUNCED = "Le nom du fichier annonce qu’il remplace ce premier envoi"
_SENDER = "Même expéditeur, qui n’a envoyé aucun autre dossier"
_SENDER_OF_TWO = (
    "Même expéditeur, mais le nom du premier fichier fait penser à une autre candidature"
)
_NAME = "Les deux fichiers portent le même nom"
