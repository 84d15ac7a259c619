"""The arrival register from what the bookkeeping holds: every file has a line, once."""

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest

from pipeline.cli import main
from pipeline.cli.french import run
from pipeline.errors import RegisterNotWritten
from pipeline.run.registering import make_register, write_register
from pipeline.run.session import Session, open_session
from pipeline.store.records import Drop, Entry, Member, Moved
from pipeline.tables.arrivals.entries import Delay, Piece, Register
from schemas.candidature import Answer, Extraction, Finding, Value
from schemas.kinship import Kinship
from schemas.reception import Attachment, DownloadLink

CAMPAIGN, LOTS = "pdn62-2019", "coordination-03-63-2024"
NOW = dt.datetime(2019, 12, 16, 8, 0, tzinfo=dt.UTC)
AT = "2019-12-16T08:00:00+00:00"
IN_TIME = "2019-12-12T09:00:00+00:00"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with open_session(tmp_path, CAMPAIGN, clock=lambda: NOW) as opened:
        opened.enrol()
        yield opened


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def member(name: str) -> Member:
    return Member(name=name.encode(), sha256=digest(name), size=len(name))


def entry(
    file: str,
    part: str | None = None,
    *,
    pieces: Sequence[Member] = (),
    state: str = "recevable",
    of: str | None = None,
    received_at: str = IN_TIME,
    values: dict[str, Value] | None = None,
    findings: tuple[Finding, ...] = (),
) -> Entry:
    fields = {key: Answer(value=value) for key, value in (values or {}).items()}
    return Entry(
        extraction=Extraction(
            file=file,
            part=part,
            sha256=digest(file),
            reader="word",
            outcome="ok",
            fields=fields,
            findings=findings,
        ),
        content_sha256=digest(f"{file} {part}"),
        pieces=tuple(pieces),
        state=state,
        channel="depot",
        sender=None,
        received_at=received_at,
        received_from="file",
        late_by=0,
        of=of,
    )


def attachment(name: str, role: str = "dossier", *within: str, sha256: str = "") -> Attachment:
    return Attachment.model_validate(
        {
            "name": name,
            "within": within,
            "kind": "word",
            "size": 3,
            "sha256": sha256 or digest(name),
            "role": role,
            "reason": "Essai.",
        }
    )


def receive(
    session: Session,
    name: str,
    *entries: Entry,
    members: Sequence[str] = (),
    attachments: Sequence[Attachment] = (),
    links: Sequence[DownloadLink] = (),
    examined: bool = True,
) -> tuple[str, ...]:
    """Receive a drop, a folder if it has members, and number what was found in it."""
    drop = Drop(
        inbox_name=name.encode(),
        sha256=digest(name),
        is_folder=bool(members),
        modified_ns=1,
        members=tuple(map(member, members)) or (member(name),),
    )
    with session.store.transaction() as ledger:
        receipt = ledger.receive(session.id, drop, at=AT)
        if not examined:
            return ()
        return ledger.register(
            receipt, entries, at=AT, reader_version="1", attachments=attachments, links=links
        )


def told(session: Session) -> Register:
    return make_register(session).register


def shown(pieces: Sequence[Piece]) -> list[tuple[str, str, tuple[str, ...]]]:
    short = [tuple(number[-3:] for number in piece.dossiers) for piece in pieces]
    return [(one.name, one.role, numbers) for one, numbers in zip(pieces, short, strict=True)]


def rows(session: Session) -> list[dict[str, str]]:
    text = (session.outbox / "registre.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_register_is_written_once_and_left_alone_while_nothing_arrives(
    session: Session,
) -> None:
    receive(session, "a.docx", entry("a.docx"))

    first = write_register(session)
    before = (session.outbox / "registre.xlsx").stat().st_mtime_ns
    again = write_register(session)

    assert (first, again) == (True, False)
    assert (session.outbox / "registre.xlsx").stat().st_mtime_ns == before
    assert [row["N°"] for row in rows(session)] == ["PDN62-2019-001"]


def test_a_new_arrival_and_a_change_of_state_are_told(session: Session) -> None:
    receive(session, "a.docx", entry("a.docx"))
    write_register(session)
    receive(session, "b.docx", entry("b.docx"))

    arrived = write_register(session)
    with session.store.transaction() as ledger:
        (row, _) = ledger.dossiers(session.id)
        moved = Moved(before="recevable", state="remplace", of="PDN62-2019-002")
        ledger.move(session.id, row, moved, actor="pipeline", at=AT)
    changed = write_register(session)

    states = [(row["État"], row["Lien avec un autre dossier"]) for row in rows(session)]
    assert (arrived, changed) == (True, True)
    assert states == [("remplacé", "remplacé par PDN62-2019-002"), ("recevable", "remplace 001")]


def test_a_relation_worked_out_anew_is_told_though_it_leaves_no_event(session: Session) -> None:
    first, second = receive(session, "z.zip", entry("z.zip", "a"), entry("z.zip", "b"))
    write_register(session)
    kinship = Kinship(kind="texte", older=first, newer=second, reason="Mêmes phrases.")
    with session.store.transaction() as ledger:
        ledger.relate(session.id, [kinship])

    assert write_register(session) is True
    assert rows(session)[0]["Lien avec un autre dossier"].endswith("autre structure\u00a0: 002")


def test_an_accepted_delay_says_who_when_and_why(session: Session) -> None:
    (number,) = receive(session, "a.docx", entry("a.docx", received_at="2019-12-13T23:02:10+00:00"))
    with session.store.transaction() as ledger:
        ledger.excuse(session.id, number, reason="panne du réseau", actor="o.fictive", at=AT)

    write_register(session)

    assert rows(session)[0]["Délai"].replace("\u00a0", " ") == (
        "en retard de 3 min, retard accepté par o.fictive le 16/12/2019 à 9 h 00 : panne du réseau"
    )


def test_a_dossier_is_late_for_the_lots_that_it_names(tmp_path: Path) -> None:
    values: dict[str, Value] = {
        "candidature.modules": ("module_1", "module_2"),
        "candidature.departements": ("allier",),
    }
    with open_session(tmp_path, LOTS, clock=lambda: NOW) as session:
        session.enrol()
        late = entry("a.docx", received_at="2024-03-18T00:00:00+01:00", values=values)
        receive(session, "a.docx", late)
        register = told(session)

    title = "Module 1 – Coordination du réseau, Allier"
    assert register.arrived[0].delays == (Delay(minutes=1, lots=(title,)),)
    assert [(one.at.isoformat(), len(one.lots)) for one in register.closings] == [
        ("2024-04-28T23:59:59+02:00", 0),
        ("2024-03-17T23:59:59+01:00", 2),
        ("2024-04-28T23:59:59+02:00", 2),
    ]


def test_a_drop_that_is_no_container_is_one_line(session: Session) -> None:
    why = Finding(code="LEC-01", severity="error", message="Un mot de passe est demandé.")
    receive(session, "a.docx", entry("a.docx"))
    receive(session, "b.pdf", entry("b.pdf", state="illisible", findings=(why,)))
    receive(session, "c.docx", entry("c.docx", state="hors_sujet"))

    pieces = told(session).pieces

    assert shown(pieces) == [
        ("a.docx", "dossier", ("001",)),
        ("b.pdf", "illisible", ("002",)),
        ("c.docx", "piece", ("003",)),
    ]
    assert pieces[1].reason == "Un mot de passe est demandé."


def test_a_drop_that_is_not_yet_examined_has_its_line(session: Session) -> None:
    receive(session, "a.docx", examined=False)

    register = told(session)

    assert shown(register.pieces) == [("a.docx", "attente", ())]
    assert register.arrived == ()


def test_every_file_of_a_container_has_its_line_after_the_container(session: Session) -> None:
    found = (attachment("dossier.docx"), attachment("charte.pdf", "charte"))
    found += (attachment("image001.png", "bruit"),)
    receive(
        session,
        "m.eml",
        entry("m.eml", "dossier.docx", pieces=[member("dossier.docx")]),
        attachments=found,
    )

    register = told(session)

    assert shown(register.pieces) == [
        ("m.eml", "contenant", ()),
        ("dossier.docx", "dossier", ("001",)),
        ("charte.pdf", "charte", ("001",)),
        ("image001.png", "bruit", ("001",)),
    ]
    assert [one.within for one in register.pieces] == [(), ("m.eml",), ("m.eml",), ("m.eml",)]
    assert register.arrived[0].roles == {"dossier": 1, "charte": 1, "bruit": 1}


def test_a_piece_goes_with_the_dossier_nearest_to_it(session: Session) -> None:
    found = (
        attachment("a.docx", "dossier", "Foyer"),
        attachment("b.docx", "dossier", "Club"),
        attachment("charte.pdf", "charte", "Club"),
        attachment("annexe.pdf", "piece"),
        attachment("logo.png", "bruit"),
    )
    dossiers = [entry("z.zip", name, pieces=[member(name)]) for name in ("a.docx", "b.docx")]
    receive(session, "z.zip", *dossiers, attachments=found)

    assert shown(told(session).pieces)[1:] == [
        ("a.docx", "dossier", ("001",)),
        ("b.docx", "dossier", ("002",)),
        ("charte.pdf", "charte", ("002",)),
        ("annexe.pdf", "piece", ("001", "002")),
        ("logo.png", "bruit", ()),
    ]


def test_the_same_document_twice_in_a_container_is_two_dossiers(session: Session) -> None:
    same = member("a.docx")
    found = [attachment(name, sha256=same.sha256) for name in ("a.docx", "copie.docx")]
    dossiers = [entry("z.zip", name, pieces=[same]) for name in ("a.docx", "copie.docx")]
    receive(session, "z.zip", *dossiers, attachments=found)

    assert shown(told(session).pieces)[1:] == [
        ("a.docx", "dossier", ("001",)),
        ("copie.docx", "dossier", ("002",)),
    ]


def test_a_folder_of_which_nothing_is_noted_shows_its_members_all_the_same(
    session: Session,
) -> None:
    pages = [member("page-1.jpg"), member("page-2.jpg")]
    receive(
        session,
        "scan",
        entry("scan", "pages", pieces=pages),
        members=("page-1.jpg", "page-2.jpg", "lisez.txt"),
    )

    register = told(session)

    assert shown(register.pieces) == [
        ("scan", "contenant", ()),
        ("page-1.jpg", "dossier", ("001",)),
        ("page-2.jpg", "dossier", ("001",)),
        ("lisez.txt", "piece", ()),
    ]
    assert (register.drops, len(register.files)) == (1, 3)


def test_a_download_is_done_once_the_dossier_came(session: Session) -> None:
    link = DownloadLink(host="drop.example.org", where="Trop lourd", until="2020-01-11")
    (waits,) = receive(session, "m.eml", entry("m.eml", state="a_telecharger"), links=[link])
    before = told(session).tasks
    (came,) = receive(session, "a.docx", entry("a.docx"))
    with session.store.transaction() as ledger:
        row = ledger.dossiers(session.id)[0]
        moved = Moved(before="a_telecharger", state="remplace", of=came)
        ledger.move(session.id, row, moved, actor="pipeline", at=AT)

    after = told(session).tasks

    assert [(task.dossiers, task.done) for task in (*before, *after)] == [
        ((waits,), ()),
        ((waits,), (came,)),
    ]


def test_a_register_that_a_person_has_worked_in_is_set_aside(session: Session) -> None:
    receive(session, "a.docx", entry("a.docx"))
    write_register(session)
    mine = session.outbox / "registre.xlsx"
    mine.write_bytes(b"annotated")
    receive(session, "b.docx", entry("b.docx"))

    write_register(session)

    assert (session.outbox / "registre_modifie.xlsx").read_bytes() == b"annotated"
    assert openpyxl.load_workbook(mine).sheetnames[0] == "Registre"


def test_a_register_that_was_taken_away_is_written_again(session: Session) -> None:
    receive(session, "a.docx", entry("a.docx"))
    write_register(session)
    (session.outbox / "registre.csv").unlink()

    assert write_register(session) is True
    assert len(rows(session)) == 1


def test_a_database_put_back_from_a_copy_is_told(session: Session, tmp_path: Path) -> None:
    receive(session, "a.docx", entry("a.docx"))
    receive(session, "b.docx", entry("b.docx"))
    write_register(session)
    with open_session(tmp_path / "copie", CAMPAIGN, clock=lambda: NOW) as older:
        older.enrol()
        receive(older, "c.docx", entry("c.docx"))
        for folder in ("outbox", "state/registers"):
            target = older.workspace.root / folder
            (session.workspace.root / folder).rename(target)

        assert write_register(older) is True
        assert [row["Fichier"] for row in rows(older)] == ["c.docx"]


def test_a_register_that_cannot_be_replaced_is_said_and_tried_again(session: Session) -> None:
    receive(session, "a.docx", entry("a.docx"))
    (session.outbox / "registre.xlsx" / "occupé").mkdir(parents=True)

    with pytest.raises(RegisterNotWritten):
        write_register(session)
    (session.outbox / "registre.xlsx" / "occupé").rmdir()
    (session.outbox / "registre.xlsx").rmdir()

    assert write_register(session) is True


def test_the_command_writes_the_register_and_counts_in_french(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = Finding(code="HORS_DELAI", severity="warning", message="Reçu après la clôture.")
    with open_session(tmp_path, CAMPAIGN, clock=lambda: NOW) as session:
        session.enrol()
        after = "2019-12-14T09:00:00+00:00"
        receive(session, "a.docx", entry("a.docx", received_at=after, findings=(late,)))

    status = run(main, ["register", CAMPAIGN, "--workspace", str(tmp_path)])
    said = capsys.readouterr().out.replace("\u00a0", " ").splitlines()
    run(main, ["register", CAMPAIGN, "--workspace", str(tmp_path), "--json"])
    result = json.loads(capsys.readouterr().out)

    assert status == 0
    assert said[:3] == [
        "1 dossier en 1 dépôt, 1 fichier.",
        "  1 complet",
        "En retard : PDN62-2019-001.",
    ]
    assert (result["states"], result["late"]) == ({"recevable": 1}, ["PDN62-2019-001"])
    assert [Path(path).name for path in result["written"]] == ["registre.xlsx", "registre.csv"]
