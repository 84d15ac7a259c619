"""A file is what its bytes say, whatever its name."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from pipeline.errors import Damaged
from pipeline.kinds import kind_of
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
    ],
    "tnef": [b"\x78\x9f\x3e\x22\1\2"],
    "zip": [zipped(**{"dossier.docx": "x"}), b"PK\5\6" + b"\0" * 18],
    "archive": [b"7z\xbc\xaf\x27\x1c\0\4", b"Rar!\x1a\x07\1\0"],
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
