"""The set of files in `classement/`: workbook, page, CSV, and PDF where LibreOffice is there."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.tables.board import gather
from pipeline.tables.flat import write_csv
from pipeline.tables.page import write_page
from pipeline.tables.paper import print_tables
from pipeline.tables.workbook import write_workbook
from schemas.campaign import Campaign
from schemas.candidature import Dossier
from schemas.ranking import Ranking


def write_tables(
    ranking: Ranking,
    dossiers: Sequence[Dossier],
    campaign: Campaign,
    folder: Path,
    *,
    journal: Sequence[Mapping[str, str]] = (),
    pdf: bool = True,
) -> tuple[Path, ...]:
    """Write `classement.xlsx`, `.html`, `.csv` and, with LibreOffice, `.pdf` into `folder`.

    Equal inputs give byte-identical files: the only time they show is `ranking.as_of`.

    Args:
        ranking: the ranking of the campaign or of one lot.
        dossiers: all received dossiers, ranked or not.
        campaign: the definition the ranking was made with.
        folder: created when it is missing.
        journal: lines of the log to print, title of the column → text.
        pdf: whether to write the PDF too, which takes LibreOffice some seconds.

    Returns:
        The files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    board = gather(ranking, dossiers, campaign, journal)
    workbook, page, table = (folder / f"classement.{end}" for end in ("xlsx", "html", "csv"))
    write_workbook(board, workbook)
    write_page(board, page)
    write_csv(board, table)
    paper = folder / "classement.pdf"
    printed = pdf and print_tables(board, paper)
    return (workbook, page, table, paper) if printed else (workbook, page, table)
