"""How the workbook looks: colours, formats, widths, and a pen that only writes text as text."""

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.tables.wording import cut, neutral

Look = Mapping[str, str | int | bool]

INK, BLUE, PALE, LINE = "#1F2A37", "#1F3A5F", "#EAF0F7", "#B8C2CE"
BASE: Look = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "vcenter"}
CELL: Look = {"border": 1, "border_color": LINE, "text_wrap": True}
CENTRE: Look = {**CELL, "align": "center"}
BOLD: Look = {"bold": True}
SMALL: Look = {**CELL, "font_size": 9}
MARK: Look = {**CENTRE, "num_format": "[$-40C]0.00"}
STRONG: Look = {**MARK, "bold": True}
INPUT: Look = {**CENTRE, "bg_color": "#FFF9DB", "locked": False}
HEAD: Look = {**CENTRE, "bold": True, "bg_color": BLUE, "font_color": "#FFFFFF"}
SUBHEAD: Look = {**CENTRE, "bold": True, "bg_color": PALE}
TITLE: Look = {"bold": True, "font_size": 16, "font_color": BLUE}
SECTION: Look = {"bold": True, "font_size": 12, "font_color": BLUE}
SECRET: Look = {"bold": True, "font_color": "#8A1C1C"}
PROVISIONAL: Look = {"bold": True, "font_color": "#6B4100", "bg_color": "#FFE8B3"}
GREEN: Look = {"bg_color": "#DDF2E1", "font_color": "#14532D"}
AMBER: Look = {"bg_color": "#FFE8B3", "font_color": "#6B4100"}
RED: Look = {"bg_color": "#FBDDDA", "font_color": "#7A1414"}
GREY: Look = {"bg_color": "#ECEEF1", "font_color": "#4B5563"}

_CELL_LIMIT = 32_767  # characters: Excel refuses more


class Pen:
    """Writes one sheet; cells that look alike share a format."""

    def __init__(self, book: xlsxwriter.Workbook, name: str) -> None:
        self.book = book
        self.sheet: Worksheet = book.add_worksheet(name)
        self.name = name
        self._formats: dict[frozenset[tuple[str, str | int | bool]], Format] = {}

    def format(self, *looks: Look) -> Format:
        """Give the format of these looks, the later over the earlier."""
        wanted: dict[str, str | int | bool] = dict(BASE)
        for look in looks:
            wanted |= look
        known = frozenset(wanted.items())
        if known not in self._formats:
            self._formats[known] = self.book.add_format(wanted)
        return self._formats[known]

    def text(self, row: int, column: int, text: str | None, *looks: Look) -> None:
        """Write text that no program takes for a formula; nothing when there is none."""
        shown = fitted(neutral(text or ""))
        if shown:
            self.sheet.write_string(row, column, shown, self.format(*looks))
        else:
            self.sheet.write_blank(row, column, None, self.format(*looks))

    def texts(self, row: int, texts: tuple[str, ...], *looks: Look) -> None:
        """Write a row of texts from the first column on."""
        for column, text in enumerate(texts):
            self.text(row, column, text, *looks)

    def number(self, row: int, column: int, value: Decimal | float | None, *looks: Look) -> None:
        """Write a number; an empty cell when there is none."""
        if value is None:
            self.sheet.write_blank(row, column, None, self.format(*looks))
        else:
            self.sheet.write_number(row, column, float(value), self.format(*looks))

    def formula(
        self, row: int, column: int, formula: str, value: Decimal | str | float, *looks: Look
    ) -> None:
        """Write a formula with the result it gives today."""
        kept = value if isinstance(value, str) else float(value)
        self.sheet.write_formula(row, column, formula, self.format(*looks), kept)

    def page(
        self, *, title: str, digest: str, repeat: tuple[int, int] | None = None, wide: int = 1
    ) -> None:
        """Print on A4 landscape, `wide` pages wide, with numbered pages and the digest."""
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.35, right=0.35, top=0.4, bottom=0.55)
        sheet.fit_to_pages(wide, 0)
        shown = title.replace("&", "&&")
        sheet.set_footer(f"&L&8{shown} – {self.name}&C&8Page &P / &N&R&8Empreinte {digest[:12]}")
        if repeat is not None:
            sheet.repeat_rows(*repeat)


def fitted(text: str) -> str:
    """Shorten a text that no cell can hold, and say so."""
    return cut(text, _CELL_LIMIT)


def lines(text: str, width: float, size: int = 11) -> int:
    """Estimate how many lines a text of `size` points takes in a column `width` wide."""
    room = max(1.0, width * 11 / size - 1)
    return sum(max(1, math.ceil(len(line) / room)) for line in text.split("\n"))


def height(cells: Iterable[tuple[str, float]], *, size: int = 11, most: int = 12) -> float:
    """Give the row height in points that shows all texts, given as (text, column width)."""
    tallest = max((lines(text, width, size) for text, width in cells), default=1)
    return 1.36 * size * min(most, tallest) + 4
