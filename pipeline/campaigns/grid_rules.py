"""Check `grid.toml`: codes, weights, and what it says of the form and of the lots."""

from collections.abc import Iterator

from pipeline.campaigns.fault import Fault
from pipeline.campaigns.locate import KeyPath
from pipeline.campaigns.references import (
    duplicate,
    names_a_question,
    option_codes,
    question_keys,
)
from pipeline.campaigns.source import Source, Table, items
from pipeline.campaigns.wording import nearest

_WHOLE = 100  # weights are hundredths of the total


def grid_faults(grid: Source, form: Source, campaign: Source) -> Iterator[Fault]:
    """Check codes, weights and what the grid says of the form and of the lots."""
    keys = question_keys(form)
    codes = [str(c.get("code")) for _, c in grid.tables("criteria")]
    seen: set[str] = set()
    for path, criterion in grid.tables("criteria"):
        yield from duplicate(grid, (*path, "code"), criterion.get("code"), seen)
        yield from _criterion_faults(grid, path, form, campaign)
    for rank, code in enumerate(items(grid.at("ties"))):
        if code not in codes:
            yield grid.fault(
                ("ties", rank), f"Aucun critère n’a le code « {code} ».", nearest(str(code), codes)
            )
    for name in ("fields_key", "town_key", "postal_code_key", "structure_key", "professional_key"):
        yield from names_a_question(grid, (name,), keys, form)
    yield from _weight_faults(grid, campaign)


def _criterion_faults(
    grid: Source, path: KeyPath, form: Source, campaign: Source
) -> Iterator[Fault]:
    criterion = grid.at(*path)
    keys = question_keys(form)
    lots = [str(lot.get("id")) for _, lot in campaign.tables("lots")]
    for rank, lot in enumerate(items(grid.at(*path, "lots"))):
        if lot not in lots and campaign.data:
            yield grid.fault(
                (*path, "lots", rank), f"Aucun lot ne s’appelle « {lot} ».", nearest(str(lot), lots)
            )
    if not isinstance(criterion, dict):
        return
    wordings = len(items(criterion.get("descriptors")))
    scale = grid.at("scale") if isinstance(grid.at("scale"), int) else 5
    if wordings and wordings != int(str(scale)) + 1:
        yield grid.fault(
            (*path, "descriptors"),
            f"Il faut {int(str(scale)) + 1} descripteurs, de 0 à {scale} ; il y en a {wordings}.",
            "Ajoutez ceux qui manquent ou retirez ceux qui sont en trop.",
        )
    if criterion.get("jury_share", _WHOLE) != _WHOLE and not criterion.get("signals"):
        yield grid.fault(
            (*path, "jury_share"),
            "Une part de la note est automatique, mais aucun élément n’est à constater.",
            "Ajoutez [[criteria.signals]], ou mettez jury_share = 100.",
        )
    for place, signal in grid.tables(*path, "signals"):
        for rank, _ in enumerate(items(signal.get("keys"))):
            yield from names_a_question(grid, (*place, "keys", rank), keys, form)
        yield from _ticked_faults(grid, place, signal, form)


def _ticked_faults(grid: Source, path: KeyPath, signal: Table, form: Source) -> Iterator[Fault]:
    option = signal.get("option")
    known = [code for key in items(signal.get("keys")) for code in option_codes(form, str(key))]
    if isinstance(option, str) and known and option not in known:
        yield grid.fault(
            (*path, "option"), f"Aucune case n’a le code « {option} ».", nearest(option, known)
        )


def _weight_faults(grid: Source, campaign: Source) -> Iterator[Fault]:
    criteria = [c for _, c in grid.tables("criteria")]
    lots: set[str | None] = {str(lot) for c in criteria for lot in items(c.get("lots"))}
    if lots:
        lots |= {str(lot.get("id")) for _, lot in campaign.tables("lots")}
    for lot in sorted(lots, key=str) or [None]:
        kept = [c for c in criteria if not c.get("lots") or lot in items(c.get("lots"))]
        weights = [w for c in kept if isinstance(w := c.get("weight"), int)]
        if len(weights) < len(kept) or not kept:
            continue  # a weight that is missing or no integer has its own fault
        if sum(weights) != _WHOLE:
            of_lot = f" du lot « {lot} »" if lot else ""
            yield grid.fault(
                ("criteria",),
                f"Les poids des critères{of_lot} font {sum(weights)} ; il en faut 100.",
                f"Corrigez les « weight » ({' + '.join(map(str, weights))}) pour arriver à 100.",
            )
