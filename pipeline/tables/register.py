"""`registre.xlsx` and `registre.csv`: everything that arrived, byte-identical for equal inputs."""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter

from pipeline.tables.arrivals.dossiers import dossiers_table
from pipeline.tables.arrivals.entries import Register
from pipeline.tables.arrivals.pieces import pieces_table
from pipeline.tables.arrivals.sheet import write_sheet
from pipeline.tables.arrivals.table import Table, flat
from pipeline.tables.arrivals.tasks import tasks_table
from pipeline.tables.sheets import look
from pipeline.tables.sheets.look import Pen
from pipeline.tables.templates import environment
from pipeline.tables.wording import long_moment, moment

LAYOUT = "1"
"""Raised when equal inputs may give other files than the version before."""

_PROSE_WIDTH = 165  # characters


def draw_register(register: Register) -> Mapping[str, bytes]:
    """Return the files of the register by their names; equal inputs give equal bytes."""
    tables = (dossiers_table(register), pieces_table(register), tasks_table(register))
    digest = _digest(tables)
    return {
        "registre.xlsx": _workbook(register, tables, digest),
        "registre.csv": _csv(flat(tables[0])),
    }


def _digest(tables: Iterable[Table]) -> str:
    whole = hashlib.sha256()
    for table in tables:
        whole.update(f"{table.title}{table.above}".encode(errors="replace"))
        for row in table.rows:
            line = "\x1f".join(str(cell.value) for cell in row)
            whole.update(f"{line}\x1e".encode(errors="replace"))
    return whole.hexdigest()


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Write as Excel in French opens it: « ; », UTF-8 with BOM."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _workbook(register: Register, tables: Sequence[Table], digest: str) -> bytes:
    options = {
        # In memory, XlsxWriter dates every part 1980-01-01 whatever the time zone.
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties(
            {
                "title": tables[0].title,
                "author": register.author,
                "created": moment(register.as_of).replace(tzinfo=None),
            }
        )
        for table in tables:
            write_sheet(book, table, title=register.title, digest=digest)
        _write_readme(book, register, digest)
    return target.getvalue()


def _write_readme(book: xlsxwriter.Workbook, register: Register, digest: str) -> None:
    """Write the sheet « Lisez-moi »: what the columns say."""
    pen = Pen(book, "Lisez-moi")
    pen.text(0, 0, "Lisez-moi", look.TITLE)
    pen.sheet.set_row(0, 24)
    pen.sheet.set_column(0, 0, _PROSE_WIDTH)
    template = environment(escape=False).get_template("registre.txt.j2")
    text = template.render(register=register, as_of=long_moment(register.as_of), digest=digest)
    row = 1
    for paragraph in text.splitlines():
        row += 1
        if paragraph.startswith("# "):
            row += 1
            pen.text(row, 0, paragraph.removeprefix("# "), look.SECTION)
        else:
            pen.text(row, 0, paragraph, {"text_wrap": True, "valign": "top"})
            pen.sheet.set_row(row, look.height([(paragraph, _PROSE_WIDTH * 1.15)]))
    pen.page(title=register.title, digest=digest)
    pen.sheet.fit_to_pages(1, 1)
