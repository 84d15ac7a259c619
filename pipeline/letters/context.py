"""Fill the variables of a letter from one dossier, its campaign and its decision."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from pipeline.letters import dates
from pipeline.letters.variables import (
    Element,
    Juridique,
    LotDemande,
    Motif,
    Organisme,
    Personne,
    Variables,
)
from schemas.base import Record
from schemas.campaign import Agent, Calendar, Campaign, Lot
from schemas.candidature import Dossier
from schemas.correction import ILLEGIBLE
from schemas.decision import Decision
from schemas.letter import LetterKind

MISSING = ("REPONSE_MANQUANTE", "SIGNATURE_MANQUANTE")
"""Codes of the findings that name a required answer or signature which is not there."""

_UNPRINTABLE = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]+")


class Occasion(Record):
    """What surrounds a letter: its day, and how people write to one another."""

    kind: LetterKind
    dated: dt.date
    salutation: str = "Madame, Monsieur"
    sending: str = "Par courriel"
    channel: str = "courriel"
    files: tuple[str, ...] = ()


def fill(
    dossier: Dossier, campaign: Campaign, decision: Decision | None, occasion: Occasion
) -> Variables:
    """Say all that a letter about this dossier may say, and nothing of any other candidate."""
    lot = next((lot for lot in campaign.lots if decision and lot.id == decision.lot), None)
    when = campaign.calendar_of(lot.id if lot else None)
    return Variables.model_validate(
        {
            **_campaign(campaign),
            **_calendar(when),
            **_occasion(occasion, campaign),
            **_dossier(dossier, campaign),
            **_time(dossier, occasion, when),
            **_decision(decision, campaign),
            "lot": lot.title if lot else None,
            "places": lot.places if lot else campaign.places,
        }
    )


def answer(dossier: Dossier, key: str | None) -> str | None:
    """Give an answer as one printable line, None when there is none."""
    found = dossier.extraction.fields.get(key) if key else None
    if found is None or not isinstance(found.value, str):
        return None
    return printable(found.value) or None


def printable(text: str) -> str:
    """Make someone's words fit for one line of XML: breaks and control characters go."""
    return _UNPRINTABLE.sub(" ", text).strip()


def missing_keys(dossier: Dossier) -> tuple[str, ...]:
    """Give the keys of the required answers and signatures that are not there."""
    return tuple(f.key for f in dossier.extraction.findings if f.key and f.code in MISSING)


def _campaign(campaign: Campaign) -> Mapping[str, object]:
    body, legal = campaign.organisers[0], campaign.legal
    return {
        "appel": campaign.title,
        "campagne": campaign.id,
        "autorite": campaign.authority,
        "comite": campaign.committee,
        "depot": campaign.deposit,
        "agent": _person(campaign.agent),
        "signataire": _person(campaign.signatory),
        "expediteur": Organisme(
            nom=body.name,
            adresse=body.address,
            courriel=body.email,
            telephone=_telephone(body.telephone),
        ),
        "juridique": Juridique(
            tribunal=legal.court,
            tribunal_adresse=legal.court_address,
            contact_algorithme=legal.algorithm_contact,
            responsable=legal.controller,
            base_legale=legal.legal_basis,
            destinataires=legal.recipients,
            conservation=legal.retention,
            dpo=legal.dpo,
            article_criteres=legal.rules_article,
            article_completude=legal.completeness_article,
        ),
    }


def _person(agent: Agent) -> Personne:
    return Personne(
        nom=f"{agent.first_name} {agent.last_name.upper()}",
        qualite=agent.quality,
        adresse=agent.address,
        courriel=agent.email,
        telephone=_telephone(agent.telephone) if agent.telephone else None,
        delegation=agent.delegation,
    )


def _telephone(number: str) -> str:
    return number.replace(" ", "\u00a0")


def _calendar(when: Calendar) -> Mapping[str, object]:
    return {
        "date_cloture": dates.written(when.closing.astimezone(dates.PARIS).date()),
        "heure_cloture": dates.hour(when.closing),
        "date_comite": dates.written(when.committee),
        "date_formation": _written(when.training),
        "lieu_formation": when.training_place,
        "date_debut": _written(when.start),
        "date_fin": _written(when.end),
        "date_retour": _written(when.return_by),
        "date_liste_attente": _written(when.waiting_list_until),
    }


def _written(day: dt.date | None) -> str | None:
    return dates.written(day) if day else None


def _occasion(occasion: Occasion, campaign: Campaign) -> Mapping[str, object]:
    return {
        "date": dates.written(occasion.dated, weekday=False),
        "envoi": occasion.sending,
        "canal": occasion.channel,
        "salutation": occasion.salutation,
        "pieces_jointes": campaign.enclosures.get(occasion.kind, ()),
    }


def _dossier(dossier: Dossier, campaign: Campaign) -> Mapping[str, object]:
    keys = campaign.recipient
    missing = missing_keys(dossier)
    signatures = {q.key for q in campaign.form.questions if q.type == "signature"}
    return {
        "numero": dossier.number,
        "destinataire": tuple(_address(dossier, campaign)),
        "structure": answer(dossier, keys.structure) if keys else None,
        "professionnel": answer(dossier, keys.professional) if keys else None,
        "elements": tuple(_elements(missing, dossier, campaign)),
        "signature_manquante": not signatures.isdisjoint(missing),
        "lots": tuple(
            LotDemande(
                titre=lot.title,
                date_comite=dates.written(campaign.calendar_of(lot.id).committee),
            )
            for lot in campaign.lots
            if _applies(dossier, lot)
        ),
    }


def _address(dossier: Dossier, campaign: Campaign) -> Iterator[str]:
    keys = campaign.recipient
    if keys is None:
        return
    if structure := answer(dossier, keys.structure):
        yield structure
    person, quality = answer(dossier, keys.person), answer(dossier, keys.quality)
    if person:
        yield f"{person}, {quality}" if quality else person
    for key in keys.address:
        if line := answer(dossier, key):
            yield line
    town = (answer(dossier, keys.postal_code), answer(dossier, keys.town))
    if any(town):
        yield " ".join(part for part in town if part)


def _elements(missing: tuple[str, ...], dossier: Dossier, campaign: Campaign) -> Iterator[Element]:
    heading: str | None = None
    for printed in campaign.form.printed:
        if printed.heading:
            heading = printed.heading[0].strip().rstrip(":").rstrip()
        if printed.question and printed.question.key in missing:
            # Signatures stand apart from the headings that the form prints before them.
            signature = printed.question.type == "signature"
            found = dossier.extraction.fields.get(printed.question.key)
            illegible = found is not None and ILLEGIBLE in found.reasons
            titre = f"{printed.question.title}{' (réponse illisible)' if illegible else ''}"
            yield Element(titre=titre, rubrique=None if signature else heading)


def _applies(dossier: Dossier, lot: Lot) -> bool:
    wanted = [(c.key, c.has) for c in lot.conditions]
    if lot.field and lot.code:
        wanted.append((lot.field, lot.code))
    return bool(wanted) and all(_has(dossier, key, code) for key, code in wanted)


def _has(dossier: Dossier, key: str, code: str) -> bool:
    found = dossier.extraction.fields.get(key)
    value = found.value if found else None
    return code in value if isinstance(value, tuple) else value == code


def _time(dossier: Dossier, occasion: Occasion, when: Calendar) -> Mapping[str, object]:
    received = dates.in_paris(dossier.received_at)
    limit = dates.complements_due(occasion.dated, when.complements_days)
    asking = occasion.kind == "demande-complements"
    pause = dates.Suspension(asked=occasion.dated, until=limit.date())
    files = occasion.files or (dossier.extraction.part or dossier.extraction.file,)
    return {
        "date_reception": dates.written(received.date()),
        "heure_reception": dates.hour(received),
        "fichiers": tuple(printable(name) for name in files),
        "hors_delai": dossier.late_by > 0 and not dossier.excused,
        "date_limite": dates.written(limit.date()) if asking else None,
        "heure_limite": dates.hour(limit) if asking else None,
        "date_implicite": dates.written(dates.implicit_rejection(received.date())),
        "date_implicite_reportee": (
            dates.written(dates.implicit_rejection(received.date(), pause)) if asking else None
        ),
    }


def _decision(decision: Decision | None, campaign: Campaign) -> Mapping[str, object]:
    if decision is None:
        return {"date_decision": None, "irrecevable": False, "motifs": ()}
    labels = {c.code: c.label for c in campaign.grid.criteria}
    return {
        "date_decision": dates.written(decision.decided_on),
        "irrecevable": decision.outcome == "irrecevable",
        "motifs": tuple(
            Motif(
                critere=labels[reason.criterion] if reason.criterion else None,
                phrase=printable(reason.sentence).rstrip(" .;\u00a0"),
            )
            for reason in decision.reasons
        ),
    }
