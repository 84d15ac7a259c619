"""Signed mails: the content is taken out of its signature; encrypted ones are said to be."""

import base64
from email.message import EmailMessage
from pathlib import Path

import pytest

from pipeline.errors import Damaged, EncryptedMail
from pipeline.intake import Part, unpack

PDF = b"%PDF-1.7\n"
CMS = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
SIGNED, ENVELOPED, DATA = CMS + b"\x02", CMS + b"\x03", CMS + b"\x01"


def der(tag: int, *content: bytes) -> bytes:
    data = b"".join(content)
    if len(data) < 0x80:
        return bytes([tag, len(data)]) + data
    length = len(data).to_bytes(4, "big")
    return bytes([tag, 0x84]) + length + data


def open_ended(tag: int, *content: bytes) -> bytes:
    return bytes([tag, 0x80]) + b"".join(content) + b"\0\0"


def signed(content: bytes | None) -> bytes:
    wrapped = [DATA] if content is None else [DATA, der(0xA0, der(0x04, content))]
    inside = der(0x30, b"\x02\x01\x01", der(0x31), der(0x30, *wrapped), der(0x31))
    return der(0x30, SIGNED, der(0xA0, inside))


def signed_in_pieces(*pieces: bytes) -> bytes:
    octets = open_ended(0x24, *(der(0x04, piece) for piece in pieces))
    wrapped = open_ended(0x30, DATA, open_ended(0xA0, octets))
    inside = open_ended(0x30, b"\x02\x01\x01", open_ended(0x31), wrapped, der(0x31))
    return open_ended(0x30, SIGNED, open_ended(0xA0, inside))


def entity() -> bytes:
    mail = EmailMessage()
    mail.set_content("Voici notre dossier.")
    mail.add_attachment(PDF, "application", "pdf", filename="dossier.pdf")
    return bytes(mail)


def opened(tmp_path: Path, data: bytes, name: str = "message.eml") -> tuple[Part, ...]:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "into").mkdir()
    return unpack(tmp_path / name, tmp_path / "into")


def enveloping(data: bytes, name: str = "smime.p7m") -> bytes:
    mail = EmailMessage()
    mail["From"] = "accueil@example.org"
    mail["Date"] = "Fri, 13 Dec 2019 16:42:00 +0100"
    mail["Subject"] = "Candidature"
    mail.set_content(data, "application", "pkcs7-mime", filename=name)
    return bytes(mail)


@pytest.mark.parametrize("build", [signed, signed_in_pieces])
def test_a_signed_mail_gives_its_attachments(tmp_path: Path, build: object) -> None:
    data = signed(entity()) if build is signed else signed_in_pieces(entity()[:50], entity()[50:])

    (part,) = opened(tmp_path, enveloping(data))

    assert (part.name, part.kind, part.paths[0].read_bytes()) == ("dossier.pdf", "pdf", PDF)
    assert part.context is not None
    assert (part.context.sender, part.context.sent) == (
        "accueil@example.org",
        "2019-12-13T16:42:00+01:00",
    )


def test_a_signed_file_gives_the_file(tmp_path: Path) -> None:
    (part,) = opened(tmp_path, signed(PDF), "dossier.pdf.p7m")

    assert (part.name, part.kind) == ("dossier.pdf", "pdf")


def test_a_signature_written_in_base64_is_opened(tmp_path: Path) -> None:
    armour = b"-----BEGIN PKCS7-----\n%s-----END PKCS7-----\n"

    (part,) = opened(tmp_path, armour % base64.encodebytes(signed(PDF)), "dossier.pdf.p7m")

    assert part.paths[0].read_bytes() == PDF


def test_a_signature_beside_the_mail_hides_nothing(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"] = "a@example.org"
    mail["Subject"] = "x"
    mail.set_content("Bonjour")
    mail.add_attachment(PDF, "application", "pdf", filename="dossier.pdf")
    mail.add_attachment(signed(None), "application", "pkcs7-signature", filename="smime.p7s")

    parts = opened(tmp_path, bytes(mail))

    assert [(part.name, part.kind) for part in parts] == [
        ("dossier.pdf", "pdf"),
        ("smime.p7s", "signed-mail"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(der(0x30, ENVELOPED, der(0xA0, bytes(200))), id="S/MIME"),
        pytest.param(b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n", id="OpenPGP"),
    ],
)
def test_an_encrypted_mail_is_said_to_be_one(tmp_path: Path, data: bytes) -> None:
    (part,) = opened(tmp_path, enveloping(data))

    assert (part.kind, part.code) == ("error", EncryptedMail.code)


def test_a_signature_cut_short_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        opened(tmp_path, signed(entity())[:-40], "message.p7m")


def test_pieces_without_end_are_damaged(tmp_path: Path) -> None:
    head = SIGNED + b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80" + DATA + b"\xa0\x80"

    with pytest.raises(Damaged):
        opened(tmp_path, b"\x30\x80" + head + b"\x24\x80" * 200, "message.p7m")
