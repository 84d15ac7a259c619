"""The page of a dossier for the committee: one A4 sheet, in Word."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.tables.onepage.content import Marked, Said, content
from pipeline.tables.onepage.markup import (
    AMBER,
    BLUE,
    CENTRED,
    HEADER_ROW,
    RED,
    SOFT,
    at_least,
    cell,
    paragraph,
    row,
    run,
    spacing,
    style,
    table,
)
from pipeline.tables.onepage.package import Text, package
from pipeline.tables.onepage.page import (
    COLUMN,
    LEADING,
    MARK_COLUMNS,
    MARK_ROW,
    RANK_LEADING,
    SMALL,
    TITLE_LEADING,
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
    """Write `<number>_fiche.docx`, as `draw_fiche` gives it; `folder` is created if missing."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{dossier.number}_fiche.docx"
    path.write_bytes(draw_fiche(dossier, campaign, place, ranking))
    return path


def draw_fiche(
    dossier: Dossier, campaign: Campaign, place: Place | None, ranking: Ranking | None
) -> bytes:
    """Return the Word file of a dossier: one A4 page, whatever the length of the answers.

    Equal inputs give equal bytes: the only time they show is that of the ranking, or of the
    reception where there is none.

    Args:
        dossier: as read.
        campaign: its form names the answers.
        place: None when the dossier has no rank.
        ranking: None before the first one.
    """
    page = lay_out(content(dossier, campaign, place, ranking))
    agent = campaign.agent
    parts = (*_head(page), *_identity(page), *_prose(page.prose), *_marks(page))
    text = Text(
        body="".join(parts),
        header=run(CONFIDENTIAL, size=SMALL, bold=True, colour=RED),
        footer=run(page.content.origin, size=SMALL, colour=SOFT),
    )
    return package(
        text,
        title=f"Fiche du dossier {dossier.number}",
        author=f"{agent.first_name} {agent.last_name}",
        when=moment(dossier.received_at if ranking is None else ranking.as_of),
        leading=LEADING,
    )


_FLAG = run(f" ({TO_CHECK})".replace(" v", "\u00a0v"), bold=True, colour=AMBER)
_TITLE = style("Heading1") + spacing(TITLE_LEADING)
_SECTION = style("Heading2") + spacing(11, before=3, after=1)
_RANK = spacing(RANK_LEADING)


def _head(page: Page) -> Iterator[str]:
    yield paragraph(run(page.title), form=_TITLE)
    yield paragraph(run(page.campaign, colour=SOFT))
    rank = run(page.content.rank or "Sans rang", size=9.5, bold=True)
    provisional = f"  {PROVISIONAL}" if page.content.provisional else ""
    yield paragraph(rank, run(provisional, bold=True, colour=AMBER), form=_RANK)
    yield paragraph(run(page.status))


def _section(title: str) -> str:
    return paragraph(run(title), form=_SECTION)


def _pair(said: Said, *, colour: str = SOFT, flag: bool = False) -> str:
    title = run(f"{said.title}\u00a0: ", bold=True, colour=colour)
    return paragraph(title, run(said.text), _FLAG if flag else "")


def _identity(page: Page) -> Iterator[str]:
    yield _section("Identité et réponses courtes")
    columns = (
        cell(COLUMN, *(_pair(said, flag=said.doubtful) for said in column))
        for column in page.identity
    )
    yield table((COLUMN, COLUMN), [row(columns)], lines=False)
    yield _section("Ce qui manque, ce qui est à vérifier")
    for said in page.settle:
        yield _pair(said, colour=AMBER if said.doubtful else SOFT)


def _prose(answers: Sequence[Said]) -> Iterator[str]:
    yield _section("Réponses")
    for said in answers:
        if said.title:
            flag = _FLAG if said.doubtful else ""
            yield paragraph(run(said.title, bold=True, colour=SOFT), flag)
        yield paragraph(run(said.text))


def _marks(page: Page) -> Iterator[str]:
    yield _section("Grille")
    jury = f"Comité /{page.content.scale}"
    heads = ("Critère", "Poids", "Auto.", "Éléments relevés", jury)
    named = (
        cell(width, paragraph(run(head, bold=True, colour=BLUE)), fill="EAF0F7")
        for width, head in zip(MARK_COLUMNS, heads, strict=True)
    )
    rows = [row(named, form=HEADER_ROW), *map(_mark, page.marks)]
    yield table(MARK_COLUMNS, rows, lines=True)


def _mark(mark: Marked) -> str:
    jury = run(mark.jury, size=11, bold=True)
    if not mark.judged:
        jury = run("sans note", size=SMALL, colour=SOFT)
    paragraphs = (
        paragraph(run(mark.label, bold=True)),
        paragraph(run(str(mark.weight)), form=CENTRED),
        paragraph(run(mark.automatic), form=CENTRED),
        paragraph(run(mark.facts, size=SMALL)),
        paragraph(jury, form=CENTRED),
    )
    fills = ("", "", "", "", "" if mark.judged else "ECEEF1")
    cells = (
        cell(width, shown, fill=fill, middle=True)
        for width, shown, fill in zip(MARK_COLUMNS, paragraphs, fills, strict=True)
    )
    return row(cells, form=at_least(MARK_ROW))
