"""Old and foreign office documents: LibreOffice kept ready against one started for each.

python -m bench.office [--documents 100] [FOLDER…]

Reads every .doc, .odt and .rtf of the folders (the reference corpus when none is given) in both
ways, in confined workers, and says where the two differ: they must not. Then measures copies of
the dossiers of the reference corpus.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import PipelineError
from pipeline.isolation import Limits, Workers
from pipeline.kinds import kind_of
from pipeline.read import read
from pipeline.soffice import guard, standby

CORPUS = Path(__file__).parents[1] / "tests" / "truth" / "corpus"
_KINDS = {"doc", "odt", "rtf", "word-xml"}
_LIMITS = Limits(seconds=60)


class Reading(NamedTuple):
    """What was read of a document, the seconds it took, the bytes held at its end, and how."""

    said: str
    seconds: float
    held: int
    ready: bool


def read_anew(path: Path) -> Reading:
    """Read a document with a LibreOffice started for it."""
    standby.allow(None)
    return read_ready(path)


def read_ready(path: Path) -> Reading:
    """Read a document with the LibreOffice that the worker keeps ready."""
    start = time.perf_counter()
    try:
        document = read(path)
        said = "\n".join(block.model_dump_json() for block in document.blocks)
        said += repr(document.notices)
    except PipelineError as error:
        said = error.code
    seconds = time.perf_counter() - start
    return Reading(said, seconds, guard.resident(os.getpid()), standby.is_ready())


def main() -> int:
    """Compare both ways on every file, then measure them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="*", default=[CORPUS])
    parser.add_argument("--documents", type=int, default=100)
    given = parser.parse_args()
    files = [
        file for folder in given.folders for file in sorted(folder.rglob("*")) if _is_office(file)
    ]
    random.Random(7).shuffle(files)  # noqa: S311 -- what stands before what must not matter
    anew, ready = _all(read_anew, files), _all(read_ready, files)
    different = [file for file in files if anew[file].said != ready[file].said]
    print(f"\n{len(files)} documents read both ways, {len(different)} differently")
    for file in different:
        print(f"  {file}: {anew[file].said[:60]!r} / {ready[file].said[:60]!r}")
    codes = Counter(one.said for one in anew.values() if one.said.startswith("LEC-"))
    print(f"  refused: {dict(codes) or 'none'}")
    with tempfile.TemporaryDirectory() as folder:
        copies = _copies(given.documents, Path(folder))
        for title, way in (("started for each", read_anew), ("kept ready", read_ready)):
            _measure(title, way, copies)
    return 1 if different else 0


def _is_office(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0 and kind_of(file) in _KINDS


def _all(way: Callable[[Path], Reading], files: Sequence[Path]) -> Mapping[Path, Reading]:
    found = {}
    with Workers(limits=_LIMITS, preload=("pipeline.examine",)) as workers:
        for file, reading in workers.map(way, files):
            if isinstance(reading, PipelineError):
                reading = Reading(reading.code, 0.0, 0, ready=False)  # noqa: PLW2901 -- its stand-in
            found[file] = reading
    return found


def _copies(number: int, into: Path) -> list[Path]:
    dossiers = [file for file in sorted(CORPUS.rglob("*")) if _is_office(file)]
    made = []
    for rank in range(number):
        source = dossiers[rank % len(dossiers)]
        made.append(Path(shutil.copyfile(source, into / f"{rank:04d}{source.suffix}")))
    return made


def _measure(title: str, way: Callable[[Path], Reading], files: Sequence[Path]) -> None:
    start = time.perf_counter()
    found = _all(way, files)
    wall = time.perf_counter() - start
    if not files:
        return
    each = sorted(reading.seconds for reading in found.values())
    held = max(reading.held for reading in found.values()) // 1024**2
    print(
        f"{title}: {len(files)} dossiers in {wall:.1f} s by 2 workers; one takes "
        f"{each[len(each) // 2]:.2f} s (median), {each[int(len(each) * 0.95)]:.2f} s (19 in 20), "
        f"{each[-1]:.2f} s at most; a worker and all its children hold {held} MB at most"
    )


if __name__ == "__main__":
    sys.exit(main())
