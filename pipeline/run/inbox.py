"""Look into an inbox, and take what has settled: stored and committed before it leaves."""

import errno
import hashlib
import os
import shutil
import stat
from pathlib import Path

from pipeline.run.session import Session
from pipeline.run.settle import Sight, is_ignored
from pipeline.store.records import Drop, Member, Receipt


def look(inbox: Path) -> dict[str, Sight]:
    """Return what is seen of each drop of an inbox; links and devices are not followed."""
    inbox.mkdir(parents=True, exist_ok=True)
    with os.scandir(inbox) as entries:
        names = [entry.name for entry in entries if not is_ignored(entry.name)]
    found = {name: sight_of(inbox / name) for name in names}
    return {name: sight for name, sight in found.items() if sight is not None}


def ignored(inbox: Path) -> tuple[str, ...]:
    """Name what `look` passes over, for a person to know."""
    if not inbox.is_dir():
        return ()
    names = sorted(path.name for path in inbox.iterdir())
    return tuple(n for n in names if is_ignored(n) or sight_of(inbox / n) is None)


def sight_of(path: Path) -> Sight | None:
    """Return what is seen of a drop; None if it is gone, or neither a file nor a folder."""
    try:
        mode = path.lstat()
        if stat.S_ISREG(mode.st_mode):
            return ((os.fsencode(path.name), mode.st_size, mode.st_mtime_ns),)
        if not stat.S_ISDIR(mode.st_mode):
            return None
        return tuple(
            (os.fsencode(file.relative_to(path)), file.stat().st_size, file.stat().st_mtime_ns)
            for file in _files(path)
        )
    except FileNotFoundError:
        return None


def take(session: Session, name: str, sight: Sight) -> Receipt | None:
    """Take one settled drop; None if it changed while it was copied.

    The order is what keeps every byte: copy, flush, commit, and only then remove. Whatever
    instant this is stopped at, doing it again finishes the work and repeats none of it.

    Raises:
        OSError: it cannot be read or removed; nothing is lost, another pass tries again.
    """
    receipt = keep(session, session.inbox / name, os.fsencode(name), sight)
    if receipt is not None:
        withdraw(session, receipt)
    return receipt


def keep(session: Session, path: Path, name: bytes, sight: Sight) -> Receipt | None:
    """Copy a drop into the vault and commit its receipt; None if it changed meanwhile."""
    drop = _copied(session, path, name, sight)
    if sight_of(path) != sight:
        return None
    with session.store.transaction() as ledger:
        known = ledger.pending(session.id, drop)
        return known or ledger.receive(session.id, drop, at=session.at())


def withdraw(session: Session, receipt: Receipt) -> None:
    """Remove the source of a committed drop from the inbox.

    It is first moved aside, in one step, and looked at there: should somebody have replaced
    it since it was copied, what was moved is taken as a drop of its own.
    """
    source = session.inbox / os.fsdecode(receipt.drop.inbox_name)
    near, far = _asides(session, receipt)
    _dispose(session, receipt)  # what a run stopped just here may have left
    try:
        near.parent.mkdir(parents=True, exist_ok=True)
        source.rename(near)
    except FileNotFoundError:
        pass  # an earlier run was stopped after moving it, or a person took it back
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        source.rename(far)  # the inbox is on another disk or share: aside, but there
    _dispose(session, receipt)
    with session.store.transaction() as ledger:
        ledger.mark_removed(receipt.id)


def recover(session: Session) -> None:
    """Finish the removals that an interrupted run left open."""
    with session.store.reading() as shelf:
        pending = shelf.unremoved(session.id)
    for receipt in pending:
        source = session.inbox / os.fsdecode(receipt.drop.inbox_name)
        sight = sight_of(source)
        if sight is None or newest(sight) == receipt.drop.modified_ns:
            withdraw(session, receipt)
        else:  # another drop of that name has taken its place: it will be taken in its turn
            _dispose(session, receipt)
            with session.store.transaction() as ledger:
                ledger.mark_removed(receipt.id)


def materialise(session: Session, receipt: Receipt, into: Path) -> Path:
    """Write a received drop under its own name in `into`; return where it is."""
    target = into / os.fsdecode(receipt.drop.inbox_name)
    for member in receipt.drop.members:
        place = target / os.fsdecode(member.name) if receipt.drop.is_folder else target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(session.store.vault.path(member.sha256), place)
    return target


def digest_of(path: Path) -> str:
    """Return the digest of a drop: a file's, or that of its members' digests, sorted."""
    if not path.is_dir():
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    return of_members([digest_of(file) for file in _files(path)])


def of_members(digests: list[str]) -> str:
    """Return the digest of a folder from its members'."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()


def newest(sight: Sight) -> int:
    """Return the time of the last change in a drop, in nanoseconds."""
    return max((modified for _, _, modified in sight), default=0)


def _copied(session: Session, path: Path, name: bytes, sight: Sight) -> Drop:
    is_folder = path.is_dir()
    members = []
    for relative, _, _ in sight:
        source = path / os.fsdecode(relative) if is_folder else path
        sha256, size = session.store.vault.keep_file(source)
        members.append(Member(name=relative if is_folder else name, sha256=sha256, size=size))
    whole = of_members([m.sha256 for m in members]) if is_folder else members[0].sha256
    return Drop(
        inbox_name=name,
        sha256=whole,
        is_folder=is_folder,
        modified_ns=newest(sight),
        members=tuple(members),
    )


def _asides(session: Session, receipt: Receipt) -> tuple[Path, Path]:
    """Return where a source is moved before it is removed; the inbox ignores the second name."""
    near = session.workspace.state / "withdrawn" / str(receipt.id)
    return near, session.inbox / f".retire-{receipt.id}.part"


def _dispose(session: Session, receipt: Receipt) -> None:
    for aside in _asides(session, receipt):
        checked = aside.with_name(f"{aside.name}.part")
        _remove(checked)
        sight = sight_of(aside)
        if sight is None:
            continue
        if digest_of(aside) != receipt.drop.sha256:
            keep(session, aside, receipt.drop.inbox_name, sight)
        # Renamed first: a folder half removed must never be taken for another drop.
        aside.rename(checked)
        _remove(checked)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    found = [p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()]
    return sorted(found, key=os.fsencode)
