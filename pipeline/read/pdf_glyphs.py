"""PDF reading: glyphs of symbol fonts, boxes to tick, bullets — whatever the font calls them."""

import re

TICKED = "☒☑☓✓✔✕✖✗✘🗹🗷🗸🗴🗵🗶■▣◉⦿🔘🞕⬛◼"
UNTICKED = "☐□❏❐❑❒◻⬜▢○◯⚪❍🞎🞏🞐"
BOX_STATE = dict.fromkeys(TICKED, True) | dict.fromkeys(UNTICKED, False)

LONE_TICKS = frozenset("✓✔✕✖✗✘🗸🗴🗶☓■⬛◼")
"""A mark without a frame: also used as a bullet, so a box only where the file has real boxes."""

BULLETS = frozenset("•◦▪▫●‣\u2043∙·➢➔→►▶❖◆◇★➤⮚■✓✔")
"""What stands in front of an item of a list; dashes typed by hand are text and are left out."""

# Code points of the original fonts (Microsoft's Wingdings charts, Adobe's ZapfDingbats
# encoding); a PDF without a /ToUnicode map, or with a lying one, gives these codes, bare or
# moved to U+F000.
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "❐", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖",
    0x78: "☒", 0x9F: "•", 0xA1: "○", 0xA4: "◉", 0xA7: "▪", 0xA8: "◻", 0xD8: "➢", 0xE0: "→",
    0xF0: "➢", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0xA2: "■",
    0xA3: "☐", 0x98: "•",
}  # fmt: skip
_WEBDINGS = {0x61: "✔", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✗", 0x34: "►"}
_ZAPF = {
    0x33: "✓", 0x34: "✔", 0x35: "✕", 0x36: "✖", 0x37: "✗", 0x38: "✘", 0x48: "★", 0x6C: "●",
    0x6D: "❍", 0x6E: "■", 0x6F: "❏", 0x70: "❐", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0xE4: "➤",
}  # fmt: skip
_SYMBOL = {0xB7: "•", 0xA8: "◆", 0xD7: "·", 0xDE: "→", 0xAE: "→", 0x7F: "☐"}
_FONTS: tuple[tuple[re.Pattern[str], dict[int, str]], ...] = (
    (re.compile(r"wingdings-?\s*2", re.IGNORECASE), _WINGDINGS2),
    (re.compile(r"wingdings-?\s*3", re.IGNORECASE), {}),
    (re.compile(r"wingdings", re.IGNORECASE), _WINGDINGS),
    (re.compile(r"webdings", re.IGNORECASE), _WEBDINGS),
    (re.compile(r"dingbats|zadb", re.IGNORECASE), _ZAPF),
    (
        re.compile(r"(^|\+)symbol(mt|ps|std|neu.*)?($|[-,])|opensymbol|starsymbol", re.IGNORECASE),
        _SYMBOL,
    ),
)
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|(?<![a-z])bd(?![a-z])", re.IGNORECASE)
_PRIVATE = range(0xE000, 0xF900)


def glyph_table(font: str) -> dict[int, str] | None:
    """Return the code chart of a symbol font by its name, None for a font of letters."""
    for name, table in _FONTS:
        if name.search(font):
            return table
    return None


def is_bold_name(font: str) -> bool:
    """Say whether a font's name claims a bold weight (subset prefixes and commas allowed)."""
    return bool(_BOLD.search(font))


def meaning(code: int, table: dict[int, str] | None) -> str:
    """Return the character that a code stands for; "" for what prints nothing.

    Args:
        code: the Unicode value that the file claims.
        table: the chart of its font when that is a symbol font.
    """
    if table is not None:
        if code < 0x100 or 0xF000 <= code < 0xF100:
            known = table.get(code & 0xFF)
            if known:
                return known
        if 0x20 < code < 0x100 and code != 0xA0 and table is not _SYMBOL:
            return "•"  # a picture of these fonts, never the letter of the same code
    if code in _PRIVATE:
        # Word and LibreOffice keep F0xx codes after the symbol font was replaced.
        return _WINGDINGS.get(code & 0xFF) or _SYMBOL.get(code & 0xFF) or chr(code)
    return _PLAIN.get(code) or ("" if code < 0x20 or code in _INVISIBLE else chr(code))


# U+0002 is what pdfium gives for a hyphen at a line's end.
_PLAIN = {0x02: "-", 0x09: " ", 0x0A: " ", 0x0D: " ", 0x2028: " ", 0x2029: " "}
_INVISIBLE = frozenset({0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF, 0x7F})
