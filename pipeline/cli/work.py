"""The commands that do the work: receive, read, rank, write, decide."""

# ruff: noqa: PLC0415 -- each command imports what it needs when it runs: --help answers at once

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.options import (
    TOLERANT,
    Day,
    Existing,
    Seconds,
    Weight,
    campaign_argument,
    json_option,
    workspace_option,
)
from pipeline.cli.root import main


@main.command()
@workspace_option
@json_option
def demo(workspace: Path, *, as_json: bool) -> int:
    """Jouer un appel fictif : 12 dossiers, leur classement, leurs courriers."""
    from pipeline.cli import report
    from pipeline.cli.say import progress
    from pipeline.demo import demo as play

    with progress("Démonstration") as told:
        played = play(workspace, progress=told)
    return report.demo(played, as_json=as_json)


@main.command(context_settings=TOLERANT)
@campaign_argument
@click.argument("files", metavar="[FICHIER]…", nargs=-1, type=Existing())
@click.option(
    "--reread",
    is_flag=True,
    help="Relire aussi tous les dossiers déjà reçus, avec cette version du logiciel ; ce qu’une"
    " personne a vérifié reste.",
)
@workspace_option
@json_option
def ingest(
    campaign: str, files: tuple[Path, ...], workspace: Path, *, reread: bool, as_json: bool
) -> int:
    """Recevoir une fois ce que contient inbox/APPEL/, ou les fichiers donnés."""
    from pipeline.cli import show
    from pipeline.cli.opened import opened
    from pipeline.cli.say import progress
    from pipeline.run.ingest import ingest as take

    with opened(workspace, campaign) as session, progress("Réception") as told:
        done = take(session, files, every=reread, progress=told)
        return show.ingested(session, done, as_json=as_json)


@main.command()
@click.argument("campaigns", metavar="[APPEL]…", nargs=-1)
@click.option(
    "--polling",
    is_flag=True,
    help="Relire le dossier régulièrement, sans attendre d’être prévenu par le système ; c’est"
    " automatique sur un partage réseau.",
)
@click.option(
    "--every",
    metavar="SECONDES",
    type=Seconds(),
    default=5.0,
    help="Délai entre deux lectures dans ce cas (5 par défaut).",
)
@click.option(
    "--quiet",
    metavar="SECONDES",
    type=Seconds(),
    default=2.0,
    help="Durée sans changement après laquelle un fichier est entier (2 par défaut ; le triple"
    " pour un dossier).",
)
@workspace_option
def watch(
    campaigns: tuple[str, ...], workspace: Path, *, polling: bool, every: float, quiet: float
) -> None:
    """Surveiller inbox/ et recevoir chaque dossier dès qu’il est entier."""
    from pipeline.cli.say import say
    from pipeline.watch import Pace
    from pipeline.watch import watch as stand

    pace = Pace(quiet=quiet, folders=3 * quiet, polling=every)
    stand(workspace, campaigns, polling=polling, tell=say, pace=pace)


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
    from pipeline.cli.opened import opened
    from pipeline.run.ranking import rank_campaign, simulate

    with opened(workspace, campaign) as session:
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
    from pipeline.cli.opened import opened
    from pipeline.cli.say import progress
    from pipeline.run.letters import known_kinds, write_letters

    chosen = known_kinds(kinds)
    with opened(workspace, campaign) as session, progress("Courriers") as told:
        return show.letters(session, write_letters(session, chosen, progress=told), as_json=as_json)


@main.command()
@campaign_argument
@click.argument("file", metavar="CLASSEUR.xlsx", required=False, type=Existing())
@click.option("--by", metavar="NOM", help="Qui enregistre (par défaut : la session ouverte).")
@click.option(
    "--on",
    metavar="JJ/MM/AAAA",
    type=Day(),
    help="Jour de la décision (par défaut : celui du calendrier de l’appel, s’il est passé).",
)
@workspace_option
@json_option
def decide(
    campaign: str,
    file: Path | None,
    by: str | None,
    on: dt.date | None,
    workspace: Path,
    *,
    as_json: bool,
) -> int:
    """Enregistrer les décisions du comité, saisies dans le classeur de classement."""
    from pipeline.cli import show
    from pipeline.cli.opened import opened
    from pipeline.run.deciding import decide as record

    with opened(workspace, campaign) as session:
        return show.decided(record(session, file, by=by, on=on), as_json=as_json)
