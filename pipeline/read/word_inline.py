"""Read, Word: the content of one paragraph as pieces, in reading order."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import ClassVar, NamedTuple

from lxml.etree import _Element as Element

from pipeline.read.word_controls import Controls
from pipeline.read.word_drawings import Drawings, Place
from pipeline.read.word_fields import Fields
from pipeline.read.word_glyphs import SPECIAL, readable, symbol
from pipeline.read.word_lists import Lists
from pipeline.read.word_names import MC, W14, M, W
from pipeline.read.word_pieces import Control, Piece
from pipeline.read.word_pieces import Fields as Row
from pipeline.read.word_styles import PLAIN, Dress, Look, Styles

_TEXT, _RUN, _MARKS = W + "t", W + "r", W + "rPr"
_CHARACTERS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "\u2011",
}
_SILENT = frozenset(
    W + name
    for name in (
        "pPr",
        "sdtPr",
        "sdtEndPr",
        "instrText",
        "delText",
        "delInstrText",
        "softHyphen",
        "lastRenderedPageBreak",
        "proofErr",
        "bookmarkStart",
        "bookmarkEnd",
        "annotationRef",
        "smartTagPr",
        "customXmlPr",
        "fldData",
    )
)


class Aside(NamedTuple):
    """What stands beside a paragraph: a text box, or the words of a WordArt."""

    content: Element | None
    words: str


@dataclass(eq=False, slots=True)
class Tools:
    """What all stories of one file share, and the blocks they add to."""

    name: str
    styles: Styles
    lists: Lists
    drawings: Drawings
    controls: Controls
    notices: Counter[str]
    blocks: list[Row] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    tables: Iterator[int] = field(default_factory=count)


class Inline:
    """Reads the paragraphs of one story; fields may run from one to the next."""

    def __init__(self, tools: Tools, place: Place) -> None:
        self.asides: list[Aside] = []
        self._tools = tools
        self._styles = tools.styles
        self._place = place
        self._fields = Fields(tools.controls.identity)
        self._pieces: list[Piece] = []
        self._style: str | None = None
        self._shaded = False
        self._plain = self._dress = Dress()

    def read(
        self, paragraph: Element, control: Control | None, style: str | None, *, shaded: bool
    ) -> list[Piece]:
        """Return the pieces of a paragraph; its text boxes are left in `asides`.

        Args:
            paragraph: the `w:p`.
            control: the content control it stands in.
            style: its paragraph style, None for the default one.
            shaded: whether it has a colour behind its text.
        """
        pieces: list[Piece] = []
        self._pieces = pieces
        self._style, self._shaded = style, shaded
        self._plain = self._styles.dress(None, style, shaded=shaded)
        self._walk(paragraph, control)
        self._fields.end_paragraph(pieces, PLAIN)
        return pieces

    def _walk(self, node: Element, control: Control | None) -> None:
        for child in node:
            tag = child.tag
            if tag == _RUN:
                self._run(child, control)
            elif tag == _TEXT:
                self._add(child.text or "", control)
            elif tag == _MARKS:
                self._dress = self._styles.dress(child, self._style, shaded=self._shaded)
            elif tag not in _SILENT:
                # What is unknown is gone through: its text may be an answer.
                self._HANDLERS.get(tag, Inline._walk)(self, child, control)

    def _run(self, node: Element, control: Control | None) -> None:
        # As `_walk`, in the order that is most frequent here: half of all time is spent in runs.
        self._dress = self._plain
        for child in node:
            tag = child.tag
            if tag == _TEXT:
                self._add(child.text or "", control)
            elif tag == _MARKS:
                self._dress = self._styles.dress(child, self._style, shaded=self._shaded)
            elif tag == _RUN:
                self._run(child, control)
            elif tag not in _SILENT:
                self._HANDLERS.get(tag, Inline._walk)(self, child, control)

    def _add(self, text: str, control: Control | None) -> None:
        look, font, hidden = self._dress
        if hidden:
            self._tools.notices["HIDDEN_TEXT"] += bool(text.strip())
            return
        if font is not None or (not text.isascii() and SPECIAL.search(text)):
            text = readable(text, font)
        if "\n" in text or "\t" in text:
            text = text.replace("\n", " ").replace("\t", " ")  # printed as blanks (xml:space)
        owner = self._fields.control or control
        if owner is None or owner.tick is None:
            self._pieces.append(Piece(text, look, owner))
        else:
            self._append(text, look, control)

    def _append(self, text: str, look: Look, control: Control | None) -> None:
        owner = self._fields.control or control
        if owner is None or owner.tick is None or owner.tick.spent:
            self._pieces.append(Piece(text, look, owner))
        else:
            self._pieces.extend(self._tools.controls.tick(text, look, owner))

    def _character(self, node: Element, control: Control | None) -> None:
        if not self._dress.hidden:
            self._append(_CHARACTERS[node.tag], self._dress.look, control)

    def _symbol(self, node: Element, control: Control | None) -> None:
        try:
            code = int(node.get(W + "char") or "", 16)
        except ValueError:
            return
        font = node.get(W + "font") or self._dress.font
        if not self._dress.hidden:
            self._append(symbol(code, font), self._dress.look, control)

    def _control(self, node: Element, control: Control | None) -> None:
        inner = self._tools.controls.open(node, control)
        for content in node.iterchildren(W + "sdtContent"):
            self._walk(content, inner)
        if inner.tick is not None:
            self._pieces.extend(self._tools.controls.missing(self._dress.look, inner))

    def _deleted(self, node: Element, control: Control | None) -> None:
        del control
        if next(node.iter(W + "delText", _TEXT), None) is not None:
            self._tools.notices["DELETED_TEXT"] += 1

    def _inserted(self, node: Element, control: Control | None) -> None:
        self._tools.notices["INSERTED_TEXT"] += 1
        self._walk(node, control)

    def _field(self, node: Element, control: Control | None) -> None:
        del control
        self._fields.meet(node, self._pieces, self._dress.look)

    def _ruby(self, node: Element, control: Control | None) -> None:
        for base in node.iterchildren(W + "rubyBase"):
            self._walk(base, control)

    def _alternative(self, node: Element, control: Control | None) -> None:
        # The same thing twice, for new programs and for old ones: read once (part 3, 7.5).
        for branch in (*node.iterchildren(MC + "Choice"), *node.iterchildren(MC + "Fallback")):
            before = len(self._pieces) + len(self.asides)
            self._walk(branch, control)
            if len(self._pieces) + len(self.asides) > before:
                return

    def _drawing(self, node: Element, control: Control | None) -> None:
        for found in self._tools.drawings.read(node, self._place):
            if found.picture is not None:
                piece = Piece("", self._dress.look, control, picture=found.picture)
                self._pieces.append(piece)
            else:
                self.asides.append(Aside(found.box, found.words))

    def _note(self, node: Element, control: Control | None) -> None:
        del control
        kind = "footnotes" if node.tag == W + "footnoteReference" else "endnotes"
        self._tools.notes.append((kind, node.get(W + "id") or ""))

    def _comment(self, node: Element, control: Control | None) -> None:
        del node, control
        self._tools.notices["COMMENTS"] += 1

    def _math(self, node: Element, control: Control | None) -> None:
        self._add(node.text or "", control)

    _HANDLERS: ClassVar[Mapping[object, Callable[["Inline", Element, Control | None], None]]] = {
        **dict.fromkeys(_CHARACTERS, _character),
        W + "sym": _symbol,
        W + "sdt": _control,
        W + "del": _deleted,
        W + "moveFrom": _deleted,
        W + "ins": _inserted,
        W + "moveTo": _inserted,
        W + "fldChar": _field,
        W + "ruby": _ruby,
        W + "drawing": _drawing,
        W + "pict": _drawing,
        W + "object": _drawing,
        W14 + "contentPart": _drawing,
        MC + "AlternateContent": _alternative,
        W + "footnoteReference": _note,
        W + "endnoteReference": _note,
        W + "commentReference": _comment,
        M + "t": _math,
    }
