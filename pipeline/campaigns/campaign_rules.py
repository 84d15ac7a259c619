"""Check `campaign.toml`: identity, order of the dates, what it says of the form."""

import datetime as dt
from collections.abc import Iterator

from pipeline.campaigns.fault import Fault
from pipeline.campaigns.locate import KeyPath
from pipeline.campaigns.references import (
    duplicate,
    names_a_question,
    names_an_option,
    question_keys,
)
from pipeline.campaigns.source import Source, items

_RECIPIENT = ("structure", "person", "quality", "postal_code", "town", "professional")


_IN_ORDER: tuple[tuple[str, str, str, str], ...] = (
    ("opening", "closing", "l’ouverture", "la clôture"),
    ("closing", "committee", "la clôture", "le comité"),
    ("committee", "decision", "le comité", "la décision"),
    ("committee", "training", "le comité", "la formation"),
    ("committee", "return_by", "le comité", "le retour des documents signés"),
    ("committee", "waiting_list_until", "le comité", "la fin de la liste d’attente"),
    ("start", "end", "le début", "la fin"),
)


def campaign_faults(campaign: Source, form: Source, folder: str) -> Iterator[Fault]:
    """Check the identity, the order of the dates, and what the lots say of the form."""
    if isinstance(name := campaign.at("id"), str) and name != folder:
        yield campaign.fault(
            ("id",),
            f"La campagne s’appelle « {name} » mais son dossier « {folder} ».",
            "Donnez le même nom aux deux : deux campagnes ne doivent pas se mélanger.",
        )
    yield from _date_faults(campaign, ("calendar",))
    for name in _RECIPIENT:
        yield from names_a_question(campaign, ("recipient", name), question_keys(form), form)
    for rank, _ in enumerate(items(campaign.at("recipient", "address"))):
        line = ("recipient", "address", rank)
        yield from names_a_question(campaign, line, question_keys(form), form)
    seen: set[str] = set()
    for path, lot in campaign.tables("lots"):
        yield from duplicate(campaign, (*path, "id"), lot.get("id"), seen)
        yield from _date_faults(campaign, (*path, "calendar"))
        yield from names_a_question(campaign, (*path, "field"), question_keys(form), form)
        yield from names_an_option(campaign, path, ("field", "code"), form)
        for place, _ in campaign.tables(*path, "conditions"):
            yield from names_a_question(campaign, (*place, "key"), question_keys(form), form)
            yield from names_an_option(campaign, place, ("key", "has"), form)


def _date_faults(campaign: Source, path: KeyPath) -> Iterator[Fault]:
    closing = campaign.at(*path, "closing")
    if isinstance(closing, dt.date) and not isinstance(closing, dt.datetime):
        # Pydantic would read midnight, and the whole last day would be late.
        yield campaign.fault(
            (*path, "closing"),
            "La clôture n’a pas d’heure.",
            f"Écrivez par exemple closing = {closing}T23:59:59.",
        )
    for first, second, early, late in _IN_ORDER:
        before, after = _day(campaign.at(*path, first)), _day(campaign.at(*path, second))
        if before and after and before > after:
            yield campaign.fault(
                (*path, second),
                f"{late[0].upper()}{late[1:]} ({after:%d/%m/%Y}) vient avant"
                f" {early} ({before:%d/%m/%Y}).",
                f"Corrigez « {first} » ou « {second} ».",
            )


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None
