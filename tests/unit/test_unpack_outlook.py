"""Outlook messages: attachments, names and dates, whatever the message omits."""

import datetime as dt
import struct
from pathlib import Path

import pytest

from pipeline.errors import Damaged
from pipeline.intake import Part, unpack
from tests.ole_files import Storage, compound
from tests.tnef_files import attachment as attached
from tests.tnef_files import tnef

PDF = b"%PDF-1.7\n"
SENT = dt.datetime(2019, 12, 13, 15, 42, tzinfo=dt.UTC)


def text(tag: str, value: str) -> tuple[str, bytes]:
    return f"__substg1.0_{tag}001F", value.encode("utf-16-le")


def attachment(name: str, data: bytes = PDF) -> Storage:
    return dict([text("3707", name), ("__substg1.0_37010102", data), properties(8)])


def properties(header: int, *, sent: dt.datetime | None = None) -> tuple[str, bytes]:
    table = b""
    if sent is not None:
        ticks = int((sent - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)).total_seconds()) * 10**7
        table = struct.pack("<IIQ", 0x00390040, 6, ticks)
    return "__properties_version1.0", bytes(header) + table


def opened(tmp_path: Path, message: Storage) -> tuple[Part, ...]:
    (tmp_path / "message.msg").write_bytes(compound(message))
    (tmp_path / "into").mkdir()
    return unpack(tmp_path / "message.msg", tmp_path / "into")


def test_the_attachments_of_a_message_are_parts(tmp_path: Path) -> None:
    parts = opened(
        tmp_path,
        {
            **dict([properties(32)]),
            "__attach_version1.0_#00000000": attachment("Dossier été.pdf"),
            "__attach_version1.0_#00000001": attachment("../note.rtf", b"{\\rtf1 }"),
        },
    )

    assert [(part.name, part.kind) for part in parts] == [
        ("Dossier été.pdf", "pdf"),
        ("note.rtf", "rtf"),
    ]
    assert parts[0].paths[0].read_bytes() == PDF


def test_the_message_tells_its_sender_subject_and_date(tmp_path: Path) -> None:
    facts = [
        text("0037", "Candidature"),
        text("0C1A", "Centre social"),
        text("0C1F", "/O=EXCHANGE/CN=X"),
        text("5D01", "accueil@example.org"),
        properties(32, sent=SENT),
    ]

    (part,) = opened(tmp_path, {**dict(facts), "__attach_version1.0_#0": attachment("a.pdf")})

    assert part.context is not None
    assert part.context.model_dump() == {
        "sender": "accueil@example.org",
        "sender_name": "Centre social",
        "subject": "Candidature",
        "sent": "2019-12-13T15:42:00+00:00",
        "received": None,
        "forwarded": False,
    }


def test_a_message_inside_a_message_is_opened(tmp_path: Path) -> None:
    inner = {
        **dict([properties(24), text("5D01", "accueil@example.org")]),
        "__attach_version1.0_#0": attachment("dossier.pdf"),
    }
    forwarded = {**dict([text("3001", "Notre dossier")]), "__substg1.0_3701000D": inner}

    (part,) = opened(tmp_path, {**dict([properties(32)]), "__attach_version1.0_#0": forwarded})

    assert (part.name, part.within, part.kind) == ("dossier.pdf", ("Notre dossier",), "pdf")
    assert part.context is not None
    assert part.context.sender == "accueil@example.org"


def test_an_attachment_of_an_unknown_code_page_keeps_its_bytes(tmp_path: Path) -> None:
    page = bytes(32) + struct.pack("<IIQ", 0x3FFD0003, 6, 950950)
    named = {"__substg1.0_3707001E": "été.pdf".encode("cp1252"), "__substg1.0_37010102": PDF}

    (part,) = opened(tmp_path, {"__properties_version1.0": page, "__attach_version1.0_#0": named})

    assert (part.name, part.paths[0].read_bytes()) == ("été.pdf", PDF)


def test_a_message_without_attachment_is_not_lost(tmp_path: Path) -> None:
    (part,) = opened(tmp_path, dict([properties(32)]))

    assert (part.kind, part.note) == ("outlook", "Ce message ne contient aucune pièce jointe.")


def test_a_message_cut_short_is_damaged(tmp_path: Path) -> None:
    whole = compound({**dict([properties(32)]), "__attach_version1.0_#0": attachment("a.pdf")})
    (tmp_path / "message.msg").write_bytes(whole[: len(whole) - 3 * 512])
    with (tmp_path / "message.msg").open("ab") as file:
        file.write("__properties_version1.0".encode("utf-16-le"))

    with pytest.raises(Damaged):
        unpack(tmp_path / "message.msg", tmp_path)


def test_the_stamp_of_the_last_server_is_taken_from_the_headers(tmp_path: Path) -> None:
    headers = "Received: from b by c; Fri, 13 Dec 2019 16:43:10 +0100\r\nFrom: a@example.org\r\n"
    facts = dict([text("007D", headers), properties(32)])

    (part,) = opened(tmp_path, {**facts, "__attach_version1.0_#0": attachment("a.pdf")})

    assert part.context is not None
    assert (part.context.received, part.context.sender) == (
        "2019-12-13T16:43:10+01:00",
        "a@example.org",
    )


def test_a_winmail_in_a_message_is_opened(tmp_path: Path) -> None:
    inner = tnef(attached("dossier.pdf", PDF))
    message = {**dict([properties(32)]), "__attach_version1.0_#0": attachment("winmail.dat", inner)}

    (part,) = opened(tmp_path, message)

    assert (part.name, part.within) == ("dossier.pdf", ("winmail.dat",))


def test_an_object_pasted_into_a_message_is_told_of(tmp_path: Path) -> None:
    pasted = {**dict([text("3001", "Feuille")]), "__substg1.0_3701000D": {"CONTENTS": b"x"}}

    (part,) = opened(tmp_path, {**dict([properties(32)]), "__attach_version1.0_#0": pasted})

    assert (part.name, part.code) == ("Feuille", "LEC-11")


def test_messages_nested_beyond_reason_are_told_of(tmp_path: Path) -> None:
    message: Storage = {**dict([properties(24)]), "__attach_version1.0_#0": attachment("a.pdf")}
    for _ in range(6):
        held = {**dict([text("3001", "TR")]), "__substg1.0_3701000D": message}
        message = {**dict([properties(24)]), "__attach_version1.0_#0": held}

    (part,) = opened(tmp_path, message)

    assert (part.name, part.code) == ("TR", "LEC-04")
