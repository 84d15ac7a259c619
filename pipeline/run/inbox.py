"""Take what has settled in an inbox: stored and committed before it leaves."""

import contextlib
import datetime as dt
import errno
import os
import shutil
import stat
from dataclasses import replace
from pathlib import Path

from pipeline.errors import IntakeError, LooksCut, PipelineError
from pipeline.run.clock import now
from pipeline.run.faults import fault_of, left_behind
from pipeline.run.mounts import file_system, is_local
from pipeline.run.opening import Folder, opened, refuse_if_written
from pipeline.run.room import check_room
from pipeline.run.session import Session
from pipeline.run.settle import Sight
from pipeline.run.sight import digest_of, newest, of_members, sight_of
from pipeline.run.whole import looks_cut
from pipeline.store.records import Drop, Member, Receipt

_SCRAP = dt.timedelta(hours=1)
"""A copy that nobody has written to for so long was stopped half-way; its drop is still there."""


def take(session: Session, name: str, sight: Sight, *, even_cut: bool = True) -> Receipt | None:
    """Take one settled drop; None if it changed or went while it was copied.

    The order is what keeps every byte: copy, flush, commit, and only then remove. Whatever
    instant this is stopped at, doing it again finishes the work and repeats none of it.

    Args:
        session: the campaign.
        name: of the drop in the inbox.
        sight: as it was when it settled.
        even_cut: also if it ends too early for its kind, and somebody may be writing it.

    Raises:
        StaysInInbox: it is kept and committed, but cannot be removed.
        PipelineError: it cannot be copied; nothing of it is recorded, another pass tries again.
    """
    receipt = _kept_before(session, name, sight)
    if receipt is None:
        receipt = _kept(session, name, sight, even_cut=even_cut)
    if receipt is not None:
        try:
            withdraw(session, receipt)
        except OSError as error:
            raise left_behind(name, error) from error
    return receipt


def keep(
    session: Session, path: Path, name: bytes, sight: Sight, *, even_cut: bool = True
) -> Receipt | None:
    """Copy a drop into the vault and commit its receipt; None if it changed meanwhile.

    A drop of that name and content that is kept already, and has not left the inbox, is the
    same one, even if something (an antivirus, a storage server) has given it another time.

    Raises:
        DropTooLarge: it is beyond what is taken in.
        LooksCut: it ends too early for its kind, and `even_cut` is not given.
        OSError: it cannot be copied, or somebody is still writing it.
    """
    if sight_of(path) != sight:
        return None
    check_room(session.workspace, sum(size for _, size, _ in sight))
    if not even_cut:
        _refuse_cut(path, sight)
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

    Raises:
        OSError: the system does not let it go.
    """
    source = session.inbox / os.fsdecode(receipt.drop.inbox_name)
    near, far = _asides(session, receipt)
    _dispose(session, receipt)  # what a run stopped just here may have left
    near.parent.mkdir(parents=True, exist_ok=True)
    # Not there: an earlier run was stopped after moving it, or a person took it back.
    with contextlib.suppress(FileNotFoundError):
        try:
            source.rename(near)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            source.rename(far)  # the inbox is on another disk or share: aside, but there
    _dispose(session, receipt)
    _leave(session, receipt)


def recover(session: Session) -> tuple[PipelineError, ...]:
    """Finish the removals that an interrupted run left open; return those that cannot be."""
    session.store.vault.sweep((now() - _SCRAP).timestamp())
    with session.store.reading() as shelf:
        pending = shelf.unremoved(session.id)
    faults: list[PipelineError] = []
    for receipt in pending:
        name = os.fsdecode(receipt.drop.inbox_name)
        try:
            _recover(session, receipt, session.inbox / name)
        except OSError as error:
            faults.append(left_behind(name, error))
        except IntakeError as error:
            faults.append(error)
    return tuple(faults)


def materialise(session: Session, receipt: Receipt, into: Path) -> Path:
    """Write a received drop under its own name in `into`; return where it is."""
    target = into / os.fsdecode(receipt.drop.inbox_name)
    for member in receipt.drop.members:
        place = target / os.fsdecode(member.name) if receipt.drop.is_folder else target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(session.store.vault.path(member.sha256), place)
    return target


def _kept(session: Session, name: str, sight: Sight, *, even_cut: bool) -> Receipt | None:
    path = session.inbox / name
    try:
        return keep(session, path, os.fsencode(name), sight, even_cut=even_cut)
    except FileNotFoundError as error:
        if sight_of(path) is None:
            return None  # a person took it back
        raise fault_of(name, error, session.workspace.root) from error
    except OSError as error:
        raise fault_of(name, error, session.workspace.root) from error


def _kept_before(session: Session, name: str, sight: Sight) -> Receipt | None:
    """Return the receipt of a drop that is kept but could not be removed, if this is still it."""
    size = sum(size for _, size, _ in sight)
    with session.store.reading() as shelf:
        return shelf.unremoved_like(session.id, os.fsencode(name), newest(sight), size)


def _recover(session: Session, receipt: Receipt, source: Path) -> None:
    sight = sight_of(source)
    if sight is None or _is_still(receipt, source, sight):
        withdraw(session, receipt)
    else:  # another drop of that name has taken its place: it will be taken in its turn
        _dispose(session, receipt)
        _leave(session, receipt)


def _is_still(receipt: Receipt, source: Path, sight: Sight) -> bool:
    if newest(sight) == receipt.drop.modified_ns:
        return True
    size = sum(size for _, size, _ in sight)
    return size == receipt.drop.size and digest_of(source) == receipt.drop.sha256


def _copied(session: Session, path: Path, name: bytes, sight: Sight) -> Drop:
    is_folder = stat.S_ISDIR(path.lstat().st_mode)
    if is_folder:
        with Folder(path) as folder:
            members = _copies(session, path, sight, folder)
        whole = of_members([m.sha256 for m in members])
    else:
        (copy,) = _copies(session, path, sight, None)
        whole, members = copy.sha256, [replace(copy, name=name)]
    return Drop(
        inbox_name=name,
        sha256=whole,
        is_folder=is_folder,
        modified_ns=newest(sight),
        members=tuple(members),
    )


def _copies(session: Session, path: Path, sight: Sight, folder: Folder | None) -> list[Member]:
    local = is_local(file_system(path))
    members = []
    for name, size, _ in sight:
        with opened(path, name, folder) as stream:
            if local:
                refuse_if_written(stream)
            # One byte more than was seen: enough to tell that it has grown.
            sha256, copied = session.store.vault.keep_stream(stream, size + 1)
        members.append(Member(name=name, sha256=sha256, size=copied))
    return members


def _refuse_cut(path: Path, sight: Sight) -> None:
    """Check each file that somebody may be writing: what is not written is judged as it is."""
    local = is_local(file_system(path))
    with contextlib.ExitStack() as held:
        is_folder = stat.S_ISDIR(path.lstat().st_mode)
        folder = held.enter_context(Folder(path)) if is_folder else None
        for name, _, _ in sight:
            with opened(path, name, folder) as stream:
                certain = local and refuse_if_written(stream)
                if not certain and looks_cut(stream):
                    raise LooksCut(name=path.name)


def _asides(session: Session, receipt: Receipt) -> tuple[Path, Path]:
    """Return where a source is moved before it is removed; the inbox ignores the second name."""
    near = session.workspace.state / "withdrawn" / str(receipt.id)
    return near, session.inbox / f".retire-{receipt.id}.part"


def _dispose(session: Session, receipt: Receipt) -> None:
    for aside in _asides(session, receipt):
        checked = aside.with_name(f"{aside.name}.part")
        _remove(checked)
        sight = sight_of(aside)
        replacement = None
        if sight and digest_of(aside) != receipt.drop.sha256:
            replacement = keep(session, aside, receipt.drop.inbox_name, sight)
            if replacement is None:  # somebody still changes it: it stays aside, unharmed
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        if sight is None:
            _remove(aside)  # gone, or a link put in its place: no byte of it is here
            continue
        # Renamed first: a folder half removed must never be taken for another drop.
        aside.rename(checked)
        _remove(checked)
        if replacement is not None:
            _leave(session, replacement)


def _leave(session: Session, receipt: Receipt) -> None:
    with session.store.transaction() as ledger:
        ledger.mark_removed(receipt.id)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
