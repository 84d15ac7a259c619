"""How a table of the arrival register looks as a sheet, on the screen and on paper."""

from collections.abc import Mapping

import xlsxwriter
from xlsxwriter.format import Format

from pipeline.tables.arrivals.heights import row_height
from pipeline.tables.arrivals.table import Cell, Column, Kind, Shade, Table
from pipeline.tables.sheets import look
from pipeline.tables.sheets.look import Look, Pen, fitted
from pipeline.tables.wording import neutral

_SIZE, _CODE = 11, 10  # points: of the texts, of the numbers of dossiers
_BODY: Look = {"font_size": _SIZE, "valign": "top"}
_BYTES = '[<1000][$-40C]0" o";[<1000000][$-40C]0.0," Ko";[$-40C]0.0,," Mo"'
_KINDS: Mapping[Kind, Look] = {
    "text": {},
    "centred": {"align": "center"},
    "number": {"align": "center", "num_format": "0"},
    "code": {"align": "center", "font_size": _CODE},
    "digest": {"align": "center", "font_name": "Consolas", "font_size": 10},
    "moment": {"align": "center", "num_format": "dd/mm/yyyy hh:mm"},
    "day": {"align": "center", "num_format": "dd/mm/yyyy"},
    "size": {"align": "right", "num_format": _BYTES},
}
_SHADES: Mapping[Shade, Look] = {
    "": {},
    "red": look.RED,
    "amber": look.AMBER,
    "green": look.GREEN,
    "grey": look.GREY,
}
_LATE: Look = {**look.RED, "num_format": 'dd/mm/yyyy" – passé"'}


def write_sheet(book: xlsxwriter.Workbook, table: Table, *, title: str, digest: str) -> None:
    """Write a table as a sheet that filters, stays in sight and prints one page wide."""
    pen = Pen(book, table.name)
    pen.text(0, 0, table.title, look.TITLE)
    pen.sheet.set_row(0, 24)
    for row, sentence in enumerate(table.above, start=1):
        pen.text(row, 0, sentence, {"bold": row == 1})
    codes = len(table.above) + 1
    head = codes + 1
    for column, one in enumerate(table.columns):
        pen.sheet.set_column(column, column, one.width)
        pen.text(codes, column, one.code, look.GREY)
        pen.text(head, column, one.title, look.HEAD)
    pen.sheet.set_row(codes, None, None, {"hidden": True})
    pen.sheet.set_row(head, 42)
    _body(pen, table, head + 1)
    _dress(pen, table, head, title=title, digest=digest)


def _body(pen: Pen, table: Table, first: int) -> None:
    formats: dict[tuple[Kind, Shade], Format] = {}
    for row, cells in enumerate(table.rows, start=first):
        for at, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
            key = (column.kind, cell.shade)
            if key not in formats:
                looks = (look.CELL, _BODY, _KINDS[column.kind], _SHADES[cell.shade])
                formats[key] = pen.format(*looks)
            _write(pen, (row, at), cell, formats[key])
        told = zip(table.columns, cells, strict=True)
        texts = ((c.value, _room(column)) for column, c in told if isinstance(c.value, str))
        pen.sheet.set_row(row, row_height(texts, size=_SIZE))
    if not table.rows:
        pen.text(first, 0, table.empty)


def _room(column: Column) -> float:
    return column.width * _SIZE / _CODE if column.kind == "code" else column.width


def _write(pen: Pen, place: tuple[int, int], cell: Cell, shown: Format) -> None:
    value = cell.value
    if not value and value != 0:
        pen.sheet.write_blank(*place, None, shown)
    elif isinstance(value, str):
        pen.sheet.write_string(*place, fitted(neutral(value)), shown)
    elif isinstance(value, int):
        pen.sheet.write_number(*place, value, shown)
    else:
        pen.sheet.write_datetime(*place, value, shown)


def _dress(pen: Pen, table: Table, head: int, *, title: str, digest: str) -> None:
    last = head + max(len(table.rows), 1)
    pen.sheet.freeze_panes(head + 1, table.frozen)
    pen.sheet.autofilter(head, 0, last, len(table.columns) - 1)
    pen.page(title=title, digest=digest, repeat=(head, head))
    for at, column in enumerate(table.columns):
        if column.kind == "day" and table.rows:
            _tell_past(pen, table, at, head)


def _tell_past(pen: Pen, table: Table, at: int, head: int) -> None:
    """Have the program itself say which days are over: the file must not change every night."""
    suite = xlsxwriter.utility.xl_col_to_name(len(table.columns) - 1)
    day = xlsxwriter.utility.xl_col_to_name(at)
    first = head + 2
    criteria = (
        f'=AND(ISNUMBER(${day}{first}),${day}{first}<TODAY(),LEFT(${suite}{first},4)<>"fait")'
    )
    last = head + len(table.rows)
    options = {"type": "formula", "criteria": criteria, "format": pen.book.add_format(dict(_LATE))}
    pen.sheet.conditional_format(head + 1, at, last, at, options)
