"""What a drop holds beside its dossiers: every file of it, and what is still to be fetched."""

from typing import Literal

from pydantic import Field

from schemas.base import Record

Role = Literal["dossier", "charte", "piece", "bruit", "illisible"]


class Attachment(Record):
    """A file found in a drop and what it was taken for; every file of a container has one."""

    name: str = Field(description="As its sender wrote it, without its path.")
    within: tuple[str, ...] = Field(
        default=(), description="Folders, archives and mails around it, outermost first."
    )
    kind: str = Field(description="As its content says: see `pipeline.kinds`; `error` if none.")
    size: int = Field(ge=0, description="Bytes.")
    sha256: str | None = Field(default=None, description="None when its bytes cannot be had.")
    role: Role
    reason: str = Field(min_length=1, description="In French: why this role.")


class DownloadLink(Record):
    """A file that its sender left on a transfer service; it is never fetched.

    The address itself is not here: it may hold the key of the file.
    """

    host: str
    where: str = Field(description="The mail it stands in: its subject, or the file's name.")
    until: str | None = Field(
        default=None, description="ISO date of the last day it can be downloaded, if known."
    )
    stated: bool = Field(
        default=False, description="The mail says that day; else it is the service's usual delay."
    )
