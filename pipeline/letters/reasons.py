"""Tell a reason from a formula: a refusal says facts, criterion by criterion (reference RE-1)."""

import re

from schemas.campaign import Campaign
from schemas.decision import Decision

_FORMULA = re.compile(
    r"""(?ix) ^ \W* (?: (?: note | total | rang | classement | score ) \b .*
      | (?: motif | critère )? \s* (?: insuffisante? | non \s retenue? | refus[ée]? ) .{0,12}
      | .{0,40} nombre \s (?: trop \s )? (?: élevé | important ) \s de \s candidatures .{0,60}
      | (?: voir | cf\.? ) \b .{0,30} ) $"""
)
"""What refuses without saying why: « note insuffisante », « nombre élevé de candidatures »."""

_SHORTEST = 15  # characters: no French sentence states a fact in fewer


def faulty_reasons(decision: Decision, campaign: Campaign) -> str | None:
    """Say what the reasons of a refusal lack; None when they will do.

    A dossier that is not selected is refused on criteria of the grid. One that is inadmissible
    is refused on a rule of the call, never on a criterion (reference RE-4).
    """
    if not decision.reasons:
        return "aucun motif n’est donné"
    codes = {criterion.code for criterion in campaign.grid.criteria}
    named = [reason.criterion for reason in decision.reasons if reason.criterion]
    if unknown := [code for code in named if code not in codes]:
        return f"le critère « {unknown[0]} » n’existe pas dans la grille"
    if decision.outcome == "irrecevable" and named:
        return "une irrecevabilité se fonde sur une règle de l’appel, non sur un critère"
    if decision.outcome == "non_retenu" and not named:
        return "aucun motif ne se rapporte à un critère de la grille"
    if all(_is_formula(reason.sentence) for reason in decision.reasons):
        return "les motifs ne disent aucun fait propre au dossier"
    return None


def _is_formula(sentence: str) -> bool:
    return len(sentence.strip()) < _SHORTEST or _FORMULA.match(sentence.strip()) is not None
