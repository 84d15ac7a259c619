"""Mark the fields of intervention against the network in place and against each other."""

from collections.abc import Mapping
from fractions import Fraction

from pipeline.score.exact import number, relative
from pipeline.score.signals import Seen
from pipeline.score.variety import counts, divide, prices
from schemas.campaign import Campaign, Signal
from schemas.form import Option
from schemas.ranking import Fact


class Angle:
    """What each dossier adds to the variety of fields of the network in place.

    A box that asks for words (« Autre. Précisez ») is no field: two such boxes have nothing
    in common but their name, and the jury reads what they say. The type of structure is not
    asked by the form, and is not guessed from its prose.
    """

    def __init__(self, seen: Mapping[str, Seen], campaign: Campaign) -> None:
        self._options = _options(campaign)
        self._network = [self._named(member.fields) for member in campaign.network]
        self._fields = {
            name: fields
            for name, one in seen.items()
            if (fields := self._ticked(one, campaign.grid.fields_key)) is not None
        }
        self._shares = divide(self._network, self._fields)
        self._best = max(self._shares.values(), default=Fraction())
        self._values = relative(self._shares, campaign.grid.scale)
        in_place = counts(self._network)
        self._prices = prices(in_place, counts([*self._network, *self._fields.values()]))

    def fact(self, signal: Signal, name: str) -> Fact:
        """Give the mark of one dossier as a part of the best, and how it comes about."""
        if name not in self._fields:
            text = f"{signal.text}\u00a0: champs à vérifier, ne comptent pas encore."
            return Fact(text=text, value=None, weight=signal.weight)
        rarest = self._rarest(name)
        others = (n for n, f in self._fields.items() if n != name and rarest & f)
        return Fact(
            text=f"{signal.text}\u00a0: {self._sentence(name, rarest)}",
            value=self._values[name],
            weight=signal.weight,
            compared_with=tuple(others),
        )

    def _named(self, codes: tuple[str, ...]) -> frozenset[str]:
        return frozenset(c for c in codes if c in self._options and not self._options[c].detail)

    def _ticked(self, seen: Seen, key: str | None) -> frozenset[str] | None:
        answer = seen.dossier.extraction.fields.get(key or "")
        unread = seen.dossier.extraction.outcome in ("unreadable", "not_a_dossier")
        if answer is None or answer.flagged or unread:
            return None
        return self._named(answer.value if isinstance(answer.value, tuple) else ())

    def _rarest(self, name: str) -> frozenset[str]:
        fields = self._fields[name]
        best = max((self._prices[f] for f in fields), default=Fraction())
        return frozenset(f for f in fields if self._prices[f] == best)

    def _sentence(self, name: str, rarest: frozenset[str]) -> str:
        ticked = [c for c in self._options if c in self._fields[name]]
        if not ticked:
            return "aucun champ coché parmi ceux de la liste."
        said = ", ".join(self._label(code) for code in ticked)
        rare = "\u00a0; ".join(self._rarity(code, name) for code in ticked if code in rarest)
        return (
            f"{said}. Le plus rare\u00a0: {rare}. Part\u00a0: {number(self._shares[name])},"
            f" la plus forte étant de {number(self._best)}."
        )

    def _rarity(self, code: str, name: str) -> str:
        in_place = sum(code in fields for fields in self._network)
        others = sum(code in f for n, f in self._fields.items() if n != name)
        return (
            f"{self._label(code)} ({in_place}\u00a0{_plural(in_place, 'promeneur')} en place,"
            f" {others}\u00a0{_plural(others, 'autre')} {_plural(others, 'dossier')})"
        )

    def _label(self, code: str) -> str:
        return self._options[code].label[0]


def _options(campaign: Campaign) -> dict[str, Option]:
    asked = (q for q in campaign.form.questions if q.key == campaign.grid.fields_key)
    return {option.code: option for question in asked for option in question.options}


def _plural(count: int, word: str) -> str:
    return word if count < 2 else f"{word}s"
