"""Put results into folders that people look into: whole files, and only those that changed."""

import json
import os
from pathlib import Path

from pydantic_core import PydanticSerializationError, to_json

from schemas.candidature import Extraction


def place(target: Path, content: bytes) -> bool:
    """Write a file in one step; say whether anything changed.

    It is written aside first, under a name that says which process is at it: see `sweep`.
    """
    if target.is_file() and target.read_bytes() == content:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name[:80]}.{os.getpid()}.tmp")
    aside.write_bytes(content)
    aside.replace(target)
    return True


def sweep(folder: Path) -> int:
    """Remove what processes that were killed left half written; return how many files."""
    left = [path for path in folder.rglob(".*.tmp") if _is_orphan(path)]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _is_orphan(path: Path) -> bool:
    owner = path.name.removesuffix(".tmp").rpartition(".")[2]
    if not owner.isdecimal():
        return False
    try:
        os.kill(int(owner), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False  # somebody else's, alive
    return int(owner) == os.getpid()


def as_json(value: object) -> bytes:
    """Write JSON for people and programs; names that are no text keep their surrogate escapes."""
    try:
        return to_json(value, indent=1) + b"\n"  # thirty times quicker than `json` with an indent
    except PydanticSerializationError:
        return json.dumps(value, ensure_ascii=True, indent=1).encode() + b"\n"


def contract(extraction: Extraction) -> dict[str, object]:
    """Return a result in the order and shape of `contract/extract.schema.json`."""
    return extraction.model_dump(mode="python")
