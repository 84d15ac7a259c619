"""What each file of a drop is taken for: by what it holds, not by its name."""

import io
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image

from pipeline.examine import inspect
from tests.documents import form
from tests.word_files import p, r, write_docx

CORPUS = Path(__file__).parent.parent / "truth" / "corpus" / "pdn62-2019"
DOSSIER = next(CORPUS.glob("01-*.docx"))


def word(tmp_path: Path, *lines: str) -> bytes:
    return write_docx(tmp_path / "x.docx", "".join(p(r(line)) for line in lines)).read_bytes()


def picture(width: int, height: int, shade: int = 255) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (width, height), shade).save(buffer, "PNG")
    return buffer.getvalue()


def mail(html: str = "<p>Bonjour</p>") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "accueil@example.org"
    message["Subject"] = "Candidature"
    message["Date"] = "Fri, 13 Dec 2019 16:42:00 +0100"
    message.set_content("Bonjour")
    message.add_alternative(html, subtype="html")
    return message


def attach(message: EmailMessage, data: bytes, name: str, cid: str | None = None) -> None:
    message.add_attachment(data, "application", "octet-stream", filename=name, cid=cid)


def roles(tmp_path: Path, message: EmailMessage) -> list[tuple[str, str]]:
    (tmp_path / "message.eml").write_bytes(bytes(message))
    return roles_of(tmp_path, tmp_path / "message.eml")


def roles_of(tmp_path: Path, drop: Path) -> list[tuple[str, str]]:
    (tmp_path / "into").mkdir()
    seen = inspect(drop, form(), tmp_path / "into")
    return [(one.name, one.role) for one in seen.attachments]


def zipped(tmp_path: Path, members: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(tmp_path / "envoi.zip", "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return tmp_path / "envoi.zip"


def test_a_dossier_is_known_whatever_its_name(tmp_path: Path) -> None:
    message = mail()
    attach(message, DOSSIER.read_bytes(), "charte signée.pdf")

    assert roles(tmp_path, message) == [("charte signée.pdf", "dossier")]


@pytest.mark.parametrize(
    "title",
    [
        "Charte des Promeneurs du Net",
        "CHARTE D’ENGAGEMENT",
        "Annexe 2 : Charte de déontologie",
        "C H A R T E",
        "La charte",
    ],
)
def test_a_charter_is_known_by_its_title(tmp_path: Path, title: str) -> None:
    message = mail()
    attach(message, word(tmp_path, "Réseau départemental", title, "Article 1"), "doc1.docx")

    assert roles(tmp_path, message) == [("doc1.docx", "charte")]


@pytest.mark.parametrize(
    "line",
    [
        "La charte a été signée par notre directrice et vous parviendra par la poste.",
        "Compte rendu de réunion",
        "Chartes et archives du Moyen Âge",
    ],
)
def test_a_text_about_a_charter_is_a_piece(tmp_path: Path, line: str) -> None:
    message = mail()
    attach(message, word(tmp_path, line, "Curriculum vitæ"), "CV.docx")

    assert roles(tmp_path, message) == [("CV.docx", "piece")]


def test_a_name_alone_makes_no_charter(tmp_path: Path) -> None:
    message = mail()
    attach(message, word(tmp_path, "Relevé d’identité bancaire"), "charte.docx")

    assert roles(tmp_path, message) == [("charte.docx", "piece")]


def test_the_noise_of_mails_is_told_from_their_pieces(tmp_path: Path) -> None:
    message = mail('<p>Bonjour</p><img src="cid:logo@x">')
    attach(message, DOSSIER.read_bytes(), "dossier.docx")
    attach(message, picture(600, 200), "a.png", cid="<logo@x>")
    attach(message, picture(250, 250, 128), "b.png")
    attach(message, picture(16, 16), "c.png")
    attach(message, b"BEGIN:VCARD\r\nEND:VCARD\r\n", "contact.bin")
    attach(message, b"BEGIN:VCALENDAR\r\n", "rdv.pdf")
    attach(message, b"\r\n-- \r\nEnvoi depuis mon mobile", "ATT00001.txt")

    assert roles(tmp_path, message) == [
        ("dossier.docx", "dossier"),
        ("a.png", "bruit"),
        ("b.png", "illisible"),
        ("c.png", "bruit"),
        ("contact.bin", "bruit"),
        ("rdv.pdf", "bruit"),
        ("ATT00001.txt", "bruit"),
    ]


def test_a_small_picture_sent_twice_is_a_logo(tmp_path: Path) -> None:
    message = mail()
    attach(message, picture(400, 120), "x.png")
    attach(message, picture(400, 120), "y.png")

    assert roles(tmp_path, message) == [("x.png", "bruit"), ("y.png", "bruit")]


def test_a_photograph_shown_in_the_text_may_be_a_page(tmp_path: Path) -> None:
    message = mail('<p>Bonjour</p><img src="cid:photo@x">')
    attach(message, picture(480, 640), "image001.png", cid="<photo@x>")

    assert roles(tmp_path, message) == [("image001.png", "illisible")]


def test_a_page_of_the_form_is_said_to_be_one(tmp_path: Path) -> None:
    message = mail()
    lines = ("Nom et cachet de la structure", "Nom et qualité du représentant :", "Signature :")
    more = ("Nom du Promeneur du Net :", "Signature :", "Fait à Lens  Le 12 décembre 2019")
    attach(message, word(tmp_path, *lines, *more), "page 6.docx")
    (tmp_path / "message.eml").write_bytes(bytes(message))
    (tmp_path / "into").mkdir()

    (one,) = inspect(tmp_path / "message.eml", form(), tmp_path / "into").attachments

    assert (one.role, one.reason) == (
        "piece",
        "Quelques questions du formulaire y figurent\u00a0: peut-être une page du dossier.",
    )


def test_what_cannot_be_read_stays_visible(tmp_path: Path) -> None:
    message = mail()
    attach(message, DOSSIER.read_bytes()[:9000], "signé.docx")
    attach(message, b"", "vide.pdf")
    attach(message, b"7z\xbc\xaf\x27\x1c\0\4", "lot.7z")
    attach(message, b"ID3\4rest", "voix.mp3")

    assert roles(tmp_path, message) == [
        ("signé.docx", "illisible"),
        ("vide.pdf", "illisible"),
        ("lot.7z", "illisible"),
        ("voix.mp3", "piece"),
    ]


def test_every_file_of_an_archive_is_told_of(tmp_path: Path) -> None:
    inner = zipped(tmp_path, {"dossier.docx": DOSSIER.read_bytes(), "~$ssier.docx": b"x"})
    drop = tmp_path / "envoi" / "lot.zip"
    drop.parent.mkdir()
    inner.rename(drop)
    (drop.parent / "Thumbs.db").write_bytes(b"x")

    assert roles_of(tmp_path, drop.parent) == [
        ("lot.zip", "piece"),
        ("dossier.docx", "dossier"),
        ("~$ssier.docx", "bruit"),
        ("Thumbs.db", "bruit"),
    ]


def test_a_file_alone_is_told_of_too(tmp_path: Path) -> None:
    drop = tmp_path / "envoi.docx"
    drop.write_bytes(DOSSIER.read_bytes())

    assert roles_of(tmp_path, drop) == [("envoi.docx", "dossier")]


def test_a_small_picture_alone_is_no_noise(tmp_path: Path) -> None:
    drop = tmp_path / "envoi.png"
    drop.write_bytes(picture(150, 150))

    assert roles_of(tmp_path, drop) == [("envoi.png", "illisible")]
