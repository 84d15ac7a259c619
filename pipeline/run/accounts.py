"""Account for every file of every drop: what it was taken for, and which dossier it went to."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from pipeline.errors import ReadError
from pipeline.kinds import kind_of
from pipeline.store.records import Glance, Member, Receipt, Registered
from pipeline.store.vault import Vault
from pipeline.tables.arrivals.entries import Piece, Role
from schemas.reception import Attachment

_ROLES: Mapping[str, Role] = {
    "illisible": "illisible",
    "hors_sujet": "piece",
    "a_telecharger": "piece",
}
"""What the only file of a drop was taken for, by the state of its dossier; else a dossier."""

_WAITING = "Reçu et conservé\u00a0; il n’est pas encore examiné."
_FORM = "Formulaire de l’appel."
_BESIDE = "Fichier du même dépôt."


@dataclass(frozen=True)
class Account:
    """The files of one drop, and how many of each role went to each of its dossiers."""

    pieces: tuple[Piece, ...]
    roles: Mapping[str, Mapping[Role, int]]


def account(
    receipt: Receipt, glances: Sequence[Glance], found: Sequence[Attachment], vault: Vault
) -> Account:
    """Account for one drop.

    Args:
        receipt: the drop.
        glances: the dossiers found in it, in the order of their numbers.
        found: every file of a container; empty where the drop itself is the document.
        vault: where the bytes are, to tell what the drop itself is.
    """
    rows = [one.row for one in glances]
    lone = not receipt.drop.is_folder and all(one.sha256 == receipt.drop.sha256 for one in found)
    if found and not lone:
        pieces = tuple(_opened(receipt, rows, found, vault))
    elif not receipt.drop.is_folder and not any(row.pieces for row in rows):
        pieces = (_lone(receipt, rows, next(iter(found), None), vault),)
    else:
        pieces = tuple(_members(receipt, rows, vault))
    held = [one for one in pieces if one.role != "contenant"]
    roles = {
        row.dossier.number: Counter(p.role for p in held if row.dossier.number in p.dossiers)
        for row in rows
    }
    return Account(pieces, roles)


def _opened(
    receipt: Receipt, rows: Sequence[Registered], found: Sequence[Attachment], vault: Vault
) -> Iterator[Piece]:
    """Yield the container, then everything found in it."""
    name = os.fsdecode(receipt.drop.inbox_name)
    yield _container(receipt, len(found), vault)
    for one, owners in zip(found, _owners(found, rows), strict=True):
        yield Piece.attached(
            one,
            drop=receipt.id,
            dropped_at=receipt.dropped_at,
            within=one.within if one.within[:1] == (name,) else (name, *one.within),
            dossiers=owners,
        )


def _container(receipt: Receipt, held: int, vault: Vault) -> Piece:
    files = "1 fichier trouvé" if held == 1 else f"{held} fichiers trouvés"
    return Piece(
        drop=receipt.id,
        dropped_at=receipt.dropped_at,
        name=os.fsdecode(receipt.drop.inbox_name),
        kind="folder" if receipt.drop.is_folder else _kind(vault, receipt.drop.sha256),
        size=receipt.drop.size,
        role="contenant",
        reason=f"{files} dedans.",
        sha256=receipt.drop.sha256,
    )


def _lone(
    receipt: Receipt, rows: Sequence[Registered], found: Attachment | None, vault: Vault
) -> Piece:
    """Return the only file of a drop, as it was examined or as its dossier stands."""
    read = rows[0].dossier.extraction.reader if rows else None
    role, reason = _taken_for(rows) if found is None else (found.role, found.reason)
    return Piece(
        drop=receipt.id,
        dropped_at=receipt.dropped_at,
        name=os.fsdecode(receipt.drop.inbox_name),
        kind=found.kind if found else read or _kind(vault, receipt.drop.sha256),
        size=receipt.drop.size,
        role=role,
        reason=reason,
        dossiers=tuple(row.dossier.number for row in rows),
        sha256=receipt.drop.sha256,
    )


def _members(receipt: Receipt, rows: Sequence[Registered], vault: Vault) -> Iterator[Piece]:
    """Yield a container of which nothing is noted but the files of its dossiers."""
    drop = receipt.drop
    own = drop.members if drop.is_folder else ()
    extracted = [piece for row in rows for piece in row.pieces]
    files = tuple(dict.fromkeys((*own, *(p for p in extracted if p.sha256 not in _digests(own)))))
    yield _container(receipt, len(files), vault)
    for file in files:
        owners = [row for row in rows if file.sha256 in _digests(row.pieces)]
        role, reason = _taken_for(owners) if owners or not rows else ("piece", _BESIDE)
        read = owners[0].dossier.extraction.reader if owners else None
        yield Piece(
            drop=receipt.id,
            dropped_at=receipt.dropped_at,
            name=os.fsdecode(file.name),
            within=(os.fsdecode(drop.inbox_name),),
            kind=read or _kind(vault, file.sha256),
            size=file.size,
            role=role,
            reason=reason,
            dossiers=tuple(row.dossier.number for row in owners),
            sha256=file.sha256,
        )


def _digests(members: Sequence[Member]) -> frozenset[str]:
    return frozenset(member.sha256 for member in members)


def _taken_for(rows: Sequence[Registered]) -> tuple[Role, str]:
    if not rows:
        return "attente", _WAITING
    role = _ROLES.get(rows[0].dossier.state, "dossier")
    findings = rows[0].dossier.extraction.findings
    why = next((one.message for one in findings if one.severity == "error"), _BESIDE)
    return role, _FORM if role == "dossier" else why


@lru_cache(maxsize=100_000)  # a watcher writes the register again and again; bytes never change
def _kind(vault: Vault, sha256: str) -> str:
    try:
        return kind_of(vault.path(sha256))
    except ReadError:
        return "error"


def _owners(found: Sequence[Attachment], rows: Sequence[Registered]) -> Iterator[tuple[str, ...]]:
    """Yield for each file the numbers of the dossiers it went to.

    A file of a dossier is known by its bytes, the second of two alike going to the second
    dossier; any other goes with the dossiers nearest to it in the same mail, archive or folder.
    """
    made: dict[str, list[str]] = {}
    for row in rows:
        for sha256 in _digests(row.pieces):
            made.setdefault(sha256, []).append(row.dossier.number)
    places: dict[str, tuple[str, ...]] = {row.dossier.number: () for row in rows}
    own: dict[int, str] = {}
    met: Counter[str] = Counter()
    for place, one in enumerate(found):
        if one.sha256 in made:
            numbers = made[one.sha256]
            own[place] = number = numbers[min(met[one.sha256], len(numbers) - 1)]
            places[number] = places[number] or one.within
            met[one.sha256] += 1
    for place, one in enumerate(found):
        yield (own[place],) if place in own else _nearest(one, places)


def _nearest(one: Attachment, places: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    near = {number: _common(one.within, within) for number, within in places.items()}
    deepest = max(near.values(), default=0)
    best = tuple(number for number, depth in near.items() if depth == deepest)
    # A logo tells nothing of whose it is; a charter found beside two dossiers may be either's.
    return () if one.role == "bruit" and len(best) > 1 else best


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))
    return sum(1 for _ in pairs)
