"""What the commands that look into a campaign say: its definition, its journal, its state."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.say import as_root, listed, own_name, say, say_json, some, warn
from pipeline.cli.show import DONE, MISUSED, PERSON, ranking_lines, registered
from pipeline.run.clock import shown
from pipeline.run.words import STATES

if TYPE_CHECKING:
    from pipeline.audit import Break
    from pipeline.campaigns import Fault
    from pipeline.demo.play import Played
    from pipeline.run.replay import Replay
    from pipeline.run.status import Status
    from schemas.event import Event


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
        warn(f"Pour l’installer : {as_root('apt-get install ' + program.packages)}")
    for warning in (*played.received.warnings, *played.ranked.warnings, *played.mail.warnings):
        warn(warning)
    return DONE


def _told(played: "Played") -> None:
    say(f"{played.title} : tout y est inventé.\n")
    say(f"1. Dépôt : {some(len(played.dropped), 'fichier posé', 'fichiers posés')} dans inbox/.")
    news = some(len(played.received.numbers), "dossier nouveau", "dossiers nouveaux")
    say(f"2. Réception : {news}, {len(played.dossiers)} au registre.")
    for row in played.dossiers:
        say(f"     {registered(row)}")
    say("3. Classement :")
    for ranking in played.ranked.rankings:
        ranking_lines(ranking)
    fresh = some(len(played.mail.placed), "courrier nouveau", "courriers nouveaux")
    total = sum(played.status.letters.values())
    say(f"4. Courriers : {fresh}, {total} en tout ; rien n’est envoyé.\n")
    if not (played.dropped or played.received.numbers or played.mail.placed):
        say("Tout avait déjà été joué : ni numéro, ni courrier, ni ligne de journal en plus.\n")
    root = played.workspace.root
    outbox = played.workspace.outbox(played.status.campaign)
    say(f"Où regarder, dans {outbox} :")
    for name, what in _WHERE:
        say(f"  {name:<28}{what}")
    where = "" if root == Path() else f" --workspace {root}"
    say(f"{'':30}{own_name()} audit show {played.status.campaign}{where}")


_WHERE = (
    ("classement/classement.html", "le classement, dans un navigateur"),
    ("classement/classement.xlsx", "le même, à annoter et à recalculer"),
    ("courriers/", "les courriers Word, à relire puis à envoyer"),
    ("a-verifier/ et rejets/", "ce qui demande une personne, avec une note"),
    ("doublons/", "les copies et les versions remplacées"),
    ("dossiers/", "chaque dossier reçu, et ce qui y a été lu"),
    ("journal.jsonl", "le journal ; pour le lire en clair :"),
)


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
    for state in (known for known in STATES if known in now.states):
        number = now.states[state]
        say(f"    {number} {STATES[state][number > 1]}")
    if now.late:
        say(f"    dont {now.late} hors délai")
    say(f"  À vérifier : {listed(now.to_check) or 'rien'}")
    values = some(now.to_verify, "valeur douteuse", "valeurs douteuses")
    told = f" ({own_name()} review {now.campaign})" if now.to_verify else ""
    say(f"  À vérifier sur l’image : {values}{told}, {some(now.verified, 'vérifiée')}")
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
