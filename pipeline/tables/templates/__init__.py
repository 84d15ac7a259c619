"""The words and looks of the page and of the sheet « Lisez-moi », as Jinja templates."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.tables.board import Board
from pipeline.tables.live import appeal
from pipeline.tables.wording import CONFIDENTIAL, PROVISIONAL, clean, long_moment


def environment(*, escape: bool) -> Environment:
    """Give the environment of the templates; `escape` for HTML."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=escape,  # noqa: S701 -- off for plain text only
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    made.filters["joined"] = ", ".join
    return made


def common(board: Board) -> dict[str, object]:
    """Give the variables that every template uses."""
    ranking = board.ranking
    return {
        "board": board,
        "ranking": ranking,
        "scale": board.campaign.grid.scale,
        "as_of": long_moment(ranking.as_of),
        "confidential": CONFIDENTIAL,
        "provisional": PROVISIONAL,
        "appeals": [ranking.criteria[place] for place in appeal(ranking)],
    }


def readme(board: Board) -> str:
    """Give the text of « Lisez-moi », a paragraph per line, headings after « # »."""
    return environment(escape=False).get_template("lisez-moi.txt.j2").render(common(board))


def _shown(value: object) -> object:
    if value is None:
        return ""
    return clean(value) if type(value) is str else value
