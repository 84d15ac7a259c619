"""Review: read the workbook back, line by line, whatever a person sorted, hid or left out."""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.review.columns import (
    ACTS,
    ANSWER,
    COLUMNS,
    DONE,
    FIELD,
    FREE,
    KEY,
    LISTS,
    MARK,
    NUMBER,
    PENDING,
    TOKEN,
    VALUE,
    Column,
)
from pipeline.review.words import clean, plain
from schemas.base import Record
from schemas.correction import Act

_DEEPEST = 20  # rows in which the keys are looked for; the workbook has them in its fourth
_MOST = 100_000  # rows
_BEARER = "verifie par"


class CellFault(Record):
    """A cell that cannot be taken as it stands, in French."""

    sheet: str
    cell: str
    message: str

    def __str__(self) -> str:
        return f"feuille {self.sheet}, cellule {self.cell} : {self.message}"


@dataclass(frozen=True)
class FilledLine:
    """A line with an answer: which field, for which value it was written, what is said of it.

    `act` is None where the answer is none of those proposed; `given` is the right value as typed.
    Of a value that nobody doubted there is no `token`, and `key` is the title of its field.
    """

    sheet: str
    row: int
    columns: Mapping[str, int]
    dossier: str
    key: str
    token: str
    act: Act | None
    answer: str
    given: object

    def fault(self, column: Column, message: str) -> CellFault:
        """Blame a cell of this line."""
        cell = f"{get_column_letter(self.columns[column.key])}{self.row}"
        return CellFault(sheet=self.sheet, cell=cell, message=message)


@dataclass(frozen=True)
class Filled:
    """A workbook as it came back: of which call, by whom, its lines with an answer."""

    campaign: str
    author: str | None
    lines: tuple[FilledLine, ...]


class Unreadable(Exception):
    """The file is not the workbook that was written here; says so in French."""


def read_sheet(path: Path) -> Filled:
    """Return what a person filled in.

    Raises:
        Unreadable: no workbook, or not one of those written here.
    """
    try:
        book = load_workbook(path, data_only=True)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        OSError,
        ValueError,
        SyntaxError,  # of its XML
    ) as error:
        raise Unreadable("ce n’est pas un classeur Excel lisible") from error
    campaign = _campaign(book)
    named = (PENDING, DONE, FREE)
    sheets = [sheet for name in named if (sheet := _sheet(book, name)) is not None]
    if campaign is None or not sheets:
        raise Unreadable("ce n’est pas le classeur « a-verifier.xlsx » écrit par le logiciel")
    names = [name for sheet in sheets if (name := _author(sheet)) is not None]
    lines = tuple(line for sheet in sheets for line in _lines(sheet))
    return Filled(campaign, names[0] if names else None, lines)


def _sheet(book: Workbook, name: str) -> Worksheet | None:
    return next((sheet for sheet in book.worksheets if sheet.title == name), None)


def _campaign(book: Workbook) -> str | None:
    lists = _sheet(book, LISTS)
    if lists is None or lists["A1"].value != MARK or lists["A2"].value is None:
        return None
    return str(lists["A2"].value)


def _author(sheet: Worksheet) -> str | None:
    for row in sheet.iter_rows(max_row=_DEEPEST):
        for cell in row:
            if isinstance(cell.value, str) and plain(cell.value).rstrip(" :") == _BEARER:
                beside = (other.value for other in row[cell.column :] if other.value is not None)
                name = " ".join(clean(str(next(beside, ""))).split())
                return name if name and "=" not in name and len(name) < 100 else None
    return None


def _lines(sheet: Worksheet) -> Iterator[FilledLine]:
    found = _columns(sheet)
    if found is None:
        raise Unreadable(f"la feuille « {sheet.title} » n’a plus ses colonnes")
    top, columns = found
    for number, row in enumerate(
        sheet.iter_rows(min_row=top + 1, max_row=min(sheet.max_row, _MOST)), start=top + 1
    ):
        values = {key: row[place - 1].value for key, place in columns.items()}
        answer, given = _text(values[ANSWER.key]), values[VALUE.key]
        token, free = _text(values[TOKEN.key]), sheet.title == FREE
        if answer == ANSWER.title or not (answer or _text(given)) or not (token or free):
            continue  # the row of titles, or a line without answer
        yield FilledLine(
            sheet=sheet.title,
            row=number,
            columns=columns,
            dossier=_text(values[NUMBER.key]),
            key=_text(values[(FIELD if free else KEY).key]),
            token="" if free else token,
            act=_act(answer),
            answer=answer,
            given=given if _text(given) else None,
        )


def _columns(sheet: Worksheet) -> tuple[int, Mapping[str, int]] | None:
    wanted = {column.key for column in COLUMNS}
    for number, row in enumerate(sheet.iter_rows(max_row=_DEEPEST), start=1):
        keys = {str(cell.value): place for place, cell in enumerate(row, start=1) if cell.value}
        if wanted <= keys.keys():
            return number, {key: keys[key] for key in wanted}
    return None


def _act(answer: str) -> Act | None:
    """Return what an answer means; a right value without one is a correction."""
    if not answer:
        return "corrige"
    known = {plain(word): act for act, word in ACTS.items()}
    return known.get(plain(answer))


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
