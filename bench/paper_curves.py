"""How reading fails as paper gets worse: one degradation at a time, at rising strengths.

    python -m bench.paper_curves [--dossiers 4] [--axis NAME…] [--markdown FILE] [--svg FILE]

The same few dossiers of the reference corpus are printed, marked with a pen, and scanned at every
strength. Prints for each strength the rates of right fields, boxes and signatures, of silent
errors and of flags, in percent. About 12 minutes on two cores.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.degrade import degrade
from bench.paper import CORPUS
from bench.paper_draw import curves_svg
from bench.paper_files import Stored, pdf_of, write_truth, write_whole
from bench.paper_mix import Recipe
from bench.paper_person import Job, Made, form_of, marked, outcome_of
from bench.paper_print import Source, sources
from bench.paper_read import judged, read_folder
from bench.reliability import summary

DPI = 200.0
# What is bent, and how far; the unit is told by the operation of that name in bench/degrade*.py.
AXES: dict[str, tuple[float, ...]] = {
    "resolution": (300, 200, 150, 120, 100),
    "skew": (0.5, 1, 2, 3, 4),
    "jpeg": (90, 60, 40, 30, 20),
    "noise": (3, 6, 10, 15, 22),
    "specks": (1, 3, 8, 15, 30),
    "blur": (0.2, 0.4, 0.6, 0.8, 1.0),
    "fade": (0.2, 0.4, 0.55, 0.7, 0.8),
    "bitonal": (200, 175, 140, 110, 80),
    "dither": (0.2, 0.4, 0.6, 0.8, 1.0),
    "binding": (0.2, 0.4, 0.6, 0.8, 0.95),
    "back": (0.04, 0.08, 0.14, 0.2, 0.3),
    "copier": (100, 97, 94, 90, 80),
    "photo": (0.1, 0.3, 0.5, 0.75, 1.0),
    "turned": (0, 1, 2, 3),
}
_ONE_BIT = ("bitonal", "dither", "adaptive")


class Point(NamedTuple):
    """The rates, in percent, of one degradation at one strength."""

    axis: str
    strength: float
    rates: dict[str, float]


def originals(count: int) -> list[Job]:
    """Return short dossiers of the reference corpus, one of the second form among them."""
    plain = [source for source in sources(CORPUS / "pdn62-2019") if not source.truth["notes"]]
    short = sorted(plain, key=lambda source: len(str(source.truth["fields"])))[: count - 1]
    chosen = [*short, sources(CORPUS / "coordination-03-63-2024")[2]]
    return [
        Job(
            name=f"{rank}",
            source=source,
            form=form_of(str(source.truth["form"])),
            recipe=Recipe("curve", DPI, ()),
            by_hand=False,
            rng=np.random.default_rng([62, rank]),
        )
        for rank, source in enumerate(chosen[:count])
    ]


def write_point(made: Sequence[tuple[Source, Made]], axis: str, strength: float, out: Path) -> None:
    """Write the dossiers degraded along one axis, with their truths."""
    for rank, (source, one) in enumerate(made):
        rng = np.random.default_rng([63, rank])
        dpi = 300.0 if axis == "resolution" else DPI
        steps = (("blur", 0.15), ("skew", 0.3), ("noise", 2.0), (axis, strength))
        pages = [degrade(sheet.picture, steps, dpi=dpi, rng=rng) for sheet in one.sheets]
        told = min(dpi, strength) if axis == "resolution" else DPI
        bits = 1 if axis in _ONE_BIT else 8
        name = f"{axis}-{strength:g}-{rank}"
        write_whole(out / f"{name}.pdf", pdf_of(pages, Stored(told, 85, bits)))
        truth = dict(source.truth)
        outcome = outcome_of(one.fields, form_of(str(truth["form"])))
        truth.update(file=f"{name}.pdf", kind="pdf-scan", fields=one.fields, outcome=outcome)
        truth["variant"] = f"{axis}-{strength:g}"
        write_truth(out, name, truth)


def measured(axes: Sequence[str], jobs: Sequence[Job], folder: Path) -> list[Point]:
    """Write, read and judge every strength of every axis."""
    made = [(job.source, marked(job)) for job in jobs]
    fine = [job._replace(recipe=job.recipe._replace(dpi=300.0)) for job in originals(len(jobs))]
    sharp = [(job.source, marked(job)) for job in fine] if "resolution" in axes else []
    for axis in axes:
        for strength in AXES[axis]:
            write_point(sharp if axis == "resolution" else made, axis, strength, folder)
    results = folder / "results"
    read_folder(folder, results)
    verdicts = judged(folder, results)
    return [
        Point(axis, strength, summary(some))
        for axis in axes
        for strength in AXES[axis]
        for some in [[v for v in verdicts if v.variant == f"{axis}-{strength:g}"]]
    ]


COLUMNS = ("fields", "boxes", "signatures", "silent", "flagged", "outcome")


def table(points: Sequence[Point]) -> str:
    """Return the points as a table in Markdown."""
    head = ["degradation", "strength", *(f"{name} %" for name in COLUMNS)]
    rows = [
        [point.axis, f"{point.strength:g}", *(f"{point.rates[name]:.1f}" for name in COLUMNS)]
        for point in points
    ]
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in chain([head], rows)
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def main() -> None:
    """Measure the curves and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=4)
    parser.add_argument("--axis", nargs="*", choices=list(AXES), default=list(AXES))
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--svg", type=Path)
    parser.add_argument("--keep", type=Path, help="write the dossiers and results here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="curves-") as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        points = measured(options.axis, originals(options.dossiers), folder)
    told = table(points)
    print(told)
    if options.markdown:
        write_whole(options.markdown, (told + "\n").encode())
    if options.svg:
        write_whole(options.svg, curves_svg([tuple(point) for point in points]).encode())
    sys.stdout.flush()


if __name__ == "__main__":
    main()
