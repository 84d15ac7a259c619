"""The command by which a person verifies what the machine doubts, and hands it back."""

# ruff: noqa: PLC0415 -- each command imports what it needs when it runs: --help answers at once

from pathlib import Path

import click

from pipeline.cli.options import campaign_argument, json_option, workspace_option
from pipeline.cli.root import main

IN_PLACE = "."
"""Stands for the workbook where it was written."""


@main.command()
@campaign_argument
@click.option(
    "--take",
    "file",
    metavar="[FICHIER.xlsx]",
    is_flag=False,
    flag_value=IN_PLACE,
    type=click.Path(path_type=Path),
    help="Relever les réponses du classeur rempli ; sans nom de fichier, celui de verification/.",
)
@click.option(
    "--by",
    metavar="NOM",
    help="Qui a vérifié (par défaut : le nom écrit dans le classeur, ou la session ouverte).",
)
@workspace_option
@json_option
def review(
    campaign: str, file: Path | None, by: str | None, workspace: Path, *, as_json: bool
) -> int:
    """Montrer chaque valeur douteuse à côté de son image, et relever les réponses."""
    from pipeline.cli import verified
    from pipeline.cli.opened import opened
    from pipeline.cli.say import progress
    from pipeline.run import correcting, reviewing

    if by is not None and file is None:
        raise click.UsageError("--by va avec --take.")
    with opened(workspace, campaign) as session:
        if file == Path(IN_PLACE):
            file = reviewing.folder_of(session) / reviewing.SHEET
        taken = None if file is None else correcting.take(session, file, by=by)
        if taken is not None and file is not None:
            if taken.refused:  # her file stays where it is: she mends it and hands it in again
                return verified.taken(taken, None, as_json=as_json)
            reviewing.settle(session, file)
        with progress("Images") as told:
            done = reviewing.review(session, told)
        if taken is not None:
            return verified.taken(taken, done, as_json=as_json)
        return verified.to_verify(done, as_json=as_json)
