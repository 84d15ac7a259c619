"""What each command says of its result, and the exit status that follows."""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.say import listed, say, say_json, some, warn
from pipeline.run.clock import shown
from pipeline.run.words import STATES

if TYPE_CHECKING:
    from pipeline.audit import Break
    from pipeline.campaigns import Fault
    from pipeline.demo.play import Played
    from pipeline.run.deciding import Recorded
    from pipeline.run.extracting import Extracted
    from pipeline.run.ingest import Pass
    from pipeline.run.letters import Mail
    from pipeline.run.ranking import Outcome
    from pipeline.run.replay import Replay
    from pipeline.run.session import Session
    from pipeline.run.status import Status
    from pipeline.store.records import Registered
    from schemas.event import Event
    from schemas.ranking import Place, Ranking

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


def demo(played: "Played", *, as_json: bool) -> int:
    """Say what the demonstration did and where to look."""
    if as_json:
        numbers = [row.dossier.number for row in played.dossiers]
        placed = len(played.mail.placed)
        say_json({"dropped": played.dropped, "dossiers": numbers, "letters": placed})
        return DONE
    _told(played)
    for program in played.missing:
        warn(f"{program.name} n’est pas installé : il sert à {program.use}.")
        warn(f"Pour l’installer : sudo apt-get install {program.packages}")
    for warning in (*played.received.warnings, *played.ranked.warnings, *played.mail.warnings):
        warn(warning)
    return DONE


def _told(played: "Played") -> None:
    say(f"{played.title} : tout y est inventé.\n")
    say(f"1. Dépôt : {some(len(played.dropped), 'fichier posé', 'fichiers posés')} dans inbox/.")
    news = some(len(played.received.numbers), "dossier nouveau", "dossiers nouveaux")
    say(f"2. Réception : {news}, {len(played.dossiers)} au registre.")
    for row in played.dossiers:
        say(f"     {_registered(row)}")
    say("3. Classement :")
    for ranking in played.ranked.rankings:
        _ranking(ranking)
    fresh = some(len(played.mail.placed), "courrier nouveau", "courriers nouveaux")
    total = sum(played.status.letters.values())
    say(f"4. Courriers : {fresh}, {total} en tout ; rien n’est envoyé.\n")
    if not played.dropped:
        say("Tout avait déjà été joué : ni numéro, ni courrier, ni ligne de journal en plus.\n")
    outbox = played.workspace.outbox(played.status.campaign)
    say(f"Où regarder, dans {outbox} :")
    for name, what in _WHERE:
        say(f"  {name:<28}{what}")


_WHERE = (
    ("classement/classement.html", "le classement, dans un navigateur"),
    ("classement/classement.xlsx", "le même, à annoter et à recalculer"),
    ("courriers/", "les courriers Word, à relire puis à envoyer"),
    ("a-verifier/ et rejets/", "ce qui demande une personne, avec une note"),
    ("dossiers/", "chaque dossier reçu, et ce qui y a été lu"),
    ("journal.jsonl", "le journal (« candidatures audit show demo »)"),
)


def _registered(row: "Registered") -> str:
    dossier = row.dossier
    late = ", hors délai" if dossier.late_by else ""
    copy = f" de {dossier.of}" if dossier.of else ""
    return f"{dossier.number}  {dossier.extraction.file} — {STATES[dossier.state][0]}{copy}{late}"


def faults(folder: Path, found: Sequence["Fault"], *, as_json: bool) -> int:
    """Say what is wrong in a definition."""
    if as_json:
        say_json([fault.model_dump() for fault in found])
    elif found:
        say(f"{some(len(found), 'faute')} dans la définition « {folder.name} » :")
        for fault in found:
            say(f"  - {fault}")
    else:
        say(f"La définition « {folder.name} » est correcte.")
    return MISUSED if found else DONE


def ingested(session: "Session", done: "Pass", *, as_json: bool) -> int:
    """Say what a pass received."""
    with session.store.reading() as shelf:
        rows = [row for row in shelf.dossiers(session.id) if row.dossier.number in done.numbers]
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
        say(f"{some(len(rows), 'dossier enregistré', 'dossiers enregistrés')} :")
        for row in rows:
            say(f"  {_registered(row)}")
        if done.reread:
            say(f"Relus : {listed(done.reread)}.")
        say(f"Résultats : {session.outbox}")
    for warning in done.warnings:
        warn(warning)
    if refused:
        where = session.outbox / "rejets"
        warn(f"{some(len(refused), 'fichier demande', 'fichiers demandent')} votre avis : {where}")
    return PERSON if refused or done.warnings else DONE


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
            _ranking(ranking)
        for folder in outcome.folders:
            say(f"Tableaux : {folder}")
        if not outcome.folders:
            say("Essai : rien n’est enregistré, le classement officiel est inchangé.")
    for warning in outcome.warnings:
        warn(warning)
    del session
    return PERSON if outcome.warnings else DONE


def _ranking(ranking: "Ranking") -> None:
    head = " — provisoire : éléments automatiques seuls" if ranking.provisional else ""
    say(f"{ranking.title}{head}")
    for place in ranking.places:
        say(_place(place, ranking))
    reasons = Counter(one.state for one in ranking.unranked)
    for state, number in sorted(reasons.items()):
        say(f"  non classé : {number} {STATES[state][number > 1] if state in STATES else state}")
    say(f"  empreinte {ranking.digest[:12]}")


def _place(place: "Place", ranking: "Ranking") -> str:
    identity = ranking.identities.get(place.dossier)
    name = identity.structure if identity and identity.structure else ""
    total = f"{place.total:.2f}".replace(".", ",")
    tie = " ex æquo" if place.tied_with else ""
    proposal = PROPOSALS[place.proposal]
    return f"{place.rank:>5}{tie}  {place.dossier}  {total:>6}  {name}  {proposal}".rstrip()


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


def verified(breaks: Sequence["Break"], lines: int, *, as_json: bool) -> int:
    """Say whether the journal holds."""
    if as_json:
        say_json([dataclasses.asdict(one) for one in breaks])
    elif not breaks:
        say(f"Journal intact : {some(lines, 'événement')}, du premier au dernier.")
    for one in () if as_json else breaks:
        warn(str(one))
    return PERSON if breaks else DONE


def journal(events: Sequence["Event"], *, as_json: bool) -> int:
    """Tell the journal."""
    from pipeline.audit import tell  # noqa: PLC0415 -- only for this command

    if as_json:
        say_json([event.model_dump(mode="json") for event in events])
        return DONE
    for event in events:
        about = f"{event.dossier} : " if event.dossier else ""
        who = "" if event.actor == "pipeline" else f" (par {event.actor})"
        say(f"{event.number:>5}  {shown(event.at)}  {about}{tell(event)}{who}")
    return DONE


def replayed(found: Sequence["Replay"], *, as_json: bool) -> int:
    """Say whether the rankings come out the same."""
    if as_json:
        say_json([dataclasses.asdict(one) for one in found])
    elif not found:
        say("Aucun classement n’a encore été enregistré.")
    else:
        for one in found:
            lot = f" ({one.lot})" if one.lot else ""
            verdict = "DIFFÉRENT" if one.differences else "retrouvé à l’identique"
            say(f"Classement {one.digest[:12]}{lot}, arrêté le {shown(one.as_of)} : {verdict}")
    for one in () if as_json else found:
        for difference in one.differences:
            warn(f"  {one.digest[:12]} : {difference}")
        for note in one.notes:
            say(f"  {one.digest[:12]} : {note} (autre version du logiciel)")
    return PERSON if any(one.differences for one in found) else DONE


def status(now: "Status", *, as_json: bool) -> int:
    """Say where a campaign stands."""
    if as_json:
        say_json(dataclasses.asdict(now))
        return DONE
    say(f"{now.title} ({now.campaign})")
    say(f"  Dossiers reçus : {sum(now.states.values())}")
    for state, number in sorted(now.states.items()):
        say(f"    {number} {STATES[state][number > 1]}")
    if now.late:
        say(f"    dont {now.late} hors délai")
    say(f"  À vérifier : {listed(now.to_check) or 'rien'}")
    say(f"  En attente dans inbox/ : {', '.join(now.waiting) or 'rien'}")
    if now.ignored:
        say(
            "  Laissés dans inbox/ (copie en cours, ou fichier de service) : "
            + ", ".join(now.ignored)
        )
    say(f"  Classement : {'arrêté le ' + shown(now.ranked_at) if now.ranked_at else 'aucun'}")
    told = ", ".join(f"{number} {kind}" for kind, number in sorted(now.letters.items()))
    say(f"  Courriers : {told or 'aucun'}")
    say(f"  Décisions : {sum(now.decisions.values()) or 'aucune'}")
    say(f"  Journal : {some(now.events, 'événement')}")
    for program in now.missing_programs:
        say(f"  Programme absent : {program}")
    return DONE
