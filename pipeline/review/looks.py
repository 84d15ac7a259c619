"""Review: how the workbook looks."""

import datetime as dt
import math
from collections.abc import Iterable, Mapping

import xlsxwriter
from xlsxwriter.format import Format

Look = Mapping[str, str | int | bool]

_LINE = "#B8C2CE"
PLAIN: Look = {"font_name": "Calibri", "font_size": 11, "font_color": "#1F2A37", "text_wrap": True}
CELL: Look = {"border": 1, "border_color": _LINE, "valign": "top"}
CENTRE: Look = {"align": "center"}
TITLE: Look = {"bold": True, "font_size": 16, "font_color": "#1F3A5F", "text_wrap": False}
NAME: Look = {"bold": True, "align": "right", "valign": "vcenter"}
# Text, whatever is typed: a telephone number keeps its first zero, a + is no formula.
INPUT: Look = {
    "bg_color": "#FFF9DB",
    "locked": False,
    "num_format": "@",
    "border": 1,
    "border_color": _LINE,
}
HEAD: Look = {
    **CELL,
    **CENTRE,
    "valign": "vcenter",
    "bold": True,
    "bg_color": "#1F3A5F",
    "font_color": "#FFFFFF",
}
FILLED: Look = {"bg_color": "#DDF2E1", "font_color": "#14532D"}
MISSING: Look = {"bg_color": "#FBDDDA", "font_color": "#7A1414"}

EPOCH = dt.datetime(2000, 1, 1)  # noqa: DTZ001 -- the same bytes whenever it is written
_MOST = 3
"""Lines of a row: the whole text is on the pages; here a screen should hold many rows."""


class Looks:
    """Gives formats; cells that look alike share one."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._known: dict[frozenset[tuple[str, str | int | bool]], Format] = {}

    def __call__(self, *looks: Look) -> Format:
        """Return the format of these looks over the plain one, the later over the earlier."""
        wanted = dict(PLAIN)
        for look in looks:
            wanted |= look
        return self._format(wanted)

    def bare(self, look: Look) -> Format:
        """Return the format of a look alone, to be laid over others."""
        return self._format(dict(look))

    def _format(self, wanted: dict[str, str | int | bool]) -> Format:
        known = frozenset(wanted.items())
        if known not in self._known:
            self._known[known] = self._book.add_format(wanted)
        return self._known[known]


def height(cells: Iterable[tuple[str, float]]) -> float:
    """Return the height in points of a row that shows texts, given as (text, column width)."""
    lines = max(_lines(text, width) for text, width in cells)
    return 15.0 * min(_MOST, lines) + 4


def _lines(text: str, width: float) -> int:
    return sum(max(1, math.ceil(len(line) / (width - 1))) for line in text.split("\n"))
