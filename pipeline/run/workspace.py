"""Where things are: the folders of a workspace, and the definition of a campaign."""

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import NoSuchCampaign

_PACKED = Path(__file__).parents[1] / "shipped"
SHIPPED = _PACKED if _PACKED.is_dir() else Path(__file__).parents[2] / "campaigns"
"""The campaigns that come with the software: in a wheel inside it, in a clone beside it."""


@dataclass(frozen=True)
class Workspace:
    """A folder that holds `inbox/`, `outbox/`, `state/` and, if any, `campaigns/`."""

    root: Path

    @property
    def state(self) -> Path:
        """The register and the received bytes; people have no business there."""
        return self.root / "state"

    @property
    def campaigns(self) -> Path:
        """The campaigns of this workspace; those shipped need not be copied here."""
        return self.root / "campaigns"

    def inbox(self, campaign: str) -> Path:
        """Where people drop."""
        return self.root / "inbox" / campaign

    def outbox(self, campaign: str) -> Path:
        """Where results are."""
        return self.root / "outbox" / campaign

    def journal(self, campaign: str) -> Path:
        """The log as a file."""
        return self.outbox(campaign) / "journal.jsonl"

    def definition(self, name: str) -> Path:
        """Find the folder of a campaign given by its identity or by its path.

        Raises:
            NoSuchCampaign: neither a folder nor a campaign of the workspace or of the software.
        """
        given = Path(name)
        if (given / "campaign.toml").is_file() or len(given.parts) > 1:
            if given.is_dir():
                return given.resolve()
            raise NoSuchCampaign(campaign=name, folder=given)
        for place in (self.campaigns, SHIPPED):
            if (place / name).is_dir():
                return (place / name).resolve()
        raise NoSuchCampaign(campaign=name, folder=self.campaigns / name)

    def known(self) -> tuple[str, ...]:
        """Name the campaigns that can be run here."""
        found = {
            folder.parent.name
            for place in (self.campaigns, SHIPPED)
            for folder in place.glob("*/campaign.toml")
        }
        return tuple(sorted(found))


def database_url() -> str | None:
    """Return the database that the organiser chose instead of the workspace's own."""
    return os.environ.get("CANDIDATURES_DATABASE_URL") or None
