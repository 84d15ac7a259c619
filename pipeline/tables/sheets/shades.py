"""Colours of « Classement » that follow the live results; each stands beside words."""

from pipeline.tables.sheets import look
from pipeline.tables.sheets.look import Look, Pen
from pipeline.tables.sheets.plan import FIRST, IDENTITY, Plan, cell
from pipeline.tables.wording import PROPOSALS, UNMARKED

_SHADES: dict[str, Look] = {
    PROPOSALS["retenu"]: look.GREEN,
    PROPOSALS["a_departager"]: look.AMBER,
    PROPOSALS["sous_seuil"]: look.RED,
    PROPOSALS["liste_attente"]: look.GREY,
    UNMARKED: look.RED,
}


def shade_ranking(pen: Pen, plan: Plan) -> None:
    """Colour ranks shared, proposals, alerts, and the heading « Provisoire »."""
    ranks = f"$A${FIRST + 1}:$A${plan.last + 1}"
    shared = f"=AND(ISNUMBER($A{FIRST + 1}),COUNTIF({ranks},$A{FIRST + 1})>1)"
    _rule(pen, plan, 0, shared, {"num_format": '0" ex æquo"', **look.AMBER})
    proposal, alerts = plan.after("proposition"), plan.after("alertes")
    for words, shade in _SHADES.items():
        _rule(pen, plan, proposal, f'={cell(FIRST, proposal)}="{words}"', shade)
    _rule(pen, plan, alerts, f'={cell(FIRST, alerts)}<>""', look.AMBER)
    heading = (2, len(IDENTITY), 2, plan.after("motif"))
    pen.sheet.conditional_format(
        *heading,
        {
            "type": "formula",
            "criteria": f"=LEN({cell(2, len(IDENTITY))})>0",
            "format": pen.book.add_format(dict(look.PROVISIONAL)),
        },
    )


def _rule(pen: Pen, plan: Plan, column: int, criteria: str, style: Look) -> None:
    rule = {"type": "formula", "criteria": criteria, "format": pen.book.add_format(dict(style))}
    pen.sheet.conditional_format(FIRST, column, plan.last, column, rule)
