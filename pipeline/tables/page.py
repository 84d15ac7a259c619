"""`classement.html`: the ranking as one page that needs nothing else, to project and to print."""

from decimal import Decimal
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.tables.board import Board, Line
from pipeline.tables.live import appeal
from pipeline.tables.words import doubtful
from pipeline.tables.wording import (
    CONFIDENTIAL,
    PROVISIONAL,
    STATES,
    clean,
    count,
    decimal,
    lateness,
    long_moment,
    short_moment,
)

TEMPLATES = Path(__file__).parent / "templates"


def write_page(board: Board, path: Path) -> None:
    """Write the ranking as an HTML page."""
    path.write_text(page(board), "utf-8", newline="\n")


def page(board: Board) -> str:
    """Give the HTML of the ranking; whatever comes from a candidate is escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    environment.globals |= {"decimal": decimal, "lateness": lateness}
    ranking = board.ranking
    return environment.get_template("page.html.j2").render(
        board=board,
        ranking=ranking,
        scale=board.campaign.grid.scale,
        as_of=long_moment(ranking.as_of),
        confidential=CONFIDENTIAL,
        provisional=PROVISIONAL if ranking.provisional else "",
        appeals=[ranking.criteria[place] for place in appeal(ranking)],
        lines=[_line(line, board) for line in board.lines],
        groups=_groups(board),
        checks=_checks(board),
        received=count(board.received, "dossier reçu", "dossiers reçus"),
    )


def _shown(value: object) -> object:
    if value is None:
        return ""
    return clean(value) if type(value) is str else value


def _line(line: Line, board: Board) -> dict[str, object]:
    place = line.place
    return {
        "place": place,
        "identity": line.identity,
        "structure": line.structure,
        "alerts": line.alerts,
        "fields": "\u00a0; ".join(line.fields),
        "proposal": line.proposal,
        "tied": ", ".join(number.rsplit("-", 1)[-1] for number in place.tied_with),
        "cells": [
            {
                "criterion": criterion,
                "score": score,
                "width": _percent(score.mark, board.campaign.grid.scale),
            }
            for criterion, score in zip(board.ranking.criteria, line.scores, strict=True)
        ],
    }


def _percent(mark: Decimal | None, scale: int) -> str:
    return "0" if mark is None else f"{mark * 100 / scale:.0f}"


def _groups(board: Board) -> list[dict[str, object]]:
    """Give the dossiers that are not ranked, state by state, in the order of the states."""
    return [
        {
            "title": words,
            "rows": [
                {
                    "number": apart.unranked.dossier,
                    "structure": apart.identity.structure,
                    "reason": apart.unranked.reason,
                    "received": _received(apart.dossier.received_at) if apart.dossier else "",
                    "late": lateness(apart.dossier.late_by) if apart.dossier else "",
                }
                for apart in board.apart
                if apart.group == group
            ],
        }
        for group, words in board.counts
        if group != "classe"
    ]


def _received(iso: str) -> str:
    return short_moment(iso)


def _checks(board: Board) -> list[dict[str, object]]:
    """Give the ranked dossiers that a person has still to look at, with what to look at."""
    rows: list[dict[str, object]] = []
    for line in sorted(board.lines, key=lambda line: line.number):
        dossier = board.dossiers.get(line.number)
        if dossier is None:
            continue
        values = [question.title for question in doubtful(dossier, board.campaign.form)]
        findings = [f.message for f in dossier.extraction.findings if f.severity != "info"]
        if values or findings or dossier.state != "recevable":
            rows.append(
                {
                    "number": line.number,
                    "structure": line.structure,
                    "state": STATES[dossier.state],
                    "values": values,
                    "findings": findings,
                }
            )
    return rows
