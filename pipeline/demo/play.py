"""Play the fictional campaign: drop, receive, rank, write; a second time changes nothing."""

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.demo.deposits import Deposit, deposits
from pipeline.run.ingest import Pass, ingest
from pipeline.run.letters import Mail, write_letters
from pipeline.run.place import place
from pipeline.run.progress import Progress, silent
from pipeline.run.ranking import Outcome, rank_campaign
from pipeline.run.session import Session, open_session
from pipeline.run.status import Program, Status, missing_programs, status_of
from pipeline.run.workspace import SHIPPED, Workspace
from pipeline.store.records import Registered

CAMPAIGN = "demo"
MODEL = "pdn62-2019"
"""The campaign whose form, grid, network and letters the demonstration borrows."""

_JURIST = "Colombe Fabulet, service juridique (personne fictive)"
_VALIDATED = "2019-12-02"
_OWN = (
    ("id", f'"{CAMPAIGN}"'),
    ("prefix", '"DEMO"'),
    ("title", '"Promeneurs du Net, appel fictif de démonstration"'),
    ("deposit", '"candidatures-demo@example.org"'),
    ("places", "6"),  # fewer than candidates, so that there is something to choose
    ("validated_by", f'"{_JURIST}"'),
    ("validated_on", _VALIDATED),
)
_HEAD = """\
# Appel FICTIF : personnes, structures et adresses sont inventées, et personne n’a validé les blocs
# juridiques. Pour un véritable appel, partez de la campagne fournie, non de celle-ci.

# L’appel se joue toujours à cet instant (heure de Paris), le premier jour ouvré après la clôture.
# Un véritable appel n’a pas cette ligne : il vit à l’heure du jour.
plays_at = 2019-12-16T09:00:00

"""


@dataclass(frozen=True, kw_only=True)
class Played:
    """What the demonstration did, step by step."""

    workspace: Workspace
    title: str
    dropped: tuple[str, ...]
    received: Pass
    dossiers: tuple[Registered, ...]
    ranked: Outcome
    mail: Mail
    status: Status
    missing: tuple[Program, ...]


def demo(root: Path, *, progress: Progress = silent) -> Played:
    """Play the demonstration in a workspace.

    Args:
        root: the workspace; gets `campaigns/demo`, `inbox/demo`, `outbox/demo` and `state`.
        progress: told after each drop.
    """
    workspace = Workspace(root)
    define(workspace.campaigns / CAMPAIGN)
    with open_session(root, CAMPAIGN) as session:
        files = deposits(session.definition / "blank.docx", session.campaign.deposit)
        dropped = drop(session, tuple(files))
        received = ingest(session, quiet=0.2, progress=progress)
        ranked = rank_campaign(session)
        mail = write_letters(session)
        with session.store.reading() as shelf:
            dossiers = shelf.dossiers(session.id)
        return Played(
            workspace=workspace,
            title=session.campaign.title,
            dropped=dropped,
            received=received,
            dossiers=dossiers,
            ranked=ranked,
            mail=mail,
            status=status_of(session),
            missing=missing_programs(),
        )


def define(folder: Path) -> None:
    """Make the definition of the fictional call, unless it is there already."""
    if (folder / "campaign.toml").is_file():
        return
    ours = shutil.ignore_patterns("campaign.toml")
    shutil.copytree(SHIPPED / MODEL, folder, ignore=ours, dirs_exist_ok=True)
    for block in (folder / "letters" / "blocs").glob("*.txt"):
        text = re.sub(r"(?m)^(Validé par\s*:).*$", rf"\1 {_JURIST}", block.read_text("utf-8"))
        block.write_text(re.sub(r"(?m)^(Validé le\s*:).*$", rf"\1 {_VALIDATED}", text), "utf-8")
    text = (SHIPPED / MODEL / "campaign.toml").read_text("utf-8")
    for key, value in _OWN:
        text = re.sub(rf"(?m)^(?:# )?{key} = .*$", f"{key} = {value}", text, count=1)
    # Last, for its presence says that the definition is whole.
    place(folder / "campaign.toml", (_HEAD + text).encode())


def drop(session: Session, files: Sequence[Deposit]) -> tuple[str, ...]:
    """Put the files into the inbox, but for those received once; return the names put."""
    with session.store.reading() as shelf:
        known = {os.fsdecode(receipt.drop.inbox_name) for receipt in shelf.receipts(session.id)}
    session.inbox.mkdir(parents=True, exist_ok=True)
    new = [deposit for deposit in files if deposit.name not in known]
    for deposit in new:
        target = session.inbox / deposit.name
        target.write_bytes(deposit.make())
        moment = deposit.when.timestamp()
        os.utime(target, (moment, moment))
    return tuple(deposit.name for deposit in new)
