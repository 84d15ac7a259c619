"""PDF reading: what all characters of one text object share — font, size, turn, colour.

pdfium's functions are bound anew with plain integers for pointers: one call per character and
fact is what costs here, 0.3 µs against 1.5 µs through its general binding.
"""

import ctypes
import math
from typing import NamedTuple

import pypdfium2.raw as pdfium_c

from pipeline.read.pdf_glyphs import glyph_table, is_bold_name

_PTR, _INT = ctypes.c_void_p, ctypes.c_int


class _RawCalls:
    """The few pdfium calls made once per character, with integers for pointers."""

    def __init__(self) -> None:
        self.text_object = self._bind(pdfium_c.FPDFText_GetTextObject, _PTR, _PTR, _INT)
        self.unicode = self._bind(pdfium_c.FPDFText_GetUnicode, ctypes.c_uint, _PTR, _INT)
        self.box = self._bind(pdfium_c.FPDFText_GetLooseCharBox, _INT, _PTR, _INT, _PTR)
        self.origin = self._bind(pdfium_c.FPDFText_GetCharOrigin, _INT, _PTR, _INT, _PTR, _PTR)
        self.font_size = self._bind(pdfium_c.FPDFText_GetFontSize, ctypes.c_double, _PTR, _INT)
        self.matrix = self._bind(pdfium_c.FPDFText_GetMatrix, _INT, _PTR, _INT, _PTR)
        self.render_mode = self._bind(pdfium_c.FPDFTextObj_GetTextRenderMode, _INT, _PTR)
        self.font = self._bind(pdfium_c.FPDFTextObj_GetFont, _PTR, _PTR)
        self.fill = self._bind(pdfium_c.FPDFText_GetFillColor, _INT, _PTR, _INT, *[_PTR] * 4)

    @staticmethod
    def _bind(function: object, result: type, *arguments: type) -> "ctypes._FuncPointer":
        address = ctypes.cast(function, _PTR).value  # type: ignore[arg-type] # a foreign function
        return ctypes.PYFUNCTYPE(result, *arguments)(address or 0)


RAW = _RawCalls()


class Style(NamedTuple):
    """What all characters of one text object share; angles in quarter turns to read them."""

    size: float
    turn: int
    bold: bool
    colour: str | None
    hidden: bool
    table: dict[int, str] | None


class Styles:
    """The style of each text object, read once."""

    def __init__(self, textpage: int) -> None:
        self._page = textpage
        self._fonts: dict[int, tuple[bool, dict[int, str] | None]] = {}
        self._known: dict[int, Style] = {}
        self._buffer = ctypes.create_string_buffer(256)
        self._matrix = pdfium_c.FS_MATRIX()
        self._rgba = (ctypes.c_uint * 4)()

    def of(self, pointer: int, index: int) -> Style:
        """Return the style of the text object to which the character of that index belongs."""
        style = self._known.get(pointer)
        if style is None:
            style = self._known[pointer] = self._read(pointer, index)
        return style

    def _read(self, pointer: int, index: int) -> Style:
        matrix = self._matrix
        RAW.matrix(self._page, index, ctypes.addressof(matrix))
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        mode = RAW.render_mode(pointer)
        bold, table = self._font(pointer, index)
        return Style(
            size=abs(RAW.font_size(self._page, index)) * scale or 1.0,
            turn=_quarter(matrix.a, matrix.b),
            # 2 fills and strokes the letters: the poor man's bold (ISO 32000-1, 9.3.6)
            bold=bold or mode == 2,
            # 1 and 5 draw the outline of the letters, in another colour
            colour=None if mode in {1, 5} else self._colour(index),
            hidden=mode in {3, 7},
            table=table,
        )

    def _font(self, pointer: int, index: int) -> tuple[bool, dict[int, str] | None]:
        font = RAW.font(pointer) or 0
        if font not in self._fonts:
            flags = ctypes.c_int()
            pdfium_c.FPDFText_GetFontInfo(
                ctypes.cast(self._page, pdfium_c.FPDF_TEXTPAGE),
                index,
                self._buffer,
                256,
                ctypes.byref(flags),
            )
            name = self._buffer.value.decode("utf-8", "replace")
            forced = bool(flags.value & (1 << 18))
            self._fonts[font] = (forced or is_bold_name(name), glyph_table(name))
        return self._fonts[font]

    def _colour(self, index: int) -> str | None:
        start = ctypes.addressof(self._rgba)
        if not RAW.fill(self._page, index, start, start + 4, start + 8, start + 12):
            return None
        return colour_name(self._rgba[0], self._rgba[1], self._rgba[2])


def colour_name(red: int, green: int, blue: int) -> str | None:
    """Return RRGGBB, None for black and what a reader takes for black (all below 0x40)."""
    if max(red, green, blue) < 0x40:
        return None
    return f"{red:02X}{green:02X}{blue:02X}"


def _quarter(a: float, b: float) -> int:
    """Return the clockwise turn that makes text of direction (a, b) read from left to right."""
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 90 if b > 0 else 270
