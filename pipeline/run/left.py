"""Leave a French note about each drop that stays in the inbox, where people look for such notes."""

from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import PipelineError, StaysInInbox
from pipeline.run.names import safe_name, unlike
from pipeline.run.place import place
from pipeline.run.session import Session

PREFIX = "inbox_"
"""No number of a dossier begins so."""

_NO_BREAK = {"« ": "«\u00a0", " »": "\u00a0»", " :": "\u00a0:", " ;": "\u00a0;"}


def leave_notes(session: Session, faults: Mapping[str, PipelineError]) -> None:
    """Have one note in `a-verifier/` for each drop that stays, and none for those that went.

    Args:
        session: the campaign.
        faults: by the name of the drop, why it stays; all of them.

    Raises:
        OSError: the outbox cannot be written.
    """
    folder = session.outbox / "a-verifier"
    names: list[str] = []
    for name, error in sorted(faults.items()):
        shown = name.encode(errors="replace").decode()
        names.append(unlike(f"{PREFIX}{safe_name(name)}.txt", names))
        place(folder / names[-1], b"\xef\xbb\xbf" + _note(session, shown, error).encode())
    for note in _stale(folder, names):
        note.unlink(missing_ok=True)


def _stale(folder: Path, kept: list[str]) -> list[Path]:
    return [note for note in folder.glob(f"{PREFIX}*.txt") if note.name not in kept]


def _note(session: Session, name: str, error: PipelineError) -> str:
    known = "est enregistré" if isinstance(error, StaysInInbox) else "n’est pas encore enregistré"
    told = (
        f"«\u00a0{name}\u00a0» est toujours dans inbox/{session.id}/ et {known}.\r\n\r\n"
        f"Pourquoi\u00a0: {error.message}\r\n\r\n"
        f"Que faire\u00a0: {error.advice}\r\n\r\n"
        "Cette note s’efface d’elle-même quand c’est réglé.\r\n"
    )
    for plain, spaced in _NO_BREAK.items():
        told = told.replace(plain, spaced)
    return told
