"""What a table prints of a dossier beside its marks."""

from pipeline.geo import Match
from schemas.campaign import Campaign
from schemas.candidature import Dossier, Value
from schemas.ranking import Identity


def identity(dossier: Dossier, campaign: Campaign, place: Match) -> Identity:
    """Give names, place and fields; the town stays as written until it is recognised.

    The territory is the intercommunality of the commune: the candidate's own words on its
    territory are prose, for the dossier's page.
    """
    grid, commune = campaign.grid, place.commune
    return Identity(
        number=dossier.number,
        structure=_words(dossier, grid.structure_key),
        commune=commune.name if commune else _words(dossier, grid.town_key),
        territory=commune.epci_name if commune else None,
        professional=_words(dossier, grid.professional_key),
        fields=_fields(dossier, campaign),
        latitude=commune.latitude if commune else None,
        longitude=commune.longitude if commune else None,
    )


def _fields(dossier: Dossier, campaign: Campaign) -> tuple[str, ...]:
    ticked = _value(dossier, campaign.grid.fields_key)
    if not isinstance(ticked, tuple):
        return ()
    asked = (q for q in campaign.form.questions if q.key == campaign.grid.fields_key)
    return tuple(o.label[0] for q in asked for o in q.options if o.code in ticked)


def _words(dossier: Dossier, key: str | None) -> str | None:
    value = _value(dossier, key)
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _value(dossier: Dossier, key: str | None) -> Value:
    answer = dossier.extraction.fields.get(key or "")
    return answer.value if answer else None
