"""The commands by which a named person settles what the software only proposes."""

# ruff: noqa: PLC0415 -- each command imports what it needs when it runs: --help answers at once

from pathlib import Path

import click

from pipeline.cli.options import campaign_argument, json_option, workspace_option
from pipeline.cli.root import main

_BY = click.option("--by", metavar="NOM", help="Qui décide (par défaut : la session ouverte).")


@main.command()
@campaign_argument
@click.argument("first", metavar="[N°", required=False)
@click.argument("second", metavar="N°]", required=False)
@click.option("--distinct", is_flag=True, help="Deux candidatures distinctes : les deux comptent.")
@click.option("--keep", metavar="N°", help="Deux versions : celle-ci compte, l’autre s’efface.")
@click.option("--attach", metavar="N°", help="L’autre est la version signée de celle-ci.")
@_BY
@click.option("--reason", metavar="MOTIF", default="", help="Pourquoi, en quelques mots.")
@workspace_option
@json_option
def versions(
    campaign: str,
    first: str | None,
    second: str | None,
    *,
    distinct: bool,
    keep: str | None,
    attach: str | None,
    by: str | None,
    reason: str,
    workspace: Path,
    as_json: bool,
) -> int:
    """Montrer les envois d’un même candidat, ou dire lequel compte."""
    from pipeline.cli import settled
    from pipeline.cli.opened import opened
    from pipeline.run import kinship

    chosen = [distinct, keep is not None, attach is not None]
    if (first is None) != (sum(chosen) == 0) or (first is None) != (second is None):
        raise click.UsageError(
            "Donnez deux numéros et un seul choix parmi --distinct, --keep et --attach."
        )
    with opened(workspace, campaign) as session:
        if first is None or second is None:
            return settled.versions(session, kinship.kinships(session), as_json=as_json)
        verdict = settled.verdict(
            (first, second), distinct=distinct, keep=keep, attach=attach, by=by, reason=reason
        )
        changed = kinship.judge(session, verdict)
        return settled.judged(session, changed, as_json=as_json)


@main.command()
@campaign_argument
@click.argument("dossier", metavar="N°")
@click.option("--reason", metavar="MOTIF", help="Pourquoi le retard est accepté.")
@click.option("--undo", is_flag=True, help="Revenir en arrière : le retard compte de nouveau.")
@_BY
@workspace_option
@json_option
def excuse(
    campaign: str,
    dossier: str,
    *,
    reason: str | None,
    undo: bool,
    by: str | None,
    workspace: Path,
    as_json: bool,
) -> int:
    """Accepter le retard d’un dossier, au nom d’une personne."""
    import getpass

    from pipeline.cli import settled
    from pipeline.cli.opened import opened
    from pipeline.run import excusing

    if undo == bool(reason and reason.strip()):
        raise click.UsageError("Donnez le motif (--reason), ou --undo pour revenir en arrière.")
    who = by or getpass.getuser()
    with opened(workspace, campaign) as session:
        if undo:
            row = excusing.count_again(session, dossier, by=who)
        else:
            row = excusing.excuse(session, dossier, reason=reason or "", by=who)
        return settled.excused(row, as_json=as_json)
