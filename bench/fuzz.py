"""Damaged copies of every file of the corpus through the readers: each must end as a result.

    python -m bench.fuzz [--minutes 20] [--seed 1] [--runs 0]
    python -m bench.fuzz --replay SEED [--keep FOLDER]

Each file is made from a seed that is printed when something goes wrong, so that it can be made
again. A fault is: an exception that no reader announces, a process that dies, more than 30 s of the
processor, more memory than a worker is allowed.
"""

import argparse
import logging
import os
import sys
import tempfile
import time
import tomllib
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from itertools import count, islice, takewhile
from pathlib import Path
from typing import NamedTuple

from bench.copies import ROOT
from bench.mutants import mutant, sources
from pipeline.errors import Crashed, PipelineError, ReadError, TooLarge, TooSlow
from pipeline.examine import examine
from pipeline.isolation import Limits, Workers
from schemas.candidature import Extraction
from schemas.form import Form

SECONDS = 30
_FAULTS = (Crashed, TooSlow)
_FORMS = ("pdn62-2019", "coordination-03-63-2024")

Found = tuple[Extraction, ...] | ReadError


class Case(NamedTuple):
    """A damaged file and the form it is read with."""

    path: Path
    form: Form
    seed: int


def read_one(case: Case) -> tuple[tuple[Extraction, ...], float]:
    """Examine a damaged file as a worker does; return also the seconds it took."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as into:
        found = examine(case.path, case.form, Path(into))
    return found, time.monotonic() - start


def forms() -> tuple[Form, ...]:
    """Load the forms of the two calls that come with the software."""
    texts = ((ROOT / "campaigns" / name / "form.toml").read_text("utf-8") for name in _FORMS)
    return tuple(Form.model_validate(tomllib.loads(text)) for text in texts)


def cases(first: int, folder: Path) -> Iterator[Case]:
    """Write damaged files one by one, from one seed on."""
    files, known = sources(), forms()
    for seed in count(first):
        name, content = mutant(seed, files)
        path = folder / name
        path.write_bytes(content)
        yield Case(path, known[seed % 10 == 0], seed)


def wrong(found: Found) -> str | None:
    """Say what is wrong with what came of a file; None when it ended as it should."""
    if isinstance(found, ReadError):
        memory = isinstance(found, TooLarge) and "mémoire" in str(found.facts.get("detail"))
        return (
            f"{type(found).__name__} {found.facts}"
            if memory or isinstance(found, _FAULTS)
            else None
        )
    if not found:
        return "no result"
    for one in found:
        if one.outcome == "unreadable" and not one.findings:
            return "unreadable without a reason"
        if "root:x:0" in one.model_dump_json():
            return "a file of the machine in the result"
    return None


def torment(first: int, *, until: float, runs: int) -> tuple[Counter[str], list[str]]:
    """Read damaged files until the time or the number is up; return outcomes and faults."""
    ended: Counter[str] = Counter()
    faults: list[str] = []
    slowest: list[tuple[float, int]] = []
    with tempfile.TemporaryDirectory() as folder:
        made = takewhile(lambda _: time.monotonic() < until, cases(first, Path(folder)))
        with Workers(1, limits=Limits(seconds=SECONDS), preload=("pipeline.examine",)) as workers:
            for case, given in workers.map(read_one, islice(made, runs or None)):
                found, spent = given if isinstance(given, tuple) else (given, 0.0)
                slowest = sorted([*slowest, (spent, case.seed)])[-5:]
                case.path.unlink()
                names = [one.outcome for one in found] if isinstance(found, tuple) else [found.code]
                ended[names[0]] += 1
                if fault := wrong(found):
                    note = "".join(getattr(found, "__notes__", []))[-1500:]
                    faults.append(f"seed {case.seed} ({case.path.suffix}): {fault}\n{note}")
                    print(f"FAULT {faults[-1]}", flush=True)
    print(f"slowest (s, seed): {[(round(s, 1), seed) for s, seed in reversed(slowest)]}")
    return ended, faults


def replay(seed: int, keep: Path | None) -> int:
    """Make the file of one seed again and read it here, without protection."""
    with tempfile.TemporaryDirectory() as folder:
        case = next(cases(seed, Path(folder)))
        if keep:
            (keep / case.path.name).write_bytes(case.path.read_bytes())
        print(f"{case.path.name}, {case.path.stat().st_size} bytes, form {case.form.id}")
        try:
            found, spent = read_one(case)
        except PipelineError as error:
            print(error)
        except Exception:  # noqa: BLE001 -- this is what one looks for
            traceback.print_exc()
            return 1
        else:
            print([(one.part, one.outcome, one.findings[:1]) for one in found], f"{spent:.1f} s")
    return 0


def main() -> int:
    """Run for a while and print what came out; 1 when there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=0, help="0: as many as fit into the time")
    parser.add_argument("--replay", type=int)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    if given.replay is not None:
        return replay(given.replay, given.keep)
    os.nice(10)
    logging.disable(logging.WARNING)  # of the library that makes the damage
    warnings.simplefilter("ignore")
    start = time.monotonic()
    ended, faults = torment(given.seed, until=start + 60 * given.minutes, runs=given.runs)
    spent = time.monotonic() - start
    print(
        f"\n{ended.total()} damaged files in {spent / 60:.1f} min from seed {given.seed}: "
        f"{dict(ended.most_common())}; {len(faults)} faults"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
