"""Dossiers of the reference corpus under other names and bytes, as many as wanted."""

import json
import re
import zipfile
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).parents[1]
CAMPAIGN = "pdn62-2019"
CORPUS = ROOT / "tests" / "truth" / "corpus" / CAMPAIGN
PAPER = ("pdf-scan", "photo")
_PICTURES = re.compile(r"(?:word/media|Pictures)/.*\.(?:png|jpe?g|gif)")


def dossiers(*, paper: bool) -> list[Path]:
    """List the dossiers of the corpus that are scans and photographs, or those that are not."""
    truths = (json.loads(file.read_text("utf-8")) for file in sorted(CORPUS.glob("*.truth.json")))
    return [CORPUS / truth["file"] for truth in truths if (truth["kind"] in PAPER) == paper]


def copies(sources: Sequence[Path], number: int, folder: Path) -> list[Path]:
    """Write so many copies, each with bytes of its own that change nothing to what it says.

    The body and the pictures of Word files differ as well: what a reader remembers of the ones
    before, as it may of the parts that all take from the blank form, is of no use on them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for rank, source in enumerate(islice(cycle(sources), number), start=1):
        copy = folder / f"{rank:04d} {source.name}"
        if zipfile.is_zipfile(source):
            _write_package(source, copy, f"{rank:08d}".encode())
        else:
            copy.write_bytes(source.read_bytes() + f"\n% copy {rank}\n".encode())
        made.append(copy)
    return made


def _write_package(source: Path, copy: Path, mark: bytes) -> None:
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(copy, "w") as after:
        for info in before.infolist():
            content = before.read(info)
            if info.filename == "word/document.xml":
                content += b"<!--" + mark + b"-->"
            elif _PICTURES.fullmatch(info.filename):
                content += mark  # behind the end of the picture, where nothing is drawn
            after.writestr(info, content, info.compress_type)
        after.comment = mark
