"""Read, Word: characters that are boxes or ticks, also in the old symbol fonts."""

import re
from collections.abc import Mapping

TICKED = frozenset("☑☒☓■▣◼⬛◉⦿🔘✓✔✕✖✗✘✅❌❎🗵🗶🗷🗸🗹⌧√●")
UNTICKED = frozenset("☐□▢◻⬜❏❐❑❒🔲🗆○◯")

_ALWAYS = "".join(sorted((TICKED | UNTICKED) - frozenset("√●○◯")))
# A tick typed as a square root, or radio buttons drawn with circles: not « √2 » nor « n○ ».
_ALONE = "√●○◯"
BOXES = re.compile(f"[{_ALWAYS}]\ufe0f?|(?<!\\w)[{_ALONE}](?!\\d)|[{_ALONE}](?!\\w)")

SPECIAL = re.compile("[\u2190-\U0010ffff]")
"""Finds whether a text can hold a box or a symbol at all: French letters and signs come before."""

_PRIVATE = re.compile("[\uf020-\uf0ff]")

# Character codes in the fonts' own tables (0x20 to 0xFF) and what they look like.
_WINGDINGS = {
    0x6C: "●",
    0x6D: "❍",
    0x6E: "■",
    0x6F: "□",
    0x70: "❐",
    0x71: "❑",
    0x72: "❒",
    0x78: "⌧",
    0x9F: "•",
    0xA1: "○",
    0xA4: "◉",
    0xA7: "▪",
    0xA8: "◻",
    0xD8: "➢",
    0xE0: "→",
    0xF0: "⇨",
    0xFB: "✘",
    0xFC: "✔",
    0xFD: "☒",
    0xFE: "☑",
    0x22: "✂",
    0x28: "☎",
    0x29: "✆",
    0x2A: "✉",
    0x4A: "☺",
}
_WINGDINGS_2 = {
    0x4F: "✗",
    0x50: "✓",
    0x51: "☒",
    0x52: "☑",
    0x53: "☒",
    0x54: "☒",
    0x97: "●",
    0xA0: "▪",
    0xA2: "■",
    0xA3: "□",
    0xA4: "□",
}
_WEBDINGS = {0x61: "✔", 0x63: "□", 0x67: "■", 0x72: "✘", 0x31: "□"}
_SYMBOL = {0xB7: "•", 0xA0: "€", 0xAE: "→", 0xD6: "√", 0xA8: "♦"}

_FONTS: Mapping[str, Mapping[int, str]] = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}


def state_of(glyph: str) -> bool | None:
    """Return whether a glyph is a ticked box, an empty one, or none (None)."""
    first = glyph[:1]
    if first in TICKED:
        return True
    return False if first in UNTICKED else None


def is_symbol_font(font: str) -> bool:
    """Say whether the characters of a font are pictures rather than letters."""
    return font.lower() in _FONTS


def symbol(code: int, font: str | None) -> str:
    """Return the Unicode character that looks like character `code` of a font.

    Symbol fonts stand in the private use area (U+F0xx) or at their own code; a private code in
    an unnamed font is taken for Wingdings, which is what is left when the font name is lost.
    """
    name = (font or "").lower()
    is_private = 0xF000 <= code <= 0xF0FF
    if name not in _FONTS and not is_private:
        return chr(code) if 0x20 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""
    table = _FONTS.get(name, _WINGDINGS)
    return table.get(code & 0xFF, chr(code))


def readable(text: str, font: str | None) -> str:
    """Return the text of a run with the characters of symbol fonts made Unicode."""
    if font is not None and is_symbol_font(font):
        return "".join(symbol(ord(character), font) for character in text)
    return _PRIVATE.sub(lambda found: symbol(ord(found[0]), font), text)
