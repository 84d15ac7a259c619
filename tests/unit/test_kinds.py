"""A file is what its bytes say, whatever its name."""

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from pipeline.errors import Damaged, Dangerous, UnknownKind
from pipeline.kinds import kind_of
from pipeline.kinds.named import refusal
from tests.ole_files import compound

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/{}.main+xml"/></Types>'
)
WORD = "vnd.openxmlformats-officedocument.wordprocessingml.document"
MACROS = "vnd.ms-word.document.macroEnabled"
TEMPLATE = "vnd.openxmlformats-officedocument.wordprocessingml.template"
SHEET = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def office(content_type: str, main: str = "word/document.xml") -> bytes:
    return zipped(**{"[Content_Types].xml": TYPES.format(content_type), main: "<x/>"})


def picture(form: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, form)
    return buffer.getvalue()


def odf(kind: str, manifest: str = "") -> bytes:
    return zipped(**{"mimetype": kind, "content.xml": "<x/>", "META-INF/manifest.xml": manifest})


ODT = "application/vnd.oasis.opendocument.text"
MAIL = b"From: a@example.org\nTo: b@example.org\nSubject: candidature\n\nBonjour\n"

SAMPLES = {
    "word": [office(WORD), office(TEMPLATE), zipped(**{"word/document.xml": "<x/>"})],
    "word-macro": [office(MACROS)],
    "word-xml": [b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><x/>'],
    "odt": [odf(ODT), odf(ODT + "-template")],
    "encrypted-office": [
        odf(ODT, "<manifest:encryption-data/>"),
        compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
        compound({"WordDocument": b"\xec\xa5\xc1\0" + bytes(7) + b"\1" + bytes(20)}),
    ],
    "doc": [
        compound({"WordDocument": b"\xec\xa5\xc1\0" + bytes(28), "1Table": b"x"}),
        compound({"WORDDOCUMENT": b"\xec\xa5\xc1\0" + bytes(28)}),
        compound({"WordDocument": b"x", "1Table": b"x"})[:-600]
        + "WordDocument".encode("utf-16-le"),
        b"\xdb\xa5\x2d\0\0",
    ],
    "outlook": [compound({"__properties_version1.0": bytes(32)})],
    "rtf": [b"{\\rtf1\\ansi }", b"\xef\xbb\xbf\n{\\rtf1 }"],
    "pdf": [b"%PDF-1.7\n", b"\xef\xbb\xbf%PDF-1.4\n", b"courrier\n" * 20 + b"%PDF-1.4\n"],
    "image": [picture(form) for form in ("JPEG", "PNG", "GIF", "TIFF", "BMP", "WEBP")],
    "heic": [b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"],
    "mail": [
        MAIL,
        b"From - Fri Dec 13 2019\r\n" + MAIL.replace(b"\n", b"\r\n"),
        b"Received: from x\n by y; Fri, 13 Dec 2019\nReturn-Path: <a@example.org>\n\n",
        b"\n\nMIME-Version: 1.0\nContent-Type: text/plain\n\n",
        b'Content-Type: multipart/signed; boundary="x"\n\n--x\n',
        b"74\n" + MAIL + b"<?xml?><plist/>",
        MAIL + b"%PDF-1.7\n",
    ],
    "tnef": [b"\x78\x9f\x3e\x22\1\2"],
    "zip": [zipped(**{"dossier.docx": "x"}), b"PK\5\6" + b"\0" * 18],
    "archive": [b"7z\xbc\xaf\x27\x1c\0\4", b"Rar!\x1a\x07\1\0"],
    "tar": [b"dossier.pdf".ljust(257, b"\0") + b"ustar\x0000" + bytes(300)],
    "mailbox": [
        b"From a@example.org Fri Dec 13 16:42:00 2019\n" + MAIL + b"\n"
        b"From b@example.org Fri Dec 13 16:43:00 2019\n" + MAIL,
    ],
    "signed-mail": [b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80"],
    "encrypted-mail": [
        b"\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0",
        b"\n-----BEGIN PGP MESSAGE-----\n",
    ],
    "packed": [b"\x1f\x8b\x08\0", b"BZh91AY", b"\xfd7zXZ\0"],
    "html": [b"<html><body>", b"\xef\xbb\xbf<!DOCTYPE html>", b"\xff\xfe<\0h\0t\0m\0l\0>\0"],
    "empty": [b""],
    "other": [
        b"   \n",
        b"Nom : Dupont\nVille : Lens\n",
        b"Subject to approval: yes\n",
        b"\0\1\2\3" * 100,
        office(SHEET, "xl/workbook.xml"),
        odf("application/vnd.oasis.opendocument.spreadsheet"),
        zipped(**{"Index/Document.iwa": "x"}),
        compound({"Workbook": b"x"}),
        b"MZ\x90\0",
    ],
}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        pytest.param(kind, data, id=f"{kind}-{number}")
        for kind, samples in SAMPLES.items()
        for number, data in enumerate(samples)
    ],
)
def test_the_content_says_the_kind(tmp_path: Path, kind: str, data: bytes) -> None:
    file = tmp_path / "dossier.pdf"
    file.write_bytes(data)

    assert kind_of(file) == kind


def test_a_truncated_word_file_is_still_a_word_file(tmp_path: Path) -> None:
    file = tmp_path / "dossier"
    file.write_bytes(office(WORD)[:-60])

    assert kind_of(file) == "word"


def test_a_folder_is_a_folder(tmp_path: Path) -> None:
    assert kind_of(tmp_path) == "folder"


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "dossier.docx"
    os.mkfifo(pipe)

    assert kind_of(pipe) == "other"


def test_a_vanished_file_is_an_error_a_person_can_read(tmp_path: Path) -> None:
    with pytest.raises(Damaged) as caught:
        kind_of(tmp_path / "parti.docx")

    assert caught.value.facts["name"] == "parti.docx"


def test_a_name_that_is_no_text_is_no_obstacle(tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/-\xe9\n" + b"x" * 240))
    file.write_bytes(b"%PDF-1.7\n")

    assert kind_of(file) == "pdf"


NAMED = [
    (b"7z\xbc\xaf\x27\x1c\0\4", "une archive 7z", "une archive .zip"),
    (b"Rar!\x1a\x07\1\0", "une archive RAR", "une archive .zip"),
    (
        b"PK\7\x08PK\3\4",
        "un morceau d’archive en plusieurs volumes",
        "une archive .zip d’un seul tenant",
    ),
    (office(SHEET, "xl/workbook.xml"), "un classeur Excel", None),
    (compound({"Workbook": b"x"}), "un classeur Excel", None),
    (odf("application/vnd.oasis.opendocument.spreadsheet"), "un classeur LibreOffice", None),
    (odf("application/vnd.oasis.opendocument.graphics"), "un dessin LibreOffice", None),
    (compound({"PowerPoint Document": b"x"}), "une présentation PowerPoint", None),
    (compound({"Quill": {"QuillSub": {"CONTENTS": b"x"}}}), "un document Publisher", None),
    (zipped(**{"Index/Document.iwa": "x"}), "un document Pages, Numbers ou Keynote d’Apple", None),
    (zipped(mimetype="application/epub+zip", x="y"), "un livre numérique", None),
    (bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3"), "un bloc-notes OneNote", None),
    (b"BEGIN:VCARD\r\nVERSION:3.0\r\n", "une carte de visite", None),
    (b"\0\0\0\x18ftypmp42\0\0\0\0", "une vidéo", None),
    (b"<html><body>", "une page web", None),
    (b"Nom : Dupont\n", "un fichier de texte simple", None),
]


@pytest.mark.parametrize(("data", "what", "wanted"), NAMED, ids=[what for _, what, _ in NAMED])
def test_a_file_that_is_not_read_is_called_by_its_name(
    tmp_path: Path, data: bytes, what: str, wanted: str | None
) -> None:
    file = tmp_path / "dossier.pdf"
    file.write_bytes(data)

    error = refusal(file)

    assert isinstance(error, UnknownKind)
    assert error.facts == {
        "name": "dossier.pdf",
        "what": what,
        "wanted": wanted or "une version Word ou PDF",
    }


@pytest.mark.parametrize("data", [b"MZ\x90\0", b"\x7fELF", b"#!/bin/sh\n"])
def test_a_program_is_dangerous(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "dossier.docx").write_bytes(data)

    assert isinstance(refusal(tmp_path / "dossier.docx"), Dangerous)


def test_bytes_like_nothing_known_have_no_name(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\0\1\2\3" * 100)

    assert type(refusal(tmp_path / "x")) is UnknownKind


def test_a_directory_of_a_million_files_is_not_listed(tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 50_000_000, 0, 0)
    file.write_bytes(b"PK\3\4" + bytes(50_000_000) + end)

    assert kind_of(file) == "zip"
