"""Find the lines of a workbook that bear a decision, by the hidden row of stable keys."""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.decisions.words import plain
from schemas.base import Record

_KEYS = ("numero", "decision")
_DEEPEST = 20  # rows in which the keys are looked for; the workbook has them in its fifth


class CellFault(Record):
    """A cell that cannot be taken as it stands, in French."""

    sheet: str
    cell: str | None
    message: str

    def __str__(self) -> str:
        place = f", cellule {self.cell}" if self.cell else ""
        return f"feuille {self.sheet}{place} : {self.message}"


@dataclass(frozen=True)
class Line:
    """A line with a decision: what its cells say, and what to call them.

    `heading` holds the words above the keys, which name the lot of a call that has some.
    """

    sheet: str
    heading: str
    row: int
    columns: Mapping[str, int]
    values: Mapping[str, str]

    def fault(self, key: str, message: str) -> CellFault:
        """Blame the cell of a column in this line."""
        cell = f"{get_column_letter(self.columns[key])}{self.row}" if key in self.columns else None
        return CellFault(sheet=self.sheet, cell=cell, message=message)


class Unreadable(Exception):
    """The file is no workbook, or has no column of decisions; says so in French."""


def decided_lines(path: Path) -> Iterator[Line]:
    """Yield the lines with a decision or a motive, sheet by sheet.

    Raises:
        Unreadable: not a workbook, or none of its sheets has the keys.
    """
    try:
        book = load_workbook(path, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise Unreadable("ce n’est pas un classeur Excel lisible") from error
    found = False
    for sheet in book.worksheets:
        head = _head(sheet)
        if head is None:
            continue
        found = True
        top, columns = head
        yield from _decided(sheet, top, columns)
    if not found:
        raise Unreadable("aucune feuille n’a les colonnes « numero » et « decision »")


def _head(sheet: Worksheet) -> tuple[int, Mapping[str, int]] | None:
    for row in range(1, min(sheet.max_row, _DEEPEST) + 1):
        keys = {
            str(cell.value).strip(): column
            for column, cell in enumerate(sheet[row], start=1)
            if cell.value is not None
        }
        if all(key in keys for key in _KEYS):
            return row, keys
    return None


def _decided(sheet: Worksheet, top: int, columns: Mapping[str, int]) -> Iterator[Line]:
    heading = " ".join(
        str(cell.value) for above in sheet.iter_rows(max_row=top) for cell in above if cell.value
    )
    wanted = ("numero", "numero_edition", "decision", "motif")
    for row in range(top + 1, sheet.max_row + 1):
        values = {
            key: str(value).strip()
            for key in wanted
            if key in columns
            and (value := sheet.cell(row, columns[key]).value) is not None
            and str(value).strip()
        }
        # The row of printed titles stands below the keys.
        typed = [
            v for key in ("decision", "motif") if plain(v := values.get(key, "")) not in ("", key)
        ]
        if typed:
            yield Line(sheet.title, heading, row, columns, values)
