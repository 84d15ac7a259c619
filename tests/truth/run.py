"""Read the corpus, score it against what a human read in it, and hold the floors.

    python -m tests.truth.run [--list] [--out DIR] [--only TEXT]

Prints one line per kind and fails when a kind falls under its floor in `floors.toml`. Floors only
rise. The rules of scoring are those of `score.py`.
"""

import argparse
import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
sys.path[:0] = [str(REPOSITORY), str(HERE)]

SETS = {
    "pdn62-2019": "pdn62-2019",
    "coordination-03-63-2024": "coordination-03-63-2024",
    "hostile": "pdn62-2019",
}


def inputs(folder: Path) -> list[Path]:
    """Return the dossiers of a set: files and folders that have a truth beside them."""
    truths = [json.loads(p.read_text("utf-8"))["file"] for p in folder.glob("*.truth.json")]
    return sorted(folder / name for name in truths)


def _read_one(job: tuple[str, str, str]) -> None:
    # Imported here: each process of the pool loads the readers once.
    from pipeline.examine import examine  # noqa: PLC0415
    from schemas.form import Form  # noqa: PLC0415

    path, campaign, out = Path(job[0]), job[1], Path(job[2])
    definition = (REPOSITORY / "campaigns" / campaign / "form.toml").read_text("utf-8")
    blank = str(REPOSITORY / "campaigns" / campaign / "blank.pdf")
    form = Form.model_validate({**tomllib.loads(definition), "blank": blank})
    with tempfile.TemporaryDirectory() as into:
        results = examine(path, form, Path(into))
    for rank, result in enumerate(results):
        target = out / f"{path.name[:80]}.{rank}.json"
        target.write_text(result.model_dump_json(indent=1), "utf-8", errors="surrogateescape")


def read_set(name: str, out: Path, only: str | None = None) -> None:
    """Write the results of one set of the corpus to `out`."""
    out.mkdir(parents=True, exist_ok=True)
    jobs = [
        (str(path), SETS[name], str(out))
        for path in inputs(HERE / "corpus" / name)
        if only is None or only in path.name
    ]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("forkserver")) as pool:
        list(pool.map(_read_one, jobs))


def rates(counts: dict[str, int]) -> dict[str, float]:
    """Return the rates in percent that a floor can hold."""
    fields, boxes = counts["fields"] or 1, counts["boxes"] or 1
    return {
        "fields": 100 * counts["right"] / fields,
        "boxes": 100 * counts["boxes_right"] / boxes,
        "silent": 100 * counts["silent"] / fields,
        "outcome": 100 * counts["outcome_right"] / counts["dossiers"],
    }


def broken_floors(
    groups: dict[str, dict[str, int]], floors: dict[str, dict[str, float]]
) -> list[str]:
    """Return one line for each rate under its floor (`silent`: above its ceiling)."""
    lines = []
    for kind, limits in floors.items():
        if kind not in groups:
            lines.append(f"{kind}: no dossier of this kind was scored")
            continue
        measured = rates(groups[kind])
        for rate, limit in limits.items():
            bad = measured[rate] > limit if rate == "silent" else measured[rate] < limit
            if bad and (groups[kind]["fields"] or rate == "outcome"):
                lines.append(f"{kind}: {rate} {measured[rate]:.2f} %, floor {limit:.2f} %")
    return lines


def measure(
    name: str, out: Path, only: str | None = None
) -> tuple[dict[str, dict[str, int]], list[dict[str, Any]]]:
    """Read one set of the corpus; return its counts by kind, and what is wrong by file."""
    import score  # noqa: PLC0415 -- a script beside this one

    read_set(name, out, only)
    truths = [
        t
        for t in score.load_truth(str(HERE / "corpus" / name))
        if only is None or only in t["file"]
    ]
    groups, wrong, *_ = score.score(truths, score.load_results(str(out)))
    return groups, wrong


def main() -> int:
    """Score every set, print the tables, return 1 when a floor is broken."""
    import score  # noqa: PLC0415 -- a script beside this one

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="what is wrong, field by field")
    parser.add_argument("--out", type=Path, help="keep the results here")
    parser.add_argument("--only", help="files whose name holds this text; no floors")
    parser.add_argument("--set", dest="sets", nargs="*", default=list(SETS))
    options = parser.parse_args()
    floors = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))
    failed: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in options.sets:
            groups, wrong = measure(name, (options.out or Path(folder)) / name, options.only)
            print(f"\n{name}")
            if options.list:
                _tell(wrong, score.clip)
            score.show(groups)
            if options.only is None:
                failed += [f"{name} {line}" for line in broken_floors(groups, floors.get(name, {}))]
    for line in failed:
        print(f"UNDER THE FLOOR  {line}", file=sys.stderr)
    return 1 if failed else 0


def _tell(wrong: list[dict[str, Any]], clip: Callable[[object], str]) -> None:
    for entry in wrong:
        print(f"\n{clip(entry['file'])}  [{entry['kind']}]")
        for e in entry["errors"]:
            print(f"   {e['how']:9}{e['key']:34} expected {clip(e['expected'])}")
            print(f"{'':44}got      {clip(e['got'])} {e['similarity']}")


if __name__ == "__main__":
    sys.exit(main())
