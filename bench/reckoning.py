"""What must hold of a workspace after any number of crashes: the proof that nothing was harmed."""

import hashlib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from bench.copies import CAMPAIGN
from pipeline import audit
from pipeline.run.letters import WRITTEN_TO
from pipeline.run.session import Session, open_session
from pipeline.store.records import Receipt, Registered

ACKNOWLEDGEMENT = "accuse-reception"
_PASSING = ("work", "withdrawn", "aside")
"""Folders of `state/` that hold no file when nothing is under way."""

_SCRAPS = "tmp"
"""In the vault: copies cut short, which a later pass sweeps once they are old."""

_SWEPT = 10.0
"""Seconds after the end of a program in which its temporary folders must be gone."""

_UNFINISHED = (".tmp", ".part")


class Dropped:
    """The digests of what was dropped, taken before it was."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Read every drop.

        Args:
            paths: files and folders that are to be dropped.
        """
        self.contents = {path.name: _contents(path) for path in paths}


def faults(root: Path, dropped: Dropped, temporary: Path) -> Iterator[str]:
    """Tell what was lost, repeated, altered or left behind in a workspace at rest.

    Args:
        root: the workspace.
        dropped: what went into its inbox, everything.
        temporary: the temporary folder of all its commands, which was empty.
    """
    with open_session(root, CAMPAIGN) as session:
        with session.store.reading() as shelf:
            receipts, rows = shelf.receipts(session.id), shelf.dossiers(session.id)
            lines = shelf.journal(session.id)
        yield from _receipts(receipts, dropped)
        yield from _numbers(rows, receipts)
        yield from chain.from_iterable(_originals(session, row, receipts) for row in rows)
        yield from _vault(session)
        yield from _letters(session, rows)
        yield from map(str, audit.verify(session.workspace.journal(session.id), lines))
        yield from _left_behind(session, temporary)


def _receipts(receipts: Sequence[Receipt], dropped: Dropped) -> Iterator[str]:
    found = Counter(_named(one) for one in receipts)
    expected = Counter((name, held) for name, held in dropped.contents.items())
    for name, _ in expected - found:
        yield f"lost or altered: {name}"
    for name, _ in found - expected:
        yield f"taken twice, or never dropped: {name}"
    for one in receipts:
        if not one.examined or not one.removed:
            yield f"receipt {one.id}: examined {one.examined}, removed {one.removed}"


def _named(receipt: Receipt) -> tuple[str, tuple[str, ...]]:
    held = sorted(member.sha256 for member in receipt.drop.members)
    return receipt.drop.inbox_name.decode(), tuple(held)


def _numbers(rows: Sequence[Registered], receipts: Sequence[Receipt]) -> Iterator[str]:
    numbers = sorted(row.dossier.number for row in rows)
    if [number.rsplit("-", 1)[1] for number in numbers] != [
        f"{n + 1:03}" for n in range(len(rows))
    ]:
        yield f"numbers: {numbers}"
    parts = Counter((row.receipt, row.dossier.extraction.part) for row in rows)
    for (receipt, part), times in parts.items():
        if times > 1:
            yield f"receipt {receipt}: {part} registered {times} times"
    for one in receipts:
        if one.id not in {row.receipt for row in rows}:
            yield f"receipt {one.id} ({one.drop.inbox_name!r}): no dossier"
    for row in rows:
        if not row.published:
            yield f"{row.dossier.number}: not published"


def _originals(session: Session, row: Registered, receipts: Sequence[Receipt]) -> Iterator[str]:
    """Every byte of the drop of a dossier stands in its folder, as it was."""
    folder = session.outbox / "dossiers" / row.dossier.number
    kept = {_digest(path) for path in folder.rglob("*") if path.is_file()}
    drop = next(one.drop for one in receipts if one.id == row.receipt)
    for member in drop.members:
        if member.sha256 not in kept:
            yield f"{row.dossier.number}: {member.name!r} is not in its folder as it came"
    if not (folder / "dossier.json").is_file():
        yield f"{row.dossier.number}: no dossier.json"


def _vault(session: Session) -> Iterator[str]:
    root = session.workspace.state / "files"
    for path in root.rglob("*"):
        if path.is_file() and path.parent.name != _SCRAPS and _digest(path) != path.name:
            yield f"in the vault, {path.relative_to(root)} is not what its name says"


def _letters(session: Session, rows: Sequence[Registered]) -> Iterator[str]:
    with session.store.reading() as shelf:
        letters, events = shelf.letters(session.id), shelf.events(session.id)
    due = {row.dossier.number for row in rows if row.dossier.state in WRITTEN_TO}
    registered = Counter(one.number for one in letters if one.kind == ACKNOWLEDGEMENT)
    told = Counter(
        event.dossier
        for event in events
        if event.code == "letter.written" and event.facts["kind"] == ACKNOWLEDGEMENT
    )
    placed = len(list((session.outbox / "courriers" / ACKNOWLEDGEMENT).iterdir()))
    # One that was written to may have been replaced since; it keeps its letter.
    if due - set(registered) or registered != told or registered.total() != len(registered):
        yield f"letters: {len(due)} due, registered {registered}, told {told}"
    if placed != len(registered):
        yield f"letters: {len(registered)} registered, {placed} on disk"


def _left_behind(session: Session, temporary: Path) -> Iterator[str]:
    state = session.workspace.state
    yield from (f"left behind: {path}" for path in _unswept(temporary))
    yield from (f"left in the inbox: {p}" for p in session.inbox.rglob("*") if p.is_file())
    for folder in _PASSING:
        for path in (state / folder).rglob("*"):
            if path.is_file():
                yield f"left behind: {path.relative_to(state)}"
    for path in (*session.outbox.rglob("*"), *state.rglob("*")):
        if path.name.endswith(_UNFINISHED) or path.name.startswith((".", "~")):
            yield f"left behind: {path}"


def _unswept(temporary: Path) -> list[Path]:
    until = time.monotonic() + _SWEPT
    # Python itself tries a folder with an empty file, which a kill may leave.
    while (
        left := [path for path in temporary.iterdir() if path.is_dir() or path.stat().st_size]
    ) and time.monotonic() < until:
        time.sleep(0.1)
    return left


def _contents(path: Path) -> tuple[str, ...]:
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return tuple(sorted(_digest(one) for one in files))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
