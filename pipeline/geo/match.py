"""Match a town as written with a commune: found, to be confirmed, or unknown; never a guess.

Rules and their measurement (harder names made from all 1,667 communes of the Pas-de-Calais,
the Allier and the Puy-de-Dôme): a postal code narrows the choice to its communes, so that a
loose likeness is enough there; without it only a close one is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from rapidfuzz import fuzz, process

from pipeline.geo.names import normalise, without_article
from schemas.base import Record
from schemas.candidature import Commune

How = Literal["name", "former_name", "beginning", "likeness"]

_NEAR_IN_CODE, _AHEAD_IN_CODE = 70.0, 10.0  # among the communes of the postal code
_NEAR, _AHEAD, _LETTERS = 88.0, 4.0, 6  # among all: shorter names are all alike
_SHORTEST_BEGINNING = 4
_WORTH_SHOWING, _SHOWN = 70.0, 5


class Match(Record):
    """What a town as written stands for.

    `matched` has its commune and `how` it was recognised; `to_confirm` has the communes it
    may be, likeliest first; `unknown` has neither.
    """

    state: Literal["matched", "to_confirm", "unknown"]
    commune: Commune | None = None
    candidates: tuple[Commune, ...] = ()
    how: How | None = None


UNKNOWN = Match(state="unknown")


class Index:
    """The communes of some départements, by name and by postal code.

    `former` pairs a former name with the INSEE code of the commune that bears it now.
    """

    def __init__(self, communes: Sequence[Commune], former: Iterable[tuple[str, str]]) -> None:
        self.communes = {commune.insee: commune for commune in communes}
        self._codes: dict[str, list[str]] = {}
        for commune in communes:
            for code in commune.postal_codes:
                self._codes.setdefault(code, []).append(commune.insee)
        current = [(normalise(c.name), c.insee) for c in communes]
        old = [(normalise(name), insee) for name, insee in former if insee in self.communes]
        self._names = [*current, *old]
        # Looked up in this order: a name in use wins over one that was given up.
        self._tables: tuple[tuple[How, Mapping[str, tuple[str, ...]]], ...] = (
            ("name", _table(current)),
            ("name", _table((without_article(n), i) for n, i in current)),
            ("former_name", _table(old)),
            ("former_name", _table((without_article(n), i) for n, i in old)),
        )

    def at(self, code: str | None) -> tuple[Commune, ...]:
        """Give the communes of a postal code."""
        return tuple(self.communes[insee] for insee in self._codes.get(code or "", ()))

    def named(self, words: str) -> tuple[How, tuple[str, ...]] | None:
        """Give the communes whose name, or else whose former name, is exactly this."""
        for form in (words, without_article(words)):
            for how, table in self._tables:
                if hits := table.get(form.replace(" ", "")):
                    return how, hits
        return None

    def beginning(self, words: str) -> tuple[str, ...]:
        """Give the communes whose name goes on after these words."""
        bare = without_article(words)
        if len(bare) < _SHORTEST_BEGINNING:
            return ()
        return _once(i for n, i in self._names if without_article(n).startswith(f"{bare} "))

    def begun_by(self, words: str) -> tuple[str, ...]:
        """Give the communes whose name these words begin with, when they name no other."""
        parts = words.split()
        for cut in range(len(parts) - 1, 0, -1):
            rest = [
                " ".join(parts[a:b])
                for a in range(cut, len(parts))
                for b in range(a + 1, len(parts) + 1)
            ]
            if named := self.named(" ".join(parts[:cut])):
                others = {hit for part in rest if (found := self.named(part)) for hit in found[1]}
                return () if others - set(named[1]) else named[1]
        return ()

    def alike(self, words: str, among: Sequence[str]) -> list[tuple[str, float]]:
        """Give INSEE codes and likeness (0–100) of the nearest names, nearest first."""
        pool = set(among)
        names = [(n, i) for n, i in self._names if i in pool]
        best: dict[str, float] = {}
        found = process.extract(words, [n for n, _ in names], scorer=fuzz.ratio, limit=12)
        for _, likeness, rank in found:
            best.setdefault(names[rank][1], likeness)
        return list(best.items())


def find(index: Index, town: str, code: str | None, *, code_elsewhere: bool) -> Match:
    """Match normalised words, with the help of a postal code.

    Args:
        index: the communes in question.
        town: words as `normalise` gives them; empty when the answer names nothing.
        code: five digits, or None.
        code_elsewhere: the code belongs to no département in question: a name that is only
            alike then shows nothing, and a name that is equal has to be confirmed.
    """
    local = tuple(c.insee for c in index.at(code))
    if not town:
        return _to_confirm(index, local)
    if named := index.named(town):
        how, hits = named
        return _decide(index, how, hits, local, elsewhere=code_elsewhere)
    if code_elsewhere:
        return UNKNOWN
    if begun := index.beginning(town):
        return _decide(index, "beginning", begun, local)
    longer = index.begun_by(town)
    if local and len(kept := [hit for hit in longer if hit in local]) == 1:
        # « Lens centre », « Berck-sur-Mer » (the commune is Berck): the code confirms it.
        return Match(state="matched", commune=index.communes[kept[0]], how="beginning")
    return _likeness(index, town, local, longer)


def _decide(
    index: Index, how: How, hits: Sequence[str], local: Sequence[str], *, elsewhere: bool = False
) -> Match:
    """Keep the one hit that the postal code allows; else ask, the hits first."""
    kept = [hit for hit in hits if hit in local] if local else list(hits)
    if len(kept) == 1 and not elsewhere:
        return Match(state="matched", commune=index.communes[kept[0]], how=how)
    return _to_confirm(index, kept or _once([*hits, *local]))


def _likeness(index: Index, town: str, local: Sequence[str], longer: Sequence[str]) -> Match:
    alike = index.alike(town, local or tuple(index.communes))
    near, ahead = (_NEAR_IN_CODE, _AHEAD_IN_CODE) if local else (_NEAR, _AHEAD)
    first = alike[0][1] if alike else 0.0
    second = alike[1][1] if len(alike) > 1 else 0.0
    long_enough = bool(local) or len(town.replace(" ", "")) >= _LETTERS
    if first >= near and first - second >= ahead and long_enough:
        return Match(state="matched", commune=index.communes[alike[0][0]], how="likeness")
    shown = [insee for insee, likeness in alike if likeness >= _WORTH_SHOWING]
    return _to_confirm(index, _once([*longer, *shown[:_SHOWN], *local]))


def _to_confirm(index: Index, hits: Sequence[str]) -> Match:
    if not hits:
        return UNKNOWN
    return Match(state="to_confirm", candidates=tuple(index.communes[hit] for hit in hits))


def _table(names: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for name, insee in names:
        key = name.replace(" ", "")
        table[key] = _once([*table.get(key, ()), insee])
    return table


def _once(codes: Iterable[str] | Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
