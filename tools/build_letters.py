"""Build the Word templates of the letters shipped with the two campaigns.

Run once when a shipped text of `tools/letters/` changes (`python tools/build_letters.py`);
organisers then edit the templates in Word. In a text, a head of « Nom : valeur » lines ends with a
line of dashes, then each line is a paragraph: « # » begins an item of a numbered list, « - » of a
bulleted one, `**` surrounds bold words, and the last line is the closing formula.

The layout is that of a French administrative letter in a window envelope: sender top left,
recipient top right, both in frames placed on the page, so that lines added to one do not move
the other.
"""

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

ROOT = Path(__file__).resolve().parent.parent
FONT = "Arial"
TWIPS_PER_CM = 567
BLACK = RGBColor(0, 0, 0)
GREY = RGBColor(0x40, 0x40, 0x40)


@dataclass(frozen=True)
class Body:
    """A letter between its salutation and its signature; `blocks` are the legal ones after it."""

    subject: str
    place: str
    lines: tuple[str, ...]
    closing: str
    blocks: tuple[str, ...]


@dataclass(frozen=True)
class Frame:
    """A place on the page, in centimetres from its top-left corner."""

    x: float
    y: float
    width: float
    height: float


SENDER = Frame(2.5, 2.0, 8.0, 3.0)
DATE = Frame(11.0, 2.5, 8.5, 0.6)
RECIPIENT = Frame(11.0, 4.5, 8.5, 2.5)  # the window of a DL envelope, folded in three


def build(campaign: str, kind: str, body: Body) -> None:
    """Write one template of one campaign."""
    document = docx.Document()
    _page(document)
    _styles(document)
    _heading(document, body)
    for line in body.lines:
        _line(document, line)
    _closing(document, body)
    for block in body.blocks:
        _block(document, block)
    _footer(document)
    _describe(document, body.subject)
    target = ROOT / "campaigns" / campaign / "letters" / f"{kind}.docx"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_stable(document))


def read_body(path: Path) -> Body:
    """Read the words of a letter."""
    head, _, text = path.read_text("utf-8").partition("\n---\n")
    said = {
        name.strip(): value.strip()
        for name, _, value in (h.partition(":") for h in head.split("\n"))
    }
    *lines, closing = text.strip().split("\n")
    return Body(
        subject=said["Objet"],
        place=said["Lieu"],
        lines=tuple(lines),
        closing=closing,
        blocks=tuple(said["Blocs"].split(", ")),
    )


def typeset(text: str) -> str:
    """Put the no-break spaces of French typography, outside Jinja tags."""
    parts = re.split(r"(\{[{%].*?[%}]\})", text)
    return "".join(part if part.startswith("{") else _spaced(part) for part in parts)


def _spaced(text: str) -> str:
    text = text.replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    text = re.sub(r" ([;:!?])(?=\s|$)", "\u00a0\\1", text)
    text = re.sub(r"\b(n°|[LR]\.|P\.|art\.) (?=\S|$)", "\\1\u00a0", text)
    return text.replace("n° ", "n°\u00a0")


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.5)
    section.header_distance = section.footer_distance = Cm(0.9)


def _styles(document: Document) -> None:
    normal = document.styles["Normal"]
    _typeface(normal, 10)
    normal.paragraph_format.space_after = Pt(5)
    normal.paragraph_format.line_spacing = 1.0
    normal.paragraph_format.widow_control = True
    for name, size, after in (
        ("Expéditeur", 9, 0),
        ("Destinataire", 10, 0),
        ("Lieu et date", 10, 0),
        ("Mention", 9, 1),
        ("Signature", 10, 0),
        ("Bloc juridique", 8, 0),
    ):
        style = (
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            if (name not in document.styles)
            else document.styles[name]
        )
        style.base_style = normal
        style.quick_style = True
        _typeface(style, size)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = 1.0
    for name, size, before in (("Heading 1", 10, 7), ("Heading 2", 8.5, 6)):
        style = document.styles[name]
        _typeface(style, size)
        style.font.bold, style.font.color.rgb = True, BLACK
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(2)
        style.paragraph_format.keep_with_next = True
    for name in ("List Number", "List Bullet"):
        document.styles[name].paragraph_format.space_after = Pt(5)
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), "fr-FR")
    settings = document.settings.element
    for lang in settings.iter(qn("w:themeFontLang")):
        lang.set(qn("w:val"), "fr-FR")


def _typeface(style: ParagraphStyle, size: float) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)


def _heading(document: Document, body: Body) -> None:
    for line in (
        "**{{ expediteur.nom }}**",
        "{%p for ligne in expediteur.adresse %}",
        "{{ ligne }}",
        "{%p endfor %}",
        "Tél. : {{ expediteur.telephone }}",
        "Courriel : {{ expediteur.courriel }}",
    ):
        _framed(_add(document, line, "Expéditeur"), SENDER)
    _framed(_add(document, f"{body.place}, le {{{{ date }}}}", "Lieu et date"), DATE)
    for line in (
        "{{ envoi }}",
        "{%p for ligne in destinataire %}",
        "{{ ligne }}",
        "{%p endfor %}",
    ):
        _framed(_add(document, line, "Destinataire"), RECIPIENT)
    _add(
        document,
        "Affaire suivie par : {{ agent.nom }}, {{ agent.qualite }}"
        "{% if agent.adresse %}, {{ agent.adresse }}{% endif %}"
        "{% if agent.telephone %} – {{ agent.telephone }}{% endif %}"
        "{% if agent.courriel %} – {{ agent.courriel }}{% endif %}",
        "Mention",
    )
    _add(
        document,
        "Réf. : {{ campagne }}, dossier {{ numero }}{% if lot %}, {{ lot }}{% endif %}",
        "Mention",
    )
    _add(
        document,
        "P. J. : {% if pieces_jointes %}{{ pieces_jointes|length }} – "
        "{% for piece in pieces_jointes %}{{ piece }}{% if not loop.last %} ; {% endif %}"
        "{% endfor %}{% else %}aucune{% endif %}",
        "Mention",
    )
    _add(document, f"Objet : {body.subject}", "Heading 1")
    _add(document, "{{ salutation }},").paragraph_format.space_before = Pt(6)


def _line(document: Document, line: str) -> None:
    style = "Normal"
    for mark, name in (("# ", "List Number"), ("- ", "List Bullet")):
        if line.startswith(mark):
            line, style = line.removeprefix(mark), name
    paragraph = _add(document, line, style)
    if style == "Normal" and not line.startswith("{%p"):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _closing(document: Document, body: Body) -> None:
    _add(document, body.closing)
    for line, before in (
        ("{%p if signataire.delegation %}", 0),
        ("{{ signataire.delegation }}", 6),
        ("{%p endif %}", 0),
        ("{{ signataire.qualite }}", 0),
        # The empty zone where a hand signs (CRPA L212-1).
        ("{{ signataire.nom }}", 40),
    ):
        paragraph = _add(document, line, "Signature")
        paragraph.paragraph_format.left_indent = Cm(8.5)
        paragraph.paragraph_format.space_before = Pt(before)
        paragraph.paragraph_format.keep_with_next = "nom" not in line


def _block(document: Document, name: str) -> None:
    heading = _add(document, f"{{{{ blocs.{name}.titre }}}}", "Heading 2")
    heading.paragraph_format.space_before = Pt(7)
    _add(document, f"{{%p for alinea in blocs.{name}.alineas %}}", "Bloc juridique")
    paragraph = _add(document, "{{ alinea }}", "Bloc juridique")
    paragraph.paragraph_format.keep_together = True
    _boxed(paragraph)
    _add(document, "{%p endfor %}", "Bloc juridique")


def _footer(document: Document) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in ("{{ numero }} – page ", "PAGE", " / ", "NUMPAGES"):
        run = paragraph.add_run("" if text.isupper() else text)
        run.font.size, run.font.color.rgb = Pt(8), GREY
        if text.isupper():
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), f" {text} ")
            shown = OxmlElement("w:r")
            shown.append(_sized(8))
            figure = OxmlElement("w:t")
            figure.text = "1"
            shown.append(figure)
            field.append(shown)
            paragraph.paragraph_format.element.append(field)


def _sized(points: int) -> OxmlElement:
    properties = OxmlElement("w:rPr")
    size = OxmlElement("w:sz")
    size.set(qn("w:val"), str(points * 2))
    properties.append(size)
    return properties


def _add(document: Document, text: str, style: str = "Normal") -> Paragraph:
    paragraph = document.add_paragraph(style=style)
    for rank, part in enumerate(typeset(text).split("**")):
        if part:
            paragraph.add_run(part).bold = True if rank % 2 else None
    return paragraph


def _framed(paragraph: Paragraph, frame: Frame) -> None:
    placed = OxmlElement("w:framePr")
    for name, value in (
        ("w", frame.width), ("h", frame.height), ("x", frame.x), ("y", frame.y),
    ):  # fmt: skip
        placed.set(qn(f"w:{name}"), str(round(value * TWIPS_PER_CM)))
    for name, value in (
        ("hRule", "atLeast"), ("hSpace", "0"), ("wrap", "notBeside"),
        ("vAnchor", "page"), ("hAnchor", "page"),
    ):  # fmt: skip
        placed.set(qn(f"w:{name}"), value)
    # The schema wants it right after the style and the keep flags.
    paragraph.paragraph_format.element.get_or_add_pPr().insert_element_before(
        placed, "w:widowControl", "w:numPr", "w:pBdr", "w:shd", "w:tabs", "w:spacing", "w:ind",
        "w:jc", "w:rPr",
    )  # fmt: skip


def _boxed(paragraph: Paragraph) -> None:
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "4"), ("color", "808080")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    paragraph.paragraph_format.element.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _describe(document: Document, subject: str) -> None:
    properties = document.core_properties
    properties.title = f"Modèle – {re.sub(r'{[{%].*?[%}]}', '…', subject)}"
    properties.author = properties.last_modified_by = "Candidatures"
    properties.language, properties.comments = "fr-FR", ""
    properties.created = properties.modified = dt.datetime(2019, 1, 1)  # noqa: DTZ001 -- no zone in OPC


def _stable(document: Document) -> bytes:
    loose, packed = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(packed, "w") as target:
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return packed.getvalue()


if __name__ == "__main__":
    for source in sorted((ROOT / "tools" / "letters").glob("*/*.txt")):
        build(source.parent.name, source.stem, read_body(source))
        print(f"{source.parent.name}/letters/{source.stem}.docx")
