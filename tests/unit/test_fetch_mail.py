"""Fetching a mailbox: every message once, marked only when it is committed, nothing deleted."""

import datetime as dt
import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from pydantic import SecretStr

from pipeline import audit
from pipeline.cli import main
from pipeline.cli.french import run
from pipeline.errors import (
    AlreadyRunning,
    FaultyMailSettings,
    MailFolderMissing,
    MailLoginRefused,
    MailNotConfigured,
    MailPasswordExposed,
    MailPasswordUnreadable,
    MailServerDistrusted,
    MailServerUnfit,
    MailServerUnreachable,
    NoMailPassword,
)
from pipeline.mailbox import Access, Account
from pipeline.run.fetching import fetch_mail, preview
from pipeline.run.ingest import ingest
from pipeline.run.mail_settings import access_of
from pipeline.run.session import Session, hold, open_session
from tests.mail_server import ACCENTED, PASSWORD, Server, cut_after, needs_dovecot, running

CAMPAIGN = "pdn62-2019"
CORPUS = Path(__file__).parents[1] / "truth" / "corpus" / CAMPAIGN
WORD = CORPUS / "01-centre-social-lens.docx"
NOW = dt.datetime(2019, 12, 14, 8, 0, tzinfo=dt.UTC)
IN_TIME = dt.datetime(2019, 12, 13, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as one:
        yield one


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with open_session(tmp_path, CAMPAIGN, clock=lambda: NOW) as opened:
        opened.enrol()
        yield opened


def access(server: Server, user: str, **more: object) -> Access:
    settings = {"host": "localhost", "port": server.tls, "user": user, "timeout": 20, **more}
    account = Account.model_validate(settings)
    return Access(account, SecretStr(PASSWORD), server.certificate)


def message(subject: str, *files: Path, received: bool = True) -> bytes:
    mail = EmailMessage()
    if received:
        mail["Received"] = "from mx by mail; Fri, 13 Dec 2019 10:00:00 +0100"
    mail["From"] = "Anne Dupuis <anne@example.org>"
    mail["To"] = "candidatures@example.org"
    mail["Date"] = "Tue, 10 Dec 2019 10:00:00 +0100"
    mail["Subject"] = subject
    mail.set_content(f"Bonjour, {subject}.")
    for file in files:
        mail.add_attachment(
            file.read_bytes(), maintype="application", subtype="octet-stream", filename=file.name
        )
    return mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def received(session: Session) -> list[bytes]:
    """The bytes of everything received, in order."""
    with session.store.reading() as shelf:
        receipts = shelf.receipts(session.id)
    return [session.store.vault.read(receipt.drop.sha256) for receipt in receipts]


def events(session: Session, code: str) -> list[dict[str, object]]:
    with session.store.reading() as shelf:
        return [dict(event.facts) for event in shelf.events(session.id) if event.code == code]


def configure(workspace: Path, text: str) -> None:
    (workspace / "mail.toml").write_text(f"[{CAMPAIGN}]\n{text}", "utf-8")


# With a server


@pytest.mark.slow
@needs_dovecot
def test_a_dossier_sent_by_mail_is_read_and_its_message_marked(
    server: Server, session: Session
) -> None:
    user = server.user()
    raw = message("Candidature du centre social", WORD)
    server.deliver(user, raw)

    done = fetch_mail(session, access(server, user))

    with session.store.reading() as shelf:
        (row,) = shelf.dossiers(session.id)
    assert received(session) == [raw]
    assert row.dossier.extraction.outcome == "ok"
    assert (row.channel, row.sender) == ("courriel", "anne@example.org")
    assert (row.dossier.received_at, row.received_from) == ("2019-12-13T09:00:00+00:00", "server")
    assert (done.taken, done.marked, done.warnings) == (1, 1, ())
    assert server.flags(user) == [r"\Seen"]
    assert [fact["how"] for fact in events(session, "mail.marked")] == ["flag"]


@pytest.mark.slow
@needs_dovecot
def test_without_a_server_s_stamp_a_message_was_received_when_it_came_into_the_mailbox(
    server: Server, session: Session
) -> None:
    user = server.user()
    server.deliver(user, message("Candidature", WORD, received=False), at=IN_TIME.timestamp())

    fetch_mail(session, access(server, user))

    with session.store.reading() as shelf:
        (row,) = shelf.dossiers(session.id)
    assert dt.datetime.fromisoformat(row.dossier.received_at) == IN_TIME
    assert row.received_from == "mailbox"


@pytest.mark.slow
@needs_dovecot
def test_every_kind_of_message_read_or_not_is_taken_once_and_named_after_its_subject(
    server: Server, session: Session
) -> None:
    user = server.user()
    bounce = (
        b"From: MAILER-DAEMON@example.org\r\nTo: candidatures@example.org\r\n"
        b"Subject: Undelivered Mail\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n"
        b"--x\r\n\r\nNot delivered.\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Action: failed\r\n\r\n--x--\r\n"
    )
    away = message("Absence du bureau").replace(
        b"Subject:", b"Auto-Submitted: auto-replied\r\nSubject:"
    )
    ours = message("Été : ../../appel à candidatures").replace(
        b"anne@example.org", b"candidatures@example.org"
    )
    bare = b"X-Odd: 1\r\n\r\nSans en-t\xeate connu\r\n"
    sent = [bounce, away, ours, bare]
    server.deliver(user, *sent)
    with server.talk(user) as client:
        client.store("1:2", "+FLAGS", r"(\Seen)")

    first = fetch_mail(session, access(server, user))
    second = fetch_mail(session, access(server, user))

    assert received(session) == sent
    assert (first.taken, first.marked) == (4, 4)
    assert len(first.done.numbers) == 4
    assert (second.taken, second.known, second.marked) == (0, 0, 0)
    with session.store.reading() as shelf:
        names = [os.fsdecode(one.drop.inbox_name) for one in shelf.receipts(session.id)]
    assert names == [
        "Undelivered Mail.eml",
        "Absence du bureau.eml",
        "Été _ .._.._appel à candidatures.eml",
        "message-4.eml",
    ]


@pytest.mark.slow
@needs_dovecot
def test_a_folder_numbered_anew_brings_nothing_twice(server: Server, session: Session) -> None:
    user = server.user()
    server.deliver(user, message("Un"), message("Deux"))
    fetch_mail(session, access(server, user))
    server.renumber(user)
    server.deliver(user, message("Trois"))

    done = fetch_mail(session, access(server, user))

    assert (done.taken, done.known, done.marked) == (1, 2, 3)
    assert len(received(session)) == 3
    assert server.flags(user) == [r"\Seen"] * 3


@pytest.mark.slow
@needs_dovecot
def test_a_message_whose_bytes_were_dropped_by_hand_is_not_taken_again(
    server: Server, session: Session
) -> None:
    user = server.user()
    raw = message("Déposé")
    server.deliver(user, raw)
    session.inbox.mkdir(parents=True)
    (session.inbox / "depose.eml").write_bytes(raw)
    ingest(session, quiet=0.1)

    done = fetch_mail(session, access(server, user))

    assert (done.taken, done.known, done.marked) == (0, 1, 1)
    assert len(received(session)) == 1


@pytest.mark.slow
@needs_dovecot
def test_marking_deletes_nothing_of_what_others_have_marked_for_deletion(
    server: Server, session: Session
) -> None:
    user = server.user()
    server.deliver(user, message("Ancien"), at=IN_TIME.timestamp() - 40 * 86400)
    with server.talk(user) as client:
        client.store("1", "+FLAGS", r"(\Deleted)")
    server.deliver(user, message("Nouveau"), at=IN_TIME.timestamp())

    done = fetch_mail(session, access(server, user), since=dt.date(2019, 12, 1))

    assert (done.taken, done.marked) == (1, 1)
    assert server.flags(user) == [r"\Deleted", r"\Seen"]


WITHOUT_MOVE = "protocol imap {\n  imap_capability = IMAP4rev1 UIDPLUS\n}"
TREATED = '"Trait&AOk-s"'  # « Traités » as the protocol writes it (RFC 3501, 5.1.3)


@pytest.mark.slow
@needs_dovecot
@pytest.mark.parametrize("more", ["", WITHOUT_MOVE])
def test_a_processed_message_can_be_moved_and_it_alone(session: Session, more: str) -> None:
    with running(more) as server:
        user = server.user()
        server.create(user, TREATED)
        server.deliver(user, message("Ancien"), at=IN_TIME.timestamp() - 40 * 86400)
        with server.talk(user) as client:
            client.store("1", "+FLAGS", r"(\Deleted)")
        server.deliver(user, message("Un"), message("Deux"), at=IN_TIME.timestamp())

        mailbox = access(server, user, move_to="Traités")
        done = fetch_mail(session, mailbox, since=dt.date(2019, 12, 1))
        again = fetch_mail(session, mailbox, since=dt.date(2019, 12, 1))

        assert (done.taken, done.marked, done.warnings) == (2, 2, ())
        assert (again.taken, again.known, again.marked) == (0, 0, 0)
        assert server.flags(user) == [r"\Deleted"]
        assert server.flags(user, TREATED) == ["", ""]
    assert [fact["how"] for fact in events(session, "mail.marked")] == ["move", "move"]


@pytest.mark.slow
@needs_dovecot
def test_what_the_server_cannot_move_safely_is_not_taken(session: Session) -> None:
    with running("protocol imap {\n  imap_capability = IMAP4rev1\n}") as server:
        user = server.user()
        server.create(user, TREATED)
        server.deliver(user, message("Un"))

        with pytest.raises(MailServerUnfit, match="MOVE"):
            fetch_mail(session, access(server, user, move_to="Traités"))

        assert server.flags(user) == [""]
    assert received(session) == []


@pytest.mark.slow
@needs_dovecot
def test_what_cannot_be_marked_is_not_taken(server: Server, session: Session) -> None:
    user = server.user()
    server.deliver(user, message("Un"))

    with pytest.raises(MailServerUnfit, match="« Autre »"):
        fetch_mail(session, access(server, user, move_to="Autre"))

    assert server.flags(user) == [""]
    assert received(session) == []


@pytest.mark.slow
@needs_dovecot
def test_a_message_that_cannot_be_moved_is_kept_and_moved_at_the_next_round(
    server: Server, session: Session
) -> None:
    user = server.user()
    server.create(user, TREATED)
    server.deliver(user, message("Un"))
    folder = server.home / "mail" / user / ".Trait&AOk-s"
    mailbox = access(server, user, move_to="Traités")
    inner = [folder, *(folder / name for name in ("cur", "new", "tmp"))]
    for one in inner:
        one.chmod(0o500)
    try:
        done = fetch_mail(session, mailbox)
    finally:
        for one in inner:
            one.chmod(0o700)

    again = fetch_mail(session, mailbox)

    assert (done.taken, done.marked) == (1, 0)
    assert "[REC-39]" in done.warnings[0]
    assert (again.taken, again.marked, again.warnings) == (0, 1, ())
    assert len(received(session)) == 1


@pytest.mark.slow
@needs_dovecot
def test_a_message_of_30_mb_is_taken_and_one_over_the_limit_is_told_and_left(
    server: Server, session: Session
) -> None:
    user = server.user()
    large = message("Photographies") + (b"x" * 76 + b"\r\n") * (30 * 1024**2 // 78)
    small = message("Petit")
    server.deliver(user, large, small)

    first = fetch_mail(session, access(server, user, largest_mb=20))
    second = fetch_mail(session, access(server, user))

    assert (first.taken, first.marked) == (1, 1)
    assert "[REC-37]" in first.warnings[0]
    assert (second.taken, second.marked) == (1, 1)
    assert received(session) == [small, large]


@pytest.mark.slow
@needs_dovecot
def test_a_line_cut_while_fetching_loses_nothing(server: Server, session: Session) -> None:
    user = server.user()
    sent = [message("Un", WORD), message("Deux", WORD), message("Trois", WORD)]
    server.deliver(user, *sent)

    with cut_after(server.tls, len(sent[0]) * 2) as port:
        done = fetch_mail(session, access(server, user, port=port))
        again = fetch_mail(session, access(server, user, port=port))

    assert "[REC-35]" in done.warnings[0]
    assert 0 < done.taken < 3
    assert (again.taken, again.warnings) == (3 - done.taken, ())
    assert received(session) == sent
    assert server.flags(user) == [r"\Seen"] * 3


@pytest.mark.slow
@needs_dovecot
def test_a_message_that_cannot_be_kept_here_stays_unmarked_and_comes_at_the_next_round(
    server: Server, session: Session, tmp_path: Path
) -> None:
    user = server.user()
    server.deliver(user, message("Un"))
    shelf = tmp_path / "state" / "files" / "tmp"
    shelf.parent.mkdir(exist_ok=True)
    shelf.touch()  # where a folder is wanted

    done = fetch_mail(session, access(server, user))
    before = server.flags(user)
    shelf.unlink()
    again = fetch_mail(session, access(server, user))

    assert "[REC-38]" in done.warnings[0]
    assert (done.taken, before) == (0, [""])
    assert (again.taken, again.marked, again.warnings) == (1, 1, ())


@pytest.mark.slow
@needs_dovecot
@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_an_unknown_certificate_is_refused_before_the_password_is_said(
    server: Server, session: Session, security: str
) -> None:
    port = server.tls if security == "ssl" else server.plain
    settings = {"host": "localhost", "user": server.user(), "port": port, "security": security}
    account = Account.model_validate(settings)

    with pytest.raises(MailServerDistrusted) as refusal:
        fetch_mail(session, Access(account, SecretStr(PASSWORD)))

    assert "signé par lui-même" in str(refusal.value)
    assert "Login:" not in _log_of(server, account.user)


def _log_of(server: Server, user: str) -> str:
    lines = (server.home / "log").read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if f"user=<{user}>" in line)


@pytest.mark.slow
@needs_dovecot
def test_a_certificate_in_another_name_is_refused(server: Server, session: Session) -> None:
    with pytest.raises(MailServerDistrusted, match="autre serveur"):
        fetch_mail(session, access(server, server.user(), host="127.0.0.1"))


@pytest.mark.slow
@needs_dovecot
def test_starttls_and_accents_in_a_password_are_understood(
    server: Server, session: Session
) -> None:
    settings = {"host": "localhost", "port": server.plain, "security": "starttls"}
    account = Account.model_validate({**settings, "user": "accents"})

    found = preview(session, Access(account, SecretStr(ACCENTED), server.certificate), None)

    assert found == ()


@pytest.mark.slow
@needs_dovecot
def test_a_server_without_starttls_is_told_nothing(session: Session) -> None:
    with running("ssl = no") as server:
        account = access(server, server.user(), port=server.plain, security="starttls")

        with pytest.raises(MailServerUnreachable, match="STARTTLS"):
            fetch_mail(session, account)

        assert "Login:" not in _log_of(server, account.account.user)


@pytest.mark.slow
@needs_dovecot
def test_a_wrong_password_is_said_so_and_shown_nowhere(server: Server, session: Session) -> None:
    right = access(server, server.user())
    wrong = Access(right.account, SecretStr("tout-autre-chose"), right.authorities)

    with pytest.raises(MailLoginRefused) as refusal:
        fetch_mail(session, wrong)

    shown = f"{refusal.value!s}{refusal.value!r}{refusal.value.__context__!r}{wrong!r}"
    assert "tout-autre-chose" not in shown


@pytest.mark.slow
@needs_dovecot
def test_a_missing_folder_is_told_with_those_that_exist(server: Server, session: Session) -> None:
    user = server.user()
    server.create(user, "Candidatures")

    with pytest.raises(MailFolderMissing, match="« Candidatures »"):
        fetch_mail(session, access(server, user, folder="Dossiers"))


@pytest.mark.slow
@needs_dovecot
def test_a_preview_shows_the_messages_and_changes_nothing(
    server: Server,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = server.user()
    server.deliver(user, message("Été \x1b[2J à Lens"), at=IN_TIME.timestamp())
    configure(tmp_path, _settings(server, user))
    monkeypatch.setenv("CANDIDATURES_IMAP_PASSWORD", PASSWORD)

    status = run(main, ["fetch-mail", CAMPAIGN, "--workspace", str(tmp_path), "--dry-run"])
    out = capsys.readouterr().out
    monkeypatch.setenv("CANDIDATURES_IMAP_PASSWORD", PASSWORD)
    run(main, ["fetch-mail", CAMPAIGN, "--workspace", str(tmp_path), "--dry-run", "--json"])
    (told,) = json.loads(capsys.readouterr().out)

    assert status == 0
    assert "Anne Dupuis <anne@example.org>" in out
    assert "Été [2J à Lens" in out
    assert told["arrived"] == "2019-12-13T09:30:00+00:00"
    assert "anne" not in str(told)
    assert server.flags(user) == [""]


def _settings(server: Server, user: str) -> str:
    return (
        f'host = "localhost"\nport = {server.tls}\nuser = "{user}"\n'
        f'ca_file = "{server.certificate}"\n'
    )


ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@needs_dovecot
def test_the_password_reaches_no_output_and_no_file(server: Server, tmp_path: Path) -> None:
    user = server.user()
    server.deliver(user, message("Un"))
    configure(tmp_path, _settings(server, user))

    child = subprocess.run(
        [sys.executable, "-m", "pipeline", "fetch-mail", CAMPAIGN, "--workspace", str(tmp_path)],
        env={**os.environ, "CANDIDATURES_IMAP_PASSWORD": PASSWORD},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "1 message relevé, 1 marqué" in child.stdout
    assert PASSWORD not in child.stdout + child.stderr
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert PASSWORD.encode() not in written


# The child dies a moment after its nth word to the server, step in a file or child process.
_KILLED = """
import os, signal, sys, threading
steps, pause = int(sys.argv.pop(1)), float(sys.argv.pop(1))
left, begun = steps, False
def count(event, args):
    global left, begun
    begun = begun or event == "imaplib.open"
    if begun and event in ("imaplib.send", "open", "os.rename", "os.mkdir", "os.remove"):
        left -= 1
        if left == 0:
            threading.Timer(pause, os.kill, (os.getpid(), signal.SIGKILL)).start()
sys.addaudithook(count)
from pipeline.cli import main
main()
"""
# More of them on demand: each run costs seconds.
KILLS = int(os.environ.get("MAIL_KILLS", "5"))


@pytest.mark.slow
@needs_dovecot
@pytest.mark.parametrize("where", ["flag", "move"])
def test_kills_at_any_instant_lose_no_message_and_take_none_twice(
    server: Server, tmp_path: Path, where: str
) -> None:
    user = server.user()
    sent = [message(f"Message {rank}", *([WORD] if rank % 3 == 0 else [])) for rank in range(6)]
    server.create(user, TREATED)
    server.deliver(user, *sent)
    more = 'move_to = "Traités"\n' if where == "move" else ""
    configure(tmp_path, _settings(server, user) + more)
    chance = random.Random(f"{where} 7")  # noqa: S311 -- instants, no secrets
    killed = 0

    for rank in range(KILLS):
        words = (str(chance.randint(1, 20 + 12 * (rank % 12))), str(chance.random() / 10))
        killed += _fetch_killed(tmp_path, words) == -signal.SIGKILL
    assert _fetch_killed(tmp_path, ("0", "0")) in (0, 1)

    assert killed >= KILLS // 3
    with open_session(tmp_path, CAMPAIGN) as session:
        assert sorted(received(session)) == sorted(sent)
        with session.store.reading() as shelf:
            rows = shelf.dossiers(CAMPAIGN)
            journal = shelf.journal(CAMPAIGN)
        assert [row.dossier.number for row in rows] == [f"PDN62-2019-{n:03d}" for n in range(1, 7)]
        assert len({row.receipt for row in rows}) == 6
        assert len(events(session, "mail.marked")) == 6
        assert audit.verify(session.workspace.journal(CAMPAIGN), journal) == ()
    if where == "flag":
        assert server.flags(user) == [r"\Seen"] * 6
    else:
        assert server.flags(user) == []
        assert len(server.flags(user, TREATED)) == 6


def _fetch_killed(workspace: Path, words: tuple[str, str]) -> int:
    return subprocess.run(
        [sys.executable, "-c", _KILLED, *words, "fetch-mail", CAMPAIGN, "--workspace", workspace],
        env={**os.environ, "CANDIDATURES_IMAP_PASSWORD": PASSWORD},
        cwd=ROOT,
        capture_output=True,
        check=False,
    ).returncode


@pytest.mark.slow
@needs_dovecot
def test_two_rounds_on_one_campaign_exclude_one_another(server: Server, session: Session) -> None:
    user = server.user()
    server.deliver(user, message("Un"))
    with hold(session.workspace, CAMPAIGN, "mail"), pytest.raises(AlreadyRunning):
        fetch_mail(session, access(server, user))

    assert fetch_mail(session, access(server, user)).marked == 1


# Without a server


def test_nobody_there_is_said_in_french(session: Session) -> None:
    account = Account(host="localhost", port=1, user="essai")

    with pytest.raises(MailServerUnreachable, match="la connexion est refusée"):
        fetch_mail(session, Access(account, SecretStr(PASSWORD)))


def test_a_server_that_says_nothing_is_not_waited_for(session: Session) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        account = Account(host="localhost", port=mute.getsockname()[1], user="essai", timeout=1)

        with pytest.raises(MailServerUnreachable, match="aucune réponse en 1 s"):
            fetch_mail(session, Access(account, SecretStr(PASSWORD)))


def test_without_settings_the_command_says_what_to_write_and_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run(main, ["fetch-mail", CAMPAIGN, "--workspace", str(tmp_path)])

    told = capsys.readouterr().err
    assert status == 2
    assert f"[{CAMPAIGN}]" in told
    assert str(tmp_path / "mail.toml") in told


def test_a_file_for_other_campaigns_is_no_setting(session: Session, tmp_path: Path) -> None:
    (tmp_path / "mail.toml").write_text('[autre]\nhost = "imap.example.org"\n', "utf-8")

    with pytest.raises(MailNotConfigured):
        access_of(session)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('host = "imap.example.org"', 1, "Il manque .*user"),
        ('host = "imap.example.org"\nusr = "a"\nuser = "a"', 3, "usr"),
        ('host = "imap.example.org"\nuser = "a"\nsecurity = "none"', 4, "chiffrement"),
        ('host = "h"\nuser = "a"\nsecurity = "tls"', 4, "ssl, starttls, none"),
        ('host = "h"\nuser = "a"\nflag = "Déjà vu"', 4, "marque"),
        ('host = "h"\nuser = "a"\nmove_to = "INBOX"', 4, "autre dossier"),
        ('host = "h"\nuser = "a"\nmove_to = "T"\nflag = "seen"', 5, "move_to"),
        ('host = "h"\nuser = "a"\nca_file = "absent.pem"', 4, "certificat"),
        ('host = "h"\nuser = "a"\nport = 0', 4, "port"),
        ('host = "h"\nuser = "a', 3, "guillemet"),
    ],
)
def test_wrong_settings_are_told_with_their_line_and_a_remedy(
    session: Session, tmp_path: Path, text: str, line: int, words: str
) -> None:
    configure(tmp_path, text)

    with pytest.raises(FaultyMailSettings, match=words) as fault:
        access_of(session)

    assert f"mail.toml, ligne {line}" in str(fault.value)


def test_plain_text_is_allowed_on_this_machine_alone(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(tmp_path, 'host = "127.0.0.1"\nuser = "a"\nsecurity = "none"')
    monkeypatch.setenv("CANDIDATURES_IMAP_PASSWORD", PASSWORD)

    assert access_of(session).account.door == 143


HERE = 'host = "localhost"\nuser = "a"\n'


def test_a_password_file_that_others_can_read_is_refused(session: Session, tmp_path: Path) -> None:
    configure(tmp_path, HERE + 'password_file = "mail.password"')
    file = tmp_path / "mail.password"
    file.write_text(f"{PASSWORD}\n")
    for mode in (0o640, 0o604, 0o660):
        file.chmod(mode)
        with pytest.raises(MailPasswordExposed, match="chmod 600") as refusal:
            access_of(session)
        assert PASSWORD not in str(refusal.value)

    file.chmod(0o600)

    assert access_of(session).password.get_secret_value() == PASSWORD


@pytest.mark.parametrize("content", [b"", b"\n", b"deux\nlignes\n", b"\xff\xfe\x00", b"x" * 5000])
def test_a_password_file_holds_one_line_of_text(
    session: Session, tmp_path: Path, content: bytes
) -> None:
    configure(tmp_path, HERE + 'password_file = "mail.password"')
    file = tmp_path / "mail.password"
    file.write_bytes(content)
    file.chmod(0o600)

    with pytest.raises(MailPasswordUnreadable):
        access_of(session)


def test_the_password_of_a_campaign_comes_before_that_of_all_and_neither_is_inherited(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(tmp_path, HERE)
    monkeypatch.setenv("CANDIDATURES_IMAP_PASSWORD", "celui-de-tous")
    monkeypatch.setenv("CANDIDATURES_IMAP_PASSWORD_PDN62_2019", PASSWORD)

    taken = access_of(session)
    child = subprocess.run(["/usr/bin/env"], capture_output=True, text=True, check=True)

    assert taken.password.get_secret_value() == PASSWORD
    assert "IMAP_PASSWORD" not in child.stdout
    assert PASSWORD not in repr(taken)


def test_without_a_password_the_command_says_where_to_write_it(
    session: Session, tmp_path: Path
) -> None:
    configure(tmp_path, HERE)

    with pytest.raises(NoMailPassword, match="CANDIDATURES_IMAP_PASSWORD"):
        access_of(session)
