"""Sheets « Déports », « Journal » and « Lisez-moi »: tables to fill, and how to read the rest."""

import xlsxwriter

from pipeline.tables.board import Board
from pipeline.tables.sheets import look
from pipeline.tables.sheets.look import Pen
from pipeline.tables.templates import readme

_EMPTY_ROWS = 20
_PROSE_WIDTH = 110  # characters
_RECUSALS = (
    "Membre",
    "Organisme",
    "N° du dossier",
    "Motif du retrait",
    "Heure de sortie",
    "Heure de retour",
    "Signature",
)
_JOURNAL = ("Date et heure", "Événement", "N° du dossier", "Auteur", "Détail")


def write_recusals(book: xlsxwriter.Workbook, board: Board) -> None:
    """Write the sheet « Déports », ready to be filled during the meeting."""
    pen = Pen(book, "Déports")
    pen.text(0, 0, "Déports", look.TITLE)
    pen.text(
        1,
        0,
        "Un membre qui a un intérêt dans un dossier se retire\u00a0: il ne le note pas, "
        "ne voit pas ses notes et quitte la salle pendant l’examen.",
    )
    pen.texts(3, _RECUSALS, look.HEAD)
    for row in range(4, 4 + _EMPTY_ROWS):
        pen.texts(row, ("",) * len(_RECUSALS), look.CELL)
        pen.sheet.set_row(row, 22)
    for column, width in enumerate((26, 26, 18, 40, 14, 14, 24)):
        pen.sheet.set_column(column, column, width)
    _close(pen, board, freeze=4)


def write_journal(book: xlsxwriter.Workbook, board: Board) -> None:
    """Write the sheet « Journal »: the lines of the log given, in their order."""
    pen = Pen(book, "Journal")
    pen.text(0, 0, "Journal", look.TITLE)
    pen.text(
        1,
        0,
        "Ce que le logiciel et les personnes ont fait, dans l’ordre. Le journal complet "
        "et vérifiable est le fichier journal.jsonl.",
    )
    heads = tuple(dict.fromkeys(k for line in board.journal for k in line)) or _JOURNAL
    pen.texts(3, heads, look.HEAD)
    for row, line in enumerate(board.journal, start=4):
        pen.texts(row, tuple(line.get(head, "") for head in heads), look.CELL)
    if not board.journal:
        pen.text(4, 0, "Aucune ligne n’a été jointe à ce classeur.")
    pen.sheet.set_column(0, len(heads) - 1, 28)
    _close(pen, board, freeze=4)


def write_readme(book: xlsxwriter.Workbook, board: Board) -> None:
    """Write the sheet « Lisez-moi »: the sheets, the weights, the rules, the sources."""
    pen = Pen(book, "Lisez-moi")
    pen.text(0, 0, "Lisez-moi", look.TITLE)
    row = 1
    for paragraph in readme(board).splitlines():
        row += 1
        if paragraph.startswith("# "):
            row += 1
            pen.text(row, 0, paragraph.removeprefix("# "), look.SECTION)
        else:
            pen.text(row, 0, paragraph, {"text_wrap": True, "valign": "top"})
            pen.sheet.set_row(row, look.height([(paragraph, _PROSE_WIDTH * 1.15)]))
    row += 2
    _weights(pen, row, board)
    pen.sheet.set_column(0, 0, _PROSE_WIDTH)
    pen.sheet.set_column(1, 2, 16)
    pen.sheet.set_row(0, 24)
    pen.page(title=board.title, digest=board.ranking.digest)


def _weights(pen: Pen, row: int, board: Board) -> None:
    pen.texts(row, ("Critère", "Poids", "Part du comité"), look.HEAD)
    for criterion in board.ranking.criteria:
        row += 1
        pen.text(row, 0, criterion.label, look.CELL)
        pen.number(row, 1, criterion.weight, look.CENTRE)
        pen.text(row, 2, f"{criterion.jury_share}\u00a0%", look.CENTRE)
        pen.sheet.set_row(row, look.height([(criterion.label, _PROSE_WIDTH)]))
    _scales(pen, row + 2, board)


def _scales(pen: Pen, row: int, board: Board) -> None:
    """Print what each mark means, criterion by criterion, where the grid says it."""
    for criterion in board.ranking.criteria:
        if not criterion.descriptors:
            continue
        title = f"Notes de 0 à {board.campaign.grid.scale} – {criterion.short}"
        pen.text(row, 0, title, look.SECTION)
        for mark, meaning in enumerate(criterion.descriptors):
            row += 1
            pen.text(row, 0, f"{mark}\u00a0: {meaning}", look.CELL)
            pen.sheet.set_row(row, look.height([(meaning, _PROSE_WIDTH)]))
        row += 2


def _close(pen: Pen, board: Board, *, freeze: int) -> None:
    pen.sheet.set_row(0, 24)
    pen.sheet.freeze_panes(freeze, 0)
    pen.page(title=board.title, digest=board.ranking.digest, repeat=(freeze - 1, freeze - 1))
