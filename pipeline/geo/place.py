"""Say where a dossier stands: the commune that its town and postal code stand for."""

from pipeline.geo.gazetteer import Gazetteer, Match
from schemas.campaign import Campaign
from schemas.candidature import Answer, Dossier


def locate(dossier: Dossier, campaign: Campaign, gazetteer: Gazetteer) -> Match:
    """Match the answers that the grid names as town and postal code.

    A flagged town counts only when the postal code beside it says the same: two readings
    that agree are not both wrong. Otherwise a person confirms the commune.
    """
    town, code = (
        _answer(dossier, key) for key in (campaign.grid.town_key, campaign.grid.postal_code_key)
    )
    match = gazetteer.match(_words(town), _words(code), campaign.department)
    if match.commune is None or not town.flagged:
        return match
    if _words(code) and any(c in str(code.value) for c in match.commune.postal_codes):
        return match
    return Match(state="to_confirm", candidates=(match.commune,))


def _answer(dossier: Dossier, key: str | None) -> Answer:
    return dossier.extraction.fields.get(key or "", Answer())


def _words(answer: Answer) -> str | None:
    return None if answer.value is None else str(answer.value)
