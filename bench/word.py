"""Time of reading Word dossiers against opening them with python-docx, in the same run.

    python bench/word.py FILE.docx [FILE.docx …]

The two are measured by turns, in processor time, so that other work on the machine weighs on both;
the figure that counts is the ratio. python-docx does not look at pictures: the second ratio is
that of the same files with their pictures left out.
"""

import re
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline.read.word import read_word

ROUNDS = 31
PICTURES = re.compile(r"word/media/.*|.*/ink\d*\.xml")


def spent(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def ratio(path: Path) -> tuple[float, float, float]:
    """Return our milliseconds, theirs, and how many times theirs ours are."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(spent(lambda: docx.Document(str(path))))
        ours.append(spent(lambda: read_word(path)))
    mine, other = statistics.median(ours), statistics.median(theirs)
    return mine, other, mine / other


def without_pictures(path: Path, folder: Path) -> Path:
    """Write a copy whose pictures are one transparent pixel."""
    pixel = (
        "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da"
        "6364600000000600023081d02f0000000049454e44ae426082"
    )
    copy = folder / path.name
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as plain:
        for name in source.namelist():
            content = bytes.fromhex(pixel) if PICTURES.fullmatch(name) else source.read(name)
            plain.writestr(name, content)
    return copy


def main(files: list[str]) -> None:
    whole, bare = [], []
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            path = Path(file)
            mine, other, times = ratio(path)
            _, _, plain_times = ratio(without_pictures(path, Path(folder)))
            whole.append(times)
            bare.append(plain_times)
            print(
                f"{path.name[:36]:36} {mine:6.2f} ms  python-docx {other:5.2f} ms  "
                f"×{times:.2f}  without pictures ×{plain_times:.2f}"
            )
    print(
        f"median ×{statistics.median(whole):.2f}, without pictures "
        f"×{statistics.median(bare):.2f}, on {len(files)} files"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
