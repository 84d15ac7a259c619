"""Dossiers per minute through `extract`, two confined workers, everything included.

python -m bench.throughput [--dossiers 200]
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from bench.copies import copies, dossiers
from bench.hostile import extract, outcomes


def main() -> int:
    """Measure digital dossiers in the proportions of the corpus, then scans and photographs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=200)
    number = parser.parse_args().dossiers
    lost = 0
    print("\nThroughput of one `extract` command")
    with tempfile.TemporaryDirectory() as folder:
        digital = copies(dossiers(paper=False), number, Path(folder) / "in")
        for title, files in (
            ("digital: Word, PDF, fillable PDF, odt, doc, rtf, mail", digital),
            ("paper: scans and photographs", dossiers(paper=True)),
        ):
            out = Path(folder) / title[:5]
            spent = extract(files, out)
            found = outcomes(out)
            lost += len(files) - len(found)
            print(
                f"{title}: {len(files)} dossiers in {spent.seconds:.0f} s, "
                f"{60 * len(files) / spent.seconds:.0f} per minute, {len(found)} results, "
                f"{spent.peak / 1024**2:.0f} MB at most in one process"
            )
    print(f"load of the machine afterwards: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
