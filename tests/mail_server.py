"""A private Dovecot for tests: its own configuration, ports of the loopback, mailboxes."""

import contextlib
import getpass
import imaplib
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PASSWORD = "mot-de-passe-de-l-essai"  # noqa: S105 -- of a server that lives for one test
ACCENTED = "clé-d’été"
USERS = 60

_PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")

needs_dovecot = pytest.mark.skipif(
    _PROGRAM is None, reason="Dovecot is not installed (Debian: dovecot-imapd)"
)

_CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
instance_name = {name}
protocols = imap
listen = 127.0.0.1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:{home}/mail/%u
mail_uid = {mail}
mail_gid = {mail_group}
ssl = yes
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
passdb {{
  driver = passwd-file
  args = {home}/users
}}
userdb {{
  driver = static
  args = uid={mail} gid={mail_group} home={home}/mail/%u
}}
{more}
"""


class Server:
    """A running server; each test takes a user, and so an empty mailbox, of its own."""

    def __init__(self, home: Path, ports: tuple[int, int]) -> None:
        self.home = home
        self.plain, self.tls = ports
        self.certificate = home / "cert.pem"
        self._given = 0

    def user(self) -> str:
        """Return a user who has received nothing yet."""
        self._given += 1
        return f"essai{self._given}"

    @contextmanager
    def talk(self, user: str, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """Speak to the server as a mail program would."""
        with imaplib.IMAP4("127.0.0.1", self.plain, timeout=20) as client:
            client.login(user, PASSWORD)
            client.select(folder)
            yield client

    def deliver(
        self, user: str, *messages: bytes, at: float | None = None, folder: str = "INBOX"
    ) -> None:
        """Put messages into a mailbox; `at` is when they came there, in seconds since 1970."""
        with self.talk(user) as client:
            for message in messages:
                when = imaplib.Time2Internaldate(time.time() if at is None else at)
                status, _ = client.append(folder, "", when, message)
                assert status == "OK"

    def create(self, user: str, folder: str) -> None:
        """Add a folder."""
        with self.talk(user) as client:
            client.create(folder)

    def flags(self, user: str, folder: str = "INBOX") -> list[str]:
        """Return the flags of each message of a folder."""
        with self.talk(user, folder) as client:
            _, data = (
                client.fetch("1:*", "(FLAGS)") if client.search(None, "ALL")[1][0] else ("", [])
            )
        texts = [part.decode() for part in data if isinstance(part, bytes)]
        return [
            " ".join(f for f in text.partition("FLAGS (")[2].rstrip(")").split() if f != r"\Recent")
            for text in texts
        ]

    def renumber(self, user: str) -> None:
        """Have the folder numbered anew, as after a migration or a restored backup."""
        for file in (self.home / "mail" / user).glob("dovecot*"):
            if not file.name.startswith("dovecot-uidvalidity"):
                file.unlink()


@contextmanager
def running(more: str = "") -> Iterator[Server]:
    """Run a server; `more` is added to its configuration."""
    assert _PROGRAM is not None
    # Not in pytest's own folder: the server's other users may not enter that one, and the names
    # of sockets are limited to 107 bytes.
    home = Path(tempfile.mkdtemp(prefix="dovecot-"))
    home.chmod(0o755)
    try:
        program, ports = _started(home, more)
        try:
            yield Server(home, ports)
        finally:
            program.terminate()
            program.wait(30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _started(home: Path, more: str) -> tuple[subprocess.Popen[bytes], tuple[int, int]]:
    """Start the server; anew, on other ports, when somebody took its ports meanwhile."""
    assert _PROGRAM is not None
    for _ in range(3):
        ports = _free_port(), _free_port()
        _prepare(home, ports, more)
        with (home / "started").open("ab") as told:
            program = subprocess.Popen(
                [_PROGRAM, "-F", "-c", str(home / "dovecot.conf")], stdout=told, stderr=told
            )
        if _answers(ports[0], program):
            return program, ports
        program.kill()
        program.wait(30)
    said = [file.read_text("utf-8", "replace") for file in home.glob("[ls][ot][ga]*")]
    pytest.fail("Dovecot does not answer:\n" + "\n".join(said))


@contextmanager
def cut_after(port: int, size: int) -> Iterator[int]:
    """Stand before a server and hang up once it has said `size` bytes; give the port."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=_serve, args=(door, port, size), daemon=True)
        thread.start()
        yield door.getsockname()[1]


def _serve(door: socket.socket, port: int, size: int) -> None:
    with contextlib.suppress(OSError):
        while True:
            client, _ = door.accept()
            server = socket.create_connection(("127.0.0.1", port))
            threading.Thread(target=_pour, args=(client, server, -1), daemon=True).start()
            _pour(server, client, size)
            size = -1  # the line is repaired


def _pour(source: socket.socket, target: socket.socket, size: int) -> None:
    with contextlib.suppress(OSError):
        while size != 0 and (data := source.recv(4096 if size < 0 else min(size, 4096))):
            target.sendall(data)
            size -= len(data) if size > 0 else 0
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


def _prepare(home: Path, ports: tuple[int, int], more: str) -> None:
    _certify(home)
    users = [f"essai{rank}:{{PLAIN}}{PASSWORD}" for rank in range(1, USERS + 1)]
    users.append(f"accents:{{PLAIN}}{ACCENTED}")
    (home / "users").write_text("\n".join(users) + "\n", "utf-8")
    (home / "mail").mkdir(exist_ok=True)
    root = os.geteuid() == 0
    if root:
        os.chown(home / "mail", 65534, 65534)
    me = getpass.getuser()
    (home / "dovecot.conf").write_text(
        _CONFIGURATION.format(
            home=home,
            name=home.name,
            internal="dovecot" if root else me,
            group="dovecot" if root else os.getegid(),
            login="dovenull" if root else me,
            mail=65534 if root else os.geteuid(),
            mail_group=65534 if root else os.getegid(),
            plain=ports[0],
            tls=ports[1],
            more=more,
        ),
        "utf-8",
    )


def _certify(home: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(home / "key.pem"), "-out", str(home / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )


def _answers(port: int, program: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and program.poll() is None:
        try:
            with imaplib.IMAP4("127.0.0.1", port, timeout=5):
                return True
        except (OSError, imaplib.IMAP4.error):
            time.sleep(0.05)
    return False


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
