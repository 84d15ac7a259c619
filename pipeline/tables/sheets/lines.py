"""The lines of « Classement »: each finds by formula the dossier that stands there."""

from pipeline.tables.board import Board, Line
from pipeline.tables.sheets import look
from pipeline.tables.sheets.look import Pen
from pipeline.tables.sheets.plan import FIRST, Plan, cell
from pipeline.tables.wording import DECISIONS, PROPOSALS, neutral


def write_line(pen: Pen, index: int, line: Line, board: Board, *, plan: Plan) -> None:
    """Write the line that shows, today, `line`: everything but its own place is a formula."""
    row = FIRST + index
    ligne = cell(row, plan.after("ligne"))
    position = index + 1
    pen.number(row, plan.after("position"), position)
    found = f"=MATCH({cell(row, plan.after('position'))},{_notes(plan, plan.position)},0)"
    numbers = [each.number for each in board.rows]
    pen.formula(row, plan.after("ligne"), found, numbers.index(line.number) + 1)
    rank = f"=INDEX({_notes(plan, plan.rank(plan.appeals))},{ligne})"
    pen.formula(row, 0, rank, line.standing.rank, look.CENTRE, {"bold": True, "font_size": 12})
    _texts(pen, row, line, plan)
    for j in range(plan.criteria):
        _mark(pen, row, j, line, board=board, plan=plan)
    total = f"=INDEX({_notes(plan, plan.total)},{ligne})"
    pen.formula(row, plan.after("total"), total, line.standing.total, look.STRONG)
    _verdict(pen, row, line, plan)


def _notes(plan: Plan, column: int) -> str:
    return plan.column(column, sheet="Notes")


def _texts(pen: Pen, row: int, line: Line, plan: Plan) -> None:
    ligne = cell(row, plan.after("ligne"))
    identity = line.identity
    shown = (
        (0, line.number, look.CENTRE),
        (1, identity.structure, {**look.CELL, "bold": True}),
        (plan.fact("commune"), identity.commune, look.CELL),
        (plan.fact("territoire"), identity.territory, look.CELL),
        (plan.fact("professionnel"), identity.professional, look.CELL),
        (plan.fact("champs"), line.fields, {**look.CELL, "font_size": 9}),
    )
    for column, (source, text, style) in enumerate(shown, start=1):
        # &"" keeps an empty cell empty: INDEX alone would show 0.
        formula = f'=INDEX({_notes(plan, source)},{ligne})&""'
        pen.formula(row, column, formula, neutral(text or ""), style)


def _mark(pen: Pen, row: int, j: int, line: Line, *, board: Board, plan: Plan) -> None:
    scale = board.campaign.grid.scale
    ligne, note = cell(row, plan.after("ligne")), plan.note(j)
    source = f"INDEX({_notes(plan, plan.counted(j))},{ligne})"
    mark = line.standing.marks[j]
    pen.formula(
        row, note, f'=IF({source}="","–",{source})', "–" if mark is None else mark, look.MARK
    )
    today = board.ranking.criteria[j].weight
    points = "–" if mark is None else mark * today / scale
    given, weight = cell(row, note), plan.weight(j).removeprefix("Classement!")
    pen.formula(
        row, note + 1, f'=IF({given}="–","–",ROUND({given}*{weight}/{scale},2))', points, look.MARK
    )


def _verdict(pen: Pen, row: int, line: Line, plan: Plan) -> None:
    ligne, suffix = cell(row, plan.after("ligne")), cell(row, plan.after("suffixe"))
    short = line.number.rsplit("-", 1)[-1]
    pen.formula(
        row, plan.after("suffixe"), f'=" · "&INDEX({_notes(plan, plan.fact("suffixe"))},{ligne})',
        f" · {short}",
    )
    decision = cell(row, plan.after("decision"))
    moved = f"RIGHT({decision},LEN({suffix}))<>{suffix}"
    warning = '"⚠ Décision saisie pour un autre dossier\u00a0: à ressaisir. "'
    alerts = f'INDEX({_notes(plan, plan.fact("alertes"))},{ligne})'
    pen.formula(
        row,
        plan.after("alertes"),
        f'=IF({decision}="","",IF({moved},{warning},""))&{alerts}',
        neutral(" ".join(line.place.alerts)),
        {**look.CELL, "font_size": 9},
    )
    proposal = f"=INDEX({_notes(plan, plan.proposal)},{ligne})"
    pen.formula(row, plan.after("proposition"), proposal, PROPOSALS[line.standing.proposal],
                look.CENTRE, {"bold": True})
    pen.text(row, plan.after("decision"), None, look.INPUT)
    pen.text(row, plan.after("motif"), None, look.INPUT, {"align": "left"})
    for index, words in enumerate(DECISIONS):
        pen.formula(row, plan.choice(index), f'="{words}"&{suffix}', f"{words} · {short}")
