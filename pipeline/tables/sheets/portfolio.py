"""Sheet « Portefeuille »: territories, fields, and the facts with the set they were judged in."""

from collections import Counter
from collections.abc import Iterable, Sequence

import xlsxwriter

from pipeline.tables.board import Board, Line
from pipeline.tables.sheets import look
from pipeline.tables.sheets.look import Look, Pen
from pipeline.tables.wording import clean, cut, shorts, sort_key
from pipeline.tables.words import option_labels

_UNKNOWN = "(non précisé)"
_FACT_HEADS = ("N°", "Structure", "Critère", "Valeur", "Proposition", "Élément relevé", "Comparé à")
_WIDTHS = (17, 40, 18, 16, 16, 74, 46)


def write_portfolio(book: xlsxwriter.Workbook, board: Board) -> None:
    """Write the sheet « Portefeuille »."""
    pen = Pen(book, "Portefeuille")
    pen.text(0, 0, "Portefeuille", look.TITLE)
    pen.text(
        1,
        0,
        "Ce que les candidatures et le réseau en place couvrent ensemble. Les critères "
        "relatifs à l’ensemble sont présentés avec les dossiers auxquels chacun est comparé.",
    )
    row = _territories(pen, 3, board)
    row = _fields(pen, row + 1, board)
    row = _network(pen, row + 1, board)
    _facts(pen, row + 1, board)
    for column, width in enumerate(_WIDTHS):
        pen.sheet.set_column(column, column, width)
    pen.sheet.set_row(0, 24)
    pen.page(title=board.title, digest=board.ranking.digest)


def _territories(pen: Pen, row: int, board: Board) -> int:
    pen.text(row, 0, "Territoires", look.SECTION)
    heads = ("Territoire", "Candidats classés", "Proposés retenus")
    everyone = Counter(_territory(line) for line in board.lines)
    chosen = Counter(_territory(line) for line in _chosen(board))
    names = sorted(everyone, key=sort_key)
    return _counts(pen, row + 1, heads, [(n, everyone[n], chosen[n]) for n in names])


def _territory(line: Line) -> str:
    return line.identity.territory or line.identity.commune or _UNKNOWN


def _chosen(board: Board) -> Iterable[Line]:
    return (line for line in board.lines if line.place and line.place.proposal == "retenu")


def _fields(pen: Pen, row: int, board: Board) -> int:
    labels = option_labels(board.campaign.form, board.campaign.grid.fields_key)
    everyone = Counter(field for line in board.lines for field in line.fields)
    chosen = Counter(field for line in _chosen(board) for field in line.fields)
    network = Counter(labels.get(f, clean(f)) for m in board.campaign.network for f in m.fields)
    printed = list(labels.values())
    others = sorted({*everyone, *network} - set(printed), key=sort_key)
    pen.text(row, 0, "Champs d’intervention", look.SECTION)
    heads = ("Champ", "Réseau en place", "Candidats classés", "Proposés retenus")
    rows = [(name, network[name], everyone[name], chosen[name]) for name in [*printed, *others]]
    return _counts(pen, row + 1, heads, rows)


def _network(pen: Pen, row: int, board: Board) -> int:
    """List the members in place, which every candidate is compared with."""
    if not board.campaign.network:
        return row
    labels = option_labels(board.campaign.form, board.campaign.grid.fields_key)
    pen.text(row, 0, "Réseau en place", look.SECTION)
    row += 1
    _member(pen, row, ("Commune", "Structure", "Type", "Code postal", "Champs"), look.HEAD)
    for member in board.campaign.network:
        row += 1
        fields = "\u00a0; ".join(labels.get(field, clean(field)) for field in member.fields)
        texts = (member.commune, member.structure, member.type, member.postal_code, fields)
        _member(pen, row, texts, look.CELL)
        widths = (*_WIDTHS[:4], _WIDTHS[4] + _WIDTHS[5])
        pen.sheet.set_row(row, look.height(zip(texts, widths, strict=True)))
    return row + 1


def _member(pen: Pen, row: int, texts: tuple[str, ...], style: Look) -> None:
    pen.sheet.merge_range(row, 4, row, 5, "", pen.format(style))
    pen.texts(row, texts, style)


def _counts(
    pen: Pen, row: int, heads: tuple[str, ...], rows: Sequence[tuple[str | int, ...]]
) -> int:
    # The name takes two columns: the first is as narrow as a dossier number.
    pen.sheet.merge_range(row, 0, row, 1, heads[0], pen.format(look.HEAD))
    for column, head in enumerate(heads[1:], start=2):
        pen.text(row, column, head, look.HEAD)
    for name, *numbers in rows:
        row += 1
        pen.sheet.merge_range(row, 0, row, 1, "", pen.format(look.CELL))
        pen.text(row, 0, str(name), look.CELL)
        for column, number in enumerate(numbers, start=2):
            pen.number(row, column, int(number), look.CENTRE)
    return row + 1


def _facts(pen: Pen, row: int, board: Board) -> None:
    pen.text(row, 0, "Critères relatifs à l’ensemble, dossier par dossier", look.SECTION)
    head = row + 1
    pen.texts(head, _FACT_HEADS, look.HEAD)
    facts = [
        (line, criterion, fact)
        for line in board.rows
        for criterion, score in zip(board.ranking.criteria, line.scores, strict=True)
        if criterion.kind == "set"
        for fact in score.facts
    ]
    for below, (line, criterion, fact) in enumerate(facts, start=head + 1):
        compared = shorts(fact.compared_with)
        who = (line.number, cut(line.structure, 76), criterion.short)
        texts = (*who, "", line.proposal, fact.text, compared)
        pen.texts(below, texts, look.CELL)
        if fact.value is None:
            pen.text(below, 3, "inconnue", look.CENTRE, look.AMBER)
        else:
            pen.number(below, 3, fact.value, look.MARK)
        pen.sheet.set_row(below, look.height(zip(texts, _WIDTHS, strict=True)))
    if not facts:
        pen.text(head + 1, 0, "Aucun critère de la grille n’est relatif à l’ensemble.")
    pen.sheet.autofilter(head, 0, head + max(len(facts), 1), len(_FACT_HEADS) - 1)
