"""Sheet « Notes »: the automatic mark, the jury's and the one that counts, criterion by criterion.

One row per dossier, by number: rows never move, so that a mark stays with its dossier.
"""

import xlsxwriter

from pipeline.tables.board import Board, Line
from pipeline.tables.live import blend
from pipeline.tables.sheets import look
from pipeline.tables.sheets.lines import shown_texts
from pipeline.tables.sheets.look import Pen
from pipeline.tables.sheets.plan import FACTS, FIRST, HEAD_ROW, KEYS_ROW, NAMES_ROW, Plan, cell
from pipeline.tables.sheets.standing import standing_heads, write_standing
from pipeline.tables.wording import neutral, short
from schemas.campaign import Criterion

_STRUCTURE_WIDTH = 38


def write_marks(book: xlsxwriter.Workbook, board: Board, plan: Plan) -> None:
    """Write the sheet « Notes »."""
    pen = Pen(book, "Notes")
    pen.text(0, 0, "Notes par critère", look.TITLE)
    scale = board.campaign.grid.scale
    pen.text(
        1,
        0,
        f"Les cases jaunes attendent la note du comité, de 0 à {scale}. Tant qu’une note manque, "
        "laissez la case vide\u00a0: vide ne vaut pas 0. Le classement se recalcule.",
    )
    _heads(pen, board, plan)
    for index, line in enumerate(board.rows):
        _row(pen, FIRST + index, line, board, plan)
    if not board.rows:
        pen.text(FIRST, 1, "Aucun dossier à noter.")
    _dress(pen, board, plan)
    _validate(pen, board, plan)


def _heads(pen: Pen, board: Board, plan: Plan) -> None:
    _head(pen, 0, "N°", "numero")
    _head(pen, 1, "Structure", "structure")
    for j, criterion in enumerate(board.ranking.criteria):
        start = plan.automatic(j)
        title = neutral(f"{criterion.short}\n({_shares(criterion)})")
        area = (NAMES_ROW, start, NAMES_ROW + 1, start + 2)
        pen.sheet.merge_range(*area, title, pen.format(look.SUBHEAD))
        parts = (("Auto", "auto"), ("Comité", "jury"), ("Retenue", "note"))
        for shift, (head, code) in enumerate(parts):
            _head(pen, start + shift, head, f"{criterion.code}.{code}")
    for column, head, code in standing_heads(board, plan):
        _head(pen, column, head, code)
    for name in FACTS:
        _head(pen, plan.fact(name), name, name)


def _head(pen: Pen, column: int, title: str, code: str) -> None:
    pen.text(HEAD_ROW, column, title, look.HEAD)
    pen.text(KEYS_ROW, column, code, look.GREY)


def _shares(criterion: Criterion) -> str:
    share = criterion.jury_share
    if share == 0:
        return "éléments automatiques"
    return "note du comité" if share == 100 else f"comité pour {share}\u00a0%"


def _row(pen: Pen, row: int, line: Line, board: Board, plan: Plan) -> None:
    pen.text(row, 0, line.number, look.CENTRE)
    pen.text(row, 1, line.structure, look.CELL)
    for j, criterion in enumerate(board.ranking.criteria):
        _marks(pen, row, j, criterion, line=line, plan=plan)
    write_standing(pen, row, line, board, plan=plan)
    facts = {
        **shown_texts(line),
        "suffixe": short(line.number),
    }
    for name in FACTS:
        pen.text(row, plan.fact(name), facts[name])


def _marks(pen: Pen, row: int, j: int, criterion: Criterion, *, line: Line, plan: Plan) -> None:
    score, start = line.scores[j], plan.automatic(j)
    judged = look.INPUT if criterion.jury_share else look.GREY
    pen.number(row, start, score.automatic, look.MARK, look.GREY)
    pen.number(row, start + 1, score.jury, look.MARK, judged)
    mark = line.standing.marks[j]
    if mark != blend(score, criterion):
        # Marked by another rule than the grid's: the mark stands, and cannot be live.
        pen.number(row, start + 2, mark, look.STRONG)
        return
    auto, jury = cell(row, start), cell(row, start + 1)
    # In hundredths: whole numbers round alike in every program.
    auto_cents, jury_cents = f"ROUND({auto}*100,0)", f"ROUND({jury}*100,0)"
    share = criterion.jury_share
    mixed = f"ROUND(({auto_cents}*{100 - share}+{jury_cents}*{share})/100,0)/100"
    alone = f'IF({auto}="","",{auto})'
    both = f'IF({jury}="",{alone},IF({auto}="",{jury_cents}/100,{mixed}))'
    formula = both if share else alone
    pen.formula(row, start + 2, f"={formula}", "" if mark is None else mark, look.STRONG)


def _dress(pen: Pen, board: Board, plan: Plan) -> None:
    sheet = pen.sheet
    total = plan.computed("total")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, _STRUCTURE_WIDTH)
    sheet.set_column(2, total - 1, 8.5)
    sheet.set_column(total, plan.position, 10.5)
    sheet.set_column(plan.computed("centiemes"), plan.computed("centiemes"), 10, None, _HIDE)
    for step in range(1, plan.appeals + 1):
        sheet.set_column(plan.key(step), plan.key(step), 10, None, _HIDE)
    sheet.set_column(plan.proposal, plan.proposal, 15)
    sheet.set_column(plan.fact(FACTS[0]), plan.fact(FACTS[-1]), 12, None, _HIDE)
    sheet.set_row(0, 24)
    sheet.set_row(KEYS_ROW, None, None, _HIDE)
    sheet.set_row(NAMES_ROW, 17)
    sheet.set_row(NAMES_ROW + 1, 17)
    sheet.set_row(HEAD_ROW, 44)
    for index, line in enumerate(board.rows):
        tall = look.height(((line.structure, _STRUCTURE_WIDTH),), most=4)
        sheet.set_row(FIRST + index, tall)
    sheet.freeze_panes(FIRST, 2)
    sheet.autofilter(HEAD_ROW, 0, plan.last, plan.proposal)
    pen.page(title=board.title, digest=board.ranking.digest, repeat=(NAMES_ROW, HEAD_ROW))


_HIDE = {"hidden": True}


def _validate(pen: Pen, board: Board, plan: Plan) -> None:
    scale = board.campaign.grid.scale
    for j, criterion in enumerate(board.ranking.criteria):
        if not criterion.jury_share:
            continue
        column = plan.automatic(j) + 1
        rule = {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": scale,
            "ignore_blank": True,
            "input_title": criterion.short[:32],
            "input_message": f"Note du comité, de 0 à {scale}. Vide\u00a0: pas encore notée.",
            "error_title": "Note refusée",
            "error_message": f"Une note est un nombre de 0 à {scale}.",
        }
        pen.sheet.data_validation(FIRST, column, plan.last, column, rule)
