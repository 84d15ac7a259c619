"""The A4 page of each dossier: drawn when it is received, and again when a ranking changes it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline import tables
from pipeline.run.lots import for_lot
from pipeline.run.place import place
from pipeline.run.session import Session
from pipeline.run.sight import digest_of
from pipeline.store.records import Registered
from pipeline.tables import draw_fiche
from schemas.ranking import Place, Ranking


@dataclass(frozen=True)
class Standing:
    """What a ranking says of a dossier: its place, if any, and the lot if it is marked in one."""

    ranking: Ranking | None = None
    place: Place | None = None
    lot: str | None = None


class Fiches:
    """The pages of a campaign under its last rankings; a page that says the same is not redrawn."""

    def __init__(self, session: Session) -> None:
        """Read the last rankings.

        Args:
            session: the campaign.
        """
        self._session = session
        rankings = last_rankings(session)
        self._rankings = tuple(map(_Listed, rankings))
        shared = (one.model_dump_json() for one in (session.campaign, *rankings))
        self._shared = (_code(), *(_digest(text) for text in shared))

    def place(self, row: Registered) -> None:
        """Bring the page of a dossier up to date: one for each lot where it has marks."""
        number = row.dossier.number
        folder = self._session.outbox / "dossiers" / number
        standings = _standings(number, self._rankings)
        wanted = {_name(number, one.lot): one for one in standings}
        seen = self._session.workspace.state / "drawn" / self._session.id / f"{number}.json"
        inputs = self._inputs(row)
        if inputs == _known(seen, folder, wanted):
            return
        files = {}
        for name, standing in wanted.items():
            drawn = self._drawn(row, standing)
            place(folder / name, drawn)
            files[name] = hashlib.sha256(drawn).hexdigest()
        for stale in set(folder.glob(f"{number}_fiche*.docx")) - {folder / n for n in wanted}:
            stale.unlink()
        place(seen, json.dumps({"inputs": inputs, "files": files}).encode())

    def _drawn(self, row: Registered, standing: Standing) -> bytes:
        campaign = self._session.campaign
        dossier = for_lot(row.dossier, campaign, standing.lot)
        return draw_fiche(dossier, campaign, standing.place, standing.ranking)

    def _inputs(self, row: Registered) -> str:
        # ASCII: a file name that is no text keeps its surrogate escapes.
        dossier = json.dumps(row.dossier.model_dump(mode="python"), default=str)
        return _digest("\n".join((dossier, *self._shared)))


def place_fiches(session: Session) -> None:
    """Bring the pages of all dossiers up to date with the last rankings."""
    with session.store.reading() as shelf:
        rows = shelf.dossiers(session.id)
    fiches = Fiches(session)
    for row in rows:
        fiches.place(row)


def last_rankings(session: Session) -> tuple[Ranking, ...]:
    """Return the last recorded ranking of the campaign, or of each of its lots."""
    with session.store.reading() as shelf:
        last = {one.lot: one for one in shelf.rankings(session.id)}
    vault = session.store.vault
    return tuple(
        Ranking.model_validate_json(vault.read(one.result_sha256)) for one in last.values()
    )


class _Listed:
    """A ranking whose dossiers are found by their number."""

    def __init__(self, ranking: Ranking) -> None:
        self.ranking = ranking
        self.places = {one.dossier: one for one in ranking.places}
        self.unranked = {one.dossier for one in ranking.unranked}
        self.waiting = {one.dossier for one in ranking.unranked if one.scores}


def _standings(number: str, rankings: Sequence[_Listed]) -> tuple[Standing, ...]:
    """Return where a dossier stands: in each lot where it has marks, else in the first ranking."""
    found = tuple(
        Standing(one.ranking, one.places.get(number), one.ranking.lot)
        for one in rankings
        if number in one.places or number in one.waiting
    )
    listed = (one.ranking for one in rankings if number in one.unranked)
    return found or (Standing(next(listed, None)),)


def _name(number: str, lot: str | None) -> str:
    return f"{number}_fiche_{lot}.docx" if lot else f"{number}_fiche.docx"


def _known(seen: Path, folder: Path, wanted: dict[str, Standing]) -> str | None:
    """Return the inputs of the pages that stand there, None unless they are as they were drawn."""
    try:
        kept = json.loads(seen.read_text("utf-8"))
        files = {name: digest_of(folder / name) for name in wanted}
    except (OSError, ValueError):
        return None
    return str(kept["inputs"]) if kept.get("files") == files else None


@cache
def _code() -> str:
    """Return a digest of what draws: another version of it may draw otherwise."""
    sources = sorted(Path(tables.__file__).parent.rglob("*.py"))
    return _digest("".join(digest_of(file) for file in sources))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
