"""Time of Word dossiers against python-docx opening them, in the same run.

    python -m bench.word FILE.docx [FILE.docx …]

Reading alone, and reading, extracting and validating, each as a multiple of `docx.Document(path)`.
All are measured by turns in one warm process, in processor time, so that other work on the machine
weighs on all.  A picture seen before is not looked at again: « new » are copies whose
pictures differ from all others by some bytes, as in dossiers that come in; « again » is the same
file over and over.
"""

import itertools
import re
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx

from pipeline.campaigns import load
from pipeline.extract import extract
from pipeline.read import read
from pipeline.validate import validate
from schemas.form import Form

ROUNDS = 15
CAMPAIGN = Path(__file__).parents[1] / "campaigns" / "pdn62-2019"
PICTURES = re.compile(r"word/media/.*\.(?:png|jpe?g|gif)")


def spent(work: Callable[[], object]) -> float:
    """Return processor milliseconds."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def with_new_pictures(path: Path, folder: Path) -> Iterator[Path]:
    """Write copies, each with other bytes behind the end of its pictures."""
    with zipfile.ZipFile(path) as source:
        members = [(info, source.read(info)) for info in source.infolist()]
    for rank in range(ROUNDS + 1):
        copy = folder / f"{rank}-{path.name}"
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
            for info, content in members:
                is_picture = PICTURES.fullmatch(info.filename)
                target.writestr(info.filename, content + (b"%08d" % rank if is_picture else b""))
        yield copy


def judge(path: Path, form: Form) -> None:
    """Take a dossier from bytes to verdict."""
    validate(extract(read(path), form), form)


def milliseconds(path: Path, form: Form, folder: Path) -> dict[str, float]:
    """Return the median time of each kind of work on one file."""
    times: dict[str, list[float]] = {}
    copies = list(with_new_pictures(path, folder))
    works: dict[str, Callable[[Path], object]] = {
        "python-docx": lambda _: docx.Document(str(path)),
        "read, new": read,
        "read, again": lambda _: read(path),
        "whole, again": lambda _: judge(path, form),
    }
    # The whole with new pictures is the whole again, plus what new pictures cost the reader.
    for copy, (name, work) in itertools.product(copies, works.items()):
        times.setdefault(name, []).append(spent(lambda work=work, copy=copy: work(copy)))
    medians = {name: statistics.median(found[1:]) for name, found in times.items()}
    new = medians["read, new"] - medians["read, again"]
    return medians | {"whole, new": medians["whole, again"] + new}


def main(files: list[str]) -> None:
    """Print a line per file and the medians."""
    form = load(CAMPAIGN).form
    names = ("read, again", "read, new", "whole, again", "whole, new")
    ratios: dict[str, list[float]] = {name: [] for name in names}
    print(f"{'':36} python-docx   " + "   ".join(names))
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            found = milliseconds(Path(file), form, Path(folder))
            opened = found["python-docx"]
            for name in names:
                ratios[name].append(found[name] / opened)
            cells = (f"{found[name]:5.2f} ×{found[name] / opened:4.2f} " for name in names)
            print(f"{Path(file).name[:36]:36} {opened:8.2f} ms   {' '.join(cells)}")
    for name in names:
        print(f"{name:14} / python-docx, median on {len(files)} files: ×", end="")
        print(f"{statistics.median(ratios[name]):.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
