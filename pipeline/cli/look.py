"""The commands that look: at a definition, at the journal, at where a campaign stands."""

# ruff: noqa: PLC0415 -- each command imports what it needs when it runs: --help answers at once

from pathlib import Path

import click

from pipeline.cli.french import Command, Group
from pipeline.cli.options import campaign_argument, json_option, workspace_option
from pipeline.cli.root import main


@main.command()
@campaign_argument
@workspace_option
@json_option
def check(campaign: str, workspace: Path, *, as_json: bool) -> int:
    """Vérifier la définition d’un appel et en dire toutes les fautes."""
    from pipeline import campaigns
    from pipeline.cli import report
    from pipeline.run.workspace import Workspace

    folder = Workspace(workspace).definition(campaign)
    return report.faults(folder, campaigns.check(folder), as_json=as_json)


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
    from pipeline.cli import report
    from pipeline.cli.opened import opened

    with opened(workspace, campaign) as session, session.store.reading() as shelf:
        lines = shelf.journal(session.id)
        breaks = find_breaks(session.workspace.journal(session.id), lines)
    return report.verified(breaks, len(lines), as_json=as_json)


@audit.command("show")
@campaign_argument
@workspace_option
@json_option
def show_log(campaign: str, workspace: Path, *, as_json: bool) -> int:
    """Lire le journal en français."""
    from pipeline.cli import report
    from pipeline.cli.opened import opened

    with opened(workspace, campaign) as session, session.store.reading() as shelf:
        return report.journal(shelf.events(session.id), as_json=as_json)


@audit.command()
@campaign_argument
@workspace_option
@json_option
def replay(campaign: str, workspace: Path, *, as_json: bool) -> int:
    """Recalculer les classements enregistrés et les comparer."""
    from pipeline.cli import report
    from pipeline.cli.opened import opened
    from pipeline.run.replay import replay as compute_again

    with opened(workspace, campaign) as session:
        return report.replayed(compute_again(session), as_json=as_json)


@main.command()
@campaign_argument
@workspace_option
@json_option
def status(campaign: str, workspace: Path, *, as_json: bool) -> int:
    """Dire où en est un appel."""
    from pipeline.cli import report
    from pipeline.cli.opened import opened
    from pipeline.run.status import status_of

    with opened(workspace, campaign) as session:
        return report.status(status_of(session), as_json=as_json)


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
