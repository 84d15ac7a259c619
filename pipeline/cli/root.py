"""The command line itself: its name, its version, the order of its commands."""

import click

from pipeline.cli.french import Group
from pipeline.cli.options import tell_version


@click.group(
    cls=Group,
    order=(
        *("demo", "check", "ingest", "watch", "fetch-mail", "extract", "register"),
        *("review", "versions", "excuse", "rank", "letters", "decide", "audit", "status"),
    ),
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
