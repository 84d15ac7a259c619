"""Put a registered dossier where people look: its originals, its reading, what it needs."""

import os
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import PieceLost
from pipeline.run.attention import FOLDERS, Seen, attention
from pipeline.run.fiches import Fiches
from pipeline.run.names import safe_name, unlike
from pipeline.run.place import as_json, contract, place
from pipeline.run.session import Session
from pipeline.store.records import Member, Receipt, Registered, Said


def publish_pending(session: Session) -> int:
    """Publish the dossiers whose outputs are not up to date; return how many."""
    with session.store.reading() as shelf:
        rows = shelf.unpublished(session.id)
    fiches = Fiches(session)
    for row in rows:
        publish(session, row, fiches)
    mark_published(session, [row.dossier.number for row in rows])
    return len(rows)


def mark_published(session: Session, numbers: Sequence[str]) -> None:
    """Note that the outputs of dossiers are up to date; without it they are written again."""
    if numbers:
        with session.store.transaction() as ledger:
            for number in numbers:
                ledger.mark_published(session.id, number)


def publish(session: Session, row: Registered, fiches: Fiches) -> None:
    """Write everything a person looks at for one dossier; doing it again changes nothing.

    Noting that it is done is left to the caller: one flush of the disk serves many dossiers.

    Args:
        session: the campaign.
        row: the dossier as registered.
        fiches: the pages under the last rankings.

    Raises:
        PieceLost: a received byte is no longer in the vault as it came.
    """
    with session.store.reading() as shelf:
        receipt = shelf.receipt(row.receipt)
        seen = Seen(
            row=row,
            name=row.dossier.extraction.file.encode(errors="replace").decode(),
            kin=shelf.kin_of(session.id, row.dossier.number),
            links=shelf.links_of(row.receipt),
        )
        said = shelf.corrections(session.id, row.dossier.number)
    folder = session.outbox / "dossiers" / row.dossier.number
    originals = _named(row, receipt)
    for name, member in originals.items():
        place(folder / name, _bytes(session, member))
    place(folder / "dossier.json", as_json(_told(row, said)))
    fiches.place(row)
    _notify(session, seen, originals)


def original_names(row: Registered, receipt: Receipt) -> tuple[str, ...]:
    """Return the names under which the originals of a dossier stand in `dossiers/`."""
    return tuple(_named(row, receipt))


def _named(row: Registered, receipt: Receipt) -> dict[str, Member]:
    found: dict[str, Member] = {}
    seen: set[tuple[str, str]] = set()
    for member in (*receipt.drop.members, *row.pieces):
        name = safe_name(Path(os.fsdecode(member.name)).name)
        if (name, member.sha256) in seen:
            continue
        seen.add((name, member.sha256))
        found[unlike(name, ("dossier.json", *found))] = member
    return found


def _told(row: Registered, said: Sequence[Said]) -> dict[str, object]:
    """Return what `dossier.json` holds: the reading, and beside it what persons said of it."""
    dossier = row.dossier
    return {
        "number": dossier.number,
        "state": dossier.state,
        "of": dossier.of,
        "sent_at": dossier.sent_at,
        "received_at": dossier.received_at,
        "received_from": row.received_from,
        "dropped_at": row.dropped_at,
        "late_by": dossier.late_by,
        "excused": dossier.excused,
        "channel": row.channel,
        **contract(dossier.extraction),
        "verifications": [
            {
                "number": one.id,
                "key": one.correction.key,
                "act": one.correction.act,
                "read": one.correction.read,
                "value": one.correction.value,
                "by": one.correction.author,
                "at": one.at,
            }
            for one in said
        ],
    }


def _notify(session: Session, seen: Seen, originals: dict[str, Member]) -> None:
    number = seen.row.dossier.number
    note = attention(seen)
    for folder in FOLDERS:
        place_of = session.outbox / folder
        if note is None or note.folder != folder:
            _clear(session, folder, number)
            continue
        for name, member in originals.items():
            place(place_of / f"{number}_{name}", _bytes(session, member))
        place(place_of / f"{number}.txt", b"\xef\xbb\xbf" + note.text.encode())


def _clear(session: Session, folder: str, number: str) -> None:
    # What was ours to look at before a new reading; nothing else has such a name.
    place_of = session.outbox / folder
    for stale in (*place_of.glob(f"{number}.txt"), *place_of.glob(f"{number}_*")):
        stale.unlink()


def _bytes(session: Session, member: Member) -> bytes:
    if not session.store.vault.holds(member.sha256):
        raise PieceLost(sha256=member.sha256)
    return session.store.vault.read(member.sha256)
