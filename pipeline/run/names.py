"""File names of our own, made from names that strangers gave."""

import unicodedata
from collections.abc import Iterable

_FORBIDDEN = frozenset('/\\:*?"<>|')
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
_LONGEST = 120  # bytes: with a number before it and a suffix behind, far below the usual 255


def safe_name(name: str) -> str:
    """Return a name that every file system takes and no program mistakes for an option.

    Path, control characters and bytes that are no text are replaced; the suffix is kept.
    """
    shown = "".join(_replaced(c) for c in unicodedata.normalize("NFC", name))
    stem, dot, suffix = shown.rpartition(".")
    if not stem or len(suffix.encode()) > 8:
        stem, dot, suffix = shown, "", ""
    stem = _cut(stem.strip(" ."), _LONGEST).strip(" .") or "sans-nom"
    if stem.startswith(("-", "~")) or stem.casefold() in _RESERVED:
        stem = f"_{stem}"
    return f"{stem}{dot}{suffix.strip()}".rstrip(" .")


def unlike(name: str, taken: Iterable[str]) -> str:
    """Return `name`, or the first of `name-2`, `name-3`… that differs from all `taken`."""
    lowered = {other.casefold() for other in taken}
    stem, dot, suffix = name.rpartition(".") if "." in name else (name, "", "")
    rank, candidate = 1, name
    while candidate.casefold() in lowered:
        rank += 1
        candidate = f"{stem}-{rank}{dot}{suffix}"
    return candidate


def _replaced(character: str) -> str:
    if character in _FORBIDDEN or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn"):
        return "_"
    return " " if unicodedata.category(character) in ("Zl", "Zp", "Zs", "Cf") else character


def _cut(text: str, longest: int) -> str:
    return text.encode()[:longest].decode(errors="ignore")
