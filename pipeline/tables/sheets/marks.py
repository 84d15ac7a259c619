"""Sheet « Notes »: automatic, jury and counted marks, and the rank worked out step by step.

One row per ranked dossier, by number: rows never move, so a mark stays with its dossier.
"""

from decimal import Decimal

import xlsxwriter

from pipeline.tables.board import Board, Line
from pipeline.tables.live import appeal, blend
from pipeline.tables.sheets import look
from pipeline.tables.sheets.look import Pen
from pipeline.tables.sheets.plan import FACTS, FIRST, HEAD_ROW, KEYS_ROW, NAMES_ROW, Plan, cell
from pipeline.tables.wording import PROPOSALS
from schemas.campaign import Criterion


def write_marks(book: xlsxwriter.Workbook, board: Board, plan: Plan) -> None:
    """Write the sheet « Notes »."""
    pen = Pen(book, "Notes")
    pen.text(0, 0, "Notes par critère", look.TITLE)
    pen.text(1, 0, "Les cases jaunes attendent la note du comité, de 0 à 5. Laissez vide tant que "
             "la note manque\u00a0: vide ne vaut pas 0.")
    _heads(pen, board, plan)
    for index, line in enumerate(board.rows):
        _row(pen, FIRST + index, line, board, plan)
    _dress(pen, board, plan)


def _heads(pen: Pen, board: Board, plan: Plan) -> None:
    pen.text(HEAD_ROW, 0, "N°", look.HEAD)
    pen.text(HEAD_ROW, 1, "Structure", look.HEAD)
    _key(pen, 0, "numero")
    _key(pen, 1, "structure")
    for j, criterion in enumerate(board.ranking.criteria):
        start = plan.automatic(j)
        head = f"{criterion.short}\n{_shares(criterion)}"
        pen.sheet.merge_range(
            NAMES_ROW, start, NAMES_ROW + 1, start + 2, head, pen.format(look.SUBHEAD)
        )
        parts = (("Automatique", "auto"), ("Comité", "jury"), ("Retenue", "note"))
        for shift, (title, code) in enumerate(parts):
            pen.text(HEAD_ROW, start + shift, title, look.HEAD)
            _key(pen, start + shift, f"{criterion.code}.{code}")
    for column, title, code in _computed(board, plan):
        pen.text(HEAD_ROW, column, title, look.HEAD)
        _key(pen, column, code)
    for name in FACTS:
        _key(pen, plan.fact(name), name)


def _computed(board: Board, plan: Plan) -> list[tuple[int, str, str]]:
    heads = [
        (plan.total, "Total /100", "total"),
        (plan.missing, "Notes manquantes", "manquantes"),
        (plan.below, "Sous un seuil", "sous_seuil"),
        (plan.rank(0), "Rang sur le total", "rang.0"),
        (plan.position, "Ligne du classement", "position"),
        (plan.proposal, "Proposition", "proposition"),
    ]
    for step, place in enumerate(appeal(board.ranking), start=1):
        short = board.ranking.criteria[place].short
        heads.append((plan.key(step), f"Départage {step}\u00a0: {short}", f"cle.{step}"))
        heads.append((plan.rank(step), f"Rang après {short}", f"rang.{step}"))
    return heads


def _shares(criterion: Criterion) -> str:
    share = criterion.jury_share
    if share == 0:
        return "éléments automatiques"
    return "comité" if share == 100 else f"comité {share}\u00a0%"  # noqa: PLR2004 -- hundredths


def _key(pen: Pen, column: int, code: str) -> None:
    pen.text(KEYS_ROW, column, code, look.GREY)


def _row(pen: Pen, row: int, line: Line, board: Board, plan: Plan) -> None:
    pen.text(row, 0, line.number, look.CENTRE)
    pen.text(row, 1, line.identity.structure, look.CELL)
    for j, criterion in enumerate(board.ranking.criteria):
        _marks(pen, row, j, criterion, line=line, plan=plan)
    _standing(pen, row, line, board, plan)
    facts = {
        "commune": line.identity.commune,
        "territoire": line.identity.territory,
        "professionnel": line.identity.professional,
        "champs": line.fields,
        "alertes": " ".join(line.place.alerts),
        "suffixe": line.number.rsplit("-", 1)[-1],
    }
    for name, text in facts.items():
        pen.text(row, plan.fact(name), text)


def _marks(pen: Pen, row: int, j: int, criterion: Criterion, *, line: Line, plan: Plan) -> None:
    score, start = line.scores[j], plan.automatic(j)
    pen.number(row, start, score.automatic, look.MARK, look.GREY)
    pen.number(row, start + 1, score.jury, look.MARK, look.INPUT if criterion.jury_share else {})
    mark = line.standing.marks[j]
    if mark != blend(score, criterion):
        # Whoever scored blended otherwise: its mark stands, as a value that cannot be live.
        pen.number(row, start + 2, mark, look.STRONG)
        return
    auto, jury = cell(row, start), cell(row, start + 1)
    share = criterion.jury_share
    both = f"ROUND(({auto}*{100 - share}+{jury}*{share})/100,2)"
    given = f'IF({auto}="",{jury},{both})'
    alone = f'IF({auto}="","",{auto})'
    formula = f'=IF({jury}="",{alone},{given})' if share else f"={alone}"
    pen.formula(row, start + 2, formula, "" if mark is None else mark, look.STRONG)


def _standing(pen: Pen, row: int, line: Line, board: Board, plan: Plan) -> None:
    standing, grid = line.standing, board.campaign.grid
    counted = [cell(row, plan.counted(j)) for j in range(plan.criteria)]
    points = "+".join(f"N({c})*{plan.weight(j)}" for j, c in enumerate(counted))
    total = f"=ROUND(({points})*100/{grid.scale},0)/100"
    pen.formula(row, plan.total, total, standing.total, look.STRONG)
    blank = "+".join(f'({c}="")' for c in counted)
    pen.formula(row, plan.missing, f"={blank}", standing.missing, look.CENTRE)
    floors = [f'AND({c}<>"",{c}<{f})' for c, f in zip(counted, _floors(board), strict=True) if f]
    if grid.overall_floor is not None:
        floors.append(f"{cell(row, plan.total)}<{grid.overall_floor}")
    below = f"=IF(OR({','.join(floors)}),1,0)" if floors else f"={int(standing.below)}"
    pen.formula(row, plan.below, below, int(standing.below), look.CENTRE)
    _ranks(pen, row, line, board, plan)


def _floors(board: Board) -> list[Decimal | None]:
    return [criterion.floor for criterion in board.ranking.criteria]


def _ranks(pen: Pen, row: int, line: Line, board: Board, plan: Plan) -> None:
    standing = line.standing
    totals, mine = plan.column(plan.total), cell(row, plan.total)
    better = f"=1+SUMPRODUCT(--(ROUND({totals}*100,0)>ROUND({mine}*100,0)))"
    pen.formula(row, plan.rank(0), better, standing.ranks[0], look.CENTRE)
    for step, place in enumerate(appeal(board.ranking), start=1):
        mark = cell(row, plan.counted(place))
        key = standing.marks[place]
        pen.formula(
            row,
            plan.key(step),
            f'=IF({mark}="",-1,ROUND({mark}*100,0))',
            -1 if key is None else key * 100,
            look.CENTRE,
        )
        before, keys = plan.column(plan.rank(step - 1)), plan.column(plan.key(step))
        own, own_key = cell(row, plan.rank(step - 1)), cell(row, plan.key(step))
        parted = f"={own}+SUMPRODUCT(({before}={own})*({keys}>{own_key}))"
        pen.formula(row, plan.rank(step), parted, standing.ranks[step], look.CENTRE)
    ranks, rank = plan.column(plan.rank(plan.appeals)), cell(row, plan.rank(plan.appeals))
    above = f"={rank}+SUMPRODUCT(({ranks}={rank})*(ROW({ranks})<ROW({rank})))"
    pen.formula(row, plan.position, above, standing.position, look.CENTRE)
    pen.formula(
        row, plan.proposal, _proposal(row, plan), PROPOSALS[standing.proposal], look.CENTRE
    )


def _proposal(row: int, plan: Plan) -> str:
    # The cut never parts equals: a group that the last places cannot hold whole is left to people.
    ranks, rank = plan.column(plan.rank(plan.appeals)), cell(row, plan.rank(plan.appeals))
    fit = f"({plan.column(plan.below)}=0)"
    better = f"SUMPRODUCT({fit}*({ranks}<{rank}))"
    level = f"SUMPRODUCT({fit}*({ranks}<={rank}))"
    words = {code: f'"{text}"' for code, text in PROPOSALS.items()}
    cut = (
        f"IF({level}<={plan.places},{words['retenu']},"
        f"IF({better}>={plan.places},{words['liste_attente']},{words['a_departager']}))"
    )
    below = f"IF({cell(row, plan.below)}=1,{words['sous_seuil']},{cut})"
    return f'=IF({plan.places}="",{words["aucune"]},{below})'


def _dress(pen: Pen, board: Board, plan: Plan) -> None:
    sheet = pen.sheet
    sheet.set_column(0, 0, 15)
    sheet.set_column(1, 1, 38)
    sheet.set_column(2, plan.total - 1, 10.5)
    sheet.set_column(plan.total, plan.position, 11)
    sheet.set_column(plan.proposal, plan.proposal, 15)
    sheet.set_column(plan.fact(FACTS[0]), plan.fact(FACTS[-1]), 12, None, {"hidden": True})
    sheet.set_row(0, 24)
    sheet.set_row(KEYS_ROW, None, None, {"hidden": True})
    sheet.set_row(NAMES_ROW, 15)
    sheet.set_row(HEAD_ROW, 42)
    for index, line in enumerate(board.rows):
        sheet.set_row(FIRST + index, look.height({line.identity.structure or "": 38}, most=4))
    sheet.freeze_panes(FIRST, 2)
    sheet.autofilter(HEAD_ROW, 0, plan.last, plan.proposal)
    _validate(pen, board, plan)
    pen.page(title=board.title, digest=board.ranking.digest, repeat=(NAMES_ROW, HEAD_ROW))


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
