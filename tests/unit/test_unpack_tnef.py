"""Outlook's winmail.dat: attachments with their long names, messages inside, damage told."""

import datetime as dt
from email.message import EmailMessage
from pathlib import Path

import pytest

from pipeline.errors import Damaged
from pipeline.intake import Part, unpack
from tests.tnef_files import attachment, attribute, embedded, named, properties, tnef

PDF = b"%PDF-1.7\n"
SENT = dt.datetime(2019, 12, 13, 15, 42, tzinfo=dt.UTC)
LONG_NAME, BODY = 0x3707, 0x1000


def opened(tmp_path: Path, data: bytes) -> tuple[Part, ...]:
    (tmp_path / "winmail.dat").write_bytes(data)
    (tmp_path / "into").mkdir()
    return unpack(tmp_path / "winmail.dat", tmp_path / "into")


def test_an_attachment_has_its_long_name(tmp_path: Path) -> None:
    long_name = properties({LONG_NAME: "Dossier de candidature – été.pdf"})

    (part,) = opened(tmp_path, tnef(attachment("DOSSIE~1.PDF", PDF, long_name)))

    assert (part.name, part.kind) == ("Dossier de candidature – été.pdf", "pdf")
    assert part.paths[0].read_bytes() == PDF


def test_a_title_serves_where_no_long_name_is_given(tmp_path: Path) -> None:
    parts = opened(tmp_path, tnef(attachment("a.pdf", PDF), attachment("../b.rtf", b"{\\rtf1 }")))

    assert [(part.name, part.kind) for part in parts] == [("a.pdf", "pdf"), ("b.rtf", "rtf")]


def test_data_may_stand_among_the_properties(tmp_path: Path) -> None:
    told = properties({LONG_NAME: "dossier.pdf", 0x3701: PDF})

    (part,) = opened(tmp_path, tnef(attachment("x", None, told)))

    assert (part.name, part.paths[0].read_bytes()) == ("dossier.pdf", PDF)


def test_the_stream_tells_its_sender_subject_and_date(tmp_path: Path) -> None:
    data = tnef(attachment("a.pdf", PDF), subject="Dépôt", sender="a@example.org", sent=SENT)

    (part,) = opened(tmp_path, data)

    assert part.context is not None
    assert part.context.model_dump() == {
        "sender": "a@example.org",
        "sender_name": "Accueil",
        "subject": "Dépôt",
        "sent": "2019-12-13T15:42:00+00:00",
        "received": None,
        "forwarded": False,
    }


def test_a_property_with_a_name_is_passed_over(tmp_path: Path) -> None:
    told = named(0x0003, "Clé", 7) + properties({LONG_NAME: "long.pdf"})[4:]
    both = b"\2\0\0\0" + told[4:]

    (part,) = opened(tmp_path, tnef(attachment("a.pdf", PDF, both)))

    assert part.name == "long.pdf"


def test_a_property_of_an_unknown_type_does_not_hide_those_before_it(tmp_path: Path) -> None:
    told = b"\2\0\0\0" + properties({LONG_NAME: "long.pdf"})[4:] + b"\xff\x0f\x01\x30rest"

    (part,) = opened(tmp_path, tnef(attachment("a.pdf", PDF, told)))

    assert part.name == "long.pdf"


def test_a_message_attached_to_a_message_is_opened_with_its_own_sender(tmp_path: Path) -> None:
    inner = tnef(attachment("dossier.pdf", PDF), subject="Notre dossier", sender="b@example.org")

    (part,) = opened(tmp_path, tnef(attachment("Notre dossier", None, embedded(inner))))

    assert (part.name, part.within, part.kind) == ("dossier.pdf", ("Notre dossier",), "pdf")
    assert part.context is not None
    assert part.context.sender == "b@example.org"


def test_a_winmail_in_a_mail_is_opened_and_the_mail_says_when_it_came(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"] = "accueil@example.org"
    mail["Subject"] = "Candidature"
    mail["Date"] = "Fri, 13 Dec 2019 16:42:00 +0100"
    mail.set_content("Bonjour")
    data = tnef(attachment("dossier.pdf", PDF), sender="x@example.org")
    mail.add_attachment(data, "application", "ms-tnef", filename="winmail.dat")
    stamp = b"Received: from a by b; Fri, 13 Dec 2019 16:43:10 +0100\r\n"

    (part,) = opened(tmp_path, stamp + bytes(mail))

    assert (part.name, part.within) == ("dossier.pdf", ("winmail.dat",))
    assert part.context is not None
    assert part.context.sender == "accueil@example.org"
    assert part.context.received == "2019-12-13T16:43:10+01:00"


def test_an_inserted_object_is_told_of(tmp_path: Path) -> None:
    told = properties({LONG_NAME: "tableau"})

    (part,) = opened(tmp_path, tnef(attachment("tableau", None, told)))

    assert (part.name, part.kind, part.code) == ("tableau", "error", "LEC-11")


def test_a_stream_without_attachment_is_not_lost(tmp_path: Path) -> None:
    (part,) = opened(tmp_path, tnef(subject="Bonjour"))

    assert (part.kind, part.note) == ("tnef", "Ce message ne contient aucune pièce jointe.")


def test_zeros_at_the_end_are_no_damage(tmp_path: Path) -> None:
    (part,) = opened(tmp_path, tnef(attachment("a.pdf", PDF)) + bytes(37))

    assert part.name == "a.pdf"


def whole() -> bytes:
    return tnef(attachment("a.pdf", PDF, properties({LONG_NAME: "dossier.pdf"})))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(whole()[:-5], id="cut"),
        pytest.param(whole()[:8], id="cut in its first attribute"),
        pytest.param(whole().replace(PDF, b"%PDF-1.8\n"), id="a wrong sum"),
        pytest.param(whole() + b"\7rest of something", id="no such level"),
        pytest.param(
            tnef(attribute(2, 0x00069005, b"\xff\xff\xff\xff")), id="more properties than bytes"
        ),
    ],
)
def test_damage_is_told(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Damaged):
        opened(tmp_path, data)
