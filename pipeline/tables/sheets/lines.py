"""The lines of « Classement »: each finds by formula the dossier that stands there."""

from pipeline.tables.board import Board, Line
from pipeline.tables.sheets import look
from pipeline.tables.sheets.look import Look, Pen
from pipeline.tables.sheets.plan import FIRST, IDENTITY, Plan, cell
from pipeline.tables.wording import DECISIONS, cut, neutral, short, shortened

_ROOMS = {
    "structure": 84,
    "commune": 36,
    "territoire": 56,
    "professionnel": 42,
    "champs": 92,
    "alertes": 110,
}
"""Characters that a line of three lines of text holds; the whole text stands in « Dossiers »."""

_STYLES: dict[str, Look] = {
    "structure": {**look.CELL, **look.BOLD},
    "territoire": look.SMALL,
    "champs": look.SMALL,
}
_NO_VALUE = "–"


def write_line(pen: Pen, index: int, line: Line, board: Board, *, plan: Plan) -> None:
    """Write the line that shows `line` today: everything but its own place is a formula."""
    row = FIRST + index
    ligne, standing = cell(row, plan.after("ligne")), line.standing
    pen.text(row, plan.after("numero_edition"), line.number)
    pen.number(row, plan.after("position"), index + 1)
    found = f"=MATCH({cell(row, plan.after('position'))},{_notes(plan, plan.position)},0)"
    pen.formula(row, plan.after("ligne"), found, board.row_of(line) + 1)
    ranked = f"INDEX({_notes(plan, plan.computed('centiemes'))},{ligne})>=0"
    rank = f"INDEX({_notes(plan, plan.rank(plan.appeals))},{ligne})"
    shown = _NO_VALUE if standing.rank is None else standing.rank
    pen.formula(row, 0, f'=IF({ranked},{rank},"{_NO_VALUE}")', shown, look.CENTRE, look.BOLD)
    _texts(pen, row, line, plan)
    for j in range(plan.criteria):
        _mark(pen, row, j, line, board=board, plan=plan)
    total = f"INDEX({_notes(plan, plan.computed('total'))},{ligne})"
    points = _NO_VALUE if standing.total is None else standing.total
    formula = f'=IF({ranked},{total},"{_NO_VALUE}")'
    pen.formula(row, plan.after("total"), formula, points, look.STRONG)
    _verdict(pen, row, line, plan)


def _notes(plan: Plan, column: int) -> str:
    return plan.column(column, sheet="Notes")


def shown_texts(line: Line) -> dict[str, str]:
    """Give the texts of a line by code of column, short enough for its height."""
    identity = line.identity
    whole = {
        "structure": line.structure,
        "commune": identity.commune or "",
        "territoire": identity.territory or "",
        "professionnel": identity.professional or "",
    }
    return {
        **{code: cut(text, _ROOMS[code]) for code, text in whole.items()},
        "champs": shortened(line.fields, _ROOMS["champs"], between="\u00a0; ", where="Dossiers"),
        "alertes": shortened(line.alerts, _ROOMS["alertes"], between=" ", where="Recevabilité"),
    }


def _texts(pen: Pen, row: int, line: Line, plan: Plan) -> None:
    ligne, texts = cell(row, plan.after("ligne")), shown_texts(line)
    number = f"=INDEX({_notes(plan, 0)},{ligne})"
    pen.formula(row, 1, number, neutral(line.number), look.CENTRE)
    for column, code in enumerate(IDENTITY[2:], start=2):
        # &"" keeps an empty cell empty: INDEX alone would show 0.
        formula = f'=INDEX({_notes(plan, plan.fact(code))},{ligne})&""'
        style = _STYLES.get(code, look.CELL)
        pen.formula(row, column, formula, neutral(texts[code]), style)


def _mark(pen: Pen, row: int, j: int, line: Line, *, board: Board, plan: Plan) -> None:
    scale, note = board.campaign.grid.scale, plan.note(j)
    source = f"INDEX({_notes(plan, plan.counted(j))},{cell(row, plan.after('ligne'))})"
    mark = line.standing.marks[j]
    formula = f'=IF({source}="","{_NO_VALUE}",{source})'
    pen.formula(row, note, formula, _NO_VALUE if mark is None else mark, look.MARK, look.SMALL)
    weight = board.ranking.criteria[j].weight
    points = _NO_VALUE if mark is None else mark * weight / scale
    given, live = cell(row, note), plan.weight(j).removeprefix("Classement!")
    formula = f'=IF({given}="{_NO_VALUE}","{_NO_VALUE}",ROUND({given}*{live}/{scale},3))'
    pen.formula(row, note + 1, formula, points, look.MARK)


def _verdict(pen: Pen, row: int, line: Line, plan: Plan) -> None:
    ligne, suffix = cell(row, plan.after("ligne")), cell(row, plan.after("suffixe"))
    tail = f" · {short(line.number)}"
    ending = f'=" · "&INDEX({_notes(plan, plan.fact("suffixe"))},{ligne})'
    pen.formula(row, plan.after("suffixe"), ending, tail)
    decision = cell(row, plan.after("decision"))
    moved = f"RIGHT({decision},LEN({suffix}))<>{suffix}"
    warning = '"⚠ Décision saisie pour un autre dossier\u00a0: à ressaisir. "'
    alerts = f"INDEX({_notes(plan, plan.fact('alertes'))},{ligne})"
    formula = f'=IF({decision}="","",IF({moved},{warning},""))&{alerts}'
    today = neutral(shown_texts(line)["alertes"])
    pen.formula(row, plan.after("alertes"), formula, today, look.SMALL)
    proposal = f"=INDEX({_notes(plan, plan.proposal)},{ligne})"
    pen.formula(row, plan.after("proposition"), proposal, line.proposal, look.CENTRE, look.BOLD)
    pen.text(row, plan.after("decision"), None, look.INPUT)
    pen.text(row, plan.after("motif"), None, look.INPUT, {"align": "left"})
    for index, words in enumerate(DECISIONS):
        pen.formula(row, plan.choice(index), f'="{words}"&{suffix}', words + tail)
