"""French sentences on what a committee should know before it looks at a mark."""

from collections.abc import Iterator

from pipeline.geo import Match
from pipeline.rank.asked import missing, to_check
from pipeline.rank.case import Case
from pipeline.rank.lateness import late_by, lateness
from schemas.campaign import Campaign, Lot
from schemas.candidature import Dossier
from schemas.ranking import CriterionScore

_SHOWN = 5
_WHOLE = 100


def alerts(case: Case, number: str, scores: tuple[CriterionScore, ...]) -> tuple[str, ...]:
    """Give the alerts on one ranked dossier, gravest first."""
    dossier, campaign = case.dossiers[number], case.campaign
    return (
        *_late(dossier, case.lot),
        *_incomplete(dossier, campaign),
        *_unchecked(dossier, campaign, case.lot),
        *_placed(dossier, campaign, case.places[number]),
        *_by_jury_alone(case, scores),
    )


def _late(dossier: Dossier, lot: Lot | None) -> Iterator[str]:
    if minutes := late_by(dossier, lot):
        said = lateness(minutes)
        accepted = ", retard accepté" if dossier.excused else ""
        yield f"{said[0].upper()}{said[1:]}{accepted}."


def _incomplete(dossier: Dossier, campaign: Campaign) -> Iterator[str]:
    titles = missing(dossier, campaign)
    if titles:
        yield f"Dossier incomplet\u00a0: il manque {_list(titles)}."
    elif dossier.state == "a_regulariser":
        yield "Dossier à régulariser."


def _unchecked(dossier: Dossier, campaign: Campaign, lot: Lot | None) -> Iterator[str]:
    titles = to_check(dossier, campaign, lot)
    if titles:
        yield f"À vérifier, car la note en dépend\u00a0: {_list(titles)}."


def _placed(dossier: Dossier, campaign: Campaign, place: Match) -> Iterator[str]:
    key = campaign.grid.town_key
    if key is None:
        return
    answer = dossier.extraction.fields.get(key)
    written = f"«\u00a0{answer.value}\u00a0»" if answer and answer.value else "non indiquée"
    if place.commune is not None:
        if place.how in ("beginning", "likeness"):
            yield f"Commune écrite {written}, comprise comme {place.commune.name}."
    elif place.candidates:
        names = ", ".join(c.name for c in place.candidates[:_SHOWN])
        more = "…" if len(place.candidates) > _SHOWN else ""
        yield f"Commune {written} à confirmer\u00a0: {names}{more}."
    else:
        yield f"Commune {written}\u00a0: non reconnue dans le périmètre de l’appel."


def _by_jury_alone(case: Case, scores: tuple[CriterionScore, ...]) -> Iterator[str]:
    for score in scores:
        criterion = case.criteria[score.code]
        if score.automatic is None and score.jury is not None and criterion.jury_share < _WHOLE:
            yield f"{criterion.short}\u00a0: note du comité seule, faute d’élément lisible."


def _list(titles: tuple[str, ...]) -> str:
    return ", ".join(titles)
