"""The package of the page: what all have alike is made once, by python-docx, and kept as bytes."""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import docx
from docx.document import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.parfmt import ParagraphFormat

from pipeline.tables.onepage.markup import BLUE, INK, escaped

EPOCH = (1980, 1, 1, 0, 0, 0)
FONT = "Arial"

_BODY, _HEADER, _FOOTER = "word/document.xml", "word/header1.xml", "word/footer1.xml"
_PROPERTIES = "docProps/core.xml"


@dataclass(frozen=True)
class _Frame:
    """What stands around the text of a part."""

    before: str
    after: str


@dataclass(frozen=True)
class _Blank:
    """An empty page: the parts that never change, zipped, and the frames of those that do."""

    archive: bytes
    frames: Mapping[str, _Frame]


@dataclass(frozen=True)
class Text:
    """What is written on a page: paragraphs and tables, in WordprocessingML."""

    body: str
    header: str
    footer: str


def package(text: Text, *, title: str, author: str, when: dt.datetime, leading: float) -> bytes:
    """Return a Word file of one section, A4, in French; equal arguments give equal bytes.

    Args:
        text: its parts.
        title: as the properties of the file tell it.
        author: likewise.
        when: the time of writing told there.
        leading: height of the lines of every style, in points.
    """
    blank = _blank(leading)
    parts = {_BODY: text.body, _HEADER: text.header, _FOOTER: text.footer}
    drawn = io.BytesIO()
    drawn.write(blank.archive)
    with zipfile.ZipFile(drawn, "a") as archive:
        for name, written in parts.items():
            frame = blank.frames[name]
            archive.writestr(_entry(name), f"{frame.before}{written}{frame.after}".encode())
        archive.writestr(_entry(_PROPERTIES), _properties(title, author, when).encode())
    return drawn.getvalue()


@cache
def _blank(leading: float) -> _Blank:
    """Have python-docx make the empty page, and take it apart."""
    made = docx.Document()
    _set_page(made)
    for name, size, colour in (("Normal", 8, INK), ("Heading 1", 14, BLUE), ("Heading 2", 9, BLUE)):
        _set_style(made, name, size, colour)
        _set_leading(made.styles[name].paragraph_format, leading)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    made.styles["Normal"].element.get_or_add_rPr().append(language)
    for edge in (made.sections[0].header, made.sections[0].footer):
        _set_leading(edge.paragraphs[0].paragraph_format, leading)
    _leave_out(made)
    saved = io.BytesIO()
    made.save(saved)
    return _taken_apart(saved)


def _set_page(made: Document) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Pt(595.3), Pt(841.9)
    section.left_margin = section.right_margin = Pt(34)
    section.top_margin, section.bottom_margin = Pt(40), Pt(46)
    section.header_distance, section.footer_distance = Pt(20), Pt(20)


def _set_style(made: Document, name: str, size: float, colour: str) -> None:
    style = made.styles[name]
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.color.rgb = RGBColor.from_string(colour)
    style.font.bold = name != "Normal"
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def _set_leading(form: ParagraphFormat, leading: float) -> None:
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(leading)


def _leave_out(made: Document) -> None:
    """Drop what python-docx's own template brings: a picture of another page, styles of 2007."""
    for related in (made.part.rels, made.part.package.rels):
        for key in [key for key, one in related.items() if one.reltype.endswith(_UNUSED)]:
            del related[key]


_UNUSED = ("/stylesWithEffects", "/thumbnail")


def _taken_apart(saved: io.BytesIO) -> _Blank:
    kept, frames = io.BytesIO(), {}
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(kept, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name in _EDGES:
                frames[name] = _frame(content.decode(), *_EDGES[name])
            elif name != _PROPERTIES:
                target.writestr(_entry(name), content)
    return _Blank(kept.getvalue(), frames)


_EDGES: Mapping[str, tuple[str, str]] = {
    _BODY: ("<w:body>", "<w:sectPr"),
    _HEADER: ("</w:pPr>", "</w:p>"),
    _FOOTER: ("</w:pPr>", "</w:p>"),
}
"""Part → what stands just before its text, and just after."""


def _frame(part: str, opening: str, closing: str) -> _Frame:
    before, _, rest = part.partition(opening)
    return _Frame(before + opening, rest[rest.index(closing) :])


def _entry(name: str) -> zipfile.ZipInfo:
    """Return the entry of a part, dated as all others: equal content gives equal bytes."""
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    entry.create_system = 3
    return entry


def _properties(title: str, author: str, when: dt.datetime) -> str:
    """Write the properties of the file (ECMA-376 part 2, clause 11)."""
    at = f"{when.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    return (
        "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
        f"<cp:coreProperties {_NAMESPACES}>"
        f"<dc:title>{escaped(title)}</dc:title><dc:creator>{escaped(author)}</dc:creator>"
        f"<cp:lastModifiedBy>{escaped(author)}</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified>'
        "<dc:language>fr-FR</dc:language></cp:coreProperties>"
    )


_NAMESPACES = (
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
