"""The flat tables: a line per received dossier, for `classement.csv` and « Dossiers »."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from pipeline.tables.board import Apart, Board, Line
from pipeline.tables.wording import (
    OUTCOMES,
    PROVISIONAL,
    STATES,
    decimal,
    lateness,
    moment,
    neutral,
    short_day,
)
from pipeline.tables.words import doubtful, said
from schemas.candidature import Dossier
from schemas.ranking import Identity


def write_csv(board: Board, path: Path) -> None:
    """Write the ranking as Excel in French opens it: « ; », decimal comma, UTF-8 with BOM."""
    frame = ranking_frame(board).map(neutral)
    text = frame.to_csv(sep=";", index=False, lineterminator="\r\n")
    path.write_bytes(text.encode("utf-8-sig"))


def ranking_frame(board: Board) -> pd.DataFrame:
    """Give one line per received dossier: the ranked by rank, then the others by number.

    Returns:
        Frame of shape (received, 19 + 2 × criteria), all cells text.
    """
    rows = [_marked(line, board) for line in board.lines]
    rows += [_apart(apart, board) for apart in board.apart]
    columns = [
        *("Rang", "Ex æquo avec", "N°", "Structure", "Commune", "Territoire", "Professionnel"),
        "Champs d’intervention",
        *(
            title
            for c in board.ranking.criteria
            for title in (f"{c.short} – note", f"{c.short} – points")
        ),
        *("Total /100", "Alertes", "Proposition", "Décision", "Motif"),
        *("État", "Raison", "Reçu le", "Délai", "Classement", "Empreinte"),
    ]
    kind = PROVISIONAL if board.ranking.provisional else "Toutes les notes sont données"
    frame = pd.DataFrame(rows, columns=columns, dtype=str).fillna("")
    return frame.assign(Classement=kind, Empreinte=board.ranking.digest[:12])


def _marked(line: Line, board: Board) -> dict[str, str]:
    place = line.place
    row = {
        **_identity(line.identity),
        "Rang": str(place.rank) if place else "",
        "Ex æquo avec": ", ".join(place.tied_with) if place else "",
        "Champs d’intervention": "\u00a0; ".join(line.fields),
        "Total /100": decimal(place.total if place else None),
        "Alertes": " ".join(line.alerts) if place else "",
        "Proposition": line.proposal,
        **_reception(board.dossiers.get(line.number)),
    }
    for criterion, score in zip(board.ranking.criteria, line.scores, strict=True):
        row[f"{criterion.short} – note"] = decimal(score.mark)
        row[f"{criterion.short} – points"] = decimal(score.points)
    return row


def _apart(apart: Apart, board: Board) -> dict[str, str]:
    state, number = apart.unranked.state, apart.unranked.dossier
    waiting = (_marked(line, board) for line in board.waiting if line.number == number)
    known = next(waiting, {**_identity(apart.identity), **_reception(apart.dossier)})
    return {**known, "État": STATES.get(state, state), "Raison": apart.unranked.reason}


def _identity(identity: Identity) -> dict[str, str]:
    return {
        "N°": identity.number,
        "Structure": identity.structure or "",
        "Commune": identity.commune or "",
        "Territoire": identity.territory or "",
        "Professionnel": identity.professional or "",
    }


def _reception(dossier: Dossier | None) -> dict[str, str]:
    if dossier is None:
        return {}
    return {
        "État": STATES[dossier.state],
        "Reçu le": short_day(moment(dossier.received_at).date()),
        "Délai": lateness(dossier),
    }


def dossiers_frame(board: Board) -> pd.DataFrame:
    """Give every field of every received dossier, with French titles, in printed order.

    Two fields of one title are told apart by their key, so that no column hides another.
    """
    titles = field_titles(board)
    rows = [_dossier(dossier, board, titles) for dossier in board.dossiers.values()]
    columns = [
        *("N°", "État", "Lecture", "Reçu le", "Délai", "Fichier"),
        "À vérifier",
        *titles.values(),
    ]
    return pd.DataFrame(rows, columns=columns, dtype=str).fillna("")


def field_titles(board: Board) -> Mapping[str, str]:
    """Key → column title of every field of the form, in printed order."""
    questions = board.campaign.form.questions
    seen = pd.Series([question.title for question in questions], dtype=str)
    twice = seen.duplicated(keep=False)
    return {
        q.key: f"{q.title} ({q.key})" if repeated else q.title
        for q, repeated in zip(questions, twice, strict=True)
    }


def _dossier(dossier: Dossier, board: Board, titles: Mapping[str, str]) -> dict[str, str]:
    extraction, form = dossier.extraction, board.campaign.form
    part = f" → {extraction.part}" if extraction.part else ""
    return {
        "N°": dossier.number,
        "Lecture": OUTCOMES[extraction.outcome],
        **_reception(dossier),
        "Fichier": extraction.file + part,
        "À vérifier": ", ".join(titles[question.key] for question in doubtful(dossier, form)),
        **{titles[q.key]: said(extraction.fields.get(q.key), q) for q in form.questions},
    }
