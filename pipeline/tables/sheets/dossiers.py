"""Sheet « Dossiers »: every field of every received dossier, doubtful ones marked."""

from collections.abc import Mapping

import xlsxwriter

from pipeline.tables.board import Board
from pipeline.tables.flat import dossiers_frame, field_titles
from pipeline.tables.sheets import look
from pipeline.tables.sheets.look import Look, Pen
from pipeline.tables.wording import CORRECTED, TO_CHECK
from pipeline.tables.words import corrected, doubtful
from schemas.form import Question

_WIDE, _NARROW = 46, 22  # characters
_HEAD, _FIRST = 3, 4
_TOP: Look = {"valign": "top"}


def write_dossiers(book: xlsxwriter.Workbook, board: Board) -> None:
    """Write the sheet « Dossiers »: one line per received dossier, one column per field."""
    pen = Pen(book, "Dossiers")
    frame = dossiers_frame(board)
    pen.text(0, 0, "Dossiers reçus", look.TITLE)
    pen.text(1, 0, f"Une valeur marquée «\u00a0{TO_CHECK}\u00a0» est à comparer au document reçu.")
    titles = field_titles(board)
    keys = {title: key for key, title in titles.items()}
    for column, title in enumerate(frame.columns):
        pen.text(_HEAD, column, title, look.HEAD)
        pen.text(_HEAD - 1, column, keys.get(title, title), look.GREY)
    for index, dossier in enumerate(board.dossiers.values()):
        marked = {titles[q.key] for q in doubtful(dossier, board.campaign.form)}
        mended = {titles[q.key] for q in corrected(dossier, board.campaign.form)}
        row = _FIRST + index
        for column, title in enumerate(frame.columns):
            text = str(frame.iat[index, column])
            if title in mended and text:
                text = f"{text} – {CORRECTED}"
            if title in marked:
                pen.text(row, column, _marked(text), look.CELL, _TOP, look.AMBER)
            else:
                pen.text(row, column, text, look.CELL, _TOP)
        pen.sheet.set_row(row, 60)
    _dress(pen, board, [str(title) for title in frame.columns], titles)


def _marked(text: str) -> str:
    return f"{text} – {TO_CHECK}" if text else f"(vide) – {TO_CHECK}"


def _dress(pen: Pen, board: Board, columns: list[str], titles: Mapping[str, str]) -> None:
    sheet = pen.sheet
    questions = {titles[question.key]: question for question in board.campaign.form.questions}
    for column, title in enumerate(columns):
        sheet.set_column(column, column, _width(title, questions.get(title)))
    sheet.set_row(0, 24)
    sheet.set_row(_HEAD - 1, None, None, {"hidden": True})
    sheet.set_row(_HEAD, 45)
    sheet.freeze_panes(_FIRST, 1)
    last = _FIRST + max(len(board.dossiers), 1) - 1
    sheet.autofilter(_HEAD, 0, last, len(columns) - 1)
    pen.page(title=board.title, digest=board.ranking.digest, repeat=(_HEAD, _HEAD), wide=3)
    sheet.repeat_columns(0)


def _width(title: str, question: Question | None) -> float:
    if question is None:
        return _NARROW if title != "À vérifier" else 30
    return _WIDE if question.type in ("long_text", "choices") else _NARROW
