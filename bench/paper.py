"""Dossiers on paper: digital ones printed, marked with pens, scanned or photographed.

    python -m bench.paper --out DIR [--seed 1] [--count 60] [--free | --profile NAME…] [--from DIR…]

Writes `NAME.pdf`, or a folder of `page-N.jpg`, beside `NAME.truth.json`: what a human reads on the
paper. `--from` holds folders of digital dossiers with their truth (the reference corpus when none
is given). The same seed writes the same dossiers.
"""

import argparse
from collections.abc import Sequence
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

import numpy as np

import bench.degrade_photo
import bench.degrade_sheet  # noqa: F401 -- both add their operations
from bench.degrade import Page, Rng, Setting, degrade, turned
from bench.paper_files import Stored, joined, pdf_of, write_photos, write_truth, write_whole
from bench.paper_layer import Line, wrong_words
from bench.paper_marks import pages_of
from bench.paper_mix import PROFILES, Recipe, freely, mailbox
from bench.paper_person import REPOSITORY, Job, Made, form_of, marked, outcome_of
from bench.paper_print import sources

CORPUS = REPOSITORY / "tests" / "truth" / "corpus"


class Wanted(NamedTuple):
    """What to make: from which folders, with which seed, how many, and of what kinds."""

    folders: Sequence[Path]
    seed: int = 1
    count: int = 60
    first: int = 1
    by_hand: int = 6
    free: bool = False
    profiles: Sequence[str] = ()


def make(job: Job, out: Path) -> None:
    """Write one dossier and its truth to `out`."""
    made = marked(job)
    recipe = job.recipe
    pages = [
        degrade(page, recipe.steps, dpi=recipe.dpi, rng=job.rng) for page in pages_of(made.sheets)
    ]
    pages = _special(pages, recipe.special, job.rng)
    name = job.name if recipe.special == "photo" else f"{job.name}.pdf"
    if recipe.special == "photo":
        write_photos(pages, out / name, recipe.quality)
    else:
        write_whole(out / name, _bytes(pages, made, recipe, job.rng))
    truth = dict(job.source.truth)
    truth.update(
        file=name,
        kind="photo" if recipe.special == "photo" else "pdf-scan",
        variant="handwritten" if made.words_by_hand else recipe.name,
        fields=made.fields,
        outcome=outcome_of(made.fields, job.form),
        notes=" ; ".join([job.source.path.name, *made.notes, _told(recipe)]),
    )
    write_truth(out, job.name, truth)


def _told(recipe: Recipe) -> str:
    steps = ", ".join(f"{name} {strength:.2g}" for name, strength in recipe.steps)
    return f"{recipe.name} : {recipe.dpi:.0f} dpi, {steps}, qualité {recipe.quality}"


def _bytes(pages: Sequence[Page], made: Made, recipe: Recipe, rng: Rng) -> bytes:
    layer: list[list[Line]] = []  # no copier reads a hand
    if recipe.special == "layer" and not made.words_by_hand:
        layer = wrong_words(made.sheets, rng)
    data = pdf_of(pages, Stored(recipe.dpi, recipe.quality, recipe.bits, layer))
    if recipe.special == "mixed" and len(pages) > 1 and not _penned(made):
        return joined(made.pdf, made.first, data, 1)
    return data


def _penned(made: Made) -> bool:
    """Tell whether the pen went over more than the last page: then it cannot stay digital."""
    return any("cases" in note or "biffée" in note or "main" in note for note in made.notes)


def _special(pages: list[Page], special: str, rng: Rng) -> list[Page]:
    if special == "turned":
        one = int(rng.integers(len(pages)))
        quarters = float(rng.choice([2, 2, 1, 3]))
        pages[one] = turned(pages[one], quarters, Setting(0, rng))
    elif special == "swapped" and len(pages) > 1:
        one = int(rng.integers(len(pages) - 1))
        pages[one], pages[one + 1] = pages[one + 1], pages[one]
    elif special == "two-up":
        pairs = [pages[i : i + 2] for i in range(0, len(pages), 2)]
        return [np.hstack(pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return pages


def jobs(options: Wanted) -> list[Job]:
    """Return the dossiers to make; the last `by_hand` of every sixty are written by hand."""
    rng = np.random.default_rng([options.seed, 1])
    digital = [source for folder in options.folders for source in sources(folder)]
    forms = {name: form_of(name) for name in {str(s.truth["form"]) for s in digital}}
    order = rng.permutation(len(digital))
    makers = repeat(freely) if options.free else mailbox(rng, options.profiles)
    made = []
    for rank, maker in zip(range(options.count), makers, strict=False):
        own = np.random.default_rng([options.seed, 2, rank])
        source = digital[order[rank % len(digital)]]
        hand = rank % 60 >= 60 - options.by_hand
        name = f"{rank + options.first:03}-{source.path.stem[3:24].strip()}"
        made.append(Job(name, source, forms[str(source.truth["form"])], maker(own), hand, own))
    return made


def main() -> None:
    """Write the dossiers asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--first", type=int, default=1, help="number of the first dossier")
    parser.add_argument("--by-hand", type=int, default=6, help="of every sixty")
    parser.add_argument("--free", action="store_true", help="free mixtures")
    parser.add_argument("--profile", choices=sorted(PROFILES), nargs="*", default=[])
    parser.add_argument("--from", dest="folders", type=Path, nargs="*")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    folders = asked.folders or [CORPUS / "pdn62-2019", CORPUS / "coordination-03-63-2024"]
    options = Wanted(
        folders, asked.seed, asked.count, asked.first, asked.by_hand, asked.free, asked.profile
    )
    for job in jobs(options):
        make(job, asked.out)
        print(f"{job.name}  {job.recipe.name}{'  handwritten' if job.by_hand else ''}", flush=True)


if __name__ == "__main__":
    main()
