"""Check the templates and blocks of a campaign before any letter is due."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import get_args, get_origin

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes

from pipeline.errors import FaultyTemplate
from pipeline.letters import rules
from pipeline.letters.blocks import BLOCKS, read_block
from pipeline.letters.render import environment, explain
from pipeline.letters.variables import Variables
from schemas.base import Record

_TAG = re.compile(r"\{[{%#].*?[%}#]\}", re.DOTALL)
_PARAGRAPH = re.compile(r"</w:p>|<w:br/>")
_MARKUP = re.compile(r"<[^>]+>")


class TemplateFault(Record):
    """A fault of a file under `letters/`, in French."""

    file: str
    message: str
    remedy: str


@dataclass(frozen=True)
class _Shape:
    """What may follow the name of a variable: `.field`, or a loop over items."""

    fields: Mapping[str, "_Shape"] = field(default_factory=dict)
    item: "_Shape | None" = None


def template_faults(folder: Path) -> Iterator[TemplateFault]:
    """Tell every fault of the templates and blocks in `letters/`."""
    for name in dict.fromkeys(name for names in BLOCKS.values() for name in names):
        yield from _block_faults(folder / "blocs" / f"{name}.txt")
    for kind in BLOCKS:
        yield from _letter_faults(folder / f"{kind}.docx", BLOCKS[kind])


def _block_faults(path: Path) -> Iterator[TemplateFault]:
    file = f"blocs/{path.name}"
    try:
        text = "\n".join(read_block(path).paragraphs)
    except FaultyTemplate as error:
        yield TemplateFault(file=file, message=error.message, remedy=error.advice)
        return
    yield from _text_faults(file, text)
    yield from _typography(file, text)


def _letter_faults(path: Path, blocks: tuple[str, ...]) -> Iterator[TemplateFault]:
    try:
        xml = _source(path)
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError):
        yield TemplateFault(
            file=path.name,
            message="Le modèle manque, ou ce n’est pas un document Word lisible.",
            remedy="Reprenez le modèle d’une campagne fournie.",
        )
        return
    yield from _text_faults(path.name, xml)
    words = "\n".join(_MARKUP.sub("", part) for part in _PARAGRAPH.split(xml))
    yield from _typography(path.name, words)
    for name in blocks:
        tag = f"blocs.{name.replace('-', '_')}.alineas"
        if tag not in words:
            yield TemplateFault(
                file=path.name,
                message=f"La lettre ne porte pas le bloc juridique « {name} ».",
                remedy=f"Ajoutez-y « {{%p for alinea in {tag} %}} » comme dans le modèle fourni.",
            )


def _source(path: Path) -> str:
    """Give the XML of the body, headers and footers, with tags that Word split made whole."""
    if not path.is_file():
        raise PackageNotFoundError
    word = DocxTemplate(path)
    word.init_docx()
    parts = [word.get_xml()]
    for kind in (word.HEADER_URI, word.FOOTER_URI):
        parts += [word.get_part_xml(part) for _, part in word.get_headers_footers(kind)]
    return "\n".join(word.patch_xml(part) for part in parts)


def _text_faults(file: str, text: str) -> Iterator[TemplateFault]:
    try:
        tree = environment(xml=True).parse(text)
    except TemplateSyntaxError as error:
        around = _MARKUP.sub("", text.splitlines()[max(error.lineno - 1, 0)])[:80].strip()
        yield TemplateFault(
            file=file,
            message=f"{explain(error).capitalize()} près de « {around} ».",
            remedy="Vérifiez que chaque {{ }} et chaque {% %} s’ouvre et se referme.",
        )
        return
    for name, near in dict.fromkeys(_unknown(tree, _known())):
        advice = (
            f"Vouliez-vous écrire « {near} » ?" if near else "Reprenez le nom du modèle fourni."
        )
        yield TemplateFault(
            file=file, message=f"La variable « {name} » n’existe pas.", remedy=advice
        )


def _typography(file: str, words: str) -> Iterator[TemplateFault]:
    for sentence in rules.misprints(_TAG.sub("…", words), ()):
        yield TemplateFault(
            file=file,
            message=sentence,
            remedy="Dans Word, une espace insécable se tape Ctrl + Maj + Espace.",
        )


def _known() -> Mapping[str, _Shape]:
    lines = _Shape(item=_Shape())
    block = _Shape({"titre": _Shape(), "alineas": lines})
    names = {name.replace("-", "_") for names in BLOCKS.values() for name in names}
    return {**_shape(Variables).fields, "blocs": _Shape(dict.fromkeys(names, block))}


def _shape(annotation: object) -> _Shape:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return _Shape({n: _shape(f.annotation) for n, f in annotation.model_fields.items()})
    inner = [a for a in get_args(annotation) if a not in (type(None), Ellipsis)]
    if get_origin(annotation) is tuple:
        return _Shape(item=_shape(inner[0]))
    return _shape(inner[0]) if inner else _Shape()


def _unknown(node: nodes.Node, scope: Mapping[str, _Shape]) -> Iterator[tuple[str, str | None]]:
    """Yield the names that a template reads and no letter gives, with the nearest that exists."""
    if isinstance(node, nodes.For):
        yield from _unknown(node.iter, scope)
        items = _resolve(node.iter, scope)
        inner = {"loop": _Shape()}
        if isinstance(node.target, nodes.Name):
            inner[node.target.name] = (items.item if items else None) or _Shape()
        for child in (*node.body, *node.else_):
            yield from _unknown(child, {**scope, **inner})
        return
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in scope:
        yield node.name, _nearest(node.name, scope)
        return
    if isinstance(node, nodes.Getattr):
        around = _resolve(node.node, scope)
        # A record is closed; plain text and loops have attributes of their own (`loop.last`).
        closed = around.fields if around else {}
        if closed and node.attr not in closed:
            yield node.attr, _nearest(node.attr, closed)
    for child in node.iter_child_nodes():
        yield from _unknown(child, scope)


def _resolve(node: nodes.Node, scope: Mapping[str, _Shape]) -> _Shape | None:
    if isinstance(node, nodes.Name):
        return scope.get(node.name)
    if isinstance(node, nodes.Getattr):
        around = _resolve(node.node, scope)
        return around.fields.get(node.attr) if around else None
    return None


def _nearest(name: str, known: Mapping[str, _Shape]) -> str | None:
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    return close[0] if close else None
