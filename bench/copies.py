"""Dossiers of the reference corpus under other names and bytes, as many as wanted."""

import json
import shutil
import zipfile
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).parents[1]
CAMPAIGN = "pdn62-2019"
CORPUS = ROOT / "tests" / "truth" / "corpus" / CAMPAIGN
PAPER = ("pdf-scan", "photo")


def dossiers(*, paper: bool) -> list[Path]:
    """List the dossiers of the corpus that are scans and photographs, or those that are not."""
    truths = (json.loads(file.read_text("utf-8")) for file in sorted(CORPUS.glob("*.truth.json")))
    return [CORPUS / truth["file"] for truth in truths if (truth["kind"] in PAPER) == paper]


def copies(sources: Sequence[Path], number: int, folder: Path) -> list[Path]:
    """Write so many copies, each with bytes of its own that no reader looks at."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for rank, source in enumerate(islice(cycle(sources), number), start=1):
        copy = folder / f"{rank:04d} {source.name}"
        shutil.copyfile(source, copy)
        if zipfile.is_zipfile(copy):
            with zipfile.ZipFile(copy, "a") as package:
                package.comment = f"copy {rank}".encode()
        else:
            with copy.open("ab") as file:
                file.write(f"\n% copy {rank}\n".encode())
        made.append(copy)
    return made
