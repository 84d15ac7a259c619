"""Kin: dossiers that are the very same document."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.kin.candidate import Candidate, arrival, ended, fixed, readable
from pipeline.kin.differences import blank
from pipeline.kin.rulings import Rulings
from schemas.campaign import Grid
from schemas.form import Form

_EMPTY = hashlib.sha256(b"").hexdigest()
_NAMING = frozenset({"email", "telephone", "siret", "long_text"})


class Copies(NamedTuple):
    """Each copy and what it copies; and the pairs of equal documents that a person must judge."""

    of: dict[str, str]
    told: tuple[tuple[Candidate, Candidate], ...]


def copies(candidates: Sequence[Candidate], said: Rulings, form: Form, grid: Grid) -> Copies:
    """Find the dossiers that are the very document of another; the first received stands.

    The same blank form from two candidates is no copy. Files that cannot be read are copies only
    while nothing says that two people sent them: one broken template may reach two candidates. One
    that was read does not give way to the same that could not be.
    """
    same: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.content_sha256 != _EMPTY and _says_something(candidate, form, grid):
            same[candidate.content_sha256].append(candidate)
    found = Copies({}, ())
    for group in same.values():
        # What a person has decided on stands, whichever came first.
        group.sort(key=lambda c: (not c.closed or ended(c), arrival(c)))
        of, told = _within(group, said)
        found = Copies({**found.of, **of}, (*found.told, *told))
    return found


def _within(
    group: Sequence[Candidate], said: Rulings
) -> tuple[dict[str, str], list[tuple[Candidate, Candidate]]]:
    of: dict[str, str] = {}
    told: list[tuple[Candidate, Candidate]] = []
    originals: list[Candidate] = []
    for candidate in group:
        free = [one for one in originals if said.on(one.number, candidate.number) is None]
        original = next((one for one in free if _is_copy(candidate, one)), None)
        if original is not None:
            of[candidate.number] = original.number
            continue
        told += [(one, candidate) for one in free]
        originals.append(candidate)
    return of, told


def _is_copy(candidate: Candidate, original: Candidate) -> bool:
    if fixed(candidate) or ended(original):
        return False
    if readable(candidate) or readable(original):
        return readable(original)
    return len({c.sender.casefold() for c in (candidate, original) if c.sender}) <= 1


def _says_something(candidate: Candidate, form: Form, grid: Grid) -> bool:
    """Say whether a document names a candidate, or cannot be read at all."""
    return not readable(candidate) or any(True for _ in _named(candidate, form, grid))


def _named(candidate: Candidate, form: Form, grid: Grid) -> Iterator[str]:
    naming = {q.key for q in form.questions if q.type in _NAMING}
    naming |= {key for key in (grid.structure_key, grid.professional_key) if key is not None}
    for key, answer in candidate.dossier.extraction.fields.items():
        if key in naming and not blank(answer):
            yield key
