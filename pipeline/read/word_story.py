"""Read, Word: one story (body, text box, header, note): its paragraphs and tables as blocks."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import ClassVar, Literal

from lxml.etree import _Element as Element

from pipeline.errors import TooLarge
from pipeline.read.word_drawings import Place
from pipeline.read.word_inline import Aside, Inline, Tools
from pipeline.read.word_names import MC, VAL, W
from pipeline.read.word_pieces import Control, Piece, spans
from pipeline.read.word_pieces import Fields as Row
from pipeline.read.word_styles import Look, is_shaded
from pipeline.read.word_tables import cells
from schemas.document import Cell, Where

Part = Literal["body", "textbox", "header", "footer", "note"]

BLOCK_LIMIT = 50_000  # a page has some 40 paragraphs: 1,250 pages


class Story:
    """Adds the blocks of one story to those of its file."""

    def __init__(
        self, tools: Tools, part: Part, place: Place, within: tuple[Cell, ...] = ()
    ) -> None:
        self._tools = tools
        self._part: Part = part
        self._place = place
        self._cells = within
        self._inline = Inline(tools, place)
        self._carried: list[Piece] = []

    def read(self, root: Element) -> None:
        """Read a story to its end."""
        self._walk(root, None)
        self._flush()

    def _walk(self, node: Element, control: Control | None) -> None:
        for child in node:
            handler = self._HANDLERS.get(child.tag)
            if handler is not None:
                handler(self, child, control)
            elif child.tag not in _SILENT:
                self._walk(child, control)

    def _paragraph(self, node: Element, control: Control | None) -> None:
        style, listed, shaded, joined = _facts(node)
        pieces = self._inline.read(node, control, style, shaded=shaded)
        if self._carried:
            pieces = self._carried + pieces
            self._carried = []
        if joined:
            # The end of this paragraph is deleted: the next one goes on in it (17.13.5.15).
            self._carried = pieces
        else:
            self._emit(pieces, self._tools.lists.mark(listed, style))
        if self._inline.asides:
            asides, self._inline.asides = self._inline.asides, []
            for aside in asides:
                self._aside(aside)

    def _aside(self, aside: Aside) -> None:
        part: Part = "textbox" if self._part == "body" else self._part
        story = Story(self._tools, part, self._place, self._cells)
        if aside.content is not None:
            story.read(aside.content)
        elif aside.words:
            story._emit([Piece(aside.words, Look())], None)

    def _emit(self, pieces: list[Piece], mark: str | None) -> None:
        found = spans(pieces)
        if not found and self._part not in ("body", "textbox"):
            return
        blocks = self._tools.blocks
        if len(blocks) >= BLOCK_LIMIT:
            raise TooLarge(name=self._tools.name, detail="plus de 50\u202f000 paragraphes")
        block: Row = {"where": _place(len(blocks))}
        if found:
            block["spans"] = found
        if self._part != "body":
            block["part"] = self._part
        if self._cells:
            block["cells"] = self._cells
        if mark is not None:
            block["mark"] = mark
        blocks.append(block)

    def _flush(self) -> None:
        if self._carried:
            self._emit(self._carried, None)
            self._carried = []

    def _table(self, node: Element, control: Control | None) -> None:
        self._flush()
        tools = self._tools
        around = self._cells
        for cell, place, inner in cells(node, next(tools.tables), control, tools.controls):
            self._cells = (*around, place)
            self._walk(cell, inner)
            self._close(inner)
        self._cells = around

    def _loose_run(self, node: Element, control: Control | None) -> None:
        # A run without a paragraph is a fault that some programs make, and Word repairs.
        self._emit(self._inline.read(node, control, None, shaded=False), None)

    def _control(self, node: Element, control: Control | None) -> None:
        inner = self._tools.controls.open(node, control)
        for content in node.iterchildren(W + "sdtContent"):
            self._walk(content, inner)
        self._close(inner)

    def _close(self, control: Control | None) -> None:
        self._flush()
        box = self._tools.controls.missing(Look(), control)
        if box:
            self._emit(box, None)

    def _alternative(self, node: Element, control: Control | None) -> None:
        before = len(self._tools.blocks)
        for branch in (*node.iterchildren(MC + "Choice"), *node.iterchildren(MC + "Fallback")):
            self._walk(branch, control)
            if len(self._tools.blocks) > before:
                return

    def _changed(self, node: Element, control: Control | None) -> None:
        if node.tag in (W + "del", W + "moveFrom"):
            self._tools.notices["DELETED_TEXT"] += 1
        else:
            self._tools.notices["INSERTED_TEXT"] += 1
            self._walk(node, control)

    def _unread(self, node: Element, control: Control | None) -> None:
        # Another file stands here (HTML, RTF, a chapter): Word takes it in when it opens it.
        del node, control
        self._tools.notices["INSERTED_FILE_UNREAD"] += 1

    _HANDLERS: ClassVar[Mapping[object, Callable[["Story", Element, Control | None], None]]] = {
        W + "p": _paragraph,
        W + "r": _loose_run,
        W + "tbl": _table,
        W + "sdt": _control,
        MC + "AlternateContent": _alternative,
        W + "ins": _changed,
        W + "moveTo": _changed,
        W + "del": _changed,
        W + "moveFrom": _changed,
        W + "altChunk": _unread,
        W + "subDoc": _unread,
    }


_SILENT = frozenset(
    W + name
    for name in ("sectPr", "tcPr", "sdtPr", "bookmarkStart", "bookmarkEnd", "proofErr", "sdtEndPr")
)


def _facts(node: Element) -> tuple[str | None, Element | None, bool, bool]:
    """Return style, list place, shading, and whether the paragraph's end is deleted."""
    style: str | None = None
    listed: Element | None = None
    shaded = joined = False
    for marks in node.iterchildren(_FACTS):
        for fact in marks:
            tag = fact.tag
            if tag == _STYLE:
                style = fact.get(VAL)
            elif tag == _LISTED:
                listed = fact
            elif tag == _SHADE:
                shaded = is_shaded(fact)
            elif tag == _MARKS:
                joined = next(fact.iterchildren(_DELETED), None) is not None
    return style, listed, shaded, joined


_STYLE, _LISTED, _SHADE, _MARKS = W + "pStyle", W + "numPr", W + "shd", W + "rPr"
_FACTS, _DELETED = W + "pPr", W + "del"


@lru_cache(maxsize=4096)
def _place(rank: int) -> Where:
    # Records never change: all files share those of their first blocks.
    return Where(order=rank)
