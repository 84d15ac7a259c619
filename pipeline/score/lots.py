"""Say which dossiers apply for a lot, from the boxes they tick."""

from schemas.campaign import Campaign
from schemas.candidature import Dossier
from schemas.form import Condition


def applies(dossier: Dossier, campaign: Campaign, lot: str | None) -> bool:
    """Tell whether the answers meet every condition of the lot.

    A flagged answer that names the lot applies for it: the ranking says that it is to be
    checked, and forgets nobody.

    Raises:
        ValueError: the campaign has no such lot, or its grid wants one and none is named.
    """
    if lot is None:
        if any(criterion.lots for criterion in campaign.grid.criteria):
            raise ValueError("this grid marks by lot: name one")
        return True
    found = next((item for item in campaign.lots if item.id == lot), None)
    if found is None:
        raise ValueError(f"no lot {lot!r}")
    conditions = list(found.conditions)
    if found.field and found.code:
        conditions.append(Condition(key=found.field, has=found.code))
    return all(_holds(dossier, condition) for condition in conditions)


def _holds(dossier: Dossier, condition: Condition) -> bool:
    answer = dossier.extraction.fields.get(condition.key)
    value = answer.value if answer else None
    return condition.has in (value if isinstance(value, tuple) else (value,))
