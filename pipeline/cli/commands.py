"""The commands of `candidatures`, in the order of the work."""

# ruff: noqa: PLC0415 -- each command imports what it needs when it runs: --help answers at once

from pathlib import Path

import click

from pipeline.cli.french import Command, Group
from pipeline.cli.options import (
    TOLERANT,
    Existing,
    Weight,
    campaign_argument,
    json_option,
    tell_version,
    workspace_option,
)


@click.group(
    cls=Group,
    options_metavar="[OPTIONS]",
    subcommand_metavar="COMMANDE [ARGUMENTS]…",
    epilog="Chaque commande a son aide : candidatures COMMANDE --help",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=tell_version,
    help="Afficher la version.",
)
def main() -> None:
    """Du dossier de candidature reçu (Word, PDF) au classement, aux courriers et au journal.

    Déposez les dossiers dans inbox/APPEL/ ; les résultats sont dans outbox/APPEL/.
    """


@main.command()
@workspace_option
@json_option
def demo(workspace: Path, *, as_json: bool) -> int:
    """Jouer un appel fictif : 12 dossiers, leur classement, leurs courriers."""
    from pipeline.cli import show
    from pipeline.cli.say import progress
    from pipeline.demo import demo as play

    with progress("Démonstration") as told:
        played = play(workspace, progress=told)
    return show.demo(played, as_json=as_json)


@main.command()
@campaign_argument
@workspace_option
@json_option
def check(campaign: str, workspace: Path, *, as_json: bool) -> int:
    """Vérifier la définition d’un appel et en dire toutes les fautes."""
    from pipeline import campaigns
    from pipeline.cli import show
    from pipeline.run.workspace import Workspace

    folder = Workspace(workspace).definition(campaign)
    return show.faults(folder, campaigns.check(folder), as_json=as_json)


@main.command(context_settings=TOLERANT)
@campaign_argument
@click.argument("files", metavar="[FICHIER]…", nargs=-1, type=Existing())
@workspace_option
@json_option
def ingest(campaign: str, files: tuple[Path, ...], workspace: Path, *, as_json: bool) -> int:
    """Recevoir une fois ce que contient inbox/APPEL/, ou les fichiers donnés."""
    from pipeline.cli import show
    from pipeline.cli.say import progress
    from pipeline.run.ingest import ingest as take
    from pipeline.run.session import open_session

    with open_session(workspace, campaign) as session, progress("Réception") as told:
        done = take(session, files, progress=told)
        return show.ingested(session, done, as_json=as_json)


@main.command()
@click.argument("campaigns", metavar="[APPEL]…", nargs=-1)
@click.option("--polling", is_flag=True, help="Scruter le dossier (partages réseau).")
@workspace_option
def watch(campaigns: tuple[str, ...], workspace: Path, *, polling: bool) -> None:
    """Surveiller inbox/ et recevoir chaque dossier dès qu’il est entier."""
    from pipeline.cli.say import say
    from pipeline.watch import watch as stand

    stand(workspace, campaigns, polling=polling, tell=say)


@main.command(context_settings=TOLERANT)
@click.argument("files", metavar="FICHIER…", nargs=-1, required=True, type=Existing())
@click.option("--campaign", required=True, metavar="APPEL", help="Appel dont c’est le formulaire.")
@click.option(
    "--out",
    required=True,
    metavar="DOSSIER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Où écrire un JSON par dossier.",
)
@workspace_option
@json_option
def extract(
    files: tuple[Path, ...], campaign: str, out: Path, workspace: Path, *, as_json: bool
) -> int:
    """Lire des dossiers sans rien enregistrer : un JSON par dossier."""
    from pipeline import campaigns
    from pipeline.cli import show
    from pipeline.cli.say import progress
    from pipeline.run.extracting import extract_files
    from pipeline.run.workspace import Workspace

    form = campaigns.load(Workspace(workspace).definition(campaign)).form
    with progress("Lecture") as told:
        done = extract_files(files, form, out, progress=told)
    return show.extracted(done, as_json=as_json)


@main.command()
@campaign_argument
@click.option(
    "--weight",
    "weights",
    metavar="CODE=N",
    multiple=True,
    type=Weight(),
    help="Essayer un autre poids, sans toucher au classement officiel (répétable).",
)
@click.option(
    "--out",
    metavar="DOSSIER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Avec --weight : où écrire les tableaux de l’essai.",
)
@workspace_option
@json_option
def rank(
    campaign: str,
    weights: tuple[tuple[str, int], ...],
    out: Path | None,
    workspace: Path,
    *,
    as_json: bool,
) -> int:
    """Classer les dossiers reçus et écrire les tableaux du comité."""
    from pipeline.cli import show
    from pipeline.run.ranking import rank_campaign, simulate
    from pipeline.run.session import open_session

    with open_session(workspace, campaign) as session:
        if weights or out is not None:
            outcome = simulate(session, dict(weights), out)
        else:
            outcome = rank_campaign(session)
        return show.ranked(session, outcome, as_json=as_json)


@main.command()
@campaign_argument
@click.option(
    "--kind",
    "kinds",
    metavar="TYPE",
    multiple=True,
    help="accuse-reception, demande-complements, acceptation, liste-attente ou refus.",
)
@workspace_option
@json_option
def letters(campaign: str, kinds: tuple[str, ...], workspace: Path, *, as_json: bool) -> int:
    """Préparer les courriers qui ne le sont pas encore ; rien n’est envoyé."""
    from pipeline.cli import show
    from pipeline.cli.say import progress
    from pipeline.run.letters import known_kinds, write_letters
    from pipeline.run.session import open_session

    chosen = known_kinds(kinds)
    with open_session(workspace, campaign) as session, progress("Courriers") as told:
        return show.letters(session, write_letters(session, chosen, progress=told), as_json=as_json)


@main.command()
@campaign_argument
@click.argument("file", metavar="CLASSEUR.xlsx", required=False, type=Existing())
@click.option("--by", metavar="NOM", help="Qui enregistre (par défaut : la session ouverte).")
@workspace_option
@json_option
def decide(
    campaign: str, file: Path | None, by: str | None, workspace: Path, *, as_json: bool
) -> int:
    """Enregistrer les décisions du comité, saisies dans le classeur de classement."""
    from pipeline.cli import show
    from pipeline.run.deciding import decide as record
    from pipeline.run.session import open_session

    with open_session(workspace, campaign) as session:
        return show.decided(record(session, file, by=by), as_json=as_json)


@main.group(cls=Group, subcommand_metavar="COMMANDE [ARGUMENTS]…")
def audit() -> None:
    """Contrôler, lire ou rejouer le journal."""


@audit.command()
@campaign_argument
@workspace_option
@json_option
def verify(campaign: str, workspace: Path, *, as_json: bool) -> int:
    """Vérifier que rien n’a été modifié, retiré ni ajouté."""
    from pipeline.audit import verify as find_breaks
    from pipeline.cli import show
    from pipeline.run.session import open_session

    with open_session(workspace, campaign) as session, session.store.reading() as shelf:
        lines = shelf.journal(session.id)
        breaks = find_breaks(session.workspace.journal(session.id), lines)
    return show.verified(breaks, len(lines), as_json=as_json)


@audit.command("show")
@campaign_argument
@workspace_option
@json_option
def show_log(campaign: str, workspace: Path, *, as_json: bool) -> int:
    """Lire le journal en français."""
    from pipeline.cli import show
    from pipeline.run.session import open_session

    with open_session(workspace, campaign) as session, session.store.reading() as shelf:
        return show.journal(shelf.events(session.id), as_json=as_json)


@audit.command()
@campaign_argument
@workspace_option
@json_option
def replay(campaign: str, workspace: Path, *, as_json: bool) -> int:
    """Recalculer les classements enregistrés et les comparer."""
    from pipeline.cli import show
    from pipeline.run.replay import replay as compute_again
    from pipeline.run.session import open_session

    with open_session(workspace, campaign) as session:
        return show.replayed(compute_again(session), as_json=as_json)


@main.command()
@campaign_argument
@workspace_option
@json_option
def status(campaign: str, workspace: Path, *, as_json: bool) -> int:
    """Dire où en est un appel."""
    from pipeline.cli import show
    from pipeline.run.session import open_session
    from pipeline.run.status import status_of

    with open_session(workspace, campaign) as session:
        return show.status(status_of(session), as_json=as_json)


def _announce(name: str) -> None:
    @main.command(
        name,
        cls=Command,
        hidden=True,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )
    @click.argument("rest", nargs=-1, type=click.UNPROCESSED)
    def not_yet(rest: tuple[str, ...]) -> None:  # noqa: ARG001 -- whatever follows
        from pipeline.errors import NotYetAvailable

        raise NotYetAvailable(command=name)


for later in ("serve", "worker", "purge", "export-person", "new"):
    _announce(later)
