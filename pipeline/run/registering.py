"""The arrival register: `registre.xlsx` and `registre.csv`, rewritten when something changed."""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import RegisterNotWritten
from pipeline.run.arriving import TOLD, gather_register
from pipeline.run.names import unlike
from pipeline.run.place import place
from pipeline.run.session import Session
from pipeline.store.shelf import Shelf
from pipeline.tables.arrivals.entries import Register
from pipeline.tables.register import LAYOUT, draw_register
from schemas.base import Record

_PATIENCE = 60  # seconds: writing the register takes less than one


class _Kept(Record):
    """What the files were last made of, so that an unchanged register costs nothing.

    `event` and `digest` are those of the last event then; `ours` the digests of files that were
    written here: one with another digest was changed by a person.
    """

    layout: str = ""
    definition: str = ""
    event: int = 0
    digest: str = ""
    kinships: str = ""
    ours: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Written:
    """The register as it stands, its files, and those of a person that were set aside."""

    register: Register
    written: tuple[Path, ...]
    aside: tuple[str, ...] = ()
    changed: bool = True


def write_register(session: Session) -> bool:
    """Bring the files of the register level with what arrived; say whether anything changed.

    Raises:
        RegisterNotWritten: they cannot be replaced; the old ones stay as they are.
    """
    with session.alone("register", patience=_PATIENCE), session.store.reading() as shelf:
        if _is_level(session, shelf):
            return False
        return _write(session, shelf).changed


def make_register(session: Session) -> Written:
    """Write the register anew, changed or not, and return what is in it.

    Raises:
        RegisterNotWritten: the files cannot be replaced; the old ones stay as they are.
    """
    session.enrol()
    with session.alone("register", patience=_PATIENCE), session.store.reading() as shelf:
        return _write(session, shelf)


def _write(session: Session, shelf: Shelf) -> Written:
    lines = shelf.journal(session.id)
    register = gather_register(session, shelf, lines)
    contents = draw_register(register)
    kept = _kept(session)
    before = set(kept.ours)
    now = {hashlib.sha256(content).hexdigest() for content in contents.values()}
    # Both sets first: a run stopped half-way leaves no file that we would not know as ours.
    _keep(session, kept.model_copy(update={"digest": "", "ours": tuple(sorted(before | now))}))
    aside, changed = _placed(session.outbox, contents, before | now)
    last = json.loads(lines[-1]) if lines else {}
    _keep(
        session,
        _Kept(
            layout=LAYOUT,
            definition=session.campaign.digest,
            event=last.get("number", 0),
            digest=last.get("digest", ""),
            kinships=_related(session, shelf),
            ours=tuple(sorted(now)),
        ),
    )
    written = tuple(session.outbox / name for name in contents)
    return Written(register=register, written=written, aside=aside, changed=changed)


def _placed(
    outbox: Path, contents: Mapping[str, bytes], ours: set[str]
) -> tuple[tuple[str, ...], bool]:
    """Put the files in place; one that a person has worked in is set aside, never lost."""
    aside: list[str] = []
    changed = False
    for name, content in contents.items():
        target = outbox / name
        try:
            if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() not in ours:
                own = unlike(f"{target.stem}_modifie{target.suffix}", _names(outbox))
                shutil.move(target, outbox / own)
                aside.append(own)
            changed = place(target, content) or changed
        except OSError as error:
            detail = error.strerror or str(error)
            raise RegisterNotWritten(name=name, detail=detail) from error
    return tuple(aside), changed


def _names(folder: Path) -> Sequence[str]:
    return [path.name for path in folder.iterdir()]


def _is_level(session: Session, shelf: Shelf) -> bool:
    """Say whether nothing that the register tells has changed since its files were written."""
    kept = _kept(session)
    if (kept.layout, kept.definition) != (LAYOUT, session.campaign.digest) or not kept.digest:
        return False
    if not all((session.outbox / name).is_file() for name in ("registre.xlsx", "registre.csv")):
        return False
    known, *since = shelf.journal(session.id, after=kept.event - 1) or (b"",)
    # Another digest: the database was put back from a copy.
    if f'"digest":"{kept.digest}"'.encode() not in known or any(map(_is_told, since)):
        return False
    return _related(session, shelf) == kept.kinships


def _is_told(line: bytes) -> bool:
    return json.loads(line)["code"] in TOLD


def _related(session: Session, shelf: Shelf) -> str:
    # Worked out anew at each pass, without events.
    told = "\n".join(repr(one) for one in shelf.kinships(session.id))
    return hashlib.sha256(told.encode(errors="replace")).hexdigest()


def _kept(session: Session) -> _Kept:
    try:
        return _Kept.model_validate_json(_memory(session).read_bytes())
    except (FileNotFoundError, ValidationError):
        return _Kept()


def _keep(session: Session, kept: _Kept) -> None:
    place(_memory(session), kept.model_dump_json().encode())


def _memory(session: Session) -> Path:
    return session.workspace.state / "registers" / f"{session.id}.json"
