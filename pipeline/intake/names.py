"""Names given by strangers: made printable, stripped of their path, put in natural order."""

import re
import unicodedata
from pathlib import PurePath

_LITTER = frozenset(
    {
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "$recycle.bin",
        "system volume information",
        ".ds_store",
        "__macosx",
        ".trashes",
        ".fseventsd",
        ".spotlight-v100",
        ".directory",
        ".dropbox",
        "@eadir",  # Synology
        ".stfolder",  # Syncthing
        ".stversions",
        ".stignore",
    }
)
_ADDRESS = re.compile(r"\b(?:https?|ftp)://\S*|\bwww\.\S*", re.IGNORECASE)


def clean_name(name: str) -> str | None:
    """Give the last component of a name in either manner of writing paths.

    Control characters become blanks: a name is shown to people and written in notes. Bytes
    that are no text (surrogates) stay as they are, JSON and the file system know them.
    Nothing but dots or blanks is no name.
    """
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in last)
    shown = re.sub(r"\s+", " ", shown).strip()
    return shown if shown.strip(". ") else None


def without_addresses(text: str) -> str:
    """Leave the web addresses out of a subject: one of them may hold the key of a file."""
    return " ".join(_ADDRESS.sub("…", text).split())


def subject_name(subject: str | None) -> str | None:
    """Give the name by which a mail is called, from its subject."""
    return clean_name(without_addresses(subject or "").replace("/", "-").replace("\\", "-"))


def folders_of(name: str) -> tuple[str, ...]:
    """Give the folders of a member's name, for display: no drive, no root, no `..`."""
    components = re.split(r"[/\\]", name)[:-1]
    return tuple(shown for part in components if (shown := clean_name(part)) is not None)


def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """Key that puts « page-2 » before « page-10 », whatever the case or the accents' form."""
    text = unicodedata.normalize("NFKC", PurePath(name).name).casefold()
    pieces = re.findall(r"[0-9]{1,18}|[^0-9]+|[0-9]", text)
    return tuple(
        (0, int(piece), "") if piece[0] in "0123456789" else (1, 0, piece) for piece in pieces
    )


def is_litter(name: str) -> bool:
    """Say whether a program left this file beside the real one, without anybody's will.

    Word's and LibreOffice's lock files (`~$ssier.docx`, `.~lock…`), the thumbnails of
    Windows, the resource forks of macOS, what keeps folders in step (Synology, Syncthing).
    """
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    folders = {part.casefold() for part in re.split(r"[/\\]", name)}
    marks = ("~$", "._", ".~lock.", ".syncthing.", "~syncthing~")
    return last.startswith(marks) or not _LITTER.isdisjoint(folders)
