"""Turn a Word template and its variables into a .docx: same inputs, same bytes."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Pt, RGBColor
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from pipeline.errors import FaultyTemplate
from pipeline.letters.blocks import Block
from pipeline.letters.variables import Variables

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date a zip can hold
_RED = RGBColor(0xA6, 0x10, 0x10)


class _Unsaid(StrictUndefined):
    """A variable that the campaign or the dossier does not give: may be tested, not printed."""

    def __bool__(self) -> bool:  # type: ignore[override]  # a test is all that is allowed
        return False


def environment(*, xml: bool) -> SandboxedEnvironment:
    """Make the Jinja that templates (`xml`) and blocks run in: no attribute tricks, no silence."""
    return SandboxedEnvironment(autoescape=xml, undefined=_Unsaid)


def fill_block(block: Block, variables: Variables) -> tuple[str, ...]:
    """Give the paragraphs of a block with its variables written in.

    Raises:
        FaultyTemplate: a tag is wrong, or asks for something that is not known.
    """
    jinja = environment(xml=False)
    said = _said(variables.model_dump())
    try:
        return tuple(jinja.from_string(text).render(said) for text in block.paragraphs)
    except TemplateError as error:
        raise FaultyTemplate(name=f"{block.name}.txt", detail=explain(error)) from error


def render(
    template: Path,
    variables: Variables,
    blocks: Mapping[str, Block],
    *,
    title: str,
    dated: dt.date,
    banner: str | None,
) -> bytes:
    """Render a letter.

    Args:
        template: the Word template, as the organiser left it.
        variables: all that the letter may say.
        blocks: the legal blocks it carries, by name; each is offered to the template as
            `blocs.<name>` with `titre` and `alineas`.
        title: of the document, for the list of files and the screen reader.
        dated: the day on the letter, also its date in the properties.
        banner: what every page of a draft says at its top; None for a letter ready to sign.

    Raises:
        FaultyTemplate: no such template, not a Word file, or a wrong tag.
    """
    context = {
        **_said(variables.model_dump()),
        "blocs": {
            name.replace("-", "_"): {
                "titre": block.title,
                "alineas": fill_block(block, variables),
            }
            for name, block in blocks.items()
        },
    }
    if not template.is_file():
        raise FaultyTemplate(name=template.name, detail="le fichier manque")
    word = DocxTemplate(template)
    try:
        word.render(context, environment(xml=True), autoescape=True)
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError) as error:
        detail = "ce n’est pas un document Word lisible"
        raise FaultyTemplate(name=template.name, detail=detail) from error
    except TemplateError as error:
        raise FaultyTemplate(name=template.name, detail=explain(error)) from error
    document: Document = word.docx
    _describe(document, title, variables.expediteur.nom, dated)
    if banner:
        _mark_as_draft(document, banner)
    return _packed(document)


def explain(error: TemplateError) -> str:
    """Say a Jinja error in French, with the tag at fault where Jinja knows it."""
    name = re.search(r"'([^']+)'", str(error))
    quoted = f" « {name[1]} »" if name else ""
    if isinstance(error, UndefinedError):
        return f"la variable{quoted} est inconnue, ou la campagne ne la renseigne pas"
    if isinstance(error, TemplateSyntaxError):
        return f"une balise est mal écrite{quoted}"
    return f"une balise n’est pas permise{quoted}"


def _said(values: Mapping[str, object]) -> dict[str, object]:
    # None would print as « None »: what is not said is not there at all.
    return {
        name: _said(value) if isinstance(value, dict) else value
        for name, value in values.items()
        if value is not None
    }


def _describe(document: Document, title: str, author: str, dated: dt.date) -> None:
    properties = document.core_properties
    moment = dt.datetime.combine(dated, dt.time(), dt.UTC).replace(tzinfo=None)
    properties.title = title
    properties.author = properties.last_modified_by = author
    properties.language = "fr-FR"
    properties.created = properties.modified = moment
    properties.revision = 1
    properties.comments = properties.keywords = properties.subject = ""


def _mark_as_draft(document: Document, banner: str) -> None:
    for section in document.sections:
        headers = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        for header in headers:
            first = header.paragraphs[0].insert_paragraph_before()
            run = first.add_run(banner)
            run.bold, run.font.size, run.font.color.rgb = True, Pt(8), _RED


def _packed(document: Document) -> bytes:
    loose = io.BytesIO()
    document.save(loose)
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(loose) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        # The content types stand first in every Word file; the others in the order of names.
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(info, source.read(name))
    return packed.getvalue()
