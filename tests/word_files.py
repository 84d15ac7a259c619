"""Small .docx files for tests: the body is written out in the test, the package here."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    }.items()
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def p(*content: str, style: str | None = None, marks: str = "") -> str:
    """Write a paragraph of ready XML pieces; `marks` is the inside of its `w:pPr`."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    facts = f"<w:pPr>{named}{marks}</w:pPr>" if named or marks else ""
    return f"<w:p>{facts}{''.join(content)}</w:p>"


def r(text: str, marks: str = "") -> str:
    """Write a run; `marks` is the inside of its `w:rPr`."""
    facts = f"<w:rPr>{marks}</w:rPr>" if marks else ""
    return f'<w:r>{facts}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def sdt(content: str, facts: str = "") -> str:
    """Write a content control around runs, paragraphs, cells or rows."""
    return f"<w:sdt><w:sdtPr>{facts}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def checkbox(state: str, content: str, facts: str = "") -> str:
    """Write a check-box control: `state` is its `w14:checked`, `content` what it shows."""
    box = (
        f'<w14:checkbox><w14:checked w14:val="{state}"/>'
        '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
    )
    return sdt(content, facts + box)


def tbl(*rows: str) -> str:
    """Write a table of ready rows."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def tr(*cells: str, facts: str = "") -> str:
    """Write a row of ready cells; `facts` is the inside of its `w:trPr`."""
    return f"<w:tr>{f'<w:trPr>{facts}</w:trPr>' if facts else ''}{''.join(cells)}</w:tr>"


def tc(content: str, facts: str = "") -> str:
    """Write a cell: text becomes a paragraph, XML stays; `facts` is the inside of its `w:tcPr`."""
    inside = content if content.startswith("<") else p(r(content)) if content else p()
    return f"<w:tc>{f'<w:tcPr>{facts}</w:tcPr>' if facts else ''}{inside}</w:tc>"


def picture(name: str, width: int = 1_270_000, height: int = 635_000) -> str:
    """Write a run with an inline picture of the part `name`, sized in EMU (12,700 a point)."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="1" name="x"/><a:graphic><a:graphicData uri="picture"><pic:pic>'
        f'<pic:blipFill><a:blip r:embed="{name}"/></pic:blipFill><pic:spPr/></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def field(kind: str, data: str = "", result: str | None = None) -> str:
    """Write a complex field: `data` is the inside of its `w:ffData`."""
    form = f"<w:ffData>{data}</w:ffData>" if data else ""
    shown = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{form}</w:fldChar></w:r>'
        f"<w:r><w:instrText> {kind} </w:instrText></w:r>{shown}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def write_docx(
    path: Path,
    body: str,
    *,
    styles: str = "",
    numbering: str = "",
    headers: Sequence[str] = (),
    footers: Sequence[str] = (),
    notes: Mapping[str, str] | None = None,
    media: Mapping[str, bytes] | None = None,
    main: str = "word/document.xml",
    main_type: str = TYPES + "document.main+xml",
    parts: Mapping[str, bytes | str] | None = None,
    prolog: str = "",
) -> Path:
    """Write a Word file.

    Args:
        path: where.
        body: the inside of `w:body`.
        styles: the inside of `w:styles`.
        numbering: the inside of `w:numbering`.
        headers: the insides of `w:hdr`, one part each.
        footers: the insides of `w:ftr`.
        notes: footnote identifier → the inside of `w:footnote`.
        media: name of a picture (its relation too) → bytes.
        main: name of the main part, its relations beside it.
        main_type: its content type.
        parts: further parts, or other content for one of those above.
        prolog: what stands between the XML declaration and the root of the main part.
    """
    files: dict[str, bytes | str] = {}
    links: list[tuple[str, str, str]] = []
    sections = ""
    called = "".join(f'<w:footnote w:id="{n}">{x}</w:footnote>' for n, x in (notes or {}).items())
    stories = [("styles", "styles", styles), ("numbering", "numbering", numbering)]
    stories += [("footnotes", "footnotes", called)]
    stories += [("header", "hdr", header) for header in headers]
    stories += [("footer", "ftr", footer) for footer in footers]
    for index, (kind, tag, inside) in enumerate(stories):
        if inside:
            files[f"word/{kind}{index}.xml"] = f"{HEAD}<w:{tag} {NAMESPACES}>{inside}</w:{tag}>"
            links.append((f"R{index}", kind, f"/word/{kind}{index}.xml"))
        if tag in ("hdr", "ftr"):
            sections += f'<w:{kind}Reference w:type="default" r:id="R{index}"/>'
    for name, data in (media or {}).items():
        files[f"word/media/{name}"] = data
        links.append((name, "image", f"/word/media/{name}"))

    folder, _, name = main.rpartition("/")
    files[main] = (
        f"{HEAD}{prolog}<w:document {NAMESPACES}><w:body>{body}"
        f"<w:sectPr>{sections}</w:sectPr></w:body></w:document>"
    )
    files[f"{folder}/_rels/{name}.rels".lstrip("/")] = _relations(links)
    files["_rels/.rels"] = _relations([("R", "officeDocument", main)])
    files["[Content_Types].xml"] = (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{main_type}"/></Types>'
    )
    files.update(parts or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in files.items():
            archive.writestr(part, content)
    return path


def relations(identity: str, kind: str, target: str, mode: str = "Internal") -> str:
    """Write a relations part with one relation."""
    return _relations([(identity, kind, target)], mode)


def _relations(all_: Sequence[tuple[str, str, str]], mode: str = "Internal") -> str:
    inside = "".join(
        f'<Relationship Id="{identity}" Type="{RELATION}{kind}" Target="{target}" '
        f'TargetMode="{mode}"/>'
        for identity, kind, target in all_
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{HEAD}<Relationships xmlns="{namespace}">{inside}</Relationships>'
