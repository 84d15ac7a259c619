"""Word: files that are cut, lying, locked or built to harm, and those merely unusual."""

import time
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import (
    Damaged,
    Dangerous,
    Empty,
    Encrypted,
    ReadError,
    TooLarge,
    UnknownKind,
)
from pipeline.read.word import read_word
from schemas.document import Notice
from tests.word_files import HEAD, NAMESPACES, p, r, sdt, tbl, tc, tr, write_docx

OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def texts(path: Path) -> list[str]:
    return [block.text for block in read_word(path).blocks]


def test_a_file_without_a_byte_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "d.docx"
    path.touch()

    with pytest.raises(Empty):
        read_word(path)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le"), Encrypted),
        (OLE + bytes(504) + "WordDocument".encode("utf-16-le"), Damaged),
        (b"<html><body>Connexion</body></html>", UnknownKind),
        (b"{\\rtf1 texte}", UnknownKind),
        (b"P", UnknownKind),
        (b"PK\x03\x04 and no more", Damaged),
    ],
)
def test_what_is_no_zip_is_named_for_what_it_is(
    tmp_path: Path, content: bytes, error: type[ReadError]
) -> None:
    path = tmp_path / "d.docx"
    path.write_bytes(content)

    with pytest.raises(error):
        read_word(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_file_is_damaged(tmp_path: Path, share: float) -> None:
    path = write_docx(tmp_path / "d.docx", p(r("Lens")))
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])

    with pytest.raises(Damaged):
        read_word(path)


def test_flipped_bytes_end_as_a_document_or_a_read_error(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "d.docx", p(r("Lens")), styles="<w:style/>")
    content = path.read_bytes()
    outcomes = set()

    for place in range(0, len(content), 7):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        try:
            outcomes.add(type(read_word(path)).__name__)
        except ReadError as error:
            outcomes.add(type(error).__name__)

    assert {"Document", "Damaged"} <= outcomes


def test_a_zip_of_something_else_is_of_unknown_kind(tmp_path: Path) -> None:
    path = tmp_path / "d.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")

    with pytest.raises(UnknownKind):
        read_word(path)


def test_a_main_part_without_body_is_damaged(tmp_path: Path) -> None:
    part = f"{HEAD}<w:document {NAMESPACES}/>"
    path = write_docx(tmp_path / "d.docx", "", parts={"word/document.xml": part})

    with pytest.raises(Damaged):
        read_word(path)


def test_the_main_part_may_have_another_name(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "d.docx", p(r("Lens")), main="contenu/texte2.xml")

    assert texts(path) == ["Lens"]


def test_without_relations_the_content_type_names_the_main_part(tmp_path: Path) -> None:
    empty = f'{HEAD}<Relationships xmlns="x"/>'
    path = write_docx(
        tmp_path / "d.docx", p(r("Lens")), main="autre.xml", parts={"_rels/.rels": empty}
    )

    assert texts(path) == ["Lens"]


def test_with_neither_the_usual_name_is_tried(tmp_path: Path) -> None:
    nothing = {"_rels/.rels": HEAD + "<x/>", "[Content_Types].xml": HEAD + "<x/>"}
    path = write_docx(tmp_path / "d.docx", p(r("Lens")), parts=nothing)

    assert texts(path) == ["Lens"]


def test_names_in_another_case_or_with_back_slashes_are_found(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "d.docx", p(r("Lens")))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            other = "Word\\Document.xml" if name == "word/document.xml" else name
            archive.writestr(zipfile.ZipInfo(other), content)

    assert texts(path) == ["Lens"]


def test_iso_strict_names_are_read_like_the_others(tmp_path: Path) -> None:
    body = p(r("Oui", "<w:b/>")) + tbl(tr(tc("a")))
    strict = NAMESPACES.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    part = f"{HEAD}<w:document {strict}><w:body>{body}</w:body></w:document>"
    relations = (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/'
        'officeDocument" Target="word/document.xml"/></Relationships>'
    )
    parts = {"word/document.xml": part, "_rels/.rels": relations}

    document = read_word(write_docx(tmp_path / "d.docx", "", parts=parts))

    assert [(b.text, b.spans[0].bold) for b in document.blocks] == [("Oui", True), ("a", False)]


def test_a_part_in_utf_16_is_read(tmp_path: Path) -> None:
    xml = (
        '<?xml version="1.0" encoding="UTF-16"?>'
        f"<w:document {NAMESPACES}><w:body>{p(r('Hénin'))}</w:body></w:document>"
    )
    parts = {"word/document.xml": xml.encode("utf-16")}

    assert texts(write_docx(tmp_path / "d.docx", "", parts=parts)) == ["Hénin"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w [<!ENTITY a "aa"><!ENTITY x "&a;&a;">]>',
        "<!DOCTYPE w>",
    ],
)
def test_a_document_type_is_dangerous(tmp_path: Path, doctype: str, encoding: str) -> None:
    xml = (
        f'<?xml version="1.0" encoding="{encoding[:6].rstrip("-")}"?>{doctype}'
        f"<w:document {NAMESPACES}><w:body>{p(r('Lens'))}</w:body></w:document>"
    )
    parts = {"word/document.xml": xml.encode(encoding)}

    with pytest.raises(Dangerous):
        read_word(write_docx(tmp_path / "d.docx", "", parts=parts))


def test_a_document_type_in_another_part_is_dangerous_too(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "d.docx", p(r("Lens")), styles="<w:style/>")
    with zipfile.ZipFile(path, "a") as archive:
        name = next(n for n in archive.namelist() if n.startswith("word/styles"))
    part = f"{HEAD}<!DOCTYPE x><w:styles {NAMESPACES}/>"
    write_docx(path, p(r("Lens")), styles="<w:style/>", parts={name: part})

    with pytest.raises(Dangerous):
        read_word(path)


def test_a_part_of_more_than_64_megabytes_is_refused_unread(tmp_path: Path) -> None:
    body = p(r("a" * (65 * 1024 * 1024)))

    with pytest.raises(TooLarge):
        read_word(write_docx(tmp_path / "d.docx", body))


def test_a_part_packed_beyond_reason_is_dangerous(tmp_path: Path) -> None:
    with pytest.raises(Dangerous):
        read_word(write_docx(tmp_path / "d.docx", p(r("a" * (20 * 1024 * 1024)))))


def test_millions_of_tags_are_refused_before_they_become_a_tree(tmp_path: Path) -> None:
    path = tmp_path / "d.docx"
    write_docx(path, "<w:p/>" * 2_500_000, parts={"x": b"x"})
    with zipfile.ZipFile(path) as archive:
        part = archive.read("word/document.xml").replace(b"<w:p/>", b"<w:p/>\n<w:r/>")
    # Stored, so that neither size nor ratio gives it away.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/document.xml", part)

    with pytest.raises(TooLarge):
        read_word(path)


def test_thousands_of_entries_are_refused(tmp_path: Path) -> None:
    parts = {f"x/{index}": "" for index in range(10_001)}

    with pytest.raises(TooLarge):
        read_word(write_docx(tmp_path / "d.docx", "", parts=parts))


def test_an_endless_nesting_ends_as_a_read_error(tmp_path: Path) -> None:
    body = p("<w:sdt><w:sdtContent>" * 50_000, "</w:sdtContent></w:sdt>" * 50_000)

    with pytest.raises(ReadError):
        read_word(write_docx(tmp_path / "d.docx", body))


def test_controls_nested_as_deep_as_xml_allows_are_read(tmp_path: Path) -> None:
    content = r("au fond")
    for _ in range(120):
        content = sdt(content)

    assert texts(write_docx(tmp_path / "d.docx", p(content))) == ["au fond"]


def test_names_that_climb_out_of_the_file_are_never_followed(tmp_path: Path) -> None:
    parts = {"../../evasion.txt": "x", "word/media/../../../evasion2.txt": "x"}
    path = write_docx(tmp_path / "d.docx", p(r("Lens")), parts=parts)

    assert texts(path) == ["Lens"]
    assert [file.name for file in tmp_path.rglob("*")] == ["d.docx"]


def test_a_damaged_secondary_part_is_notified_and_the_text_read(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "d.docx", p(r("Lens")), headers=["<w:p>"])

    document = read_word(path)

    assert [block.text for block in document.blocks] == ["Lens"]
    assert document.notices == (Notice(code="PART_DAMAGED", facts={"count": 1}),)


def test_a_run_outside_any_paragraph_is_read(tmp_path: Path) -> None:
    assert texts(write_docx(tmp_path / "d.docx", r("Lens") + p(r("Nom")))) == ["Lens", "Nom"]


def test_fields_that_never_end_cost_no_more_than_others(tmp_path: Path) -> None:
    body = p('<w:r><w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/></w:r>')
    path = write_docx(tmp_path / "d.docx", body * 20_000)

    start = time.process_time()

    assert len(read_word(path).blocks) == 20_000
    assert time.process_time() - start < 8  # 0.9 s here; quadratic code needs minutes


def test_macros_are_notified_and_the_text_read(tmp_path: Path) -> None:
    relations = (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="m" Type="http://schemas.microsoft.com/office/2006/relationships/'
        'vbaProject" Target="vbaProject.bin"/></Relationships>'
    )
    path = write_docx(
        tmp_path / "d.docm",
        p(r("Lens")),
        main_type="application/vnd.ms-word.document.macroEnabled.main+xml",
        parts={"word/_rels/document.xml.rels": relations, "word/vbaProject.bin": b"x"},
    )

    document = read_word(path)

    assert [block.text for block in document.blocks] == ["Lens"]
    assert document.notices == (Notice(code="MACROS", facts={"count": 1}),)


def test_a_locked_zip_is_encrypted(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "d.docx", p(r("Lens")))
    content = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(signature)
        while place >= 0:
            content[place + flags] |= 1
            place = content.find(signature, place + 1)
    path.write_bytes(content)

    with pytest.raises(Encrypted):
        read_word(path)


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_parts_packed_in_another_way_are_read(tmp_path: Path, packing: int) -> None:
    source = write_docx(tmp_path / "s.docx", p(r("Lens")))
    path = tmp_path / "d.docx"
    with zipfile.ZipFile(source) as parts, zipfile.ZipFile(path, "w", packing) as target:
        for name in parts.namelist():
            target.writestr(name, parts.read(name))

    assert texts(path) == ["Lens"]


def test_bytes_that_do_not_match_their_checksum_are_damaged(tmp_path: Path) -> None:
    source = write_docx(tmp_path / "s.docx", p(r("Lens le 12 mars")))
    path = tmp_path / "d.docx"
    with zipfile.ZipFile(source) as parts, zipfile.ZipFile(path, "w") as target:
        for name in parts.namelist():
            target.writestr(name, parts.read(name))
    path.write_bytes(path.read_bytes().replace(b"Lens le 12 mars", b"Lens le 13 mars"))

    with pytest.raises(Damaged):
        read_word(path)


def test_dossiers_read_one_after_the_other_keep_their_own_styles(tmp_path: Path) -> None:
    bold = '<w:style w:type="paragraph" w:styleId="S"><w:rPr><w:b/></w:rPr></w:style>'
    struck = '<w:style w:type="paragraph" w:styleId="S"><w:rPr><w:strike/></w:rPr></w:style>'
    body = p(r("Lens"), style="S")
    first = write_docx(tmp_path / "1.docx", body, styles=bold)
    second = write_docx(tmp_path / "2.docx", body, styles=struck)
    third = write_docx(tmp_path / "3.docx", body)

    looks = [read_word(path).blocks[0].spans[0] for path in (first, second, third, first)]

    assert [(look.bold, look.strike) for look in looks] == [
        (True, False),
        (False, True),
        (False, False),
        (True, False),
    ]


def test_lists_count_from_the_start_in_each_dossier(tmp_path: Path) -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    path = write_docx(tmp_path / "d.docx", p(r("Lens"), marks=listed), numbering=numbering)

    marks = [read_word(path).blocks[0].mark for _ in range(2)]

    assert marks == ["1.", "1."]


def test_a_part_packed_in_a_rare_way_and_corrupt_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "d.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as target:
        target.writestr("word/document.xml", "<w:document/>" * 50)
    content = bytearray(path.read_bytes())
    start = content.index(b"word/document.xml") + len("word/document.xml")
    content[start + 9 : start + 30] = b"\xff" * 21
    path.write_bytes(content)

    with pytest.raises(Damaged):
        read_word(path)
