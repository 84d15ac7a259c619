"""The page as a Word file: real headings, tables with headers, French, fixed lines, fixed bytes."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.parfmt import ParagraphFormat
from lxml.etree import _Element

INK, BLUE, SOFT, AMBER, RED = "1F2A37", "1F3A5F", "4B5563", "6B4100", "8A1C1C"
EPOCH = (1980, 1, 1, 0, 0, 0)
FONT = "Arial"


def blank(title: str, author: str, when: dt.datetime, *, leading: float) -> Document:
    """Give an empty A4 page in French, every line `leading` points high."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Pt(595.3), Pt(841.9)
    section.left_margin = section.right_margin = Pt(34)
    section.top_margin, section.bottom_margin = Pt(40), Pt(46)
    section.header_distance, section.footer_distance = Pt(20), Pt(20)
    properties = made.core_properties
    properties.title, properties.author, properties.language = title, author, "fr-FR"
    properties.comments, properties.last_modified_by, properties.revision = "", author, 1
    naive = when.astimezone(dt.UTC).replace(tzinfo=None)
    properties.created = properties.modified = naive
    for name, size, colour in (("Normal", 8, INK), ("Heading 1", 14, BLUE), ("Heading 2", 9, BLUE)):
        style = made.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor.from_string(colour)
        style.font.bold = name != "Normal"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        spacing(style.paragraph_format, leading)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    made.styles["Normal"].element.get_or_add_rPr().append(language)
    return made


def spacing(form: ParagraphFormat, leading: float, *, before: float = 0, after: float = 0) -> None:
    """Set a paragraph format to lines of exactly `leading` points."""
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(leading)


def write_run(
    paragraph: Paragraph, text: str, *, size: float, bold: bool = False, colour: str = INK
) -> None:
    """Add words to a paragraph."""
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(colour)


def first(cell: _Cell) -> Paragraph:
    """Give the empty paragraph that every new cell holds."""
    paragraph: Paragraph = cell.paragraphs[0]
    return paragraph


def table(made: Document, widths: Sequence[float], rows: int, *, lines: bool) -> Table:
    """Add a table of fixed column widths, in points; with or without lines."""
    added: Table = made.add_table(rows=rows, cols=len(widths))
    added.alignment, added.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    properties = added._tbl.tblPr  # noqa: SLF001 -- python-docx has no call for margins and borders
    if lines:
        properties.append(_borders())
    properties.append(_margins())
    for row in added.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Pt(width)
    for column, width in zip(added.columns, widths, strict=True):
        column.width = Pt(width)
    return added


def _borders() -> _Element:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "9AA5B1")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    return borders


def _margins() -> _Element:
    margins = OxmlElement("w:tblCellMar")
    for side, points in (("top", 1), ("left", 3), ("bottom", 1), ("right", 3)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(points * 20))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    return margins


def shade(cell: _Cell, colour: str) -> None:
    """Fill a cell."""
    fill = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        fill.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(fill)  # noqa: SLF001 -- python-docx has no call for it


def header_row(made: Table) -> None:
    """Tell screen readers that the first row names the columns."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 -- python-docx has no call for it


def tall(row: _Row, height: float) -> None:
    """Make a row at least `height` points high, its texts in the middle."""
    row.height, row.height_rule = Pt(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    for cell in row.cells:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def centred(paragraph: Paragraph) -> Paragraph:
    """Centre a paragraph."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def save(made: Document, path: Path) -> None:
    """Save with every part dated alike: equal content gives equal bytes."""
    drawn = io.BytesIO()
    made.save(drawn)
    with zipfile.ZipFile(drawn) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            entry.create_system = 3
            target.writestr(entry, source.read(name))
