"""Time of reading Word dossiers against opening them with python-docx, in the same run.

    python bench/word.py FILE.docx [FILE.docx …]

The two are measured by turns, in processor time, so that other work on the machine weighs on both;
the figure that counts is the ratio.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import docx

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline.read.word import read_word

ROUNDS = 31


def spent(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def main(files: list[str]) -> None:
    ratios = []
    for file in files:
        path = Path(file)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            theirs.append(spent(lambda path=path: docx.Document(str(path))))
            ours.append(spent(lambda path=path: read_word(path)))
        mine, other = statistics.median(ours), statistics.median(theirs)
        ratios.append(mine / other)
        print(
            f"{path.name[:40]:40} {mine:6.2f} ms  python-docx {other:6.2f} ms  ×{mine / other:.2f}"
        )
    print(f"median ratio ×{statistics.median(ratios):.2f} on {len(ratios)} files")


if __name__ == "__main__":
    main(sys.argv[1:])
