"""What each command says of its result, and the exit status that follows."""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.cli.say import listed, own_name, say, say_json, some, warn
from pipeline.run.lots import is_late
from pipeline.run.pending import count_pending
from pipeline.run.words import STATES

if TYPE_CHECKING:
    from pipeline.run.deciding import Recorded
    from pipeline.run.extracting import Extracted
    from pipeline.run.ingest import Pass
    from pipeline.run.letters import Mail
    from pipeline.run.ranking import Outcome
    from pipeline.run.session import Session
    from pipeline.store.records import Registered
    from schemas.ranking import Place, Ranking, Unranked

DONE, PERSON, MISUSED = 0, 1, 2

OUTCOMES = {
    "ok": "complet",
    "incomplete": "incomplet",
    "unreadable": "illisible",
    "not_a_dossier": "pas un dossier de cet appel",
}
PROPOSALS = {
    "retenu": "retenu",
    "liste_attente": "liste d’attente",
    "a_departager": "à départager",
    "sous_seuil": "sous le seuil",
    "aucune": "",
}


def registered(row: "Registered") -> str:
    """Say a dossier of the register in one line."""
    dossier = row.dossier
    late = ", hors délai" if dossier.late_by else ", hors délai pour un lot" * is_late(dossier)
    copy = f" de {dossier.of}" if dossier.of else ""
    return f"{dossier.number}  {dossier.extraction.file} — {STATES[dossier.state][0]}{copy}{late}"


def ingested(session: "Session", done: "Pass", *, as_json: bool) -> int:
    """Say what a pass received."""
    with session.store.reading() as shelf:
        rows = shelf.numbered(session.id, done.numbers)
    refused = [r for r in rows if r.dossier.state in ("illisible", "hors_sujet")]
    if as_json:
        dossiers = [
            {
                "number": row.dossier.number,
                "file": row.dossier.extraction.file,
                "part": row.dossier.extraction.part,
                "state": row.dossier.state,
                "of": row.dossier.of,
                "late_by": row.dossier.late_by,
                "flagged": sum(a.flagged for a in row.dossier.extraction.fields.values()),
            }
            for row in rows
        ]
        say_json({"dossiers": dossiers, "reread": done.reread, "warnings": done.warnings})
    elif not rows and not done.reread:
        say(f"Rien de nouveau dans {session.inbox}.")
    else:
        if rows:
            say(f"{some(len(rows), 'dossier enregistré', 'dossiers enregistrés')} :")
        for row in rows:
            say(f"  {registered(row)}")
        if done.reread:
            say(f"Relus : {listed(done.reread)}.")
        say(f"Résultats : {session.outbox}")
        _say_pending(session, rows)
    for warning in done.warnings:
        warn(warning)
    if refused:
        where = session.outbox / "rejets"
        warn(f"{some(len(refused), 'fichier demande', 'fichiers demandent')} votre avis : {where}")
    return PERSON if refused or done.warnings else DONE


def _say_pending(session: "Session", rows: Sequence["Registered"]) -> None:
    if pending := count_pending(rows):
        values = some(pending, "valeur est à vérifier", "valeurs sont à vérifier")
        say(f"{values} : {own_name()} review {session.id}")


def extracted(done: Sequence["Extracted"], *, as_json: bool) -> int:
    """Say what was read."""
    refused = [one for one in done if one.outcome in ("unreadable", "not_a_dossier")]
    if as_json:
        say_json([dataclasses.asdict(one) for one in done])
    else:
        for one in done:
            name = f"{one.file} / {one.part}" if one.part else one.file
            flagged = f", {some(one.flagged, 'réponse')} à vérifier" if one.flagged else ""
            say(f"{' '.join(name.split())} — {OUTCOMES[one.outcome]}{flagged} → {one.json}")
    if refused:
        warn(f"{some(len(refused), 'fichier')} à regarder : illisible ou étranger à l’appel.")
    return PERSON if refused else DONE


def ranked(session: "Session", outcome: "Outcome", *, as_json: bool) -> int:
    """Say a ranking, and where its tables are."""
    if as_json:
        say_json([ranking.model_dump(mode="json") for ranking in outcome.rankings])
    else:
        for ranking in outcome.rankings:
            ranking_lines(ranking)
        for folder in outcome.folders:
            say(f"Tableaux : {folder}")
        if not outcome.folders:
            say("Essai : rien n’est enregistré, le classement officiel est inchangé.")
    for warning in outcome.warnings:
        warn(warning)
    del session
    return PERSON if outcome.warnings else DONE


def ranking_lines(ranking: "Ranking") -> None:
    """Say a ranking, place by place."""
    head = " — provisoire : éléments automatiques seuls" if ranking.provisional else ""
    say(f"{ranking.title}{head}")
    for place in ranking.places:
        say(_place(place, ranking))
    for why, number in sorted(Counter(_left_out(one) for one in ranking.unranked).items()):
        say(f"  {some(number, 'non classé', 'non classés')} : {why}")
    say(f"  empreinte {ranking.digest[:12]}")


def _left_out(one: "Unranked") -> str:
    """Say why a dossier has no rank: its state, or what else keeps it out while it is judged."""
    if one.state not in ("recevable", "a_regulariser"):
        return STATES[one.state][0]
    return "en attente d’une note" if one.scores else one.reason.rstrip(".").lower()


def _place(place: "Place", ranking: "Ranking") -> str:
    identity = ranking.identities.get(place.dossier)
    name = identity.structure if identity and identity.structure else ""
    total = f"{place.total:.2f}".replace(".", ",")
    tie = " ex æquo" if place.tied_with else ""
    words = PROPOSALS[place.proposal]
    proposal = f"  proposition : {words}" if words else ""
    alerts = f"  ({some(len(place.alerts), 'alerte')})" if place.alerts else ""
    return f"{place.rank:>5}{tie}  {place.dossier}  {total:>6}  {name}{proposal}{alerts}"


def letters(session: "Session", mail: "Mail", *, as_json: bool) -> int:
    """Say which letters were prepared."""
    if as_json:
        placed = [
            {"number": number, "kind": kind, "file": file} for number, kind, file in mail.placed
        ]
        say_json({**dataclasses.asdict(mail), "placed": placed})
    else:
        for kind, number in sorted(Counter(kind for _, kind, _ in mail.placed).items()):
            say(f"{some(number, 'courrier préparé', 'courriers préparés')} : {kind}")
        if not mail.placed:
            say(f"Aucun nouveau courrier ({some(mail.existing, 'déjà préparé', 'déjà préparés')}).")
        if mail.drafts:
            say(
                f"{some(len(mail.drafts), 'courrier porte', 'courriers portent')} la mention"
                " « PROJET » : elle dit ce qu’il faut faire valider ou vérifier avant l’envoi."
            )
        say(f"Courriers : {session.outbox / 'courriers'} (rien n’est envoyé par le logiciel)")
    for letter in mail.voided:
        warn(f"Courrier annulé, la décision a changé : {letter}, mis dans courriers/annules/.")
    for warning in mail.warnings:
        warn(warning)
    return PERSON if mail.warnings or mail.voided else DONE


def decided(done: "Recorded", *, as_json: bool) -> int:
    """Say which decisions were recorded."""
    if as_json:
        say_json(
            {
                "decisions": [one.model_dump(mode="json") for one in done.decisions],
                "unchanged": done.unchanged,
                "undecided": done.undecided,
            }
        )
    else:
        number = some(len(done.decisions), "décision enregistrée", "décisions enregistrées")
        say(f"{number}, prises le {done.decided_on:%d/%m/%Y} ({done.unchanged} inchangées).")
    if done.undecided:
        warn(f"Sans décision : {listed(done.undecided)}.")
    return PERSON if done.undecided else DONE
