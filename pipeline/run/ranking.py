"""Rank a campaign: from the register to `classement/`, with all that replaying it needs."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import geo
from pipeline.errors import UnknownWeight
from pipeline.rank import rank
from pipeline.run.aside import aside
from pipeline.run.fiches import place_fiches
from pipeline.run.inputs import Inputs, gather, snapshot
from pipeline.run.lots import lots_of
from pipeline.run.names import unlike
from pipeline.run.place import place
from pipeline.run.session import Session
from pipeline.run.sight import digest_of
from pipeline.score import score
from pipeline.store.records import Ranked
from pipeline.tables import write_tables
from schemas.campaign import Campaign
from schemas.ranking import Ranking

_PDF = "classement.pdf"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The rankings of a campaign, where their tables are, and what a person should know."""

    rankings: tuple[Ranking, ...]
    folders: tuple[Path, ...] = ()
    warnings: tuple[str, ...] = ()


def rank_campaign(session: Session) -> Outcome:
    """Rank everything received, lot by lot where there are lots; keep and place the tables."""
    session.enrol()
    inputs = gather(session)
    rankings, folders = [], []
    warnings: list[str] = []
    for lot in lots_of(session.campaign):
        ranking = compute(inputs, lot)
        folder = session.outbox / "classement" / (lot or "")
        with aside(session.workspace) as drawn:
            written = _drawn(session, ranking, inputs, drawn)
            tables = {file.name: digest_of(file) for file in written}
            warnings += _place(session, written, folder)
        _record(session, ranking, inputs, tables)
        rankings.append(ranking)
        folders.append(folder)
    place_fiches(session)
    session.export_journal()
    return Outcome(rankings=tuple(rankings), folders=tuple(folders), warnings=tuple(warnings))


def simulate(session: Session, changed: Mapping[str, int], into: Path | None) -> Outcome:
    """Rank with other weights; nothing is recorded and no official table is touched.

    Raises:
        UnknownWeight: no such criterion, or the weights no longer sum to 100.
    """
    inputs = gather(session)
    rankings, folders = [], []
    for lot in lots_of(session.campaign):
        ranking = compute(inputs, lot, _weights(session.campaign, lot, changed))
        rankings.append(ranking)
        if into is not None:
            folder = into / (lot or "")
            write(ranking, inputs, folder)
            folders.append(folder)
    return Outcome(rankings=tuple(rankings), folders=tuple(folders))


def compute(inputs: Inputs, lot: str | None, weights: Mapping[str, int] | None = None) -> Ranking:
    """Mark and rank; a function of its arguments alone."""
    gazetteer = geo.load()
    dossiers = inputs.for_lot(lot)
    scores = score(dossiers, inputs.campaign, gazetteer, lot=lot)
    return rank(
        dossiers,
        inputs.campaign,
        gazetteer,
        scores=scores,
        as_of=inputs.as_of,
        weights=weights,
        lot=lot,
    )


def write(ranking: Ranking, inputs: Inputs, folder: Path, *, pdf: bool = True) -> tuple[Path, ...]:
    """Write the tables of a ranking into a folder."""
    dossiers = inputs.for_lot(ranking.lot)
    return write_tables(ranking, dossiers, inputs.campaign, folder, journal=inputs.journal, pdf=pdf)


def result(ranking: Ranking) -> bytes:
    """Return a ranking as bytes, for comparing it with the same one computed later."""
    return ranking.model_dump_json().encode()


def _record(session: Session, ranking: Ranking, inputs: Inputs, tables: Mapping[str, str]) -> None:
    """Keep a ranking and its event; the same one again is neither."""
    dossiers, campaign = snapshot(inputs)
    ranked = Ranked(
        lot=ranking.lot or "",
        digest=ranking.digest,
        inputs_sha256=session.store.vault.keep_bytes(dossiers),
        campaign_sha256=session.store.vault.keep_bytes(campaign),
        result_sha256=session.store.vault.keep_bytes(result(ranking)),
        as_of=inputs.as_of,
        tables=tables,
        at=session.at(),
    )
    with session.store.transaction() as ledger:
        same_lot = [one for one in ledger.rankings(session.id) if one.lot == ranked.lot]
        if not same_lot or _essence(same_lot[-1]) != _essence(ranked):
            ledger.keep_ranking(session.id, ranked)


def _drawn(session: Session, ranking: Ranking, inputs: Inputs, into: Path) -> tuple[Path, ...]:
    """Draw the tables; the PDF, which takes seconds, only if the others have changed."""
    quick = write(ranking, inputs, into, pdf=False)
    tables = {file.name: digest_of(file) for file in quick}
    with session.store.reading() as shelf:
        recorded = [one for one in shelf.rankings(session.id) if one.lot == (ranking.lot or "")]
    if recorded:
        before = dict(recorded[-1].tables)
        printed = session.outbox / "classement" / (ranking.lot or "") / _PDF
        known = before.pop(_PDF, None)
        if before == tables and printed.is_file() and digest_of(printed) == known:
            return (*quick, Path(shutil.copy(printed, into)))
    return write(ranking, inputs, into)


def _essence(ranked: Ranked) -> tuple[object, ...]:
    inputs = (ranked.digest, ranked.inputs_sha256, ranked.campaign_sha256)
    return (*inputs, ranked.result_sha256, dict(ranked.tables))


def _place(session: Session, written: Sequence[Path], folder: Path) -> Iterator[str]:
    """Put the tables in place; one that a person has worked in is set aside, never lost."""
    with session.store.reading() as shelf:
        ours = {digest for one in shelf.rankings(session.id) for digest in one.tables.values()}
    for file in written:
        target = folder / file.name
        content = file.read_bytes()
        if target.is_file() and target.read_bytes() != content and digest_of(target) not in ours:
            name = f"{target.stem}_modifie{target.suffix}"
            aside = unlike(name, (path.name for path in folder.iterdir()))
            shutil.move(target, folder / aside)
            yield (
                f"« {target.name} » avait été modifié à la main\u00a0: il est gardé sous le nom"
                f" « {aside} »."
            )
        place(target, content)


def _weights(campaign: Campaign, lot: str | None, changed: Mapping[str, int]) -> dict[str, int]:
    criteria = [c for c in campaign.grid.criteria if not c.lots or lot in c.lots]
    codes = {c.code: c.weight for c in criteria}
    known = {c.code for c in campaign.grid.criteria}
    example = " --weight ".join(f"{code}={weight}" for code, weight in codes.items())
    if unknown := sorted(set(changed) - known):
        detail = f"critère inconnu «\u00a0{unknown[0]}\u00a0»"
        raise UnknownWeight(detail=detail, example=example)
    weights = {code: changed.get(code, weight) for code, weight in codes.items()}
    if sum(weights.values()) != 100 or min(weights.values()) < 0:
        detail = f"leur somme est {sum(weights.values())}"
        raise UnknownWeight(detail=detail, example=example)
    return weights
