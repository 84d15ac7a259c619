"""What intake gives: the parts of what arrived, each a dossier to be read or a refusal."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field

from pipeline.errors import ReadError
from pipeline.kinds import Kind
from schemas.base import Record


class Context(Record):
    """What a mail says of itself; a claim of its sender, proof of nothing."""

    sender: str | None = Field(default=None, description="Address alone.")
    sender_name: str | None = None
    subject: str | None = None
    sent: str | None = Field(default=None, description="ISO 8601 with its offset, as claimed.")
    received: str | None = Field(
        default=None, description="ISO 8601: the last server's stamp, when there is one."
    )


class Part(Record):
    """One document, or the page pictures of one dossier, found in what arrived.

    A part that cannot be opened has the kind `error`, the code of its `ReadError`, the
    French sentence in `note` and what to do in `remedy`; `paths` may then be empty.
    """

    name: str | None = Field(
        default=None, description="Attachment or member; None: what arrived is the dossier."
    )
    within: tuple[str, ...] = Field(
        default=(), description="Folders, archives and mails around it, outermost first."
    )
    paths: tuple[Path, ...] = Field(
        default=(), description="One file, or page pictures in reading order."
    )
    kind: Kind | Literal["error"] = "other"
    note: str | None = Field(default=None, description="In French: what a person should know.")
    code: str | None = None
    remedy: str | None = None
    context: Context | None = None


class Item(NamedTuple):
    """A file inside a container, before it is known what it is.

    Exactly one of `chunks` (its bytes, still to be stored), `path` (a file already on disk)
    and `error` (it cannot be had) is given.
    """

    name: str
    within: tuple[str, ...] = ()
    chunks: Iterable[bytes] | None = None
    path: Path | None = None
    error: ReadError | None = None
    context: Context | None = None


def refusal(error: ReadError, part: Part) -> Part:
    """Turn a part that cannot be opened into the one that says so."""
    return part.model_copy(
        update={
            "kind": "error",
            "note": error.message,
            "code": error.code,
            "remedy": error.advice,
        }
    )
