"""What the arrival register is made of, before it is put into words."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from schemas.candidature import Dossier
from schemas.kinship import Kinship
from schemas.reception import Attachment, DownloadLink

Role = Literal["dossier", "charte", "piece", "bruit", "illisible", "contenant", "attente"]
"""Those of an attachment; `contenant`: a mail, archive or folder; `attente`: not yet examined."""


@dataclass(frozen=True, kw_only=True)
class Closing:
    """A time limit: of the call itself, or of the lots that have it."""

    at: dt.datetime
    lots: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Delay:
    """Minutes after a closing; not `sure` where the choice of the lots is in doubt."""

    minutes: int
    lots: tuple[str, ...] = ()
    sure: bool = True


@dataclass(frozen=True, kw_only=True)
class Grace:
    """Who accepted a delay, when (ISO 8601) and why; None where the register does not say."""

    by: str | None = None
    at: str | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """A value as read; `doubtful` while nobody has compared it with the document."""

    text: str = ""
    doubtful: bool = False


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """A numbered dossier.

    `drop` is the number of the drop it came in. `flagged` counts its answers to check, `roles`
    the files that came with it; `sha256` is that of the document itself, out of the mail or archive
    that held it. `unsure`: only an uncertain date has it in time.
    """

    dossier: Dossier
    drop: int
    dropped_at: str
    channel: str
    sender: str | None
    source: str
    sha256: str
    structure: Said = Said()
    professional: Said = Said()
    town: Said = Said()
    delays: tuple[Delay, ...] = ()
    grace: Grace | None = None
    unsure: bool = False
    roles: Mapping[Role, int] = field(default_factory=dict)
    flagged: int = 0


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A file of a drop, or the mail, archive or folder that holds others."""

    drop: int
    dropped_at: str
    name: str
    within: tuple[str, ...] = ()
    kind: str
    size: int
    role: Role
    reason: str
    dossiers: tuple[str, ...] = ()
    sha256: str | None = None

    @classmethod
    def attached(
        cls,
        one: Attachment,
        *,
        drop: int,
        dropped_at: str,
        within: tuple[str, ...],
        dossiers: tuple[str, ...],
    ) -> "Piece":
        """Return a file found in a container, `within` that container."""
        return cls(
            drop=drop,
            dropped_at=dropped_at,
            name=one.name,
            within=within,
            kind=one.kind,
            size=one.size,
            role=one.role,
            reason=one.reason,
            dossiers=dossiers,
            sha256=one.sha256,
        )


@dataclass(frozen=True, kw_only=True)
class Task:
    """A file to download: the dossiers whose message says so, and those that came since."""

    link: DownloadLink
    drop: int
    dossiers: tuple[str, ...]
    done: tuple[str, ...] = ()

    @property
    def day(self) -> dt.date | None:
        """The last day on which the file can be downloaded, if known."""
        try:
            return dt.date.fromisoformat((self.link.until or "")[:10])
        except ValueError:
            return None


@dataclass(frozen=True, kw_only=True)
class Register:
    """The arrival register of a call as it stood after the last event that it tells."""

    title: str
    author: str
    as_of: str
    closings: tuple[Closing, ...]
    drops: int
    arrived: tuple[Arrived, ...]
    kinships: tuple[Kinship, ...]
    pieces: tuple[Piece, ...]
    tasks: tuple[Task, ...]

    @property
    def late(self) -> tuple[Arrived, ...]:
        """The dossiers that came after a closing, accepted or not."""
        return tuple(one for one in self.arrived if one.delays)

    @property
    def files(self) -> tuple[Piece, ...]:
        """The files received, without what merely held them."""
        return tuple(one for one in self.pieces if one.role != "contenant")
