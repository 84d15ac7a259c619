"""Sheet « Recevabilité »: who is not ranked and why, who is to be put in order; all counted."""

import xlsxwriter

from pipeline.tables.board import Board
from pipeline.tables.sheets import look
from pipeline.tables.sheets.look import Look, Pen
from pipeline.tables.wording import SEVERITIES, STATES, count, lateness, short_moment
from schemas.candidature import Dossier

_HEADS = ("N°", "Structure", "État", "Raison, alertes", "Reçu le", "Délai", "Constats", "Fichier")
_WIDTHS = (17, 36, 16, 44, 21, 21, 62, 30)
_SHADES: dict[str, Look] = {
    "irrecevable": look.RED,
    "illisible": look.RED,
    "a_regulariser": look.AMBER,
}


def write_receivability(book: xlsxwriter.Workbook, board: Board) -> None:
    """Write the sheet « Recevabilité »."""
    pen = Pen(book, "Recevabilité")
    pen.text(0, 0, "Recevabilité", look.TITLE)
    parts = " + ".join(words for _, words in board.counts)
    pen.text(
        1, 0, f"{count(board.received, 'dossier reçu', 'dossiers reçus')} = {parts}", {"bold": True}
    )
    row = _section(pen, 3, "Dossiers non classés")
    for apart in board.apart:
        state, reason = apart.unranked.state, apart.unranked.reason
        _row(
            pen,
            row,
            (apart.unranked.dossier, apart.identity.structure or ""),
            state,
            reason=reason,
            dossier=apart.dossier,
        )
        row += 1
    if not board.apart:
        pen.text(row, 0, "Aucun.")
        row += 1
    _ranked(pen, row + 1, board)
    for column, width in enumerate(_WIDTHS):
        pen.sheet.set_column(column, column, width)
    pen.sheet.set_row(0, 24)
    pen.sheet.freeze_panes(3, 2)
    pen.page(title=board.title, digest=board.ranking.digest)


def _ranked(pen: Pen, row: int, board: Board) -> None:
    row = _section(pen, row, "Dossiers classés avec une alerte ou un constat")
    found = False
    for line in sorted(board.lines, key=lambda line: line.number):
        dossier = board.dossiers.get(line.number)
        state = "recevable" if dossier is None else dossier.state
        told = line.alerts or (dossier is not None and dossier.extraction.findings)
        if not told and state == "recevable":
            continue
        found = True
        reason = " ".join(("Classé.", *line.alerts))
        _row(pen, row, (line.number, line.structure), state, reason=reason, dossier=dossier)
        row += 1
    if not found:
        pen.text(row, 0, "Aucun.")


def _section(pen: Pen, row: int, title: str) -> int:
    pen.text(row, 0, title, look.SECTION)
    pen.texts(row + 1, _HEADS, look.HEAD)
    return row + 2


def _row(
    pen: Pen, row: int, who: tuple[str, str], state: str, *, reason: str, dossier: Dossier | None
) -> None:
    pen.texts(row, who, look.CELL)
    pen.text(row, 2, STATES.get(state, state), look.CENTRE, _SHADES.get(state, {}))
    pen.text(row, 3, reason, look.CELL)
    findings, file = _findings(dossier), "" if dossier is None else dossier.extraction.file
    received = "" if dossier is None else short_moment(dossier.received_at)
    late = "" if dossier is None else lateness(dossier)
    for column, text in enumerate((received, late, findings, file), start=4):
        pen.text(row, column, text, look.CELL)
    texts = (*who, STATES.get(state, state), reason, received, late, findings, file)
    pen.sheet.set_row(row, look.height(zip(texts, _WIDTHS, strict=True)))


def _findings(dossier: Dossier | None) -> str:
    if dossier is None:
        return ""
    return "\n".join(
        f"{SEVERITIES[finding.severity].capitalize()}\u00a0: {finding.message} ({finding.code})"
        for finding in dossier.extraction.findings
    )
