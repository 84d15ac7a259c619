"""Speed, as ratios: the whole product against others' mere opening or conversion.

    python -m bench.speed [--rounds 7] [--files 6] [--python PATH …]

Every contender lives in its own warm process and has its turn on each file, over and over, in the
same run; each time it is a copy that it has not seen before, so that nobody remembers the answer.
Two times are taken: on the clock, and of the processor, which other work on the machine disturbs
less. A contender that this Python lacks is looked for in those of `--python` (or of the variable
BENCH_PYTHONS, separated by colons), so that large libraries can stay elsewhere.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from bench.copies import CORPUS, ROOT, copies

PEERS = ("markitdown", "docling", "unstructured")


@dataclass(frozen=True)
class Race:
    """Kinds of dossiers, who reads them, against whom ours is measured and how far it may go."""

    title: str
    kinds: tuple[str, ...]
    against: str
    target: float | None
    others: tuple[str, ...]


RACES = (
    Race(
        "Word: read + extract + validate, against python-docx opening the file",
        ("docx-word", "docx-libreoffice", "docx-typed", "docx-flat", "docx-table"),
        "python-docx, open",
        3.0,
        ("raw zip + XML", "docx2python", "mammoth", *PEERS),
    ),
    Race(
        "PDF with text: the same, against pdfplumber's words of all pages",
        ("pdf-text",),
        "pdfplumber words",
        1.0,
        ("pypdfium2 text", *PEERS),
    ),
    Race(
        "Fillable PDF: the same, against pdfplumber's words of all pages",
        ("pdf-acroform",),
        "pdfplumber words",
        None,
        ("pikepdf fields", "pypdfium2 text", *PEERS),
    ),
)


@dataclass
class Runner:
    """A contender's process and the times it gave, per file."""

    name: str
    process: subprocess.Popen[str]
    version: str
    times: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    warm: bool = False

    def run(self, path: Path, copies: list[Path], *, keep: bool) -> None:
        """Read copies of a file; the first are not kept, they warm the contender up."""
        if path.name in self.failures or (self.failures and not self.warm):
            return  # what fails on its first file lacks something, and may try to fetch it
        answer = ask(self.process, "\t".join(map(str, copies)) + "\n")
        if "failed" in answer:
            self.failures[path.name] = str(answer["failed"])
            return
        self.warm = True
        if keep:
            kept = self.times.setdefault(path.name, {"clock": [], "processor": []})
            for clock in kept:
                kept[clock] += answer[clock]


def ask(process: subprocess.Popen[str], line: str = "") -> dict[str, object]:
    """Send a line to a contender and read its answer; one that died has failed."""
    try:
        process.stdin.write(line)
        process.stdin.flush()
        return json.loads(process.stdout.readline())
    except (BrokenPipeError, json.JSONDecodeError):
        return {"failed": f"its process ended, status {process.wait()}"}


def start(name: str, pythons: list[str]) -> Runner | str:
    """Start a contender in the first Python that has it, or say why none can."""
    reason = ""
    for python in pythons:
        process = subprocess.Popen(
            [python, str(ROOT / "bench" / "contender.py"), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        hello = ask(process)
        if "version" in hello:
            return Runner(name, process, str(hello["version"]))
        process.wait()
        reason = reason or str(hello.get("absent", hello))
    return reason


def dossiers(kinds: tuple[str, ...], most: int) -> list[Path]:
    """Choose dossiers evenly among the kinds, the same at each run."""
    truths = (json.loads(f.read_text("utf-8")) for f in sorted(CORPUS.glob("*.truth.json")))
    files = [CORPUS / truth["file"] for truth in truths if truth["kind"] in kinds]
    step = max(1, -(-len(files) // most))
    return files[::step]


def compete(race: Race, pythons: list[str], most: int, rounds: int) -> bool:
    """Run a race, print its table, and say whether the target is held."""
    files = dossiers(race.kinds, most)
    names = ("ours", race.against, *race.others)
    entered = {name: start(name, pythons) for name in names}
    runners = [runner for runner in entered.values() if isinstance(runner, Runner)]
    with tempfile.TemporaryDirectory() as folder:
        fresh = {p: copies([p], 3 * rounds + 3, Path(folder) / p.name) for p in files}
        for turn in range(rounds + 1):
            for path in files:
                for runner in runners:
                    runner.run(path, fresh[path][3 * turn : 3 * turn + 3], keep=turn > 0)
    for runner in runners:
        runner.process.stdin.close()
        runner.process.wait()
    print(f"\n{race.title}\n({len(files)} files, {rounds} turns of 3)")
    held = show(race, entered, len(files))
    for name, outcome in entered.items():
        if isinstance(outcome, str):
            print(f"  {name}: absent ({outcome})")
        elif not outcome.times:
            print(f"  {name} {outcome.version}: cannot ({next(iter(outcome.failures.values()))})")
    return held


def show(race: Race, entered: dict[str, Runner | str], total: int) -> bool:
    """Print one line per contender that gave times; tell whether ours holds the target."""
    reference = entered[race.against]
    head = f"{'contender':28}{'median ms':>10}{'min–max':>18}{'n':>5}{'files':>6}"
    print(f"{head}{'× clock':>10}{'× processor':>13}{'min–max':>13}   ours is")
    mine = entered["ours"]
    ratio = 0.0
    for runner in entered.values():
        if isinstance(runner, str) or not runner.times:
            continue
        clock = [ms for kept in runner.times.values() for ms in kept["clock"]]
        on_clock = ratios(runner, reference, "clock")
        on_processor = ratios(runner, reference, "processor")
        gain = ratios(runner, mine, "processor")
        if runner is mine:
            ratio = statistics.median(on_processor)
        print(
            f"{runner.name + ' ' + (runner.version if runner is not mine else ''):28}"
            f"{statistics.median(clock):10.2f}{f'{min(clock):.2f}–{max(clock):.1f}':>18}"
            f"{len(clock):5}{len(runner.times):3}/{total}"
            f"{statistics.median(on_clock):9.2f}×{statistics.median(on_processor):12.2f}×"
            f"{f'{min(on_processor):.2f}–{max(on_processor):.2f}':>13}"
            f"{f'{statistics.median(gain):.2f}× as fast' if runner is not mine else '':>18}"
        )
    if race.target is None:
        return True
    verdict = "held" if ratio <= race.target else "NOT HELD"
    print(f"  target ≤ {race.target} × {race.against}: {ratio:.2f} × — {verdict}")
    return ratio <= race.target


def ratios(runner: Runner, reference: Runner | str, clock: str) -> list[float]:
    """Give, file by file, how many times the reference's median the contender's is."""
    if isinstance(reference, str):
        sys.exit(f"{reference}: the reference of the race cannot run")
    return [
        statistics.median(kept[clock]) / statistics.median(reference.times[name][clock])
        for name, kept in runner.times.items()
        if name in reference.times
    ]


def main() -> int:
    """Run the races; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--files", type=int, default=6)
    elsewhere = os.environ.get("BENCH_PYTHONS", "").split(":")
    parser.add_argument("--python", nargs="*", default=[p for p in elsewhere if p])
    options = parser.parse_args()
    pythons = [sys.executable, *options.python]
    held = [compete(race, pythons, options.files, options.rounds) for race in RACES]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
