"""Time of the PDF reader against pdfplumber's words, file by file, in the same run.

    python -m bench.pdf FILE… [--rounds 9]

The rounds alternate (reader, pdfplumber, reader, …), so that a busy machine slows both; the
medians are compared. The whole product must stay below 1.0 on a text PDF; reading is its half.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber

from pipeline.read.pdf import read_pdf


def words(path: Path) -> int:
    """Extract the words of every page with pdfplumber; return how many there are."""
    with pdfplumber.open(path) as pdf:
        return sum(len(page.extract_words()) for page in pdf.pages)


def blocks(path: Path) -> int:
    """Read the file with our reader; return the number of blocks."""
    return len(read_pdf(path).blocks)


def seconds(function: Callable[[Path], int], path: Path) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    function(path)
    return time.perf_counter() - start


def main() -> None:
    """Print one line per file: both medians in milliseconds and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()
    ratios = []
    for path in arguments.files:
        blocks(path)
        words(path)
        pairs = [(seconds(blocks, path), seconds(words, path)) for _ in range(arguments.rounds)]
        ours, theirs = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
        ratios.append(ours / theirs)
        print(f"{ours:8.1f} ms {theirs:8.1f} ms  ratio {ours / theirs:.2f}  {path.name}")
    print(f"median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
