"""`classement.html`: the ranking as one page that needs nothing else, to project and to print."""

from decimal import Decimal
from pathlib import Path

from pipeline.tables.board import Board, Line
from pipeline.tables.templates import common, environment
from pipeline.tables.wording import (
    STATES,
    count,
    decimal,
    lateness,
    short_moment,
    shorts,
)
from pipeline.tables.words import doubtful


def write_page(board: Board, path: Path) -> None:
    """Write the ranking as an HTML page."""
    path.write_text(page(board), "utf-8", newline="\n")


def page(board: Board) -> str:
    """Give the HTML of the ranking; whatever comes from a candidate is escaped."""
    template = environment(escape=True).get_template("page.html.j2")
    return template.render(
        common(board),
        lines=[_line(line, board) for line in board.lines],
        groups=_groups(board),
        checks=_checks(board),
        received=count(board.received, "dossier reçu", "dossiers reçus"),
        decimal=decimal,
        shorts=shorts,
    )


def _line(line: Line, board: Board) -> dict[str, object]:
    place = line.place
    return {
        "place": place,
        "identity": line.identity,
        "structure": line.structure,
        "alerts": line.alerts,
        "fields": "\u00a0; ".join(line.fields),
        "proposal": line.proposal,
        "tied": shorts(place.tied_with if place else ()),
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
                    "late": lateness(apart.dossier) if apart.dossier else "",
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
