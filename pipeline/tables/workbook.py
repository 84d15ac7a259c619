"""`classement.xlsx`: eight sheets with live formulas, byte-identical for equal inputs."""

from pathlib import Path

import xlsxwriter

from pipeline.tables.board import Board
from pipeline.tables.live import appeal
from pipeline.tables.sheets.dossiers import write_dossiers
from pipeline.tables.sheets.marks import write_marks
from pipeline.tables.sheets.plain import write_journal, write_readme, write_recusals
from pipeline.tables.sheets.plan import Plan
from pipeline.tables.sheets.portfolio import write_portfolio
from pipeline.tables.sheets.ranking import write_ranking
from pipeline.tables.sheets.receivability import write_receivability
from pipeline.tables.wording import moment

PRINTED = ("Classement", "Recevabilité", "Portefeuille", "Lisez-moi")
"""Sheets worth paper: the others are for the screen, or for the pen."""


def write_workbook(board: Board, path: Path, *, printed: bool = False) -> None:
    """Write the workbook of a ranking; `printed` hides the sheets that no PDF needs."""
    options = {
        # In memory, XlsxWriter dates every part 1980-01-01 whatever the time zone.
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    ranking = board.ranking
    plan = Plan(len(ranking.criteria), len(board.rows), len(appeal(ranking)))
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties(
            {
                "title": f"Classement – {board.title}",
                "author": board.author,
                "created": moment(ranking.as_of).replace(tzinfo=None),
            }
        )
        write_ranking(book, board, plan)
        write_marks(book, board, plan)
        write_dossiers(book, board)
        write_receivability(book, board)
        write_portfolio(book, board)
        write_recusals(book, board)
        write_journal(book, board)
        write_readme(book, board)
        for sheet in book.worksheets():
            if printed and sheet.name not in PRINTED:
                sheet.hide()
