"""Files from elsewhere through `extract` and `ingest`: every one must end as a result.

    WILD=FOLDER python -m bench.wild

FOLDER holds Word, PDF, mail and office files of any origin, many of them damaged; the hostile
files of the corpus come with them. Without it, these alone are read. All are read by each of the
two commands, whose process must outlive them; then each once by itself, measured.
"""

import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import measured
from bench.children import Spent, run
from bench.copies import CAMPAIGN
from bench.hostile import CORPUS, extract
from pipeline.run.session import open_session

_PATIENCE = 3600.0  # seconds for a thousand files


def wild_files() -> list[Path]:
    """List the files to read."""
    folder = Path(os.environ.get("WILD") or "/nonexistent")
    found = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    hostile = [path for path in CORPUS.iterdir() if not path.name.endswith(".json")]
    return sorted(found) + sorted(hostile)


def by_extract(files: Sequence[Path], out: Path) -> Iterator[str]:
    """Run `extract` on everything; yield what is wrong."""
    spent = extract(list(files), out)
    results = [json.loads(file.read_text("utf-8")) for file in out.glob("*.json")]
    _print("extract", spent, len(files), len(results))
    print(f"  {dict(Counter(result['outcome'] for result in results).most_common())}")
    for result in results:
        if result["outcome"] in ("ok", "incomplete"):
            print(f"  taken for a dossier: {result['file']!a}")
    # A mail or an archive may give several results, never none.
    if len(results) < len(files) or spent.status not in (0, 1):
        yield f"extract: {len(results)} results of {len(files)}, status {spent.status}"


def by_ingest(files: Sequence[Path], root: Path) -> Iterator[str]:
    """Drop everything and run `ingest`; yield what is wrong."""
    inbox = root / "inbox" / CAMPAIGN
    inbox.mkdir(parents=True)
    for rank, file in enumerate(files):
        shutil.copyfile(file, inbox / f"{rank:04d} {file.name}"[:200])
    command = [sys.executable, "-m", "pipeline", "ingest", CAMPAIGN, "--workspace", str(root)]
    spent = run(command, patience=_PATIENCE)
    with open_session(root, CAMPAIGN) as session, session.store.reading() as shelf:
        receipts, rows = shelf.receipts(session.id), shelf.dossiers(session.id)
    _print("ingest", spent, len(files), len(rows))
    print(f"  {dict(Counter(row.dossier.state for row in rows).most_common())}")
    done = {row.receipt for row in rows}
    left = [path.name for path in inbox.iterdir()]
    if len(receipts) != len(files) or len(done) != len(files) or left:
        yield f"ingest: {len(receipts)} received, {len(done)} registered, left: {left[:5]!a}"
    if spent.status not in (0, 1):
        yield f"ingest: status {spent.status}"


def _print(command: str, spent: Spent, files: int, results: int) -> None:
    print(
        f"\n{command}: {files} files in {spent.seconds:.0f} s "
        f"({60 * files / spent.seconds:.0f} per minute), {results} results, "
        f"{spent.peak / 1024**2:.0f} MB at most in one process, exit status {spent.status}"
    )


def main() -> int:
    """Print how the files ended; 1 when one has no result, is too slow or too large."""
    files = wild_files()
    with tempfile.TemporaryDirectory() as folder:
        found = [*by_extract(files, Path(folder) / "out")]
        found += by_ingest(files, Path(folder) / "workspace")
    print(f"\n{len(files)} wild and hostile files, each by itself in a confined worker")
    done = list(measured.read_all(files))  # last: `run` waits for every child there is
    for line in measured.table(done):
        print(line)
    found += measured.faults(done, files)
    for fault in found:
        print(f"  FAULT  {fault}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
