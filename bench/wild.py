"""Files from elsewhere through `extract`: every one must end as a result.

    WILD=FOLDER python -m bench.wild

FOLDER holds Word, PDF, mail and office files of any origin, many of them damaged. Without it,
nothing is done.
"""

import json
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bench.hostile import extract


def main() -> int:
    """Print how the files ended; 1 when one has no result or the command failed."""
    folder = Path(os.environ.get("WILD") or "/nonexistent")
    if not folder.is_dir():
        print("wild files: skipped, set WILD to a folder that holds some")
        return 0
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    with tempfile.TemporaryDirectory() as out:
        spent = extract(files, Path(out))
        results = [json.loads(file.read_text("utf-8")) for file in Path(out).glob("*.json")]
    ended = Counter(result["sha256"] for result in results)
    codes = Counter(
        result["findings"][0]["code"] for result in results if result["outcome"] == "unreadable"
    )
    print(
        f"\n{len(files)} wild files in {spent.seconds:.0f} s "
        f"({60 * len(files) / spent.seconds:.0f} per minute), "
        f"{spent.peak / 1024**2:.0f} MB at most in one process, exit status {spent.status}"
    )
    print(f"  results: {len(results)}, of {len(ended)} contents")
    print(f"  outcomes: {dict(Counter(result['outcome'] for result in results).most_common())}")
    print(f"  unreadable because: {dict(codes.most_common())}")
    for result in results:
        if result["outcome"] in ("ok", "incomplete"):
            print(f"  taken for a dossier: {result['file']!a}")
    # A mail or an archive may give several results, never none.
    return 0 if len(results) >= len(files) and spent.status in (0, 1) else 1


if __name__ == "__main__":
    sys.exit(main())
