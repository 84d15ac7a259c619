"""Files read one by one in confined workers: what came out, in what time, with how much memory."""

import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.fuzz import forms
from pipeline.errors import ReadError, TooSlow
from pipeline.examine import examine
from pipeline.isolation import Limits, Workers
from pipeline.kinds import kind_of
from schemas.form import Form

SECONDS, MEMORY = 30, 1024
"""Limits of the measure: seconds on the clock, MB that a worker may hold."""

_FORGET = "5"  # proc(5), clear_refs: resets the peak of the resident memory


class Task(NamedTuple):
    """A file and the form it is read with."""

    path: Path
    form: Form


class Read(NamedTuple):
    """What one file came to; `seconds` on the clock, `busy` of the processor, `peak` in MB."""

    file: str
    kind: str
    outcome: str
    code: str
    seconds: float
    busy: float
    peak: int
    leaked: bool = False


def read_all(files: Sequence[Path], *, seconds: int = 120) -> Iterator[Read]:
    """Read files in two workers; the order is that in which they are done."""
    form = forms()[0]
    limits = Limits(seconds=seconds)
    with Workers(limits=limits, preload=("pipeline.examine",)) as workers:
        for task, found in workers.map(_read, (Task(path, form) for path in files)):
            if isinstance(found, Read):
                yield found
            elif isinstance(found, ReadError):
                spent = float(seconds) if found.code == TooSlow.code else 0.0
                yield Read(task.path.name, "?", "unreadable", found.code, spent, spent, 0)
            else:
                raise found


def _read(task: Task) -> Read:
    Path("/proc/self/clear_refs").write_text(_FORGET, "ascii")
    start, before = time.monotonic(), sum(os.times()[:4])
    with tempfile.TemporaryDirectory() as into:
        found = examine(task.path, task.form, Path(into))
    spent, busy = time.monotonic() - start, sum(os.times()[:4]) - before
    told = "".join(one.model_dump_json() for one in found)
    codes = [finding.code for one in found for finding in one.findings]
    return Read(
        file=task.path.name,
        kind=kind_of(task.path),
        outcome=found[0].outcome,
        code=codes[0] if codes else "",
        seconds=spent,
        busy=busy,
        peak=_peak(),
        leaked="root:x:0" in told,
    )


def _peak() -> int:
    """Return the most memory that this process held since it forgot, in MB."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def table(done: Sequence[Read]) -> Iterator[str]:
    """Write the outcomes by kind, the slowest and the hungriest files."""
    outcomes = ("ok", "incomplete", "not_a_dossier", "unreadable")
    counts = Counter((one.kind, one.outcome) for one in done)
    yield f"{'kind':18}{'files':>6}" + "".join(f"{outcome:>15}" for outcome in outcomes)
    for kind in sorted({one.kind for one in done}):
        row = [counts[kind, outcome] for outcome in outcomes]
        yield f"{kind:18}{sum(row):6}" + "".join(f"{number:15}" for number in row)
    codes = Counter(one.code for one in done if one.outcome == "unreadable")
    yield f"unreadable because: {dict(codes.most_common())}"
    for title, key in (("slowest", "seconds"), ("hungriest", "peak")):
        yield f"{title}:"
        for one in sorted(done, key=lambda one: -getattr(one, key))[:10]:
            yield (
                f"  {one.seconds:6.1f} s {one.busy:6.1f} s of processor {one.peak:5} MB"
                f"  {one.outcome:14} {ascii(one.file)[:60]}"
            )


def faults(done: Sequence[Read], files: Sequence[Path]) -> Iterator[str]:
    """Tell what is beyond the limits, or missing."""
    if len(done) != len(files):
        yield f"{len(files) - len(done)} files without a result"
    for one in done:
        if one.busy > SECONDS:
            yield f"{one.file}: {one.busy:.0f} s"
        if one.peak > MEMORY:
            yield f"{one.file}: {one.peak} MB"
        if one.leaked:
            yield f"{one.file}: a file of this machine came out"
