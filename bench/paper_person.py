"""A person fills a printed dossier: by hand or not, boxes, corrections, signatures, stamps.

What a human then reads on the paper is its truth.
"""

import tomllib
from pathlib import Path
from typing import NamedTuple

from bench.degrade import Rng
from bench.paper_hand import FAMILIES, font_file, write_by_hand
from bench.paper_marks import (
    Table,
    correct_a_box,
    mark_boxes,
    pen_of,
    press_stamp,
    sign,
    signature_places,
    unsign,
)
from bench.paper_mix import Recipe
from bench.paper_print import Sheet, Source, printed, sheets
from schemas.form import Form

REPOSITORY = Path(__file__).parents[1]
_FONTS = (None, None, None, "Liberation Serif", "DejaVu Sans", "Liberation Sans", "C059")
_STYLES = (
    "cross",
    "cross",
    "cross",
    "tick",
    "tick",
    "slash",
    "dot",
    "scribble",
    "circled",
    "mixed",
)
_WHERE = {
    "cell": "cachet",
    "signature": "cachet sur la signature",
    "text": "tampon sur le texte",
}


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
    words_by_hand: int


def form_of(name: str) -> Form:
    """Return the form of a campaign of the repository, with its blank."""
    campaign = REPOSITORY / "campaigns" / name
    definition = tomllib.loads((campaign / "form.toml").read_text("utf-8"))
    return Form.model_validate({**definition, "blank": str(campaign / "blank.pdf")})


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
    words = 0
    families = [family for family in FAMILIES if font_file(family)] if job.by_hand else []
    if families:
        family = str(rng.choice(families))
        words = write_by_hand(table, fields, family)
        notes.append(f"{words} mots écrits à la main ({family})")
    _boxes(table, job, notes)
    _signatures(table, job, fields, notes)
    return Made(kept, fields, notes, pdf, first, words)


def _boxes(table: Table, job: Job, notes: list[str]) -> None:
    rng = job.rng
    if job.by_hand or rng.random() < 0.55:
        style = str(rng.choice(_STYLES))
        clear = style not in ("dot", "scribble")  # beside these a blotted box could be the answer
        if clear and not job.by_hand and rng.random() < 0.15 and correct_a_box(table):
            notes.append("une case cochée à tort puis biffée")
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
        notes.append(_WHERE[where])
