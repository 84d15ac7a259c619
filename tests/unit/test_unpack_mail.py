"""Mails: attachments whatever their disposition, nesting and way of naming."""

import base64
import binascii
import io
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image

from pipeline.errors import Damaged, TooLarge
from pipeline.intake import Part, unpack

PDF = b"%PDF-1.7\n"
DATA = Path(__file__).parent.parent / "data"


def letter(subject: str = "Candidature") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = '"Centre social, Lens" <accueil@example.org>'
    mail["To"] = "candidatures@example.org"
    mail["Subject"] = subject
    mail["Date"] = "Fri, 13 Dec 2019 16:42:00 +0100"
    mail.set_content("Bonjour,\n\nvoici notre dossier.\n")
    mail.add_alternative("<p>Bonjour</p>", subtype="html")
    return mail


def attach(mail: EmailMessage, data: bytes, name: str, disposition: str = "attachment") -> None:
    kind, subtype = ("image", "png") if name.endswith(".png") else ("application", "pdf")
    mail.add_attachment(data, kind, subtype, filename=name, disposition=disposition)


def raw(*headers: str, body: bytes = b"JVBERi0xLjcK") -> bytes:
    """Write by hand a mail with one attachment whose headers no library would write."""
    lines = ["From: a@example.org", "Subject: x", "MIME-Version: 1.0"]
    lines += ['Content-Type: multipart/mixed; boundary="b"', "", "--b", *headers, ""]
    return "\r\n".join([*lines, ""]).encode("utf-8") + body + b"\r\n--b--\r\n"


def picture(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (width, height), 255).save(buffer, "PNG")
    return buffer.getvalue()


def opened(tmp_path: Path, data: bytes) -> tuple[Part, ...]:
    (tmp_path / "message.eml").write_bytes(data)
    (tmp_path / "into").mkdir()
    return unpack(tmp_path / "message.eml", tmp_path / "into")


@pytest.mark.parametrize("disposition", ["attachment", "inline", ""])
def test_an_attachment_counts_whatever_its_disposition(tmp_path: Path, disposition: str) -> None:
    headers = ["Content-Type: application/pdf; name=dossier.pdf"]
    headers += ["Content-Transfer-Encoding: base64"]
    headers += [f"Content-Disposition: {disposition}"] if disposition else []

    (part,) = opened(tmp_path, raw(*headers))

    assert (part.name, part.kind, part.paths[0].read_bytes()) == ("dossier.pdf", "pdf", PDF)


def test_an_empty_disposition_is_no_obstacle(tmp_path: Path) -> None:
    headers = ["Content-Type: application/pdf", "Content-Transfer-Encoding: base64"]

    (part,) = opened(tmp_path, raw(*headers, "Content-Disposition:"))

    assert (part.name, part.kind) == ("sans nom.pdf", "pdf")


@pytest.mark.parametrize(
    "parameter",
    [
        "filename*=utf-8''Dossier%20%C3%A9t%C3%A9.pdf",
        "filename*0*=utf-8''Dossier%20; filename*1*=%C3%A9t%C3%A9.pdf",
        'filename="=?utf-8?B?RG9zc2llciDDqXTDqS5wZGY=?="',
        'filename="=?iso-8859-1?Q?Dossier_=E9t=E9.pdf?="',
        'filename="Dossier été.pdf"',
        'filename="C:\\\\Users\\\\x\\\\Dossier été.pdf"',
        'filename="../../Dossier été.pdf"',
    ],
)
def test_a_file_name_is_read_in_every_manner(tmp_path: Path, parameter: str) -> None:
    headers = ["Content-Type: application/pdf", "Content-Transfer-Encoding: base64"]

    (part,) = opened(tmp_path, raw(*headers, f"Content-Disposition: attachment; {parameter}"))

    assert part.name == "Dossier été.pdf"


def test_a_raw_windows_file_name_is_read(tmp_path: Path) -> None:
    data = raw("Content-Type: application/pdf", 'Content-Disposition: inline; filename="été.pdf"')

    (part,) = opened(tmp_path, data.replace("été".encode(), "été".encode("cp1252")))

    assert part.name == "été.pdf"


def test_the_mail_tells_its_sender_subject_and_dates(tmp_path: Path) -> None:
    mail = letter("Candidature – Médiathèque")
    attach(mail, PDF, "dossier.pdf")
    stamp = b"Received: from a by b; Fri, 13 Dec 2019 16:43:10 +0100\r\n"

    (part,) = opened(tmp_path, stamp + bytes(mail))

    assert part.context is not None
    assert part.context.model_dump() == {
        "sender": "accueil@example.org",
        "sender_name": "Centre social, Lens",
        "subject": "Candidature – Médiathèque",
        "sent": "2019-12-13T16:42:00+01:00",
        "received": "2019-12-13T16:43:10+01:00",
        "forwarded": False,
    }


def test_a_forwarded_mail_is_opened_with_its_own_sender(tmp_path: Path) -> None:
    inner = letter("Notre dossier")
    attach(inner, PDF, "dossier.pdf")
    outer = EmailMessage()
    outer["From"] = "relais@example.org"
    outer["Subject"] = "TR"
    outer.set_content("Pour suite")
    outer.add_attachment(inner)

    (part,) = opened(tmp_path, bytes(outer))

    assert (part.name, part.within) == ("dossier.pdf", ("Notre dossier",))
    assert part.context is not None
    assert part.context.sender == "accueil@example.org"


def test_page_photographs_are_one_dossier_and_the_logo_is_none(tmp_path: Path) -> None:
    mail = letter()
    attach(mail, picture(1200, 200), "image001.png", "inline")
    for name in ("IMG_10.png", "IMG_9.png"):
        attach(mail, picture(900, 1200), name)

    logo, pages = opened(tmp_path, bytes(mail))

    assert (logo.name, logo.kind, len(logo.paths)) == ("image001.png", "image", 1)
    assert (pages.name, pages.kind, len(pages.paths)) == ("IMG_9.png", "image", 2)


def test_photographs_of_two_mails_of_one_subject_are_two_dossiers(tmp_path: Path) -> None:
    outer = letter("TR")
    for _ in range(2):
        inner = letter("Candidature")
        attach(inner, picture(900, 1200), "photo.png")
        outer.add_attachment(inner)

    parts = opened(tmp_path, bytes(outer))

    assert [(part.name, len(part.paths)) for part in parts] == [
        ("photo.png", 1),
        ("photo.png (2)", 1),
    ]


def test_a_mail_without_attachment_is_not_lost(tmp_path: Path) -> None:
    (part,) = opened(tmp_path, bytes(letter()))

    assert (part.name, part.kind, part.note) == (
        None,
        "mail",
        "Ce message ne contient aucune pièce jointe.",
    )


def test_malformed_headers_do_not_hide_the_attachment(tmp_path: Path) -> None:
    data = raw(
        "Content-Type: application/pdf; name*=x'y; =;;",
        "Content-Disposition: attachment; filename*=''%; filename*9=",
        "Content-Transfer-Encoding: base64",
    )

    (part,) = opened(tmp_path, data.replace(b"From: a@", b"Date: hier\r\nFrom: <<a@,;\r\nX: @"))

    assert part.kind == "pdf"


def test_an_empty_attachment_is_a_part(tmp_path: Path) -> None:
    mail = letter()
    attach(mail, b"", "dossier.pdf")

    (part,) = opened(tmp_path, bytes(mail))

    assert (part.name, part.kind) == ("dossier.pdf", "empty")


def test_the_last_server_s_stamp_is_the_one_that_can_be_read(tmp_path: Path) -> None:
    mail = letter()
    attach(mail, PDF, "dossier.pdf")
    stamps = (
        b"Received: from c by d; hier\r\n"
        b"Received: from b by c; Fri, 13 Dec 2019 23:58:10 +0100 (CET)\r\n"
        b"Received: from a by b; Fri, 13 Dec 2019 16:43:10 +0100\r\n"
    )

    (part,) = opened(tmp_path, stamps + bytes(mail))

    assert part.context is not None
    assert part.context.received == "2019-12-13T23:58:10+01:00"


def test_a_forwarded_mail_counts_with_its_own_stamp(tmp_path: Path) -> None:
    inner = letter("Notre dossier")
    attach(inner, PDF, "dossier.pdf")
    inner["Received"] = "from a by b; Fri, 13 Dec 2019 16:43:10 +0100"
    outer = letter("TR: Notre dossier")
    outer.add_attachment(inner)
    stamp = b"Received: from c by d; Tue, 17 Dec 2019 09:00:00 +0100\r\n"

    (part,) = opened(tmp_path, stamp + bytes(outer))

    assert part.context is not None
    assert part.context.received == "2019-12-13T16:43:10+01:00"
    assert part.context.forwarded


def test_a_mail_attached_as_plain_bytes_is_opened(tmp_path: Path) -> None:
    inner = letter("Notre dossier")
    attach(inner, PDF, "dossier.pdf")
    outer = letter("TR")
    outer.add_attachment(bytes(inner), "application", "octet-stream", filename="message.eml")

    (part,) = opened(tmp_path, bytes(outer))

    assert (part.name, part.within) == ("dossier.pdf", ("message.eml",))


def test_a_mail_attached_in_base64_is_opened(tmp_path: Path) -> None:
    inner = letter("Notre dossier")
    attach(inner, PDF, "dossier.pdf")
    headers = ["Content-Type: message/rfc822", "Content-Transfer-Encoding: base64"]

    (part,) = opened(tmp_path, raw(*headers, body=base64.encodebytes(bytes(inner))))

    assert (part.name, part.kind) == ("dossier.pdf", "pdf")


def test_mails_forwarded_four_times_are_opened(tmp_path: Path) -> None:
    mail = letter("0")
    attach(mail, PDF, "dossier.pdf")
    for turn in range(1, 5):
        outer = letter(str(turn))
        outer.add_attachment(mail)
        mail = outer

    (part,) = opened(tmp_path, bytes(mail))

    assert (part.name, part.within) == ("dossier.pdf", ("3", "2", "1", "0"))


def test_a_file_written_into_the_text_is_an_attachment(tmp_path: Path) -> None:
    lines = b"".join(binascii.b2a_uu(PDF[at : at + 45]) for at in range(0, len(PDF), 45))
    head = b"From: a@example.org\nSubject: x\n\nBonjour\n\n"

    (part,) = opened(tmp_path, head + b"begin 644 dossier.pdf\n" + lines + b"`\nend\n")

    assert (part.name, part.paths[0].read_bytes()) == ("dossier.pdf", PDF)


def test_a_text_made_of_beginnings_holds_no_file(tmp_path: Path) -> None:
    mail = b"From: a@example.org\nSubject: x\n\n" + b"begin 644 x\n" * 90_000

    (part,) = opened(tmp_path, mail)

    assert part.kind == "mail"


@pytest.mark.parametrize("name", ["From", "Date", "Subject", "Content-Type", "To"])
@pytest.mark.parametrize("value", [b"(" * 50_000, b"=?utf-8?Q?a?=\n " * 9000, b"a;\n a*1=b" * 9000])
def test_a_header_made_to_break_readers_breaks_none(
    tmp_path: Path, name: str, value: bytes
) -> None:
    mail = b"Message-ID: <x>\nReply-To: a@example.org\n%s: %s\n\nBonjour\n" % (name.encode(), value)

    (part,) = opened(tmp_path, mail)

    assert len(part.paths) == 1


def test_every_mail_of_a_mailbox_is_opened(tmp_path: Path) -> None:
    box = b""
    for name in ("Un", "Deux"):
        mail = letter(name)
        attach(mail, PDF, f"{name}.pdf")
        box += b"From a@example.org Fri Dec 13 16:42:00 2019\n" + bytes(mail) + b"\n"

    parts = opened(tmp_path, box)

    assert [(part.name, part.within) for part in parts] == [
        ("Un.pdf", ("Un",)),
        ("Deux.pdf", ("Deux",)),
    ]


def test_a_message_of_apple_mail_is_opened(tmp_path: Path) -> None:
    mail = letter()
    attach(mail, PDF, "dossier.pdf")
    data = bytes(mail)

    (part,) = opened(tmp_path, b"%d\n" % len(data) + data + b"<?xml version='1.0'?><plist/>")

    assert (part.name, part.kind) == ("dossier.pdf", "pdf")


def test_a_boundary_changed_on_the_way_does_not_hide_the_attachment(tmp_path: Path) -> None:
    mail = raw("Content-Type: application/pdf; name=a.pdf", "Content-Transfer-Encoding: base64")

    (part,) = opened(tmp_path, mail.replace(b'boundary="b"', b'boundary="perdue"'))

    assert (part.name, part.kind) == ("a.pdf", "pdf")


def test_parts_without_any_boundary_are_told_of(tmp_path: Path) -> None:
    mail = b"From: a@example.org\nSubject: x\nContent-Type: multipart/mixed\n\nJVBERi0xLjcK\n"

    (part,) = opened(tmp_path, mail)

    assert (part.kind, part.code) == ("error", "LEC-02")


def test_a_mail_of_a_thousand_parts_is_refused(tmp_path: Path) -> None:
    parts = ["Content-Type: application/pdf; name=a.pdf\r\n\r\n%PDF-\r\n--b"] * 1000

    with pytest.raises(TooLarge):
        opened(tmp_path, raw(*parts))


def test_parts_nested_beyond_reason_are_refused(tmp_path: Path) -> None:
    mail = b"From: a@example.org\nSubject: x\n"
    for depth in range(1000):
        mail += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (depth, depth)

    with pytest.raises(Damaged):
        opened(tmp_path, mail)


def test_a_report_of_a_server_is_no_attachment(tmp_path: Path) -> None:
    report = raw("Content-Type: message/delivery-status", body=b"Reporting-MTA: dns; example.org")

    (part,) = opened(tmp_path, report)

    assert part.kind == "mail"


def test_photographs_of_a_telephone_are_pages(tmp_path: Path) -> None:
    mail = letter()
    heic = (DATA / "page.heic").read_bytes()
    for name in ("IMG_2.HEIC", "IMG_1.HEIC"):
        mail.add_attachment(heic, "image", "heic", filename=name)

    (pages,) = opened(tmp_path, bytes(mail))

    assert (pages.name, pages.kind, len(pages.paths)) == ("IMG_1.HEIC", "heic", 2)
