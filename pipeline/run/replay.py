"""Compute the recorded rankings again from what was kept, and say whether they are the same."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PieceLost
from pipeline.run.inputs import restored
from pipeline.run.ranking import compute, result, write
from pipeline.run.session import Session
from pipeline.run.sight import digest_of
from pipeline.store.records import Ranked

_REDRAWN = ("classement.csv", "classement.html", "classement.xlsx")
"""Compared byte for byte. The PDF is LibreOffice's: another version of it draws otherwise."""


@dataclass(frozen=True, kw_only=True)
class Replay:
    """One ranking computed again.

    `differences` tell what is not the same, `notes` what is merely drawn otherwise; both in
    French. `is_current` says that it is the last one of its lot.
    """

    lot: str
    digest: str
    as_of: str
    is_current: bool
    differences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def replay(session: Session) -> tuple[Replay, ...]:
    """Compute every recorded ranking again from what was kept, oldest first.

    The last one of each lot is also compared with the tables that stand in `outbox/`, byte for
    byte. Older ones may have been drawn by an older version of the software: their tables need
    not look the same, their result must be.

    Raises:
        PieceLost: the inputs kept are missing or altered.
    """
    with session.store.reading() as shelf:
        recorded = shelf.rankings(session.id)
    last = {one.lot: index for index, one in enumerate(recorded)}
    return tuple(
        _replayed(session, one, is_current=last[one.lot] == index)
        for index, one in enumerate(recorded)
    )


def _replayed(session: Session, recorded: Ranked, *, is_current: bool) -> Replay:
    inputs = restored(
        _kept(session, recorded.inputs_sha256), _kept(session, recorded.campaign_sha256)
    )
    ranking = compute(inputs, recorded.lot or None)
    same = result(ranking) == _kept(session, recorded.result_sha256)
    differences = [] if same else ["le classement recalculé n’est pas le même"]
    with tempfile.TemporaryDirectory() as aside:
        files = write(ranking, inputs, Path(aside), pdf=False)
        written = {file.name: digest_of(file) for file in files}
    drawn = [
        f"« {name} » n’est pas présenté comme alors"
        for name, digest in sorted(recorded.tables.items())
        if name in _REDRAWN and written.get(name) != digest
    ]
    if is_current:
        differences += [*drawn, *_misplaced(session, recorded)]
    return Replay(
        lot=recorded.lot,
        digest=recorded.digest,
        as_of=recorded.as_of,
        is_current=is_current,
        differences=tuple(differences),
        notes=() if is_current else tuple(drawn),
    )


def _misplaced(session: Session, recorded: Ranked) -> Iterator[str]:
    for name, digest in sorted(recorded.tables.items()):
        placed = session.outbox / "classement" / recorded.lot / name
        if not placed.is_file():
            yield f"« {name} » manque dans outbox/"
        elif digest_of(placed) != digest:
            yield f"« {name} » dans outbox/ n’est pas celui qui a été calculé"


def _kept(session: Session, sha256: str) -> bytes:
    vault = session.store.vault
    if not vault.holds(sha256) or digest_of(vault.path(sha256)) != sha256:
        raise PieceLost(sha256=sha256)
    return vault.read(sha256)
