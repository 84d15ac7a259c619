"""Taking drops: nothing is lost, nothing is taken twice, whatever is interrupted."""

import datetime as dt
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pipeline import audit
from pipeline.run import inbox
from pipeline.run.session import Session, open_session
from pipeline.run.sight import digest_of, ignored, look, sight_of

CAMPAIGN = "pdn62-2019"
NOW = dt.datetime(2019, 12, 14, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with open_session(tmp_path, CAMPAIGN, clock=lambda: NOW) as opened:
        opened.enrol()
        opened.inbox.mkdir(parents=True)
        yield opened


def put(session: Session, name: str, content: bytes = b"contenu") -> Path:
    path = session.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def take_all(session: Session) -> None:
    inbox.recover(session)
    for name, sight in sorted(look(session.inbox).items()):
        inbox.take(session, name, sight)


def kept(session: Session) -> list[tuple[bytes, bytes]]:
    """Name and content of everything received, from the register and the vault."""
    with session.store.reading() as shelf:
        receipts = shelf.receipts(session.id)
    return [
        (receipt.drop.inbox_name, session.store.vault.read(member.sha256))
        for receipt in receipts
        for member in receipt.drop.members
    ]


def test_a_drop_leaves_the_inbox_once_it_is_kept(session: Session) -> None:
    put(session, "dossier.docx")

    take_all(session)

    assert kept(session) == [(b"dossier.docx", b"contenu")]
    assert list(session.inbox.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        b"\xff\xfe mal encod\xe9.docx",
        b"deux\nlignes.pdf",
        b"-rf.docx",
        b"a" * 250 + b".pdf",
        "é".encode() * 120,
        b"$(reboot);'\".docx",
    ],
)
def test_any_name_is_taken_and_kept_as_its_bytes(session: Session, name: bytes) -> None:
    put(session, os.fsdecode(name))

    take_all(session)

    assert kept(session) == [(name, b"contenu")]
    assert list(session.inbox.iterdir()) == []


def test_a_folder_is_one_drop_with_its_members(session: Session) -> None:
    put(session, "scan/page-1.jpg", b"1")
    put(session, "scan/annexe/page-2.jpg", b"2")

    take_all(session)

    with session.store.reading() as shelf:
        (receipt,) = shelf.receipts(session.id)
    assert [m.name for m in receipt.drop.members] == [b"annexe/page-2.jpg", b"page-1.jpg"]
    assert list(session.inbox.iterdir()) == []


def test_the_digest_of_a_folder_is_that_of_its_members_digests(session: Session) -> None:
    put(session, "scan/page-1.jpg", b"1")
    put(session, "scan/page-2.jpg", b"2")
    from_disk = digest_of(session.inbox / "scan")

    take_all(session)

    with session.store.reading() as shelf:
        (receipt,) = shelf.receipts(session.id)
    assert receipt.drop.sha256 == from_disk


def test_what_was_kept_comes_back_byte_for_byte(session: Session, tmp_path: Path) -> None:
    put(session, "scan/sous dossier/page-1.jpg", b"1")
    take_all(session)
    with session.store.reading() as shelf:
        (receipt,) = shelf.receipts(session.id)

    path = inbox.materialise(session, receipt, tmp_path / "retour")

    assert (path / "sous dossier" / "page-1.jpg").read_bytes() == b"1"


def test_a_link_is_neither_followed_nor_taken(session: Session, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (session.inbox / "lien.docx").symlink_to(secret)

    take_all(session)

    assert kept(session) == []
    assert ignored(session.inbox) == ("lien.docx",)


def test_a_file_that_changes_while_it_is_copied_is_left_for_later(session: Session) -> None:
    path = put(session, "dossier.docx")
    before = sight_of(path)
    assert before is not None
    path.write_bytes(b"contenu plus long")

    taken = inbox.take(session, "dossier.docx", before)

    assert taken is None
    assert path.read_bytes() == b"contenu plus long"


def test_a_file_that_replaces_the_one_just_kept_is_taken_too(session: Session) -> None:
    path = put(session, "dossier.docx", b"premier")
    before = sight_of(path)
    assert before is not None
    receipt = inbox.keep(session, path, b"dossier.docx", before)
    assert receipt is not None
    path.write_bytes(b"second")

    inbox.withdraw(session, receipt)
    take_all(session)

    assert kept(session) == [(b"dossier.docx", b"premier"), (b"dossier.docx", b"second")]
    assert list(session.inbox.iterdir()) == []


def test_the_same_content_dropped_again_later_is_another_drop(session: Session) -> None:
    put(session, "dossier.docx")
    take_all(session)
    put(session, "dossier.docx")

    take_all(session)

    assert len(kept(session)) == 2


# A hook of the interpreter sees every file operation: the child dies just before its nth one.
_OPERATIONS = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "shutil.rmtree", "os.rmdir"})


def killed_at(operation: int, work: Callable[[], None]) -> bool:
    """Run `work` in a child that kills itself at an operation; say whether it was killed."""
    child = os.fork()
    if child == 0:
        left = operation

        def count(event: str, _: tuple[object, ...]) -> None:
            nonlocal left
            if event in _OPERATIONS:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def take_in(root: Path) -> None:
    with open_session(root, CAMPAIGN, clock=lambda: NOW) as session:
        take_all(session)


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_kill_at_any_file_operation_loses_nothing_and_repeats_nothing(
    tmp_path: Path, kind: str
) -> None:
    name = "dossier.docx" if kind == "file" else "scan/page-1.jpg"
    operation, killed = 0, True
    while killed:
        operation += 1
        root = tmp_path / str(operation)
        with ExitStack() as stack:
            session = stack.enter_context(open_session(root, CAMPAIGN, clock=lambda: NOW))
            session.enrol()
            put(session, name)
        killed = killed_at(operation, lambda root=root: take_in(root))  # type: ignore[misc]

        take_in(root)

        with open_session(root, CAMPAIGN, clock=lambda: NOW) as session:
            session.export_journal()
            with session.store.reading() as shelf:
                lines = shelf.journal(session.id)
                events = shelf.events(session.id)
            assert [content for _, content in kept(session)] == [b"contenu"]
            assert [event.code for event in events] == ["campaign.registered", "drop.received"]
            assert list(session.inbox.iterdir()) == []
            assert audit.verify(session.workspace.journal(session.id), lines) == ()
            with session.store.reading() as shelf:
                assert shelf.unremoved(session.id) == ()

    assert operation > 15  # otherwise the hook saw nothing and this test proves nothing


def test_an_inbox_on_another_disk_is_emptied_too(session: Session) -> None:
    elsewhere = Path("/dev/shm")  # noqa: S108 -- a second file system of this machine
    if not elsewhere.is_dir() or elsewhere.stat().st_dev == session.inbox.stat().st_dev:
        pytest.skip("no second file system here")
    with tempfile.TemporaryDirectory(dir=elsewhere) as far:
        session.inbox.rmdir()
        session.inbox.symlink_to(far)
        put(session, "scan/page-1.jpg", b"1")
        put(session, "dossier.docx")

        take_all(session)

        assert [content for _, content in kept(session)] == [b"contenu", b"1"]
        assert list(Path(far).iterdir()) == []
