"""Read, Word: how a run looks, through its own marks and the styles above it."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from lxml.etree import _Element as Element

from pipeline.read.word_names import VAL, W, is_on, value_of

Properties = dict[str, bool | str | None]

_TOGGLES = ("bold", "strike", "hidden")
_NO_FILL = frozenset({None, "", "auto", "FFFFFF", "ffffff"})
_BLACK = frozenset({None, "", "auto", "000000"})
_DEPTH = 12  # styles are based on one another at most so many times in Word


class Look(NamedTuple):
    """What the reader of the page sees of a run, as far as a mark may be meant by it."""

    bold: bool = False
    underline: bool = False
    highlight: bool = False
    strike: bool = False
    colour: str | None = None


class Dress(NamedTuple):
    """The look of a run, the font of its characters, and whether Word hides it."""

    look: Look = Look()
    font: str | None = None
    hidden: bool = False


class Styles:
    """The styles of one file (styles.xml), resolved as they are asked for."""

    def __init__(self, root: Element | None) -> None:
        self._nodes: dict[str, Element] = {}
        self._default: str | None = None
        self._base: Properties = {}
        self._resolved: dict[str | None, Properties] = {}
        self._dresses: dict[tuple[object, ...], Dress] = {}
        self._prompts: frozenset[str] = frozenset()
        if root is not None:
            self._index(root)

    def _index(self, root: Element) -> None:
        prompts = set()
        for node in root.iterchildren(W + "style"):
            name = node.get(W + "styleId") or ""
            self._nodes[name] = node
            if node.get(W + "type") == "paragraph" and node.get(W + "default") in ("1", "true"):
                self._default = name
            # Style identifiers are translated, this name is not.
            if (value_of(node, W + "name") or "").lower() == "placeholder text":
                prompts.add(name)
        self._prompts = frozenset(prompts)
        default = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._base = {} if default is None else properties(default)

    def is_prompt(self, style: object) -> bool:
        """Say whether a character style is Word's « Placeholder Text »."""
        return style in self._prompts

    def node(self, style: str | None) -> Element | None:
        """Return the definition of a style; that of plain paragraphs for None."""
        return self._nodes.get(self._default or "" if style is None else style)

    def dress(self, own: Properties, style: str | None) -> Dress:
        """Return how a run with these own properties looks in a paragraph of this style.

        On/off properties of a paragraph style and a character style cancel out; those of the
        run itself decide (ECMA-376 part 1, 17.7.3).
        """
        key = (style, *own.items())
        found = self._dresses.get(key)
        if found is None:
            found = self._dresses[key] = self._resolve(own, style)
        return found

    def _resolve(self, own: Properties, style: str | None) -> Dress:
        paragraph = self._chain(self._default if style is None else style)
        character = own.get("style")
        run = self._chain(character) if isinstance(character, str) else {}
        merged = {**self._base, **paragraph, **run, **own}
        for name in _TOGGLES:
            if name not in own:
                cancels = bool(paragraph.get(name)) ^ bool(run.get(name))
                merged[name] = cancels or bool(self._base.get(name))
        colour, font = merged.get("colour"), merged.get("font")
        look = Look(
            bold=bool(merged.get("bold")),
            underline=bool(merged.get("underline")),
            highlight=bool(merged.get("highlight")) or bool(merged.get("shade")),
            strike=bool(merged.get("strike")) or bool(merged.get("double strike")),
            colour=colour if isinstance(colour, str) else None,
        )
        return Dress(look, font if isinstance(font, str) else None, bool(merged.get("hidden")))

    def _chain(self, style: str | None) -> Properties:
        found = self._resolved.get(style)
        if found is not None:
            return found
        layers: list[Properties] = []
        name = style
        while name is not None and name in self._nodes and len(layers) < _DEPTH:
            node = self._nodes[name]
            marks = node.find(W + "rPr")
            layers.append({} if marks is None else properties(marks))
            name = value_of(node, W + "basedOn")
        result: Properties = {}
        for layer in reversed(layers):
            result.update(layer)
        self._resolved[style] = result
        return result


def properties(marks: Element) -> Properties:
    """Return what a `w:rPr` says, of the things that matter here."""
    result: Properties = {}
    for child in marks:
        known = _READERS.get(child.tag)
        if known is not None:
            result[known[0]] = known[1](child)
    return result


def is_shaded(node: Element) -> bool:
    """Say whether a `w:shd` gives a colour behind the text."""
    pattern = node.get(VAL, "clear")
    return node.get(W + "fill") not in _NO_FILL or pattern.startswith("pct")


def _underlined(node: Element) -> bool:
    return node.get(VAL, "single") != "none"


def _highlighted(node: Element) -> bool:
    return node.get(VAL) not in (None, "none", "white")


def _colour(node: Element) -> str | None:
    value = node.get(VAL)
    return None if value in _BLACK or value is None else value.upper()


def _font(node: Element) -> str | None:
    return node.get(W + "ascii") or node.get(W + "hAnsi") or node.get(W + "cs")


_READERS: Mapping[str, tuple[str, Callable[[Element], bool | str | None]]] = {
    W + "b": ("bold", is_on),
    W + "strike": ("strike", is_on),
    W + "dstrike": ("double strike", is_on),
    W + "vanish": ("hidden", is_on),
    W + "u": ("underline", _underlined),
    W + "highlight": ("highlight", _highlighted),
    W + "shd": ("shade", is_shaded),
    W + "color": ("colour", _colour),
    W + "rFonts": ("font", _font),
    W + "rStyle": ("style", lambda node: node.get(VAL)),
}
