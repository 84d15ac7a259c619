"""The A4 page of each dossier: drawn when it is received, and again with each ranking."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipeline.run.place import place
from pipeline.run.session import Session
from pipeline.store.records import Registered
from pipeline.tables import write_fiche
from schemas.ranking import Place, Ranking


def place_fiches(session: Session) -> None:
    """Draw the page of every dossier with what the last ranking says of it."""
    with session.store.reading() as shelf:
        rows = shelf.dossiers(session.id)
    rankings = last_rankings(session)
    for row in rows:
        place_fiche(session, row, rankings)


def place_fiche(session: Session, row: Registered, rankings: Sequence[Ranking]) -> None:
    """Draw the page of one dossier; one that says the same is left as it is."""
    ranking, standing = _standing(row.dossier.number, rankings)
    with tempfile.TemporaryDirectory() as aside:
        page = write_fiche(row.dossier, session.campaign, standing, ranking, Path(aside))
        place(session.outbox / "dossiers" / row.dossier.number / page.name, page.read_bytes())


def last_rankings(session: Session) -> tuple[Ranking, ...]:
    """Return the last recorded ranking of the campaign, or of each of its lots."""
    with session.store.reading() as shelf:
        last = {one.lot: one for one in shelf.rankings(session.id)}
    vault = session.store.vault
    return tuple(
        Ranking.model_validate_json(vault.read(one.result_sha256)) for one in last.values()
    )


def _standing(number: str, rankings: Sequence[Ranking]) -> tuple[Ranking | None, Place | None]:
    for ranking in rankings:
        for standing in ranking.places:
            if standing.dossier == number:
                return ranking, standing
    listed = [r for r in rankings if number in {one.dossier for one in r.unranked}]
    return (listed[0] if listed else None), None
