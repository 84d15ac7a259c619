"""Sheet « Classement »: the lines sorted by live rank; weights and places can be changed.

Changing a weight, a mark (sheet « Notes ») or the number of places sorts the lines anew, in
Excel 2016 and LibreOffice 7.4 alike. A decision is written with the number of its dossier:
the lines may move after it was typed.
"""

import xlsxwriter

from pipeline.tables.board import Board, Line
from pipeline.tables.live import appeal
from pipeline.tables.sheets import look
from pipeline.tables.sheets.lines import shown_texts, write_line
from pipeline.tables.sheets.look import Pen
from pipeline.tables.sheets.plan import (
    AFTER,
    CHOICES,
    FIRST,
    HEAD_ROW,
    HIDDEN,
    IDENTITY,
    KEYS_ROW,
    NAMES_ROW,
    PLACES_CELL,
    WEIGHTS_ROW,
    Plan,
    cell,
)
from pipeline.tables.sheets.shades import shade_ranking
from pipeline.tables.wording import CONFIDENTIAL, PROVISIONAL, long_moment, neutral

_COLUMNS = {
    "rang": ("Rang", 10),
    "numero": ("N°", 8.5),
    "structure": ("Structure", 29),
    "commune": ("Commune", 12),
    "territoire": ("Territoire", 14),
    "professionnel": ("Professionnel", 14),
    "champs": ("Champs d’intervention", 20),
    "total": ("Total /100", 7.5),
    "alertes": ("Alertes", 25),
    "proposition": ("Proposition", 12),
    "decision": ("Décision", 13),
    "motif": ("Motif", 17),
}
"""Title and width in characters; with five criteria it prints at two thirds on A4 landscape."""

_MARK_WIDTH, _POINTS_WIDTH = 5, 6.2
_NOT_100 = "← la somme des poids doit faire 100"


def write_ranking(book: xlsxwriter.Workbook, board: Board, plan: Plan) -> None:
    """Write the sheet « Classement »: the ranked lines, then those that wait for a mark."""
    pen = Pen(book, "Classement")
    _block(pen, board, plan)
    _heads(pen, board, plan)
    shown = (*board.lines, *board.waiting)
    for index, line in enumerate(shown):
        write_line(pen, index, line, board, plan=plan)
    if not shown:
        pen.text(FIRST, 2, "Aucun dossier à classer.")
    _dress(pen, board, plan)
    _validate(pen, plan)
    shade_ranking(pen, plan)


def _block(pen: Pen, board: Board, plan: Plan) -> None:
    ranking = board.ranking
    pen.text(0, 0, f"Classement – {board.title}", look.TITLE)
    when = long_moment(ranking.as_of)
    pen.text(1, 0, f"Grille version {ranking.grid_version} · situation au {when} · {board.author}")
    pen.text(2, 0, CONFIDENTIAL, look.SECRET)
    _provisional(pen, board, plan)
    row, column = PLACES_CELL
    pen.text(row, 0, "Places (modifiable)\u00a0:", look.BOLD)
    pen.number(row, column, ranking.places_open, look.INPUT, look.BOLD, {"num_format": "0"})
    shorts = [ranking.criteria[place].short for place in appeal(ranking)]
    rule = ", puis ".join(f"note «\u00a0{short}\u00a0»" for short in shorts)
    tail = f"{rule}\u00a0; au-delà, ex æquo." if shorts else "ex æquo."
    pen.text(row, column + 1, f"À total égal\u00a0: {tail}")


def _provisional(pen: Pen, board: Board, plan: Plan) -> None:
    """Head the sheet « Provisoire » until the last mark that the grid asks for is given."""
    area = (2, len(IDENTITY), 2, plan.after("motif"))
    style = pen.format(look.SECTION, {"align": "center"})
    today = PROVISIONAL if board.ranking.provisional else ""
    lacking = sum(
        score.jury is None
        for line in board.rows
        for score, criterion in zip(line.scores, board.ranking.criteria, strict=True)
        if criterion.jury_share
    )
    if board.ranking.provisional != (lacking > 0):
        pen.sheet.merge_range(*area, today, style)
        return
    left = f"SUM({plan.column(plan.computed('a_noter'), sheet='Notes')})"
    note = '" – notes du comité à venir\u00a0: "'
    formula = f'=IF({left}>0,"{PROVISIONAL}"&{note}&{left},"")'
    shown = f"{PROVISIONAL} – notes du comité à venir\u00a0: {lacking}" if lacking else ""
    pen.sheet.merge_range(*area, "", style)
    pen.sheet.write_formula(area[0], area[1], formula, style, shown)


def _heads(pen: Pen, board: Board, plan: Plan) -> None:
    pen.sheet.merge_range(
        *(WEIGHTS_ROW, 0, WEIGHTS_ROW, len(IDENTITY) - 1),
        "Poids (cases jaunes modifiables\u00a0: le classement se recalcule)",
        pen.format(look.SUBHEAD, {"align": "right"}),
    )
    for column, code in enumerate(IDENTITY):
        _head(pen, column, _COLUMNS[code][0], code)
    for j, criterion in enumerate(board.ranking.criteria):
        note, name = plan.note(j), neutral(criterion.short)
        for row, value, style in (
            (NAMES_ROW, name, look.SUBHEAD),
            (WEIGHTS_ROW, criterion.weight, {**look.INPUT, **look.BOLD}),
        ):
            pen.sheet.merge_range(row, note, row, note + 1, value, pen.format(style))
        _head(pen, note, f"Note\n/{board.campaign.grid.scale}", f"{criterion.code}.note")
        _head(pen, note + 1, "Points", f"{criterion.code}.points")
    _sum(pen, board, plan)
    for code in AFTER:
        _head(pen, plan.after(code), _COLUMNS[code][0], code)
    for code in HIDDEN:
        _head(pen, plan.after(code), code, code)


def _sum(pen: Pen, board: Board, plan: Plan) -> None:
    weights = [cell(WEIGHTS_ROW, plan.note(j)) for j in range(plan.criteria)]
    total, added = plan.after("total"), sum(c.weight for c in board.ranking.criteria)
    pen.formula(WEIGHTS_ROW, total, f"={'+'.join(weights)}", added, look.SUBHEAD)
    check = f'=IF({cell(WEIGHTS_ROW, total)}=100,"","{_NOT_100}")'
    pen.formula(WEIGHTS_ROW, total + 1, check, "" if added == 100 else _NOT_100, look.SECRET)


def _head(pen: Pen, column: int, title: str, code: str) -> None:
    pen.text(HEAD_ROW, column, title, look.HEAD)
    pen.text(KEYS_ROW, column, code, look.GREY)


def _dress(pen: Pen, board: Board, plan: Plan) -> None:
    sheet = pen.sheet
    for column, code in enumerate(IDENTITY):
        sheet.set_column(column, column, _COLUMNS[code][1])
    sheet.set_column(1, 1, _number_width(board))
    for j in range(plan.criteria):
        sheet.set_column(plan.note(j), plan.note(j), _MARK_WIDTH)
        sheet.set_column(plan.note(j) + 1, plan.note(j) + 1, _POINTS_WIDTH)
    for code in AFTER:
        sheet.set_column(plan.after(code), plan.after(code), _COLUMNS[code][1])
    hidden = (plan.after(HIDDEN[0]), plan.choice(CHOICES - 1))
    sheet.set_column(*hidden, 12, None, {"hidden": True})
    sheet.set_row(0, 24)
    sheet.set_row(KEYS_ROW, None, None, {"hidden": True})
    sheet.set_row(NAMES_ROW, 46)
    sheet.set_row(WEIGHTS_ROW, 18)
    sheet.set_row(HEAD_ROW, 30)
    tallest = max((_height(line) for line in board.rows), default=30.0)
    for row in range(FIRST, plan.last + 1):
        # One height for all: any dossier may come to any line.
        sheet.set_row(row, tallest)
    sheet.freeze_panes(FIRST, 3)
    sheet.autofilter(HEAD_ROW, 0, plan.last, plan.after(AFTER[-1]))
    sheet.print_area(0, 0, plan.last, plan.after(AFTER[-1]))
    pen.page(title=board.title, digest=board.ranking.digest, repeat=(NAMES_ROW, HEAD_ROW))


def _number_width(board: Board) -> float:
    # A number breaks after a hyphen: its longer half must fit.
    longest = max((len(line.number) for line in board.rows), default=0)
    return max(_COLUMNS["numero"][1], longest / 2 + 2)


def _height(line: Line) -> float:
    texts = shown_texts(line)
    small = ("territoire", "champs", "alertes")
    large = [(text, _COLUMNS[code][1]) for code, text in texts.items() if code not in small]
    fine = [(text, _COLUMNS[code][1]) for code, text in texts.items() if code in small]
    return max(look.height(large, most=3), look.height(fine, size=9, most=4))


def _validate(pen: Pen, plan: Plan) -> None:
    decision = plan.after("decision")
    for row in range(FIRST, plan.last + 1 if plan.rows else FIRST):
        rule = {
            "validate": "list",
            "source": f"={cell(row, plan.choice(0))}:{cell(row, plan.choice(CHOICES - 1))}",
            "error_title": "Décision refusée",
            "error_message": "Choisissez dans la liste\u00a0: la décision y porte le numéro de "
            "son dossier.",
        }
        pen.sheet.data_validation(row, decision, row, decision, rule)
    motive = {
        "validate": "any",
        "input_title": "Motif",
        "input_message": "Pour un refus, une ligne par critère\u00a0: «\u00a0Nom du critère\u00a0: "
        "ce qui est constaté dans le dossier\u00a0». Alt + Entrée va à la ligne.",
    }
    pen.sheet.data_validation(FIRST, plan.after("motif"), plan.last, plan.after("motif"), motive)
    places = {
        "validate": "integer",
        "criteria": ">=",
        "value": 0,
        "error_title": "Nombre refusé",
        "error_message": "Un nombre de places est un nombre entier, ou rien.",
    }
    pen.sheet.data_validation(*PLACES_CELL, *PLACES_CELL, places)
    weight = {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": 100,
        "error_title": "Poids refusé",
        "error_message": "Un poids est un nombre entier de 0 à 100.",
    }
    for j in range(plan.criteria):
        pen.sheet.data_validation(WEIGHTS_ROW, plan.note(j), WEIGHTS_ROW, plan.note(j), weight)
