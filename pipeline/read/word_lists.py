"""Read, Word: the bullets and numbers that the program adds in front of paragraphs."""

from typing import NamedTuple

from lxml.etree import _Element as Element

from pipeline.read.word_glyphs import readable, state_of
from pipeline.read.word_names import W, number, value_of
from pipeline.read.word_styles import Styles

_LIST, _DEPTH = W + "numId", W + "ilvl"
_LEVELS = 9  # ECMA-376 part 1, 17.9.6
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


class _Level(NamedTuple):
    start: int
    form: str
    pattern: str
    font: str | None


class Lists:
    """The lists of one story: gives each list paragraph its mark, and counts."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, Element] = {}
        self._lists: dict[str, Element] = {}
        self._levels: dict[tuple[str, int], _Level | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._seen: set[str] = set()
        for node in () if root is None else root:
            if node.tag == W + "abstractNum":
                self._abstract[node.get(W + "abstractNumId") or ""] = node
            elif node.tag == W + "num":
                self._lists[node.get(W + "numId") or ""] = node

    def mark(self, own: Element | None, style: str | None) -> str | None:
        """Return the mark in front of a paragraph, None when it is in no list.

        Args:
            own: the `w:numPr` of the paragraph itself.
            style: its paragraph style, which may put it in a list.
        """
        if own is None and self._styles.list_place(style)[0] is None:
            return None
        name, depth = self._place(own, style)
        if name is None or name == "0" or name not in self._lists:
            return None
        level = self._level(name, depth)
        if level is None or level.form == "none":
            return None
        if level.form == "bullet":
            glyph = readable(level.pattern, level.font)[:1]
            return glyph if glyph not in ("●", "○", "■") and state_of(glyph) is not None else "•"
        return self._number(name, depth, level)

    def _place(self, own: Element | None, style: str | None) -> tuple[str | None, int]:
        name = value_of(own, _LIST)
        depth = value_of(own, _DEPTH)
        if name is not None and depth is not None:
            return name, number(depth, 0, high=_LEVELS - 1)
        from_style, style_depth = self._styles.list_place(style)
        return (
            from_style if name is None else name,
            style_depth if depth is None else number(depth, 0, high=_LEVELS - 1),
        )

    def _level(self, name: str, depth: int) -> _Level | None:
        key = name, depth
        if key not in self._levels:
            self._levels[key] = self._find_level(self._lists[name], depth)
        return self._levels[key]

    def _find_level(self, listing: Element, depth: int) -> _Level | None:
        start = None
        for override in listing.iterchildren(W + "lvlOverride"):
            if override.get(W + "ilvl") == str(depth):
                inner = override.find(W + "lvl")
                if inner is not None:
                    return _level(inner)
                start = value_of(override, W + "startOverride")
        abstract = self._abstract.get(value_of(listing, W + "abstractNumId") or "")
        link = value_of(abstract, W + "numStyleLink")
        if link is not None:  # the levels stand in the list that defines the list style
            abstract = next(
                (a for a in self._abstract.values() if value_of(a, W + "styleLink") == link), None
            )
        for node in () if abstract is None else abstract.iterchildren(W + "lvl"):
            if node.get(W + "ilvl") == str(depth):
                level = _level(node)
                return level if start is None else level._replace(start=number(start, 1))
        return None

    def _number(self, name: str, depth: int, level: _Level) -> str:
        # Lists of one abstract definition count on together, unless one says where to start.
        family = value_of(self._lists[name], W + "abstractNumId") or name
        counts = self._counts.setdefault(family, {})
        if name not in self._seen:
            self._seen.add(name)
            if self._lists[name].find(f"{W}lvlOverride/{W}startOverride") is not None:
                counts.clear()
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        text = level.pattern
        for rank in range(depth + 1):
            if f"%{rank + 1}" in text:
                above = self._level(name, rank)
                count = counts.get(rank, 1 if above is None else above.start)
                text = text.replace(f"%{rank + 1}", _written(count, above))
        return text


def _level(node: Element) -> _Level:
    fonts = node.find(f"{W}rPr/{W}rFonts")
    return _Level(
        start=number(value_of(node, W + "start"), 1, high=100_000),
        form=value_of(node, W + "numFmt") or "decimal",
        pattern=value_of(node, W + "lvlText") or "",
        font=None if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi"),
    )


def _written(count: int, level: _Level | None) -> str:
    form = "decimal" if level is None else level.form
    if form.endswith("Letter") and count > 0:
        # After z come aa, bb, cc (17.18.59).
        text = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 10)
    elif form.endswith("Roman"):
        text = _roman(count)
    elif form == "decimalZero":
        return f"{count:02d}"
    else:
        return str(count)
    return text.upper() if form.startswith("upper") else text


def _roman(count: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (count // value)
        count %= value
    return text
