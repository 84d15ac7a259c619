"""The page of a dossier for the committee: one A4 sheet, in Word."""

from collections.abc import Sequence
from pathlib import Path

from docx.document import Document
from docx.table import _Cell as Cell

from pipeline.tables.onepage import document as word
from pipeline.tables.onepage.content import Content, Marked, Said, content
from pipeline.tables.onepage.measure import fit
from pipeline.tables.onepage.page import (
    BODY,
    COLUMN,
    LEADING,
    MARK_COLUMNS,
    MARK_ROW,
    RANK_LEADING,
    SMALL,
    TITLE_LEADING,
    TITLE_SIZE,
    WIDTH,
    Page,
    lay_out,
)
from pipeline.tables.wording import CONFIDENTIAL, PROVISIONAL, TO_CHECK, moment
from schemas.campaign import Campaign
from schemas.candidature import Dossier
from schemas.ranking import Place, Ranking


def write_fiche(
    dossier: Dossier,
    campaign: Campaign,
    place: Place | None,
    ranking: Ranking | None,
    folder: Path,
) -> Path:
    """Write `<number>_fiche.docx`: one A4 page, whatever the length of the answers.

    Equal inputs give byte-identical files: the only time they show is that of the ranking,
    or of the reception where there is none.

    Args:
        dossier: as read.
        campaign: its form names the answers.
        place: None when the dossier has no rank.
        ranking: None before the first one.
        folder: created when it is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    page = lay_out(content(dossier, campaign, place, ranking))
    when = moment(dossier.received_at if ranking is None else ranking.as_of)
    agent = campaign.agent
    author = f"{agent.first_name} {agent.last_name}"
    made = word.blank(f"Fiche du dossier {dossier.number}", author, when, leading=LEADING)
    _edges(made, page.content)
    _head(made, page)
    _identity(made, page)
    _prose(made, page.prose)
    _marks(made, page)
    path = folder / f"{dossier.number}_fiche.docx"
    word.save(made, path)
    return path


_FLAG = f" ({TO_CHECK})".replace(" v", "\u00a0v")


def _edges(made: Document, shown: Content) -> None:
    section = made.sections[0]
    top, bottom = section.header.paragraphs[0], section.footer.paragraphs[0]
    word.write_run(top, CONFIDENTIAL, size=SMALL, bold=True, colour=word.RED)
    word.write_run(bottom, shown.origin, size=SMALL, colour=word.SOFT)
    for edge in (top, bottom):
        word.spacing(edge.paragraph_format, LEADING)


def _head(made: Document, page: Page) -> None:
    shown = page.content
    title = made.add_paragraph(style="Heading 1")
    word.write_run(title, page.title, size=TITLE_SIZE, bold=True, colour=word.BLUE)
    word.spacing(title.paragraph_format, TITLE_LEADING)
    line = made.add_paragraph()
    campaign = fit(shown.campaign, 1, WIDTH, BODY)
    word.write_run(line, campaign, size=BODY, colour=word.SOFT)
    line = made.add_paragraph()
    rank = shown.rank or "Sans rang"
    word.write_run(line, rank, size=9.5, bold=True)
    if shown.provisional:
        word.write_run(line, f"  {PROVISIONAL}", size=BODY, bold=True, colour=word.AMBER)
    word.spacing(line.paragraph_format, RANK_LEADING)
    line = made.add_paragraph()
    word.write_run(line, page.status, size=BODY)


def _heading(made: Document, text: str) -> None:
    heading = made.add_paragraph(style="Heading 2")
    word.write_run(heading, text, size=9, bold=True, colour=word.BLUE)
    word.spacing(heading.paragraph_format, 11, before=3, after=1)


def _pair(cell_or_page: Document | Cell, said: Said, *, new: bool) -> None:
    line = cell_or_page.add_paragraph() if new else cell_or_page.paragraphs[0]
    word.write_run(line, f"{said.title}\u00a0: ", size=BODY, bold=True, colour=word.SOFT)
    word.write_run(line, said.text, size=BODY)
    if said.doubtful:
        word.write_run(line, _FLAG, size=BODY, bold=True, colour=word.AMBER)
    word.spacing(line.paragraph_format, LEADING)


def _identity(made: Document, page: Page) -> None:
    _heading(made, "Identité et réponses courtes")
    grid = word.table(made, (COLUMN, COLUMN), 1, lines=False)
    for cell, column in zip(grid.rows[0].cells, page.identity, strict=True):
        for place, said in enumerate(column):
            _pair(cell, said, new=place > 0)
    _heading(made, "Ce qui manque, ce qui est à vérifier")
    for said in page.settle:
        line = made.add_paragraph()
        colour = word.AMBER if said.doubtful else word.SOFT
        word.write_run(line, f"{said.title}\u00a0: ", size=BODY, bold=True, colour=colour)
        word.write_run(line, said.text, size=BODY)


def _prose(made: Document, answers: Sequence[Said]) -> None:
    _heading(made, "Réponses")
    for said in answers:
        if said.title:
            line = made.add_paragraph()
            word.write_run(line, said.title, size=BODY, bold=True, colour=word.SOFT)
            if said.doubtful:
                word.write_run(line, _FLAG, size=BODY, bold=True, colour=word.AMBER)
        line = made.add_paragraph()
        word.write_run(line, said.text, size=BODY)


def _marks(made: Document, page: Page) -> None:
    _heading(made, "Grille")
    grid = word.table(made, MARK_COLUMNS, len(page.marks) + 1, lines=True)
    word.header_row(grid)
    for row in grid.rows[1:]:
        word.tall(row, MARK_ROW)
    scale = page.content.scale
    heads = ("Critère", "Poids", "Auto.", "Éléments relevés", f"Comité /{scale}")
    for cell, head in zip(grid.rows[0].cells, heads, strict=True):
        word.shade(cell, "EAF0F7")
        word.write_run(word.first(cell), head, size=BODY, bold=True, colour=word.BLUE)
    for row, mark in zip(grid.rows[1:], page.marks, strict=True):
        _mark(row.cells, mark)


def _mark(cells: Sequence[Cell], mark: Marked) -> None:
    label, weight, automatic, facts, jury = cells
    word.write_run(word.first(label), mark.label, size=BODY, bold=True)
    word.write_run(word.centred(word.first(weight)), str(mark.weight), size=BODY)
    word.write_run(word.centred(word.first(automatic)), mark.automatic, size=BODY)
    word.write_run(word.first(facts), mark.facts, size=SMALL)
    if mark.judged:
        word.write_run(word.centred(word.first(jury)), mark.jury, size=11, bold=True)
    else:
        word.shade(jury, "ECEEF1")
        word.write_run(word.centred(word.first(jury)), "sans note", size=SMALL, colour=word.SOFT)
