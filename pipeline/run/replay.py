"""Compute the recorded rankings again from what was kept, and say whether they are the same."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PieceLost
from pipeline.run.inbox import digest_of
from pipeline.run.ranking import compute, restored, write
from pipeline.run.session import Session
from pipeline.store.records import Ranked


@dataclass(frozen=True, kw_only=True)
class Replay:
    """One ranking computed again; `differences` in French, none when every byte is the same."""

    lot: str
    digest: str
    as_of: str
    is_current: bool
    differences: tuple[str, ...]


def replay(session: Session) -> tuple[Replay, ...]:
    """Compute every recorded ranking again, oldest first.

    The last one of each lot is also compared with the tables that stand in `outbox/`.

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
    differences = []
    if ranking.digest != recorded.digest:
        differences.append("le classement recalculé n’a pas la même empreinte")
    with tempfile.TemporaryDirectory() as aside:
        written = {file.name: digest_of(file) for file in write(ranking, inputs, Path(aside))}
    for name, digest in sorted(recorded.tables.items()):
        if written.get(name) != digest:
            differences.append(f"« {name} » recalculé diffère de celui d’alors")
        placed = session.outbox / "classement" / recorded.lot / name
        if is_current and (not placed.is_file() or digest_of(placed) != digest):
            differences.append(f"« {name} » dans outbox/ n’est pas celui qui a été calculé")
    return Replay(
        lot=recorded.lot,
        digest=recorded.digest,
        as_of=recorded.as_of,
        is_current=is_current,
        differences=tuple(differences),
    )


def _kept(session: Session, sha256: str) -> bytes:
    vault = session.store.vault
    if not vault.holds(sha256) or digest_of(vault.path(sha256)) != sha256:
        raise PieceLost(sha256=sha256)
    return vault.read(sha256)
