"""Read, Word: a .docx, .docm or .dotx as blocks in reading order.

Word has no pages before it is laid out: `Where.page` stays None, `Where.order` counts blocks.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from lxml.etree import _Element as Element

from pipeline.errors import Damaged, Dangerous
from pipeline.read.word_controls import Controls
from pipeline.read.word_drawings import Drawings, Place
from pipeline.read.word_inline import Tools
from pipeline.read.word_lists import Lists
from pipeline.read.word_names import R, W, value_of
from pipeline.read.word_package import Package, open_package
from pipeline.read.word_story import Story
from pipeline.read.word_styles import styles_of
from schemas.document import Document

_HEADER, _FOOTER, _RELATION = W + "headerReference", W + "footerReference", R + "id"
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")


def read_word(path: Path) -> Document:
    """Read a Word file: body, then headers, footers and the notes that are called.

    Raises:
        Empty, Encrypted, Damaged, UnknownKind: no byte, a password, cut or corrupt, no Word text.
        TooLarge, Dangerous: more than a dossier can hold, or built to harm.
    """
    with open_package(path) as package:
        try:
            return _Reading(package).document()
        except RecursionError as error:
            raise Dangerous(name=path.name, detail="imbrication sans fin") from error


class _Reading:
    """The reading of one file: what its stories share, and the order of the stories."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.main()
        notices: Counter[str] = Counter()
        self._notices = notices
        styles = styles_of(self._related("styles")[1])
        self._tools = Tools(
            name=package.name,
            styles=styles,
            lists=Lists(self._related("numbering")[1], styles),
            drawings=Drawings(package, notices),
            controls=Controls(styles, self._prompts, notices),
            notices=notices,
        )

    def document(self) -> Document:
        root = self._package.xml(self._main)
        body = None if root is None else root.find(W + "body")
        if body is None:
            raise Damaged(name=self._package.name)
        Story(self._tools, "body", Place(self._main, look=True)).read(body)
        for kind, part in self._frames(body):
            frame = self._optional(part)
            if frame is not None:
                self._story(frame, kind, part)
        self._read_notes()
        if self._related("vbaProject")[0]:
            self._notices["MACROS"] += 1
        notices = [
            {"code": code, "facts": {"count": count}}
            for code, count in self._notices.items()
            if count
        ]
        # One validation for the whole tree costs half of one per record.
        return Document.model_validate(
            {"reader": "word", "blocks": self._tools.blocks, "notices": notices}
        )

    def _story(self, root: Element, kind: Literal["header", "footer", "note"], part: str) -> None:
        # Pictures in headers are logos: not worth a look at their pixels.
        Story(self._tools, kind, Place(part, look=kind == "note")).read(root)

    def _related(self, kind: str) -> tuple[str, Element | None]:
        for relation in self._package.relations(self._main).values():
            if relation.kind == kind and not relation.external:
                is_xml = kind != "vbaProject"
                return relation.target, self._optional(relation.target) if is_xml else None
        return "", None

    def _optional(self, part: str) -> Element | None:
        try:
            return self._package.xml(part, shared=True)
        except Damaged:
            self._notices["PART_DAMAGED"] += 1
            return None

    def _prompts(self) -> Mapping[str, str]:
        _, root = self._related("glossaryDocument")
        return {
            value_of(part.find(W + "docPartPr"), W + "name") or "": "".join(
                text.text or "" for text in part.iter(W + "t")
            )
            for part in (() if root is None else root.iter(W + "docPart"))
        }

    def _frames(self, body: Element) -> Iterator[tuple[Literal["header", "footer"], str]]:
        relations = self._package.relations(self._main)
        headers: dict[str, None] = {}
        footers: dict[str, None] = {}
        for node in body.iter(_HEADER, _FOOTER):
            relation = relations.get(node.get(_RELATION) or "")
            if relation is not None and not relation.external:
                frames = headers if node.tag == _HEADER else footers
                frames[relation.target] = None
        for part in headers:
            yield "header", part
        for part in footers:
            yield "footer", part

    def _read_notes(self) -> None:
        calls = self._tools.notes
        for kind in dict.fromkeys(kind for kind, _ in calls):
            called = {name for family, name in calls if family == kind}
            part, root = self._related(kind)
            for note in () if root is None else root:
                if note.get(W + "id") in called and note.get(W + "type") not in _SEPARATORS:
                    self._story(note, "note", part)
