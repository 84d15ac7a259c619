"""Load the folder of a campaign, or tell all the faults of its definition at once."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.campaigns.campaign_rules import campaign_faults
from pipeline.campaigns.fault import Fault
from pipeline.campaigns.form_rules import form_faults
from pipeline.campaigns.grid_rules import grid_faults
from pipeline.campaigns.network import read_network
from pipeline.campaigns.references import option_codes
from pipeline.campaigns.source import Source, Table, fit, parse
from pipeline.errors import FaultyDefinition, NoSuchCampaign
from schemas.campaign import Campaign, Grid, Member
from schemas.form import Form

__all__ = ["Fault", "check", "digest", "load"]

DEFINITION = ("campaign.toml", "form.toml", "grid.toml", "network.csv")
"""The files that the digest covers: judging depends on them, not on the letters."""

PARIS = ZoneInfo("Europe/Paris")
_DERIVED = ("digest", "form", "grid", "network")  # keys of Campaign that other files give


def load(folder: Path) -> Campaign:
    """Read a campaign folder.

    A fault in a letter or in the blank form does not prevent loading, lest a template being
    edited stop the reception of dossiers: `check` tells it, and writing that letter refuses.

    Raises:
        NoSuchCampaign: the folder does not exist.
        FaultyDefinition: one of the definition files is faulty; carries every fault.
    """
    sources, members, faults = _examine(folder)
    if faults:
        raise FaultyDefinition(
            campaign=folder.name, faults=faults, list="\n".join(f"  - {fault}" for fault in faults)
        )
    campaign, form, grid = sources
    return Campaign.model_validate(
        {
            **_in_paris(campaign.data),
            "form": {**form.data, "blank": _printed_form(folder)},
            "grid": grid.data,
            "network": members,
            "digest": digest(folder),
        }
    )


def _printed_form(folder: Path) -> str | None:
    file = folder / "blank.pdf"
    return str(file.absolute()) if file.is_file() else None


def check(folder: Path) -> tuple[Fault, ...]:
    """Tell every fault of a campaign folder, in the order of its files; none when it is sound.

    Raises:
        NoSuchCampaign: the folder does not exist.
    """
    _, _, faults = _examine(folder)
    return (*faults, *_companions(folder))


def digest(folder: Path) -> str:
    """Hash the definition files: names in order, each with the hash of its bytes."""
    whole = hashlib.sha256()
    for name in DEFINITION:
        whole.update(
            f"{name}\0{hashlib.sha256((folder / name).read_bytes()).hexdigest()}\n".encode()
        )
    return whole.hexdigest()


def _examine(
    folder: Path,
) -> tuple[tuple[Source, Source, Source], tuple[Member, ...], tuple[Fault, ...]]:
    if not folder.is_dir():
        raise NoSuchCampaign(campaign=folder.name, folder=folder)
    campaign, unread_campaign = parse(folder / "campaign.toml")
    form, unread_form = parse(folder / "form.toml")
    grid, unread_grid = parse(folder / "grid.toml")
    codes = option_codes(form, str(grid.at("fields_key")))
    members, network = read_network(folder / "network.csv", codes)
    faults = (
        *unread_campaign,
        *fit(campaign, Campaign, _DERIVED),
        *campaign_faults(campaign, form, folder.name),
        *unread_form,
        *fit(form, Form, ("blank",)),
        *form_faults(form),
        *unread_grid,
        *fit(grid, Grid),
        *grid_faults(grid, form, campaign),
        *network,
    )
    return (campaign, form, grid), members, faults


def _companions(folder: Path) -> Iterator[Fault]:
    from pipeline.letters.templates import template_faults  # noqa: PLC0415 -- python-docx, jinja2

    if not (folder / "blank.docx").is_file():
        yield Fault(
            file="blank.docx",
            message="Le formulaire vierge manque dans le dossier de la campagne.",
            remedy="Copiez-y le formulaire publié, au format Word.",
        )
    for fault in template_faults(folder / "letters"):
        yield Fault(file=f"letters/{fault.file}", message=fault.message, remedy=fault.remedy)


def _in_paris(data: Table) -> Table:
    """Give the closing times their zone: those written without one are Paris times."""
    zoned: dict[str, object] = dict(data)
    if isinstance(calendar := data.get("calendar"), dict):
        zoned["calendar"] = _zoned(calendar)
    if isinstance(lots := data.get("lots"), list):
        zoned["lots"] = [
            {**lot, "calendar": _zoned(own)} if (own := lot.get("calendar")) else lot
            for lot in lots
        ]
    return zoned


def _zoned(calendar: Table) -> Table:
    closing = calendar["closing"]
    if not isinstance(closing, dt.datetime):
        return calendar
    if closing.tzinfo is None:
        return {**calendar, "closing": closing.replace(tzinfo=PARIS)}
    return {**calendar, "closing": closing.astimezone(PARIS)}
