"""Mark the places of the dossiers against the network in place and against each other."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import radians

from pipeline.geo import Gazetteer
from pipeline.geo.gazetteer import kilometres
from pipeline.score.coverage import Reach, divide, gain, share_within, sharers, together
from pipeline.score.exact import number, relative
from pipeline.score.signals import Seen
from schemas.campaign import Campaign, Member, Radius, Signal
from schemas.candidature import Commune
from schemas.ranking import Fact

_KM_PER_RADIAN = 6371.0
_POPULATION = "point"


class Geography:
    """What each located dossier adds to the coverage of the network in place.

    Communes count for their whole population: no table gives the young people of each.
    """

    def __init__(self, seen: Mapping[str, Seen], campaign: Campaign, gazetteer: Gazetteer) -> None:
        departments = campaign.department
        self._communes = [c for c in gazetteer.communes(departments) if c.latitude is not None]
        self._members = [
            (member, commune)
            for member in campaign.network
            if (commune := _home(member, gazetteer, departments)) is not None
        ]
        radii = campaign.grid.radii
        self._places = {
            name: one.place.commune
            for name, one in seen.items()
            if one.place.commune is not None and one.place.commune.latitude is not None
        }
        populations = [c.population for c in self._communes]
        stood = {c.insee: c for c in [*self._places.values(), *(c for _, c in self._members)]}
        reaches = {insee: _reach(c, self._communes, radii) for insee, c in stood.items()}
        network = together(reaches[c.insee] for _, c in self._members)
        candidates = {name: reaches[place.insee] for name, place in self._places.items()}
        self._gains = {n: gain(populations, network, reach) for n, reach in candidates.items()}
        self._shares = divide(populations, network, candidates)
        self._sharers = sharers(network, candidates)
        self._best = max(self._shares.values(), default=Fraction())
        self._values = relative(self._shares, campaign.grid.scale)

    def fact(self, signal: Signal, name: str) -> Fact:
        """Give the mark of one dossier as a part of the best, and how it comes about."""
        if name not in self._places:
            text = f"{signal.text}\u00a0: commune à vérifier, ne compte pas encore."
            return Fact(text=text, value=None, weight=signal.weight)
        return Fact(
            text=f"{signal.text}\u00a0: {self._sentence(name)}",
            value=self._values[name],
            weight=signal.weight,
            compared_with=self._sharers[name],
        )

    def _sentence(self, name: str) -> str:
        place, alone = self._places[name], self._gains[name]
        if not alone:
            return (
                f"{place.name}. {self._nearest(place)} Le réseau en place couvre déjà tout ce que"
                " ce dossier couvrirait\u00a0: il n’ajoute rien."
            )
        others = len(self._sharers[name])
        shared = (
            f"partagé avec les {others} autres dossiers qui gagnent les mêmes communes"
            if others > 1
            else "partagé avec l’autre dossier qui gagne les mêmes communes"
            if others
            else "aucun autre dossier ne gagnant ces communes"
        )
        return (
            f"{place.name}. {self._nearest(place)} Seul, ce dossier ajouterait au réseau"
            f" {number(alone, _POPULATION)} de population couverte (sur 100)\u00a0; {shared}, cela"
            f" fait une part de {number(self._shares[name], _POPULATION)}, la plus forte étant de"
            f" {number(self._best, _POPULATION)}."
        )

    def _nearest(self, place: Commune) -> str:
        near = min(
            (
                (distance, member.structure, commune.name)
                for member, commune in self._members
                if (distance := kilometres(place, commune)) is not None
            ),
            default=None,
        )
        if near is None:
            return "Aucun promeneur n’est encore en place."
        distance, structure, town = near
        far = f"{distance:.1f}".replace(".", ",")
        return f"Promeneur en place le plus proche\u00a0: {structure} ({town}), à {far}\u00a0km."


def _home(member: Member, gazetteer: Gazetteer, departments: Sequence[str]) -> Commune | None:
    return gazetteer.match(member.commune, member.postal_code, departments).commune


def _reach(place: Commune, communes: Sequence[Commune], radii: Sequence[Radius]) -> Reach:
    farthest = max((float(r.km) for r in radii), default=0.0)
    reach = {}
    for rank, commune in enumerate(communes):
        # A degree of latitude is the same everywhere: it rules most communes out cheaply.
        north = abs(radians((commune.latitude or 0.0) - (place.latitude or 0.0)))
        if north * _KM_PER_RADIAN > farthest + 1:
            continue
        distance = kilometres(place, commune)
        if distance is not None and (share := share_within(distance, radii)):
            reach[rank] = share
    return reach
