"""What intake gives: the parts of what arrived, each a dossier to be read or a refusal."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field

from pipeline.errors import ReadError
from pipeline.kinds import Kind
from schemas.base import Record
from schemas.reception import DownloadLink

Hint = Literal["litter", "shown", "opened"]
"""What the container says of a file: a program left it there; the mail's own text shows it; it is
itself a container, whose files follow."""


class Context(Record):
    """What a mail says of itself; a claim of its sender, proof of nothing."""

    sender: str | None = Field(default=None, description="Address alone.")
    sender_name: str | None = None
    subject: str | None = None
    sent: str | None = Field(default=None, description="ISO 8601 with its offset, as claimed.")
    received: str | None = Field(
        default=None, description="ISO 8601: the last server's stamp, when there is one."
    )
    forwarded: bool = Field(
        default=False, description="It came inside another mail, whose sender may have written it."
    )

    @property
    def is_bare(self) -> bool:
        """Say whether it names nobody and no time: the content of a signed mail, no mail."""
        return not (self.sender or self.sent or self.received)


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


class File(Record):
    """A file found in what arrived, whatever becomes of it.

    `refusal` is the French sentence of why it could not be opened. `mails` numbers the mails
    around it, outermost first.
    """

    name: str
    within: tuple[str, ...] = ()
    path: Path | None = Field(default=None, description="None when its bytes cannot be had.")
    kind: Kind | Literal["error"] = "error"
    size: int = 0
    sha256: str | None = None
    hint: Hint | None = None
    refusal: str | None = None
    mails: tuple[int, ...] = ()


class Message(Record):
    """A mail found in what arrived; `name` is None when it is what arrived."""

    mails: tuple[int, ...] = Field(description="Numbers of the mails around it, then its own.")
    name: str | None = None
    within: tuple[str, ...] = ()
    path: Path | None = None
    context: Context = Context()


class Pointer(NamedTuple):
    """A link to download files from, in a mail or a text file of what arrived."""

    link: DownloadLink
    digest: str
    """SHA-256 of the address, to know it again; the address itself is kept nowhere."""
    mails: tuple[int, ...] = ()


class Contents(NamedTuple):
    """Everything found in what arrived: the parts to read, then every file, mail and link."""

    parts: tuple[Part, ...]
    files: tuple[File, ...] = ()
    messages: tuple[Message, ...] = ()
    pointers: tuple[Pointer, ...] = ()


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
    hint: Hint | None = None


class Opened(NamedTuple):
    """A container opened: what it says of itself, its files, and the words it carries.

    `words` are bodies of mails, as text or HTML, where links may stand.
    """

    items: Iterable[Item]
    context: Context | None = None
    words: tuple[str, ...] = ()


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
