"""Hostile files through `extract`: each must end well, in bounded time and memory.

    python -m bench.hostile

Every file has a command of its own, measured with all its processes; then one command takes them
all, since a run must go on whatever it meets.
"""

import json
import re
import sys
import tempfile
from pathlib import Path

from bench.children import ROOT, Spent, run

CORPUS = ROOT / "tests" / "truth" / "corpus" / "hostile"
SECONDS, MEMORY = 20, 1024**3
_ACCEPTED = re.compile(r"\[accept: ([a-z_|]+)\]")


def extract(files: list[Path], out: Path, *, patience: float = 3600.0) -> Spent:
    """Run the command on files."""
    command = [sys.executable, "-m", "pipeline", "extract", "--campaign", "pdn62-2019"]
    return run([*command, "--out", str(out), "--", *map(str, files)], patience=patience)


def outcomes(out: Path) -> dict[str, str]:
    """Give the outcome of each file that has a result."""
    results = (json.loads(file.read_text("utf-8")) for file in out.glob("*.json"))
    return {result["file"]: result["outcome"] for result in results}


def accepted(truth: dict[str, str]) -> list[str]:
    """Give the outcomes that a person finds right."""
    noted = _ACCEPTED.match(truth["notes"] or "")
    return noted[1].split("|") if noted else [truth["outcome"]]


def main() -> int:
    """Print one line per file; 1 when any is too long, too large, wrong or missing."""
    truths = [json.loads(f.read_text("utf-8")) for f in sorted(CORPUS.glob("*.truth.json"))]
    faults = 0
    print("\nHostile files through `extract`, a command each (start-up of Python included)")
    print(f"{'file':28}{'seconds':>8}{'peak MB':>9}  outcome")
    with tempfile.TemporaryDirectory() as folder:
        for rank, truth in enumerate(truths):
            out = Path(folder) / str(rank)
            spent = extract([CORPUS / truth["file"]], out)
            outcome = outcomes(out).get(truth["file"], "no result")
            held = spent.seconds <= SECONDS and spent.peak <= MEMORY and outcome in accepted(truth)
            faults += not held
            print(
                f"{truth['file'][:27]:28}{spent.seconds:8.2f}{spent.peak / 1024**2:9.0f}  {outcome}"
                f"{'' if held else f'   WRONG, accepted: {accepted(truth)}'}"
            )
        everything = Path(folder) / "all"
        spent = extract([CORPUS / truth["file"] for truth in truths], everything)
        found = len(outcomes(everything))
    print(
        f"all {len(truths)} in one command: {found} results, {spent.seconds:.1f} s, "
        f"{spent.peak / 1024**2:.0f} MB at most in one process; limits {SECONDS} s and 1 GB each"
    )
    return 1 if faults or found != len(truths) else 0


if __name__ == "__main__":
    sys.exit(main())
