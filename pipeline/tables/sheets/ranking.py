"""Sheet « Classement »: the lines sorted by live rank, weights and places to be changed.

Changing a weight, a mark (sheet « Notes ») or the number of places sorts the lines anew in
Excel 2016 and LibreOffice 7.4 alike: SUMPRODUCT, INDEX and MATCH only. A decision is written
with the number of its dossier: lines may move after it was typed.
"""

import xlsxwriter

from pipeline.tables.board import Board, Line
from pipeline.tables.live import appeal
from pipeline.tables.sheets import look
from pipeline.tables.sheets.lines import write_line
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
from pipeline.tables.wording import (
    CONFIDENTIAL,
    PROPOSALS,
    PROVISIONAL,
    long_moment,
)

TITLES = {
    "rang": "Rang",
    "numero": "N°",
    "structure": "Structure",
    "commune": "Commune",
    "territoire": "Territoire",
    "professionnel": "Professionnel",
    "champs": "Champs d’intervention",
    "total": "Total /100",
    "alertes": "Alertes",
    "proposition": "Proposition",
    "decision": "Décision",
    "motif": "Motif",
}
_WIDTHS = {
    "rang": 8,
    "numero": 9,
    "structure": 27,
    "commune": 13,
    "territoire": 17,
    "professionnel": 15,
    "champs": 25,
    "total": 8,
    "alertes": 25,
    "proposition": 12,
    "decision": 13,
    "motif": 20,
}
_NOTE_WIDTH, _POINTS_WIDTH = 6.5, 6.5
"""Characters. Together they print at about two thirds of their size on A4 landscape."""


def write_ranking(book: xlsxwriter.Workbook, board: Board, plan: Plan) -> None:
    """Write the sheet « Classement »."""
    pen = Pen(book, "Classement")
    _block(pen, board, plan)
    _heads(pen, board, plan)
    for index, line in enumerate(board.lines):
        write_line(pen, index, line, board, plan=plan)
    if not board.lines:
        pen.text(FIRST, 2, "Aucun dossier à classer.")
    _dress(pen, board, plan)
    _colour(pen, plan)


def _block(pen: Pen, board: Board, plan: Plan) -> None:
    ranking = board.ranking
    pen.text(0, 0, f"Classement – {board.title}", look.TITLE)
    pen.text(
        1,
        0,
        f"Grille version {ranking.grid_version} · situation au {long_moment(ranking.as_of)}"
        f" · établi par {board.author}",
    )
    pen.text(2, 0, CONFIDENTIAL, look.SECRET)
    if ranking.provisional:
        # A background over some cells, since text flows over empty neighbours only without one.
        pen.sheet.merge_range(
            2, len(IDENTITY), 2, plan.after("proposition"), "", pen.format(look.PROVISIONAL)
        )
        pen.text(2, len(IDENTITY), PROVISIONAL, look.PROVISIONAL, {"align": "center"})
    pen.text(PLACES_CELL[0], 0, "Places ouvertes (modifiable)\u00a0:", {"bold": True})
    pen.number(*PLACES_CELL, ranking.places_open, look.INPUT, {"bold": True, "num_format": "0"})
    shorts = [ranking.criteria[place].short for place in appeal(ranking)]
    rule = "À total égal\u00a0: " + ", puis ".join(f"note de {short}" for short in shorts)
    pen.text(
        PLACES_CELL[0],
        PLACES_CELL[1] + 1,
        f"{rule}\u00a0; au-delà, ex æquo." if shorts else "À total égal\u00a0: ex æquo.",
    )


def _heads(pen: Pen, board: Board, plan: Plan) -> None:
    pen.text(WEIGHTS_ROW, 0, "Poids (cases jaunes modifiables)", look.SUBHEAD, {"align": "right"})
    pen.sheet.merge_range(
        WEIGHTS_ROW,
        0,
        WEIGHTS_ROW,
        len(IDENTITY) - 1,
        "Poids (cases jaunes modifiables\u00a0: le classement se recalcule)",
        pen.format(look.SUBHEAD, {"align": "right"}),
    )
    for column, code in enumerate(IDENTITY):
        _head(pen, column, TITLES[code], code)
    weights = []
    for j, criterion in enumerate(board.ranking.criteria):
        note = plan.note(j)
        pen.sheet.merge_range(
            NAMES_ROW, note, NAMES_ROW, note + 1, criterion.short, pen.format(look.SUBHEAD)
        )
        pen.sheet.merge_range(
            WEIGHTS_ROW, note, WEIGHTS_ROW, note + 1, criterion.weight, pen.format(look.INPUT)
        )
        _head(pen, note, f"Note /{board.campaign.grid.scale}", f"{criterion.code}.note")
        _head(pen, note + 1, "Points", f"{criterion.code}.points")
        weights.append(cell(WEIGHTS_ROW, note))
    total = plan.after("total")
    added = sum(criterion.weight for criterion in board.ranking.criteria)
    pen.formula(WEIGHTS_ROW, total, f"={'+'.join(weights)}", added, look.SUBHEAD)
    warning = f'=IF({cell(WEIGHTS_ROW, total)}=100,"","← la somme des poids doit faire 100")'
    shown = "" if added == 100 else "← la somme des poids doit faire 100"  # noqa: PLR2004
    pen.formula(WEIGHTS_ROW, total + 1, warning, shown, look.SECRET)
    for code in AFTER:
        _head(pen, plan.after(code), TITLES[code], code)
    for code in HIDDEN:
        _head(pen, plan.after(code), code, code)


def _head(pen: Pen, column: int, title: str, code: str) -> None:
    pen.text(HEAD_ROW, column, title, look.HEAD)
    pen.text(KEYS_ROW, column, code, look.GREY)


def _dress(pen: Pen, board: Board, plan: Plan) -> None:
    sheet = pen.sheet
    for column, code in enumerate(IDENTITY):
        sheet.set_column(column, column, _WIDTHS[code])
    for j in range(plan.criteria):
        sheet.set_column(plan.note(j), plan.note(j) + 1, _NOTE_WIDTH)
    for code in AFTER:
        sheet.set_column(plan.after(code), plan.after(code), _WIDTHS[code])
    hidden = (plan.after(HIDDEN[0]), plan.choice(CHOICES - 1))
    sheet.set_column(*hidden, 12, None, {"hidden": True})
    sheet.set_row(0, 24)
    sheet.set_row(KEYS_ROW, None, None, {"hidden": True})
    sheet.set_row(NAMES_ROW, 18)
    sheet.set_row(HEAD_ROW, 30)
    tallest = max((_height(line) for line in board.lines), default=30.0)
    for index in range(max(len(board.lines), 1)):
        # One height for all: any dossier may come to any line.
        sheet.set_row(FIRST + index, tallest)
    sheet.freeze_panes(FIRST, 3)
    sheet.autofilter(HEAD_ROW, 0, plan.last, plan.after(AFTER[-1]))
    sheet.print_area(0, 0, plan.last, plan.after(AFTER[-1]))
    pen.page(title=board.title, digest=board.ranking.digest, repeat=(NAMES_ROW, HEAD_ROW))
    _validate(pen, plan)


def _height(line: Line) -> float:
    identity = line.identity
    shown = {
        "structure": identity.structure,
        "commune": identity.commune,
        "territoire": identity.territory,
        "professionnel": identity.professional,
        "champs": line.fields,
        "alertes": " ".join(line.place.alerts),
    }
    return look.height({text or "": _WIDTHS[code] for code, text in shown.items()}, most=5)


def _validate(pen: Pen, plan: Plan) -> None:
    decision = plan.after("decision")
    for row in range(FIRST, plan.last + 1):
        choices = f"={cell(row, plan.choice(0))}:{cell(row, plan.choice(CHOICES - 1))}"
        rule = {
            "validate": "list",
            "source": choices,
            "error_title": "Décision refusée",
            "error_message": "Choisissez une décision dans la liste\u00a0: "
            "elle porte le numéro de son dossier.",
        }
        pen.sheet.data_validation(row, decision, row, decision, rule)
    whole = {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": 100,
        "error_title": "Poids refusé",
        "error_message": "Un poids est un nombre entier de 0 à 100.",
    }
    for j in range(plan.criteria):
        pen.sheet.data_validation(WEIGHTS_ROW, plan.note(j), WEIGHTS_ROW, plan.note(j), whole)


def _colour(pen: Pen, plan: Plan) -> None:
    sheet, last = pen.sheet, plan.last
    rank = f"$A${FIRST + 1}:$A${last + 1}"
    equal = pen.book.add_format({"num_format": '0" ex æquo"', **look.AMBER})
    sheet.conditional_format(
        FIRST,
        0,
        last,
        0,
        {"type": "formula", "criteria": f"=COUNTIF({rank},$A{FIRST + 1})>1", "format": equal},
    )
    column = plan.after("proposition")
    shades = {
        "retenu": look.GREEN,
        "a_departager": look.AMBER,
        "sous_seuil": look.RED,
        "liste_attente": look.GREY,
    }
    for code, shade in shades.items():
        rule = {
            "type": "cell",
            "criteria": "==",
            "value": f'"{PROPOSALS[code]}"',
            "format": pen.book.add_format(shade),
        }
        sheet.conditional_format(FIRST, column, last, column, rule)
    alerts = plan.after("alertes")
    shown = f'={cell(FIRST, alerts)}<>""'
    shade = pen.book.add_format(look.AMBER)
    sheet.conditional_format(
        FIRST, alerts, last, alerts, {"type": "formula", "criteria": shown, "format": shade}
    )
