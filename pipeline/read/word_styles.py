"""Read, Word: how a run looks, through its own marks and the styles above it."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeVar

from lxml.etree import _Element as Element

from pipeline.read.word_glyphs import is_symbol_font
from pipeline.read.word_names import VAL, W, child_of, is_on, number, value_of

Properties = dict[str, bool | str | None]
Key = TypeVar("Key")
Value = TypeVar("Value")

_TOGGLES = ("bold", "strike", "hidden")
_NO_FILL = frozenset({None, "", "auto", "FFFFFF", "ffffff"})
_BLACK = frozenset({None, "", "auto", "000000"})
_DEPTH = 12  # styles are based on one another at most so many times in Word
_LEVELS = 9  # of a list (17.9.6)
_REMEMBERED = 2000  # looks and styles kept for the next file; a dossier has a hundred
_STYLE, _NAME, _BASED, _MARKS = W + "style", W + "name", W + "basedOn", W + "rPr"
_TEXT_FACTS, _LISTED = W + "pPr", W + "numPr"


class Look(NamedTuple):
    """What the reader of the page sees of a run, as far as a mark may be meant by it."""

    bold: bool = False
    underline: bool = False
    highlight: bool = False
    strike: bool = False
    colour: str | None = None

    def fields(self) -> dict[str, object]:
        """Return what differs from plain text, under the names of `Span`."""
        return {name: value for name, value in self._asdict().items() if value}


PLAIN = Look()


class Dress(NamedTuple):
    """The look of a run, its font if that is a font of symbols, and whether Word hides it."""

    look: Look = PLAIN
    font: str | None = None
    hidden: bool = False


class Styles:
    """The styles of one styles.xml, resolved as they are asked for, by one file or many."""

    def __init__(self, root: Element | None) -> None:
        self._nodes: dict[str, Element] = {}
        self._default: str | None = None
        self._base: Properties = {}
        self._resolved: dict[str | None, Properties] = {}
        self._dresses: dict[tuple[object, ...], Dress] = {}
        self._list_places: dict[str | None, tuple[str | None, int]] = {}
        self._prompts: frozenset[str] = frozenset()
        if root is not None:
            self._index(root)

    def _index(self, root: Element) -> None:
        prompts = set()
        for node in root.iterchildren(_STYLE):
            name = node.get(W + "styleId") or ""
            self._nodes[name] = node
            if node.get(W + "default") in ("1", "true") and node.get(W + "type") == "paragraph":
                self._default = name
        for name, node in self._nodes.items():
            # Style identifiers are translated, this name is not.
            if (value_of(node, _NAME) or "").lower() == "placeholder text":
                prompts.add(name)
        self._prompts = frozenset(prompts)
        self._base = _properties(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))

    def is_prompt(self, style: str | None) -> bool:
        """Say whether a character style is Word's « Placeholder Text »."""
        return (style or "") in self._prompts

    def list_place(self, style: str | None) -> tuple[str | None, int]:
        """Return the list a paragraph style (None: the default one) is in, and how deep."""
        found = self._list_places.get(style)
        if found is None:
            found = self._find_list_place(style)
            _keep(self._list_places, style, found)
        return found

    def _find_list_place(self, style: str | None) -> tuple[str | None, int]:
        name: str | None = None
        depth: str | None = None
        node = self._nodes.get(self._default or "" if style is None else style)
        for _ in range(_DEPTH):
            if node is None:
                break
            place = child_of(child_of(node, _TEXT_FACTS), _LISTED)
            name = name or value_of(place, W + "numId")
            depth = depth or value_of(place, W + "ilvl")
            based = value_of(node, _BASED)
            node = None if based is None else self._nodes.get(based)
        return name, number(depth, 0, high=_LEVELS - 1)

    def dress(self, marks: Element | None, style: str | None, *, shaded: bool = False) -> Dress:
        """Return how a run looks in a paragraph.

        On/off properties of a paragraph style and a character style cancel out; those of the
        run itself decide (ECMA-376 part 1, 17.7.3).

        Args:
            marks: the `w:rPr` of the run.
            style: the paragraph style.
            shaded: whether the paragraph itself has a colour behind its text.
        """
        own: Properties = {"shade": True} if shaded else {}
        if marks is not None:
            for child in marks:
                known = _READERS.get(child.tag)
                if known is not None:
                    own[known[0]] = known[1](child)
        key = (style, *own.items()) if own else (style,)
        found = self._dresses.get(key)
        if found is None:
            found = self._resolve(own, style)
            _keep(self._dresses, key, found)
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
        symbols = font if isinstance(font, str) and is_symbol_font(font) else None
        return Dress(look, symbols, bool(merged.get("hidden")))

    def _chain(self, style: str | None) -> Properties:
        found = self._resolved.get(style)
        if found is not None:
            return found
        layers: list[Properties] = []
        name = style
        while name is not None and name in self._nodes and len(layers) < _DEPTH:
            node = self._nodes[name]
            layers.append(_properties(child_of(node, _MARKS)))
            name = value_of(node, _BASED)
        result: Properties = {}
        for layer in reversed(layers):
            result.update(layer)
        _keep(self._resolved, style, result)
        return result


@lru_cache(maxsize=8)
def styles_of(root: Element | None) -> Styles:
    """Return the styles of a part; those made for the last file when it shares the tree."""
    return Styles(root)


def _keep(known: dict[Key, Value], key: Key, value: Value) -> None:
    # Styles live as long as files share them: what one hostile file asked for is dropped.
    if len(known) >= _REMEMBERED:
        known.clear()
    known[key] = value


def _properties(marks: Element | None) -> Properties:
    """Return what a `w:rPr` says, of the things that matter here."""
    known = ((_READERS.get(child.tag), child) for child in (() if marks is None else marks))
    return {reader[0]: reader[1](child) for reader, child in known if reader is not None}


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
