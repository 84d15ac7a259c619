"""Kin: what persons said of pairs of dossiers, brought to one voice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.kinship import Verdict

Pair = frozenset[str]


@dataclass(frozen=True)
class Rulings:
    """What holds of all that was said.

    `last`: the last verdict on each pair, latest first. `gives_way`: a dossier, and the verdict by
    which it gives way; where several say so of one dossier, the latest, and never in a circle.
    """

    last: Mapping[Pair, Verdict] = field(default_factory=dict)
    gives_way: Mapping[str, Verdict] = field(default_factory=dict)

    def on(self, one: str, other: str) -> Verdict | None:
        """Return what was said last of two dossiers."""
        return self.last.get(frozenset((one, other)))

    def replaces(self, keeper: str, other: str) -> bool:
        """Say whether a person replaced `other` by `keeper`."""
        verdict = self.gives_way.get(other)
        return verdict is not None and (verdict.verdict, verdict.keeps) == ("replace", keeper)

    def attached(self) -> dict[str, str]:
        """Return the pieces, and the dossier that each belongs to."""
        return {
            number: verdict.keeps
            for number, verdict in self.gives_way.items()
            if verdict.verdict == "attach" and verdict.keeps is not None
        }

    def line(self, number: str, pieces: Mapping[str, str]) -> list[str]:
        """Return a dossier and those it gives way to, pieces by rule included, in turn."""
        above = {n: verdict.keeps for n, verdict in self.gives_way.items()} | dict(pieces)
        line = [number]
        while (following := above.get(line[-1])) is not None:
            line.append(following)
        return line


def rulings(verdicts: Sequence[Verdict], numbers: Iterable[str]) -> Rulings:
    """Return what holds of verdicts given in the order in which they were said.

    Verdicts on dossiers that are not there (purged since) are left out.

    Raises:
        ValueError: a verdict keeps none of its two dossiers, or names one twice.
    """
    known = frozenset(numbers)
    last: dict[Pair, Verdict] = {}
    for verdict in reversed(verdicts):
        pair = frozenset((verdict.first, verdict.second))
        kept = verdict.verdict == "distinct" or verdict.keeps in pair
        if len(pair) != 2 or not kept:
            raise ValueError(f"a verdict on {sorted(pair)} keeps {verdict.keeps}")
        if pair <= known:
            last.setdefault(pair, verdict)
    gives_way: dict[str, Verdict] = {}
    for pair, verdict in last.items():
        if verdict.verdict == "distinct" or verdict.keeps is None:
            continue
        (loser,) = pair - {verdict.keeps}
        held = Rulings(gives_way=gives_way)
        if loser not in gives_way and loser not in held.line(verdict.keeps, {}):
            gives_way[loser] = verdict
    return Rulings(last, gives_way)


def of_originals(verdicts: Iterable[Verdict], copies: Mapping[str, str]) -> tuple[Verdict, ...]:
    """Return the verdicts with each copy's number replaced by that of what it copies."""
    moved = (
        verdict.model_copy(
            update={
                "first": copies.get(verdict.first, verdict.first),
                "second": copies.get(verdict.second, verdict.second),
                "keeps": copies.get(verdict.keeps or "", verdict.keeps),
            }
        )
        for verdict in verdicts
    )
    return tuple(verdict for verdict in moved if verdict.first != verdict.second)
