"""French sentences that stand under a whole ranking."""

from pipeline.geo import Gazetteer
from pipeline.rank.case import Case
from schemas.campaign import Campaign

PROVISIONAL = "Classement provisoire\u00a0: éléments automatiques seuls"
POPULATION = (
    "Géographie\u00a0: la population des 11-25\u00a0ans par commune n’étant pas disponible,"
    " c’est la population entière qui compte."
)


def notes(
    case: Case, gazetteer: Gazetteer, *, unmarked: int, lacking: int, simulated: bool
) -> tuple[str, ...]:
    """Give the notes of a ranking, what limits it first.

    Args:
        case: what is ranked.
        gazetteer: where the communes are.
        unmarked: how many judged dossiers have no mark on some criterion.
        lacking: how many marks the jury has still to give.
        simulated: the weights are not those of the grid.
    """
    said: list[str] = []
    if simulated:
        said.append("Simulation\u00a0: ces poids ne sont pas ceux de la grille.")
    if lacking:
        given = f" ({lacking}\u00a0note{'s' if lacking > 1 else ''} du comité à venir)"
        said.append(f"{PROVISIONAL}{given}.")
    if unmarked:
        said.append(_unmarked(unmarked))
    kinds = {signal.kind for criterion in case.criteria.values() for signal in criterion.signals}
    if "coverage" in kinds:
        said.append(POPULATION)
        said += _unplaced(case.campaign, gazetteer)
    return tuple(said)


def _unmarked(count: int) -> str:
    if count == 1:
        return "Un dossier n’est pas encore noté\u00a0: son entrée peut changer les rangs."
    return (
        f"{count}\u00a0dossiers ne sont pas encore notés\u00a0: leur entrée peut changer les rangs."
    )


def _unplaced(campaign: Campaign, gazetteer: Gazetteer) -> list[str]:
    """Name the members in place that the geography had to leave out."""
    lost = [
        f"{member.structure} ({member.commune})"
        for member in campaign.network
        if gazetteer.match(member.commune, member.postal_code, campaign.department).commune is None
    ]
    if not lost:
        return []
    return [
        "Promeneurs en place dont la commune n’est pas reconnue, non comptés en géographie\u00a0: "
        + ", ".join(lost)
        + "."
    ]
