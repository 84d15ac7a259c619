"""What a confined process does with one drop for its review: cut out pictures, or words around.

Workers import this module and no more of the spine, which takes a second to load.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import ReadError
from pipeline.intake import open_drop
from pipeline.read import read
from pipeline.read.page_picture import page_picture
from pipeline.review.crop import Cut, cut
from schemas.document import Block, Box, Where

_DPI = 170
_CONTEXT = 2
"""Blocks shown before a field of a file without pages: its label, and what stands above."""
_LONGEST = 1500  # characters of context
_GUESSED = 110.0  # points of a place that is only guessed: a cell to sign in
_LINE = 15.0  # points: what lies less below stands on the same line


class Wanted(NamedTuple):
    """A field to show: its place, or the places of the fields printed before and after it.

    `empty`: nothing was read there.
    """

    key: str
    where: Where | None
    empty: bool = False
    before: Where | None = None
    after: Where | None = None


class Cutting(NamedTuple):
    """What a confined process is given: a drop, which of its dossiers, and the fields wanted."""

    drop: Path
    part: str | None
    into: Path
    wanted: tuple[Wanted, ...]


class Context(NamedTuple):
    """The words around a field and its own, as they stand in a file without pages."""

    before: str
    own: str
    after: str


class Shown(NamedTuple):
    """What is shown of a field; nothing when neither picture nor words could be had."""

    key: str
    cut: Cut | None = None
    context: Context | None = None
    guessed: bool = False


class _Place(NamedTuple):
    key: str
    page: int
    turned: int
    box: Box | None
    guessed: bool = False
    empty: bool = False


def cut_job(job: Cutting) -> tuple[Shown, ...]:
    """Cut out what is wanted of one dossier of a drop; what cannot be had is left out.

    Raises:
        ReadError: the drop, or the dossier in it, does not open.
    """
    shutil.rmtree(job.into, ignore_errors=True)
    job.into.mkdir(parents=True)
    parts = open_drop(job.drop, job.into).parts
    paths = next((part.paths for part in parts if part.name == job.part), ())
    if not paths:
        return ()
    places = [place for one in job.wanted if (place := _place(one)) is not None]
    placed = {place.key for place in places}
    unpaged = [one for one in job.wanted if one.key not in placed and _is_unpaged(one)]
    return (*_cuts(paths, places), *(_contexts(paths, unpaged) if unpaged else ()))


def _place(wanted: Wanted) -> _Place | None:
    where = wanted.where
    if where is not None and where.page is not None:
        return _Place(wanted.key, where.page, where.turned, where.box, empty=wanted.empty)
    guess = _guess(wanted) if where is None else None
    return None if guess is None else _Place(wanted.key, guess[0], guess[1], guess[2], guessed=True)


def _guess(wanted: Wanted) -> tuple[int, int, Box] | None:
    """Return where a field without place should stand: below the one printed before it."""
    near = wanted.before or wanted.after
    if near is None or near.page is None or near.box is None:
        return None
    x0, y0, x1, y1 = near.box
    end, after = y1 + _GUESSED, wanted.after
    if after is not None and after.box is not None and after.page == near.page:
        below = after.box[3]
        end = min(end, below) if below > y1 + _LINE else end
    return near.page, near.turned, (x0, y0, x1, end)


def _is_unpaged(wanted: Wanted) -> bool:
    return wanted.where is not None and wanted.where.page is None


def _cuts(paths: Sequence[Path], places: Sequence[_Place]) -> Iterator[Shown]:
    ordered = sorted(places, key=lambda place: (place.page, place.turned))
    for (number, turned), group in groupby(ordered, key=lambda place: (place.page, place.turned)):
        try:
            page = page_picture(paths, number, dpi=_DPI)
        except ReadError:
            continue
        image = page.image.rotate(-turned, expand=True) if turned else page.image
        for place in group:
            outlined = not place.guessed
            made = cut(image, page.scale, place.box, outlined=outlined, empty=place.empty)
            yield Shown(place.key, cut=made, guessed=place.guessed)


def _contexts(paths: Sequence[Path], wanted: Sequence[Wanted]) -> Iterator[Shown]:
    blocks = [block for block in read(*paths).blocks if block.text.strip()]
    at: Mapping[int | None, int] = {block.where.order: n for n, block in enumerate(blocks)}
    for one in wanted:
        rank = at.get(one.where.order) if one.where else None
        if rank is not None:
            yield Shown(one.key, context=_context(blocks, rank))


def _context(blocks: Sequence[Block], rank: int) -> Context:
    before = blocks[max(0, rank - _CONTEXT) : rank]
    after = blocks[rank + 1 : rank + 2]
    return Context(_said(before), _said(blocks[rank : rank + 1]), _said(after))


def _said(blocks: Sequence[Block]) -> str:
    return "\n".join(block.text.strip() for block in blocks)[:_LONGEST]
