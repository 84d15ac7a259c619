"""The commands on what arrived: the register, its versions, its delays."""

# ruff: noqa: PLC0415 -- each command imports what it needs when it runs: --help answers at once

from pathlib import Path

from pipeline.cli.options import campaign_argument, json_option, workspace_option
from pipeline.cli.root import main


@main.command()
@campaign_argument
@workspace_option
@json_option
def register(campaign: str, workspace: Path, *, as_json: bool) -> int:
    """Écrire le registre des arrivées (Excel et CSV) et dire ce qu’il contient."""
    from pipeline.cli.arrived import written
    from pipeline.cli.opened import opened
    from pipeline.run.registering import make_register

    with opened(workspace, campaign) as session:
        return written(make_register(session), as_json=as_json)
