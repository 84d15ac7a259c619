"""Why a received dossier is not among the ranked ones, in a French sentence."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.rank.asked import to_check
from pipeline.rank.case import Case
from pipeline.rank.lateness import late_by, lateness
from pipeline.rank.order import total
from schemas.campaign import Campaign, Lot
from schemas.candidature import Dossier
from schemas.ranking import CriterionScore, Unranked

RANKED = ("recevable", "a_regulariser")
"""States in which a dossier is judged."""

_REASONS: Mapping[str, str] = {
    "illisible": "Fichier illisible\u00a0: un nouvel envoi est à demander.",
    "hors_sujet": "Ce fichier n’est pas un dossier de cet appel.",
    "a_telecharger": "Message sans dossier\u00a0: le dossier est à télécharger.",
    "retire": "Candidature retirée par le candidat.",
}


def by_state(case: Case, dossier: Dossier) -> Unranked:
    """Say why a dossier in this state is not judged."""
    if dossier.state == "irrecevable":
        minutes = late_by(dossier, case.lot)
        reason = f"Irrecevable\u00a0: {lateness(minutes)}." if minutes else "Irrecevable."
    elif dossier.state == "doublon":
        reason = f"Copie du dossier {dossier.of}." if dossier.of else "Copie d’un autre dossier."
    elif dossier.state == "remplace":
        by = dossier.of
        reason = f"Le dossier {by} compte à sa place." if by else "Un autre envoi compte."
    elif dossier.state == "rattache":
        reason = f"Rattaché au dossier {dossier.of}."
    else:
        reason = _REASONS[dossier.state]
    return Unranked(dossier=dossier.number, state=dossier.state, reason=reason)


def by_lot(dossier: Dossier, campaign: Campaign, lot: Lot) -> Unranked:
    """Say that a dossier does not apply for this lot, or that nobody knows yet."""
    keys = {lot.field, *(condition.key for condition in lot.conditions)}
    unknown = any(
        dossier.extraction.fields[key].flagged
        for key in keys
        if key is not None and key in dossier.extraction.fields
    )
    reason = (
        f"Choix du lot à vérifier\u00a0: {', '.join(to_check(dossier, campaign, lot))}."
        if unknown
        else "N’est pas candidat à ce lot."
    )
    return Unranked(dossier=dossier.number, state=dossier.state, reason=reason)


def by_mark(case: Case, dossier: Dossier, scores: Sequence[CriterionScore]) -> Unranked:
    """Say which marks are missing, and between which totals the dossier would stand."""
    criteria, scale = case.criteria, case.campaign.grid.scale
    without = ", ".join(criteria[s.code].short for s in scores if s.mark is None)
    best = tuple(s if s.mark is not None else _full(s, scale) for s in scores)
    low, high = (_french(total(marks, case.weights, scale)) for marks in (scores, best))
    reason = (
        f"Non noté ({without})\u00a0: son total serait entre {low} et {high}\u00a0points."
        " Une note du comité ou une vérification le fera entrer dans le classement."
    )
    return Unranked(
        dossier=dossier.number, state=dossier.state, reason=reason, scores=tuple(scores)
    )


def _full(score: CriterionScore, scale: int) -> CriterionScore:
    return score.model_copy(update={"mark": Decimal(scale)})


def _french(points: Decimal) -> str:
    return str(points).replace(".", ",")
