"""Bookkeeping: the rows of the register as immutable values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.candidature import Dossier, Extraction
from schemas.correction import Correction
from schemas.decision import Decision


@dataclass(frozen=True, kw_only=True)
class Member:
    """A file of a drop: its name in the drop (bytes of the file system) and its content."""

    name: bytes
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Drop:
    """What someone dropped into an inbox, already copied to the vault.

    `sha256` of a folder is that of its members' digests, sorted. `modified_ns` is the file's
    own time, nanoseconds since 1970; of a folder, its newest member's.
    """

    inbox_name: bytes
    sha256: str
    is_folder: bool
    modified_ns: int
    members: tuple[Member, ...]

    @property
    def size(self) -> int:
        """Return the bytes of all its members."""
        return sum(member.size for member in self.members)


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A drop as committed; `removed` once its source has left the inbox.

    Of one `fetched` from a mailbox, `modified_ns` is when it came into that mailbox.
    """

    id: int
    campaign: str
    dropped_at: str
    removed: bool
    examined: bool
    drop: Drop
    fetched: bool = False


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What examining a drop says of one dossier in it, before it has a number.

    `content_sha256` is that of the document read, out of its mail or archive; `pieces` are the
    files it stands in, kept in the vault. `received_from` says where the time of reception
    comes from: see `pipeline.run.judge.received`.
    """

    extraction: Extraction
    content_sha256: str
    pieces: tuple[Member, ...]
    state: str
    channel: str
    sender: str | None
    received_at: str
    received_from: str
    late_by: int
    sent_at: str | None = None
    of: str | None = None


@dataclass(frozen=True, kw_only=True)
class Registered:
    """A numbered dossier of the register and the drop it came in.

    `excuse` is why a person accepted its delay, in that person's words.
    """

    id: int
    campaign: str
    receipt: int
    channel: str
    sender: str | None
    received_from: str
    dropped_at: str
    pieces: tuple[Member, ...]
    published: bool
    dossier: Dossier
    excuse: str | None = None


@dataclass(frozen=True, kw_only=True)
class Glance:
    """A numbered dossier with a few of its answers; `flagged` counts those of all to check."""

    row: Registered
    flagged: int


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A change of state, of the dossier itself or, where `lot` is named, for that lot only.

    `of` is the dossier that it copies, that replaces it or that it belongs to from now on.
    """

    before: str
    state: str
    lot: str | None = None
    of: str | None = None


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A decision as recorded, under the number by which letters refer to it."""

    id: int
    at: str
    decision: Decision


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a person said of a field, under the number by which the journal refers to it."""

    id: int
    at: str
    correction: Correction


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A letter prepared for a dossier; its bytes are in the vault under `sha256`.

    `decision` is the recorded decision it announces, 0 when it announces none; `placed` once it
    stands in `outbox/`; `voided` once another decision replaced the one it announces. A `draft`
    says on each page that it must not be sent; the letter that takes its place `replaces` its
    digest.
    """

    number: str
    kind: str
    decision: int
    file_name: str
    sha256: str
    template_digest: str
    data_digest: str
    placed: bool = False
    voided: bool = False
    draft: bool = False
    replaces: str = ""


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """A ranking as computed: everything that `audit replay` needs to compute it again."""

    lot: str
    digest: str
    inputs_sha256: str
    campaign_sha256: str
    result_sha256: str
    as_of: str
    tables: Mapping[str, str] = field(default_factory=dict)
    at: str = ""
