"""Kin: what the stage is given of each dossier, and what it says of it."""

import datetime as dt
from collections.abc import Mapping
from typing import Literal, NamedTuple

from schemas.candidature import Dossier
from schemas.kinship import Kinship

Arrival = tuple[dt.datetime, dt.datetime, int, str]

_WAITING = frozenset({"illisible", "hors_sujet", "a_telecharger"})
_READ = frozenset({"recevable", "a_regulariser", "irrecevable", "retire"})
_ENDED = frozenset({"irrecevable", "retire"})


class Candidate(NamedTuple):
    """One dossier as this stage is given it.

    `dossier` holds its own reading and the state that follows from it, before any relation.
    `content_sha256` is that of the very document. `sender` is the mail address it came from, if
    any. `sent_for` is the number that the file's name claims to mend (« PDN62-2019-014 … »).
    `closed`: a decision, or the letter of one, holds; no rule moves it.
    """

    dossier: Dossier
    content_sha256: str
    sender: str | None = None
    sent_for: str | None = None
    closed: bool = False

    @property
    def number(self) -> str:
        """The number of the dossier."""
        return self.dossier.number


class Standing(NamedTuple):
    """What becomes of one dossier; `state` None: it stands by itself."""

    state: Literal["doublon", "remplace", "rattache"] | None = None
    of: str | None = None


class Kindred(NamedTuple):
    """The relations among dossiers, oldest first, and where each dossier stands."""

    relations: tuple[Kinship, ...]
    standings: Mapping[str, Standing]


def arrival(candidate: Candidate) -> Arrival:
    """Return what dossiers are put in order by: reception, then sending, then number."""
    dossier = candidate.dossier
    received = _moment(dossier.received_at)
    sent = received if dossier.sent_at is None else _moment(dossier.sent_at)
    return received, sent, len(dossier.number), dossier.number


def same_moment(one: Candidate, other: Candidate) -> bool:
    """Say whether nothing but their numbers tells which of two dossiers came first."""
    return arrival(one)[:2] == arrival(other)[:2]


def on_time(candidate: Candidate) -> bool:
    """Say whether a dossier counts as received before the closing."""
    return candidate.dossier.late_by <= 0 or candidate.dossier.excused


def complete(candidate: Candidate) -> bool:
    """Say whether neither an answer nor a signature is missing."""
    return candidate.dossier.state == "recevable"


def waiting(candidate: Candidate) -> bool:
    """Say whether a dossier waits for a file that can be read."""
    return candidate.dossier.state in _WAITING


def readable(candidate: Candidate) -> bool:
    """Say whether answers were read in a dossier."""
    return candidate.dossier.state in _READ


def ended(candidate: Candidate) -> bool:
    """Say whether a person took the dossier out: withdrawn, or not admissible."""
    return candidate.dossier.state in _ENDED


def fixed(candidate: Candidate) -> bool:
    """Say whether no rule may move a dossier: a person has already spoken."""
    return candidate.closed or ended(candidate)


def _moment(iso: str) -> dt.datetime:
    read = dt.datetime.fromisoformat(iso)
    return read if read.tzinfo else read.replace(tzinfo=dt.UTC)
