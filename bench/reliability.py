"""How far the confidence of a reading can be trusted, from dossiers whose truth is known.

    python -m bench.reliability SET… [--results DIR] [--keep DIR] [--json FILE]

SET holds dossiers beside their `.truth.json`. Without `--results` (results of the sets, in folders
of the same names) they are read now. Prints what was right, silent and flagged, by kind of paper
and by type of field, and the reliability table: of the values at each confidence, the share right.
"""

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from bench.paper_read import Judged, Verdict, judged, read_folder

BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995, 1.0001)
SURE = 0.95
HAND = "handwritten"


def share(part: float, whole: float) -> str:
    """Return a rate in percent, or a dash where nothing was counted."""
    return f"{100 * part / whole:6.2f}" if whole else "     -"


def summary(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """Return the rates in percent that the targets speak of, and the counts behind them."""
    fields = [field for verdict in verdicts for field in verdict.fields]
    signed = [field for field in fields if field.type == "signature"]
    boxes = sum(verdict.boxes for verdict in verdicts)

    def rate(part: int, whole: int) -> float:
        return 100 * part / whole if whole else float("nan")

    return {
        "dossiers": len(verdicts),
        "values": len(fields),
        "fields": rate(sum(field.right for field in fields), len(fields)),
        "boxes": rate(sum(verdict.boxes_right for verdict in verdicts), boxes),
        "signatures": rate(sum(field.right for field in signed), len(signed)),
        "silent_count": sum(field.silent for field in fields),
        "silent": rate(sum(field.silent for field in fields), len(fields)),
        "flagged": rate(sum(field.flagged for field in fields), len(fields)),
        "outcome": rate(sum(verdict.outcome_right for verdict in verdicts), len(verdicts)),
        "refused": sum(verdict.refused for verdict in verdicts),
    }


HEAD = (
    f"{'':26}{'n':>4} {'values':>7} {'field%':>7} {'box%':>7} {'sign%':>7} {'silent':>6}"
    f" {'sil%':>6} {'flag%':>6} {'outc%':>6} {'refus':>5}"
)


def line(name: str, verdicts: Sequence[Verdict]) -> str:
    """Return one line of the table headed by `HEAD`."""
    s = summary(verdicts)
    return (
        f"{name[:26]:26}{s['dossiers']:4.0f} {s['values']:7.0f} {s['fields']:7.2f}"
        f" {s['boxes']:7.2f} {s['signatures']:7.2f} {s['silent_count']:6.0f} {s['silent']:6.2f}"
        f" {s['flagged']:6.1f} {s['outcome']:6.1f} {s['refused']:5.0f}"
    )


def grouped(verdicts: Iterable[Verdict], by: Callable[[Verdict], str]) -> dict[str, list[Verdict]]:
    """Return the verdicts by a name."""
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        groups[by(verdict)].append(verdict)
    return dict(sorted(groups.items()))


def reliability(fields: Sequence[Judged]) -> list[tuple[str, int, int, float]]:
    """Return for each bin of confidence: its name, the values in it, the right ones, the mean."""
    rows = []
    for low, high in pairwise(BINS):
        inside = [field for field in fields if low <= field.confidence < high]
        mean = float(np.mean([field.confidence for field in inside])) if inside else 0.0
        name = f"{low:.3f} – {min(high, 1):.3f}"
        rows.append((name, len(inside), sum(field.right for field in inside), mean))
    return rows


def calibration_error(fields: Sequence[Judged]) -> float:
    """Return the mean distance of confidence and share right over the bins, weighted."""
    rows = [row for row in reliability(fields) if row[1]]
    total = sum(row[1] for row in rows)
    return sum(abs(right / many - mean) * many for _, many, right, mean in rows) / max(1, total)


def sure_share(verdicts: Sequence[Verdict], *, draws: int = 500) -> tuple[float, float, float]:
    """Return the share right among the sure values, and its 95 % interval over dossiers.

    Whole dossiers are drawn again and again: the values of one share its paper and its person.
    """
    counts = np.array(
        [
            (sum(f.right for f in sure), len(sure))
            for verdict in verdicts
            for sure in [[f for f in verdict.fields if f.confidence >= SURE]]
        ]
    )
    if not len(counts) or not counts[:, 1].sum():
        return float("nan"), float("nan"), float("nan")
    rng = np.random.default_rng(1)
    drawn = counts[rng.integers(0, len(counts), (draws, len(counts)))].sum(1)
    shares = drawn[:, 0] / np.maximum(1, drawn[:, 1])
    low, high = np.percentile(shares, [2.5, 97.5])
    total = counts.sum(0)
    return total[0] / total[1], float(low), float(high)


def _tell(name: str, verdicts: Sequence[Verdict]) -> None:
    typed = [verdict for verdict in verdicts if verdict.variant != HAND]
    by_hand = [verdict for verdict in verdicts if verdict.variant == HAND]
    print(f"\n{name}\n{HEAD}")
    print(line("typed", typed))
    if by_hand:
        print(line("handwritten", by_hand))
    for variant, some in grouped(typed, lambda v: f"  {v.kind}/{v.variant}").items():
        print(line(variant, some))
    _tell_types(typed)
    _tell_bins(typed, by_hand)


def _tell_types(verdicts: Sequence[Verdict]) -> None:
    fields = [field for verdict in verdicts for field in verdict.fields]
    print(
        f"\n{'typed, by type':18}{'values':>7} {'right%':>7} {'silent':>6} {'flag%':>6}"
        f" {'sure':>6} right%"
    )
    for name in sorted({field.type for field in fields}):
        some = [field for field in fields if field.type == name]
        sure = [field for field in some if field.confidence >= SURE]
        print(
            f"{name:18}{len(some):7} {share(sum(f.right for f in some), len(some)):>7}"
            f" {sum(f.silent for f in some):6} {share(sum(f.flagged for f in some), len(some)):>6}"
            f" {len(sure):6} {share(sum(f.right for f in sure), len(sure))}"
        )


def _tell_bins(typed: Sequence[Verdict], by_hand: Sequence[Verdict]) -> None:
    fields = [field for verdict in typed for field in verdict.fields]
    print(f"\n{'confidence (typed)':18}{'values':>7} {'right%':>7} {'mean%':>7}")
    for name, many, right, mean in reliability(fields):
        print(f"{name:18}{many:7} {share(right, many):>7} {share(mean, 1) if many else '':>7}")
    print(f"calibration error {100 * calibration_error(fields):.2f} points")
    for name, verdicts in (("typed", typed), ("handwritten", by_hand)):
        right, low, high = sure_share(verdicts)
        print(
            f"{name}: right among confidence >= {SURE}: {100 * right:.2f} %"
            f" (95 % over dossiers: {100 * low:.2f} to {100 * high:.2f})"
        )


def main() -> None:
    """Print the tables of each set, then of all together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--results", type=Path, help="results already there, one folder per set")
    parser.add_argument("--keep", type=Path, help="write the results here")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--processes", type=int)
    options = parser.parse_args()
    told: dict[str, list[Verdict]] = {}
    with tempfile.TemporaryDirectory(prefix="reliability-") as scratch:
        for folder in options.sets:
            results = (options.results or options.keep or Path(scratch)) / folder.name
            if options.results is None:
                read_folder(folder, results, processes=options.processes)
            told[folder.name] = judged(folder, results)
    for name, verdicts in told.items():
        _tell(name, verdicts)
    if len(told) > 1:
        _tell("together", [verdict for some in told.values() for verdict in some])
    if options.json:
        _write(options.json, told)


def _write(path: Path, told: dict[str, list[Verdict]]) -> None:
    rows = {
        name: [
            {**field._asdict(), "silent": field.silent}
            for verdict in verdicts
            for field in verdict.fields
        ]
        for name, verdicts in told.items()
    }
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
