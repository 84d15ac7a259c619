"""Kin: the versions of one candidature, brought together; and which of them stands."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, product

from pipeline.kin.bond import Bond
from pipeline.kin.candidate import Candidate, arrival, ended, on_time, readable
from pipeline.kin.differences import blank
from pipeline.kin.pairing import Pair
from pipeline.kin.rulings import Rulings

Group = frozenset[str]
Merit = tuple[bool, bool, bool, bool, object, int]
"""Readable and in the running, on time, complete, filled in, when received, put above by hand."""

_PART = 0.5  # of the answers of the fullest version: less is a page sent alone


def groups(
    numbers: Sequence[str], found: Mapping[Pair, Bond], said: Rulings, held: frozenset[str]
) -> tuple[Group, ...]:
    """Bring together the dossiers that are versions of each other; most are alone.

    What persons replaced comes first. No rule then brings two dossiers that must stay apart
    together through a third.

    Args:
        numbers: of the dossiers, but copies.
        found: what the rules see between them.
        said: what persons said of them.
        held: those that no rule brings together with others: pieces, which follow the dossier
            they belong to, and what could not be read.
    """
    gathering = _Gathering(numbers)
    for one, other in (sorted(pair) for pair in said.last):
        if said.replaces(one, other) or said.replaces(other, one):
            gathering.merge(one, other)
    told_apart = (sorted(pair) for pair, one in said.last.items() if one.verdict == "distinct")
    ruled_apart = (pair for pair, relation in found.items() if relation.apart)
    for one, other in chain(told_apart, ruled_apart):
        gathering.part(one, other)
    for (one, other), relation in found.items():
        free = held.isdisjoint(gathering.of[one] | gathering.of[other])
        if relation.certain and relation.kind == "version" and free:
            gathering.merge(one, other)
    return tuple(dict.fromkeys(gathering.of.values()))


class _Gathering:
    """Groups in the making: `of` is the group of each number."""

    def __init__(self, numbers: Sequence[str]) -> None:
        self.of: dict[str, Group] = {number: frozenset((number,)) for number in numbers}
        self._parted: set[Group] = set()

    def part(self, one: str, other: str) -> None:
        """Keep two dossiers in two groups from now on, unless they are in one already."""
        if {one, other} <= self.of.keys() and self.of[one] is not self.of[other]:
            self._parted.add(frozenset((one, other)))

    def merge(self, one: str, other: str) -> None:
        """Bring two groups together, unless that would join two that must stay apart."""
        left, right = self.of[one], self.of[other]
        if left is right or any(frozenset(pair) in self._parted for pair in product(left, right)):
            return
        for number in left | right:
            self.of[number] = left | right


def head(
    group: Group,
    candidates: Mapping[str, Candidate],
    said: Rulings,
    is_complete: Callable[[Candidate], bool],
) -> str | None:
    """Return the version that stands: the last complete one received on time, by default.

    Without a complete one on time, the last on time; when all came late, the last complete one,
    else the last. A version that a person preferred takes the place of the one that it replaces,
    so that a still later one may follow it. None when all of several were taken out.
    """
    if len(group) == 1:
        return next(iter(group))
    fullest = max(_answered(candidates[number]) for number in group)

    def merit(number: str) -> Merit:
        candidate = candidates[number]
        own = (
            readable(candidate) and not ended(candidate),
            on_time(candidate),
            is_complete(candidate),
            _answered(candidate) >= _PART * fullest,
            arrival(candidate),
            0,
        )
        beaten = (other for other in group if said.replaces(number, other))
        return max([own, *(_above(merit(other)) for other in beaten)])

    best = max(sorted(group), key=merit)
    return best if merit(best)[0] or any(said.replaces(best, other) for other in group) else None


def _above(merit: Merit) -> Merit:
    return (*merit[:5], merit[5] + 1)


def _answered(candidate: Candidate) -> int:
    return sum(not blank(answer) for answer in candidate.dossier.extraction.fields.values())
