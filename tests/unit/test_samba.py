"""An inbox on a real Samba share: the server's side, and the side of a machine that mounts it."""

import hashlib
import os
import shutil
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.run.mounts import announces_changes, file_system
from pipeline.run.session import open_session
from pipeline.watch import Pace, Watcher

pytestmark = pytest.mark.slow

NAME = "pdn62-2019"
PACE = Pace(quiet=0.5, folders=1.0, rescan=2.0, polling=1.0)
_SMBD = shutil.which("smbd", path="/usr/sbin:/usr/local/sbin:/usr/bin") or ""
_CLIENT = shutil.which("smbclient") or ""
_MOUNT = shutil.which("smbnetfs") or ""

SERVER = """[global]
workgroup = ESSAI
server role = standalone server
smb ports = {port}
interfaces = 127.0.0.1/8
bind interfaces only = yes
disable netbios = yes
disable spoolss = yes
load printers = no
printcap name = /dev/null
map to guest = Bad User
guest account = root
state directory = {home}
cache directory = {home}
lock directory = {home}
private dir = {home}
pid directory = {home}
ncalrpc dir = {home}/rpc
usershare path =
log file = {home}/log
[depot]
path = {share}
read only = no
guest ok = yes
force user = root
"""


@dataclass(frozen=True)
class Share:
    """A share that this test serves to itself."""

    folder: Path
    port: int
    home: Path

    def client(self, commands: str, *, stdin: int | None = None) -> "subprocess.Popen[bytes]":
        """Start smbclient with some commands."""
        return subprocess.Popen(
            [_CLIENT, "//127.0.0.1/depot", "-p", str(self.port), "-N", "-c", commands],
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def do(self, commands: str) -> int:
        """Run smbclient to its end."""
        return self.client(commands).wait(60)


@pytest.fixture
def share(tmp_path: Path) -> Iterator[Share]:
    if not (_SMBD and _CLIENT):
        pytest.skip("smbd or smbclient is not installed (Debian: samba, smbclient)")
    if os.geteuid() != 0:
        pytest.skip("smbd serves files only when started by root")
    home, folder = tmp_path / "smb", tmp_path / "espace" / "inbox" / NAME
    home.mkdir()
    folder.mkdir(parents=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = home / "smb.conf"
    settings.write_text(SERVER.format(port=port, home=home, share=folder), "utf-8")
    server = subprocess.Popen(
        [_SMBD, "--foreground", "--no-process-group", "-s", str(settings), "-l", str(home)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    served = Share(folder, port, home)
    try:
        wait_for(lambda: served.do("ls") == 0)
        yield served
    finally:
        os.killpg(server.pid, 15)
        server.wait(30)


def wait_for(reached: Callable[[], bool], seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not reached() and time.monotonic() < until:
        time.sleep(0.1)
    assert reached()


@contextmanager
def watched(root: Path) -> Iterator[list[str]]:
    told: list[str] = []
    watcher = Watcher(root, [NAME], tell=told.append, pace=PACE)
    thread = threading.Thread(target=watcher.run)
    thread.start()
    try:
        yield told
    finally:
        watcher.ask_to_stop()
        thread.join(120)


def taken(root: Path) -> Counter[tuple[str, str]]:
    with open_session(root, NAME) as session, session.store.reading() as shelf:
        drops = [receipt.drop for receipt in shelf.receipts(session.id)]
    return Counter((os.fsdecode(drop.inbox_name), drop.sha256) for drop in drops)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def upload_slowly(share: Share, name: str, content: bytes, *, pauses: int, each: float) -> None:
    """Send a file in bursts, each pause longer than a quiet stretch."""
    client = share.client(f"put - {name}", stdin=subprocess.PIPE)
    assert client.stdin is not None
    step = len(content) // pauses + 1
    for start in range(0, len(content), step):
        client.stdin.write(content[start : start + step])
        client.stdin.flush()
        time.sleep(each)
    client.stdin.close()
    assert client.wait(60) == 0


def test_a_slow_upload_is_taken_once_and_whole(share: Share) -> None:
    root = share.folder.parents[1]
    content = os.urandom(1_000_000)

    with watched(root):
        upload_slowly(share, "lent.pdf", content, pauses=4, each=1.5)
        wait_for(lambda: list(share.folder.iterdir()) == [])

    assert taken(root) == {("lent.pdf", digest(content)): 1}


def test_a_folder_and_a_renamed_file_sent_to_the_share_are_taken_whole(share: Share) -> None:
    root = share.folder.parents[1]
    local = share.home / "à envoyer"
    (local / "scan").mkdir(parents=True)
    for rank in range(20):
        (local / "scan" / f"page-{rank}.jpg").write_bytes(f"{rank}".encode())
    (local / "dossier.docx").write_bytes(b"dossier")

    with watched(root):
        put = f'lcd "{local}"; recurse; prompt; mput scan; '
        renamed = "put dossier.docx dossier.docx.part; rename dossier.docx.part dossier.docx"
        assert share.do(put + renamed) == 0
        wait_for(lambda: list(share.folder.iterdir()) == [])

    assert sorted(name for name, _ in taken(root)) == ["dossier.docx", "scan"]
    with open_session(root, NAME) as session, session.store.reading() as shelf:
        (scan,) = [r.drop for r in shelf.receipts(session.id) if r.drop.is_folder]
    assert len(scan.members) == 20


@contextmanager
def mounted(share: Share) -> Iterator[Path]:
    """Mount the share as another machine would, through FUSE; skip with the reason otherwise."""
    if not _MOUNT or not Path("/dev/fuse").exists():
        pytest.skip("no SMB mount can be made here: smbnetfs or /dev/fuse is missing")
    point, settings = share.home / "monté", share.home / "client" / ".smb"
    point.mkdir()
    settings.mkdir(parents=True)
    (settings / "smb.conf").write_text("[global]\nclient min protocol = SMB2\n", "utf-8")
    for name in ("smbnetfs.conf", "smbnetfs.auth", "smbnetfs.host"):
        (settings / name).touch(0o600)
    client = subprocess.Popen(
        [_MOUNT, "-f", str(point)],
        env={**os.environ, "HOME": str(settings.parent)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    folder = point / f"127.0.0.1:{share.port}" / "depot"
    try:
        until = time.monotonic() + 20
        while not folder.is_dir() and time.monotonic() < until:
            time.sleep(0.2)
        if not folder.is_dir():
            pytest.skip("smbnetfs does not mount the share here")
        yield folder
    finally:
        subprocess.run(["/bin/umount", "--lazy", str(point)], check=False)
        client.terminate()
        client.wait(30)


def test_a_mounted_share_is_polled_and_emptied(share: Share, tmp_path: Path) -> None:
    content = b"%PDF-1.7\n" + os.urandom(300_000) + b"\n%%EOF\n"
    with mounted(share) as folder:
        root = tmp_path / "poste"
        (root / "inbox").mkdir(parents=True)
        (root / "inbox" / NAME).symlink_to(folder)
        (share.folder / "scan").mkdir()
        (share.folder / "scan" / "page-1.jpg").write_bytes(b"1")

        with watched(root) as told:
            upload_slowly(share, "lent.pdf", content, pauses=3, each=4.0)
            wait_for(lambda: list(share.folder.iterdir()) == [])

        assert not announces_changes(file_system(folder))
        assert any("il est relu régulièrement" in line for line in told)
        assert sorted(name for name, _ in taken(root)) == ["lent.pdf", "scan"]
        assert taken(root)["lent.pdf", digest(content)] == 1
