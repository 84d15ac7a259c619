"""The right half of « Notes »: total, rank after each tie rule, and proposal, all by formula.

SUMPRODUCT, ROUND and IF only: Excel 2016 and LibreOffice 7.4 work them out alike.
"""

from collections.abc import Iterator

from pipeline.tables.board import Board, Line
from pipeline.tables.live import appeal
from pipeline.tables.sheets import look
from pipeline.tables.sheets.look import Pen
from pipeline.tables.sheets.plan import Plan, cell
from pipeline.tables.wording import PROPOSALS, UNMARKED


def standing_heads(board: Board, plan: Plan) -> Iterator[tuple[int, str, str]]:
    """Give column, title and code of the columns that `write_standing` fills."""
    yield plan.computed("total"), "Total /100", "total"
    yield plan.computed("a_noter"), "Notes du comité à venir", "a_noter"
    yield plan.computed("manquantes"), "Notes qui manquent", "manquantes"
    yield plan.computed("sous_seuil"), "Sous un seuil", "sous_seuil"
    yield plan.computed("centiemes"), "Total en centièmes", "centiemes"
    yield plan.rank(0), "Rang sur le total", "rang.0"
    for step, place in enumerate(appeal(board.ranking), start=1):
        short = board.ranking.criteria[place].short
        yield plan.key(step), f"Départage {step}\u00a0: {short}", f"cle.{step}"
        yield plan.rank(step), f"Rang après {short}", f"rang.{step}"
    yield plan.position, "Ligne du classement", "position"
    yield plan.proposal, "Proposition", "proposition"


def write_standing(pen: Pen, row: int, line: Line, board: Board, *, plan: Plan) -> None:
    """Write the formulas of one dossier with the results they give today."""
    standing = line.standing
    counted = [cell(row, plan.counted(j)) for j in range(plan.criteria)]
    cents = cell(row, plan.computed("centiemes"))
    total = "" if standing.total is None else standing.total
    pen.formula(row, plan.computed("total"), f'=IF({cents}<0,"",{cents}/100)', total, look.STRONG)
    missing = cell(row, plan.computed("manquantes"))
    blanks = "+".join(f'({mark}="")' for mark in counted)
    pen.formula(
        row, plan.computed("manquantes"), f"={blanks}", standing.marks.count(None), look.CENTRE
    )
    points = "+".join(f"ROUND(N({mark})*100,0)*{plan.weight(j)}" for j, mark in enumerate(counted))
    added = f"=IF({missing}>0,-1,ROUND(({points})/{board.campaign.grid.scale},0))"
    pen.formula(row, plan.computed("centiemes"), added, standing.cents, look.CENTRE)
    _floors(pen, row, line, board, plan=plan)
    _ranks(pen, row, line, board, plan=plan)
    pen.formula(row, plan.proposal, _proposal(row, plan), line.proposal, look.CENTRE)


def _floors(pen: Pen, row: int, line: Line, board: Board, *, plan: Plan) -> None:
    """Compare with the floors: a jury's criterion by its mark alone, the total once complete."""
    criteria, scores = board.ranking.criteria, line.scores
    judged = [j for j, criterion in enumerate(criteria) if criterion.jury_share]
    to_come = cell(row, plan.computed("a_noter"))
    blanks = "+".join(f'({cell(row, plan.automatic(j) + 1)}="")' for j in judged) or "0"
    lacking = sum(scores[j].jury is None for j in judged)
    pen.formula(row, plan.computed("a_noter"), f"={blanks}", lacking, look.CENTRE)
    tests = []
    for j, criterion in enumerate(criteria):
        if criterion.floor is not None:
            mark = cell(row, plan.automatic(j) + 1 if criterion.jury_share else plan.counted(j))
            tests.append(f'IF({mark}="",FALSE,{mark}<{criterion.floor})')
    if (floor := board.campaign.grid.overall_floor) is not None:
        total = cell(row, plan.computed("centiemes"))
        tests.append(f"AND({to_come}=0,{total}>=0,{total}<{floor}*100)")
    below = int(line.place is not None and line.place.proposal == "sous_seuil")
    formula = f"=IF(OR({','.join(tests)}),1,0)" if tests else f"={below}"
    pen.formula(row, plan.computed("sous_seuil"), formula, below, look.CENTRE)


def _ranks(pen: Pen, row: int, line: Line, board: Board, *, plan: Plan) -> None:
    standing = line.standing
    cents, mine = plan.column(plan.computed("centiemes")), cell(row, plan.computed("centiemes"))
    better = f"=1+SUMPRODUCT(--({cents}>{mine}))"
    pen.formula(row, plan.rank(0), better, standing.ranks[0], look.CENTRE)
    for step, place in enumerate(appeal(board.ranking), start=1):
        mark = cell(row, plan.counted(place))
        key = f'=IF({mine}<0,-1,IF({mark}="",-1,ROUND({mark}*100,0)))'
        pen.formula(row, plan.key(step), key, standing.keys[step - 1], look.CENTRE)
        before, own = plan.column(plan.rank(step - 1)), cell(row, plan.rank(step - 1))
        keys, own_key = plan.column(plan.key(step)), cell(row, plan.key(step))
        parted = f"={own}+SUMPRODUCT(({before}={own})*({keys}>{own_key}))"
        pen.formula(row, plan.rank(step), parted, standing.ranks[step], look.CENTRE)
    last = plan.rank(plan.appeals)
    ranks, rank = plan.column(last), cell(row, last)
    # Equals share the rank and stand by number, which says nothing of their worth.
    above = f"={rank}+SUMPRODUCT(({ranks}={rank})*(ROW({ranks})<ROW({rank})))"
    pen.formula(row, plan.position, above, standing.position, look.CENTRE)


def _proposal(row: int, plan: Plan) -> str:
    # The cut never parts equals: a group that the last places cannot hold whole is left to people.
    last = plan.rank(plan.appeals)
    ranks, rank = plan.column(last), cell(row, last)
    fit = f"({plan.column(plan.computed('sous_seuil'))}=0)"
    better = f"SUMPRODUCT({fit}*({ranks}<{rank}))"
    level = f"SUMPRODUCT({fit}*({ranks}<={rank}))"
    words = {code: f'"{text}"' for code, text in PROPOSALS.items()}
    cut = (
        f"IF({level}<={plan.places},{words['retenu']},"
        f"IF({better}>={plan.places},{words['liste_attente']},{words['a_departager']}))"
    )
    by_places = f'IF({plan.places}="",{words["aucune"]},{cut})'
    below = cell(row, plan.computed("sous_seuil"))
    judged = f"IF({below}=1,{words['sous_seuil']},{by_places})"
    return f'=IF({cell(row, plan.computed("centiemes"))}<0,"{UNMARKED}",{judged})'
