"""Which dossiers of the arrival register are related, in French, told of each from its own side."""

from collections.abc import Mapping, Sequence

from pipeline.tables.arrivals.entries import Arrived
from pipeline.tables.wording import shorts
from schemas.kinship import Kinship

_GIVES_WAY: Mapping[str, str] = {
    "doublon": "copie de",
    "remplace": "remplacé par",
    "rattache": "rattaché à",
}
_STANDS: Mapping[str, str] = {
    "doublon": "reçu aussi en copie\u00a0:",
    "remplace": "remplace",
    "rattache": "complété par",
}
_BOTH_STAND: Mapping[str, str] = {
    "professionnel": "même structure, autre professionnel\u00a0:",
    "texte": "même texte, autre structure\u00a0:",
}
_ALIKE = "à rapprocher de"


def links(arrived: Sequence[Arrived], kinships: Sequence[Kinship]) -> Mapping[str, str]:
    """Say of each dossier, by its number, which others it is related to; without any: no entry."""
    told: dict[str, list[str]] = {}
    stands: dict[tuple[str, str], list[str]] = {}
    unsure = {_pair(one.older, one.newer) for one in kinships if one.keeps and not one.certain}
    for dossier in (one.dossier for one in arrived):
        if dossier.of and dossier.state in _GIVES_WAY:
            doubt = ", à confirmer" * (_pair(dossier.number, dossier.of) in unsure)
            told[dossier.number] = [f"{_GIVES_WAY[dossier.state]} {dossier.of}{doubt}"]
            stands.setdefault((dossier.of, dossier.state), []).append(dossier.number)
    for (number, state), others in stands.items():
        told.setdefault(number, []).append(f"{_STANDS[state]} {shorts(others)}")
    for (number, words), others in _both_standing(kinships).items():
        told.setdefault(number, []).append(f"{words} {shorts(others)}")
    return {number: "\u00a0; ".join(parts) for number, parts in told.items()}


def _both_standing(kinships: Sequence[Kinship]) -> Mapping[tuple[str, str], list[str]]:
    """Give by dossier and relation the others, where neither gives way to the other."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in kinships:
        if one.keeps is None:
            words = _BOTH_STAND.get(one.kind, _ALIKE)
            found.setdefault((one.older, words), []).append(one.newer)
            found.setdefault((one.newer, words), []).append(one.older)
    return found


def _pair(first: str, second: str) -> frozenset[str]:
    return frozenset((first, second))
