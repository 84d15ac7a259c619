"""Faults of the machine: full disk, read-only inbox, rights, locks. Nothing is lost or halved."""

import datetime as dt
import hashlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pipeline import audit
from pipeline.errors import (
    AlreadyWatching,
    DiskFull,
    DropBusy,
    DropTooLarge,
    DropUnreadable,
    LooksCut,
    PipelineError,
    StaysInInbox,
    StoreUnavailable,
)
from pipeline.run import inbox
from pipeline.run.ingest import finish, ingest
from pipeline.run.mounts import file_system, is_local
from pipeline.run.progress import silent
from pipeline.run.session import Session, open_session, stand_guard
from pipeline.run.sight import sight_of, view
from pipeline.run.whole import looks_cut
from pipeline.run.workspace import SHIPPED, Workspace
from pipeline.store.records import Drop, Member

CAMPAIGN = "pdn62-2019"
NOW = dt.datetime(2019, 12, 14, 8, 0, tzinfo=dt.UTC)
NOBODY = 65534
MOUNT, UMOUNT = "/bin/mount", "/bin/umount"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with opened(tmp_path) as session:
        yield session


@contextmanager
def opened(root: Path) -> Iterator[Session]:
    with open_session(root, CAMPAIGN, clock=lambda: NOW) as session:
        session.enrol()
        session.inbox.mkdir(parents=True, exist_ok=True)
        yield session


def put(session: Session, name: str, content: bytes = b"contenu") -> Path:
    path = session.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def take(session: Session, name: str) -> None:
    sight = sight_of(session.inbox / name)
    assert sight is not None
    inbox.take(session, name, sight)


def refused(session: Session, name: str) -> PipelineError:
    with pytest.raises(PipelineError) as caught:
        take(session, name)
    return caught.value


def kept(session: Session) -> list[bytes]:
    with session.store.reading() as shelf:
        receipts = shelf.receipts(session.id)
    vault = session.store.vault
    return [vault.read(member.sha256) for one in receipts for member in one.drop.members]


def journal_holds(session: Session) -> bool:
    session.export_journal()
    with session.store.reading() as shelf:
        lines = shelf.journal(session.id)
    return audit.verify(session.workspace.journal(session.id), lines) == ()


@contextmanager
def mounted(point: Path, *options: str) -> Iterator[Path]:
    """Mount a small disk in memory, or skip the test with the reason."""
    point.mkdir(parents=True, exist_ok=True)
    command = [MOUNT, *options, str(point)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mount is refused here: {done.stderr.strip()}")
    try:
        yield point
    finally:
        subprocess.run([UMOUNT, "--lazy", str(point)], check=True)


@contextmanager
def small_disk(point: Path, size: str) -> Iterator[Path]:
    with mounted(point, "-t", "tmpfs", "-o", f"size={size}", "none") as disk:
        yield disk


def remount(disk: Path, mode: str) -> None:
    subprocess.run([MOUNT, "-o", f"remount,{mode}", str(disk)], check=True)


def fill(file: Path) -> None:
    """Write until the disk is full."""
    with suppress(OSError), file.open("wb") as ballast:
        while True:
            ballast.write(bytes(512))


def as_nobody(work: Callable[[], int]) -> int:
    """Do something in a child without privileges; return the status it gives."""
    if os.geteuid() != 0:
        return work()
    child = os.fork()
    if child == 0:
        status = 99
        with suppress(BaseException):
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            status = work()
        os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


# Disk full


def test_a_drop_for_which_there_is_no_room_stays_whole_in_the_inbox(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disque", "48m") as disk, opened(disk) as session:
        inbox_elsewhere = tmp_path / "ailleurs"
        inbox_elsewhere.mkdir()
        session.inbox.rmdir()
        session.inbox.symlink_to(inbox_elsewhere)
        big = put(session, "gros.pdf", os.urandom(20 * 1024**2))

        error = refused(session, "gros.pdf")

        assert isinstance(error, DiskFull)
        assert kept(session) == []
        assert big.stat().st_size == 20 * 1024**2
        assert list((session.workspace.state / "files" / "tmp").glob("*")) == []


def test_a_small_drop_is_taken_while_a_big_one_finds_no_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disque", "80m") as disk, opened(disk) as session:
        put(session, "gros.pdf", bytes(30 * 1024**2))
        put(session, "petit.docx")

        assert isinstance(refused(session, "gros.pdf"), DiskFull)
        take(session, "petit.docx")

        assert kept(session) == [b"contenu"]


def test_once_there_is_room_again_all_is_taken_and_nothing_twice(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disque", "64m") as disk, opened(disk) as session:
        ballast = disk / "ballast"
        put(session, "dossier.docx")
        fill(ballast)

        for _ in range(3):
            assert isinstance(refused(session, "dossier.docx"), (DiskFull, StoreUnavailable))
        ballast.unlink()
        take(session, "dossier.docx")

        assert kept(session) == [b"contenu"]
        assert list(session.inbox.iterdir()) == []
        assert journal_holds(session)


def test_the_register_on_a_full_disk_says_so_and_writes_no_half_line(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disque", "8m") as disk, opened(disk) as session:
        fill(disk / "ballast")
        members = tuple(Member(name=b"x" * 200, sha256="0" * 64, size=1) for _ in range(5000))
        drop = Drop(
            inbox_name=b"a", sha256="0" * 64, is_folder=True, modified_ns=0, members=members
        )

        with pytest.raises(StoreUnavailable), session.store.transaction() as ledger:
            ledger.receive(session.id, drop, at=session.at())
        with session.store.reading() as shelf:
            assert shelf.receipts(session.id) == ()
        (disk / "ballast").unlink()

        assert journal_holds(session)


# Read-only inbox, rights


def test_what_cannot_leave_the_inbox_is_kept_once_however_often_it_is_tried(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "partage", "1m") as share, opened(tmp_path) as session:
        session.inbox.rmdir()
        session.inbox.symlink_to(share)
        put(session, "dossier.docx")
        remount(share, "ro")

        errors = [refused(session, "dossier.docx") for _ in range(3)]

        assert [type(error) for error in errors] == [StaysInInbox] * 3
        assert kept(session) == [b"contenu"]
        assert [type(error) for error in inbox.recover(session)] == [StaysInInbox]

        remount(share, "rw")
        take(session, "dossier.docx")

        assert kept(session) == [b"contenu"]
        assert list(share.iterdir()) == []
        assert inbox.recover(session) == ()


def test_an_antivirus_that_touches_what_cannot_leave_makes_no_second_drop(tmp_path: Path) -> None:
    with small_disk(tmp_path / "partage", "1m") as share, opened(tmp_path) as session:
        session.inbox.rmdir()
        session.inbox.symlink_to(share)
        path = put(session, "dossier.docx")
        remount(share, "ro")
        refused(session, "dossier.docx")
        remount(share, "rw")
        os.utime(path)
        remount(share, "ro")

        refused(session, "dossier.docx")

        assert kept(session) == [b"contenu"]
        remount(share, "rw")


def test_what_a_person_removes_herself_is_done_with(tmp_path: Path) -> None:
    with small_disk(tmp_path / "partage", "1m") as share, opened(tmp_path) as session:
        session.inbox.rmdir()
        session.inbox.symlink_to(share)
        path = put(session, "dossier.docx")
        remount(share, "ro")
        refused(session, "dossier.docx")
        remount(share, "rw")
        path.unlink()

        assert inbox.recover(session) == ()

        with session.store.reading() as shelf:
            assert shelf.unremoved(session.id) == ()


def test_a_file_that_may_not_be_read_waits(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    _open_the_way(tmp_path)

    def work() -> int:
        with opened(tmp_path / "espace") as session:
            put(session, "secret.docx").chmod(0)
            error = refused(session, "secret.docx")
            assert isinstance(error, DropUnreadable)
            (session.inbox / "secret.docx").chmod(0o600)
            take(session, "secret.docx")
            return 10 if kept(session) == [b"contenu"] else 11

    assert as_nobody(work) == 10


def test_a_folder_with_a_part_that_may_not_be_read_is_not_taken_without_it(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    _open_the_way(tmp_path)

    def work() -> int:
        with opened(tmp_path / "espace") as session:
            put(session, "scan/page-1.jpg")
            put(session, "scan/annexe/page-2.jpg")
            (session.inbox / "scan" / "annexe").chmod(0)
            seen = view(session.inbox)
            (session.inbox / "scan" / "annexe").chmod(0o700)
            assert seen.sights == {}
            return 10 if isinstance(seen.faults["scan"], DropUnreadable) else 11

    assert as_nobody(work) == 10


def _open_the_way(path: Path) -> None:
    """Let everybody pass through the folders that pytest keeps for itself, and read the call."""
    campaign = path / "espace" / "campaigns" / CAMPAIGN
    shutil.copytree(SHIPPED / CAMPAIGN, campaign)
    with opened(path / "warm"):  # what is imported late is imported while it may be read
        pass
    if os.geteuid() == 0:
        for folder in path.parents:
            if folder.name.startswith(("pytest-", "popen-")):
                folder.chmod(0o755)
        for folder in (path / "espace", campaign.parent, *campaign.rglob("*"), campaign):
            os.chown(folder, NOBODY, NOBODY)


# Other programs


def test_a_file_still_open_for_writing_elsewhere_waits(session: Session) -> None:
    if not is_local(file_system(session.inbox)):
        pytest.skip("the inbox of this test is on a file system that grants no lease")
    path = put(session, "dossier.docx")
    writer = subprocess.Popen(
        [sys.executable, "-c", "import sys; f = open(sys.argv[1], 'ab'); print(); input()", path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert writer.stdout is not None
    writer.stdout.readline()

    error = refused(session, "dossier.docx")
    writer.communicate(b"\n")
    take(session, "dossier.docx")

    assert isinstance(error, DropBusy)
    assert kept(session) == [b"contenu"]


def test_a_file_open_for_reading_elsewhere_is_taken(session: Session) -> None:
    path = put(session, "dossier.docx")

    with path.open("rb"):
        take(session, "dossier.docx")

    assert kept(session) == [b"contenu"]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (b"PK\x03\x04", b"PK\x05\x06" + bytes(18)),
        (b"%PDF-1.7", b"%%EOF"),
        (b"\xff\xd8\xff\xe0", b"\xff\xd9"),
        (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    ],
)
def test_a_file_without_its_end_looks_cut(tmp_path: Path, start: bytes, end: bytes) -> None:
    path = tmp_path / "dossier"
    said = []
    for content in (start + bytes(100_000) + end, start + bytes(100_000), b"texte", b""):
        path.write_bytes(content)
        with path.open("rb") as stream:
            said.append(looks_cut(stream))

    assert said == [False, True, False, True]


def test_on_a_share_a_file_that_looks_cut_waits_until_it_is_taken_as_it_is(
    tmp_path: Path,
) -> None:
    with mounted(tmp_path / "partage", "-t", "ramfs", "none") as share, opened(tmp_path) as session:
        session.inbox.rmdir()
        session.inbox.symlink_to(share)
        path = put(session, "dossier.pdf", b"%PDF-1.7 et rien ensuite")
        sight = sight_of(path)
        assert sight is not None

        with pytest.raises(LooksCut):
            inbox.take(session, "dossier.pdf", sight, even_cut=False)
        inbox.take(session, "dossier.pdf", sight)

        assert kept(session) == [b"%PDF-1.7 et rien ensuite"]


def test_a_file_that_another_program_locks_waits(session: Session) -> None:
    path = put(session, "dossier.docx")
    code = (
        "import fcntl, sys; f = open(sys.argv[1], 'rb');"
        "fcntl.flock(f, fcntl.LOCK_EX); print(); input()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert holder.stdout is not None
    holder.stdout.readline()

    error = refused(session, "dossier.docx")
    holder.communicate(b"\n")

    assert isinstance(error, DropBusy)


def test_a_register_locked_for_a_while_delays_and_loses_nothing(session: Session) -> None:
    put(session, "dossier.docx")
    other = sqlite3.connect(session.workspace.state / "candidatures.db", check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(1.0, other.rollback)
    release.start()

    take(session, "dossier.docx")

    release.join()
    other.close()
    assert kept(session) == [b"contenu"]


def test_a_second_watcher_of_other_campaigns_is_refused_too(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from pipeline.run.session import stand_guard;"
        "from pipeline.run.workspace import Workspace\n"
        "with stand_guard(Workspace(Path(sys.argv[1]))): print(flush=True); input()"
    )
    first = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )
    assert first.stdout is not None
    first.stdout.readline()

    with pytest.raises(AlreadyWatching), stand_guard(Workspace(tmp_path)):
        pass
    first.kill()
    first.communicate()
    with stand_guard(Workspace(tmp_path)):  # the system lets go of what a killed process held
        pass


# Hostile drops


def test_a_hollow_file_of_100_gigabytes_is_refused_without_being_copied(session: Session) -> None:
    with (session.inbox / "creux.pdf").open("wb") as file:
        file.truncate(100 * 1024**3)

    seen = view(session.inbox)
    done = ingest(session, quiet=0, pause=lambda _: None)

    assert isinstance(seen.faults["creux.pdf"], DropTooLarge)
    assert kept(session) == []
    assert [warning[:8] for warning in done.warnings] == ["[REC-03]"]
    note = session.outbox / "a-verifier" / "inbox_creux.pdf.txt"
    assert "il pèse 100,0\u00a0Go" in note.read_text("utf-8-sig")


def test_the_note_goes_with_its_drop(session: Session) -> None:
    with (session.inbox / "creux.pdf").open("wb") as file:
        file.truncate(100 * 1024**3)
    ingest(session, quiet=0, pause=lambda _: None)
    (session.inbox / "creux.pdf").unlink()

    ingest(session, quiet=0, pause=lambda _: None)

    assert list((session.outbox / "a-verifier").iterdir()) == []


def test_folders_inside_folders_without_end_are_refused(session: Session) -> None:
    inside = session.inbox / "poupées"
    inside.mkdir()
    here = os.open(inside, os.O_RDONLY)
    for _ in range(300):  # deeper than any path can name
        os.mkdir("a" * 20, dir_fd=here)
        here, above = os.open("a" * 20, os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(here)

    seen = view(session.inbox)

    assert seen.sights == {}
    assert isinstance(seen.faults["poupées"], DropTooLarge)
    subprocess.run(["/bin/rm", "-rf", inside], check=True)  # deeper than Python would remove


def test_only_the_files_of_a_folder_are_kept_whatever_else_is_in_it(
    session: Session, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    put(session, "scan/page-1.jpg", b"1")
    put(session, "scan/Thumbs.db", b"vignettes")
    scan = session.inbox / "scan"
    (scan / "lien.docx").symlink_to(secret)
    (scan / "dossier lié").symlink_to(tmp_path)
    os.mkfifo(scan / "tuyau.pdf")
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(scan)  # a socket's path is short
        server.bind("prise")
        os.chdir(here)

    done = ingest(session, quiet=0, pause=lambda _: None)

    assert kept(session) == [b"1"]
    assert list(session.inbox.iterdir()) == []
    assert secret.read_text() == "secret"
    (warning,) = done.warnings
    assert warning == (
        "«\u00a0scan\u00a0» contient autre chose que des fichiers («\u00a0dossier lié\u00a0»,"
        " «\u00a0lien.docx\u00a0», «\u00a0prise\u00a0», «\u00a0tuyau.pdf\u00a0»)\u00a0: les liens"
        " ne sont ni suivis ni gardés."
    )


def test_a_folder_replaced_by_a_link_after_it_was_seen_is_not_followed(
    session: Session, tmp_path: Path
) -> None:
    put(session, "scan/page-1.jpg", b"1")
    seen = sight_of(session.inbox / "scan")
    assert seen is not None
    elsewhere = tmp_path / "ailleurs"
    shutil.copytree(session.inbox / "scan", elsewhere)
    shutil.rmtree(session.inbox / "scan")
    (session.inbox / "scan").symlink_to(elsewhere)

    taken = inbox.take(session, "scan", seen)

    assert taken is None
    assert (elsewhere / "page-1.jpg").read_bytes() == b"1"


def test_both_names_of_one_file_are_two_drops(session: Session) -> None:
    path = put(session, "dossier.docx")
    (session.inbox / "copie.docx").hardlink_to(path)

    take(session, "dossier.docx")
    take(session, "copie.docx")

    assert kept(session) == [b"contenu", b"contenu"]


def test_the_other_name_of_a_file_outside_keeps_its_content(
    session: Session, tmp_path: Path
) -> None:
    outside = tmp_path / "original.docx"
    outside.write_bytes(b"contenu")
    (session.inbox / "dossier.docx").hardlink_to(outside)

    take(session, "dossier.docx")

    assert outside.read_bytes() == b"contenu"


def test_a_name_in_its_folder_of_the_same_name_is_taken(session: Session) -> None:
    put(session, "scan/scan", b"1")

    take(session, "scan")

    assert kept(session) == [b"1"]


def test_a_spoiled_copy_is_mended_by_the_same_file_dropped_again(session: Session) -> None:
    put(session, "dossier.docx")
    take(session, "dossier.docx")
    with session.store.reading() as shelf:
        (receipt,) = shelf.receipts(session.id)
    spoiled = session.store.vault.path(receipt.drop.sha256)
    spoiled.chmod(0o600)
    spoiled.write_bytes(b"cont")
    put(session, "dossier.docx")

    take(session, "dossier.docx")

    assert spoiled.read_bytes() == b"contenu"


def test_what_replaces_a_drop_and_still_changes_is_never_removed(session: Session) -> None:
    path = put(session, "dossier.docx", b"premier")
    sight = sight_of(path)
    assert sight is not None
    receipt = inbox.keep(session, path, b"dossier.docx", sight)
    assert receipt is not None
    path.write_bytes(b"second")
    with path.open("ab") as writer:  # still open for writing when it is moved aside
        with pytest.raises(OSError, match="busy"):
            inbox.withdraw(session, receipt)
        writer.write(b" et la suite")

    inbox.recover(session)

    assert sorted(kept(session)) == [b"premier", b"second et la suite"]


def test_the_vault_is_left_without_scraps_by_a_source_that_goes(session: Session) -> None:
    path = put(session, "dossier.docx")
    sight = sight_of(path)
    assert sight is not None
    path.unlink()

    assert inbox.take(session, "dossier.docx", sight) is None
    assert kept(session) == []


def test_what_a_copy_stopped_half_way_left_is_swept_away_later(session: Session) -> None:
    scraps = session.workspace.state / "files" / "tmp"
    scraps.mkdir(parents=True)
    for name in ("ancien", "en cours"):
        (scraps / name).write_bytes(b"moiti\xc3\xa9")
    os.utime(scraps / "ancien", (0, 0))

    inbox.recover(session)

    assert [path.name for path in scraps.iterdir()] == ["en cours"]


def test_a_drop_that_this_machine_cannot_lay_out_keeps_no_other_from_being_read(
    session: Session,
) -> None:
    for name in ("a.txt", "b.txt"):
        put(session, name, name.encode())
        take(session, name)
    lost = session.store.vault.path(hashlib.sha256(b"a.txt").hexdigest())
    aside = lost.rename(lost.with_suffix(".aside"))

    done = finish(session, progress=silent)

    assert len(done.numbers) == 1
    assert ["REC-11" in warning for warning in done.warnings] == [True]
    aside.rename(lost)
    assert len(finish(session, progress=silent).numbers) == 1
