"""Dossiers on paper: digital ones printed, marked with pens, scanned or photographed.

    python -m bench.paper --out DIR [--seed 1] [--count 60] [--mix mailbox|free] [--from DIR…]

Writes `NAME.pdf`, or a folder of `page-N.jpg`, beside `NAME.truth.json`: what a human reads on the
paper. `--from` holds folders of digital dossiers with their truth, one per form (the reference
corpus when none is given). The same seed writes the same dossiers.
"""

import argparse
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

import bench.degrade_photo
import bench.degrade_sheet  # noqa: F401 -- both add their operations
from bench.degrade import Page, Rng, degrade, turned
from bench.degrade import Setting as _Setting
from bench.paper_files import Stored, joined, pdf_of, write_photos, write_truth, write_whole
from bench.paper_hand import FAMILIES, font_file, write_by_hand
from bench.paper_layer import wrong_words
from bench.paper_marks import (
    Table,
    correct_a_box,
    mark_boxes,
    pages_of,
    pen_of,
    press_stamp,
    sign,
    signature_places,
    unsign,
)
from bench.paper_mix import MIXES, Recipe
from bench.paper_print import Sheet, Source, printed, sheets, sources
from schemas.form import Form

REPOSITORY = Path(__file__).parents[1]
CORPUS = REPOSITORY / "tests" / "truth" / "corpus"
_FONTS = (None, None, None, "Liberation Serif", "DejaVu Sans", "Liberation Sans", "C059")
_STYLES = ("cross", "cross", "cross", "tick", "tick", "slash", "dot", "scribble", "circled", "mixed")


class Job(NamedTuple):
    """One dossier to make: its source, how it becomes paper, and whether it is written by hand."""

    name: str
    source: Source
    form: Form
    recipe: Recipe
    by_hand: bool
    rng: Rng


class Made(NamedTuple):
    """A dossier after the pen: its sheets, its truth's fields, and what was done, in words."""

    sheets: list[Sheet]
    fields: dict[str, object]
    notes: list[str]
    pdf: bytes
    first: int


def form_of(name: str) -> Form:
    """Return the form of a campaign of the repository."""
    definition = REPOSITORY / "campaigns" / name / "form.toml"
    return Form.model_validate(tomllib.loads(definition.read_text("utf-8")))


def outcome_of(fields: dict[str, object], form: Form) -> str:
    """Return `incomplete` where a required answer or signature is missing, else `ok`."""
    for question in form.questions:
        asked = question.required
        if question.required_if is not None:
            held = fields.get(question.required_if.key)
            asked = isinstance(held, list) and question.required_if.has in held
        value = fields.get(question.key)
        unsigned = question.type == "signature" and value is not True
        if asked and (value is None or value == [] or unsigned):
            return "incomplete"
    return "ok"


def marked(job: Job) -> Made:
    """Print a dossier and go over it with a pen."""
    rng = job.rng
    font = str(rng.choice([f or "" for f in _FONTS])) or None
    pdf = printed(job.source.path, font=font)
    whole = sheets(pdf, job.form, dpi=job.recipe.dpi, whole=True)
    form_pages = sheets(pdf, job.form, dpi=job.recipe.dpi)
    first = len(whole) - len(form_pages)
    kept = whole if job.recipe.special == "whole" else form_pages
    pen_name, pen = pen_of(rng)
    table = Table(kept, job.form, job.recipe.dpi, pen, rng)
    fields = dict(job.source.truth["fields"])  # type: ignore[call-overload]
    notes = [f"stylo {pen_name}"]
    if job.by_hand:
        families = [family for family in FAMILIES if font_file(family)]
        family = str(rng.choice(families))
        notes.append(f"{write_by_hand(table, fields, family)} mots écrits à la main ({family})")
    _boxes(table, job, notes)
    _signatures(table, job, fields, notes)
    return Made(kept, fields, notes, pdf, first)


def _boxes(table: Table, job: Job, notes: list[str]) -> None:
    rng = job.rng
    if job.by_hand or rng.random() < 0.55:
        if not job.by_hand and rng.random() < 0.15 and correct_a_box(table):
            notes.append("une case cochée à tort puis biffée")
        style = str(rng.choice(_STYLES))
        notes.append(f"{mark_boxes(table, style)} cases cochées au stylo ({style})")
    elif rng.random() < 0.15 and correct_a_box(table):
        notes.append("une case cochée à tort puis biffée")


def _signatures(table: Table, job: Job, fields: dict[str, object], notes: list[str]) -> None:
    rng = job.rng
    for place in signature_places(table.sheets, job.form):
        if fields[place.key] and rng.random() < 0.25 and unsign(table, place):
            fields[place.key] = False
            notes.append(f"{place.key} retirée")
        if not fields[place.key] and rng.random() < 0.72:
            size = str(rng.choice(["small", "usual", "usual", "usual", "big"]))
            sign(table, place, size=size)
            fields[place.key] = True
            notes.append(f"{place.key} au stylo ({size})")
    where = str(rng.choice(["", "", "", "cell", "cell", "signature", "text"]))
    if where:
        press_stamp(table, fields, where)
        notes.append({"cell": "cachet", "signature": "cachet sur la signature"}.get(where, "tampon sur le texte"))


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
        variant="handwritten" if job.by_hand else recipe.name,
        fields=made.fields,
        outcome=outcome_of(made.fields, job.form),
        notes=" ; ".join([job.source.path.name, *made.notes, _told(recipe)]),
    )
    write_truth(out, job.name, truth)


def _told(recipe: Recipe) -> str:
    steps = ", ".join(f"{name} {strength:.2g}" for name, strength in recipe.steps)
    return f"{recipe.name} : {recipe.dpi:.0f} dpi, {steps}, qualité {recipe.quality}"


def _bytes(pages: Sequence[Page], made: Made, recipe: Recipe, rng: Rng) -> bytes:
    layer = wrong_words(made.sheets, rng) if recipe.special == "layer" else ()
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
        pages[one] = turned(pages[one], quarters, _Setting(0, rng))
    elif special == "swapped" and len(pages) > 1:
        one = int(rng.integers(len(pages) - 1))
        pages[one], pages[one + 1] = pages[one + 1], pages[one]
    elif special == "two-up":
        pairs = [pages[i : i + 2] for i in range(0, len(pages), 2)]
        return [np.hstack(pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return pages


def jobs(folders: Sequence[Path], *, seed: int, count: int, mix: str, by_hand: int) -> list[Job]:
    """Return the dossiers to make; the last `by_hand` of every sixty are written by hand."""
    rng = np.random.default_rng([seed, 1])
    digital = [source for folder in folders for source in sources(folder)]
    forms = {name: form_of(name) for name in {str(s.truth["form"]) for s in digital}}
    order = rng.permutation(len(digital))
    made = []
    for rank in range(count):
        own = np.random.default_rng([seed, 2, rank])
        source = digital[order[rank % len(digital)]]
        hand = rank % 60 >= 60 - by_hand
        name = f"{rank + 1:03}-{source.path.stem[3:24].strip()}"
        recipe = MIXES[mix](own)
        made.append(Job(name, source, forms[str(source.truth["form"])], recipe, hand, own))
    return made


def main() -> None:
    """Write the dossiers asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--by-hand", type=int, default=6, help="of every sixty")
    parser.add_argument("--mix", choices=sorted(MIXES), default="mailbox")
    parser.add_argument("--from", dest="folders", type=Path, nargs="*")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    folders = options.folders or [CORPUS / "pdn62-2019", CORPUS / "coordination-03-63-2024"]
    for job in jobs(
        folders,
        seed=options.seed,
        count=options.count,
        mix=options.mix,
        by_hand=options.by_hand,
    ):
        make(job, options.out)
        print(f"{job.name}  {job.recipe.name}{'  handwritten' if job.by_hand else ''}", flush=True)


if __name__ == "__main__":
    main()
