"""Review: the pages that show each doubtful field beside its picture."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from pipeline.review.doubt import Doubt
from pipeline.review.templates import environment
from pipeline.review.words import some

INDEX, FIELDS = "index.html", "par-champ.html"


class Group(NamedTuple):
    """The same field of several dossiers."""

    anchor: str
    title: str
    doubts: tuple[Doubt, ...]


class Heap(NamedTuple):
    """The doubtful fields of one dossier."""

    number: str
    who: str
    doubts: tuple[Doubt, ...]


def draw_pages(
    doubts: Sequence[Doubt], *, campaign: str, title: str, done: int = 0
) -> Mapping[str, bytes]:
    """Return the pages by their names: an index, one per dossier, and one field by field.

    Args:
        doubts: dossier by dossier, in the order of their lines.
        campaign: the identity of the call, as commands take it.
        title: the call, as people say it.
        done: how many values are already verified.
    """
    made = environment()
    heaps = _heaps(doubts)
    shared = {"call": title, "campaign": campaign, "total": len(doubts)}
    groups = _groups(doubts)
    pages = {
        INDEX: made.get_template("index.html.j2").render(
            shared, dossiers=heaps, groups=groups, minutes=minutes(doubts), done=done
        )
    }
    if doubts:
        pages[FIELDS] = made.get_template("fields.html.j2").render(shared, groups=groups)
    one = made.get_template("dossier.html.j2")
    for heap, before, after in _beside(heaps):
        pages[f"{heap.number}.html"] = one.render(
            shared,
            number=heap.number,
            who=heap.who,
            doubts=heap.doubts,
            minutes=minutes(heap.doubts),
            before=before,
            after=after,
        )
    return {name: page.encode(errors="replace") for name, page in pages.items()}


def minutes(doubts: Sequence[Doubt]) -> str:
    """Say in French how long it takes to look at values, to the minute above."""
    whole = -(-sum(doubt.seconds for doubt in doubts) // 60)
    return some(max(1, whole), "minute", "minutes")


def _heaps(doubts: Sequence[Doubt]) -> tuple[Heap, ...]:
    return tuple(
        Heap(number, found[0].who, found)
        for number, group in groupby(doubts, key=lambda doubt: doubt.dossier)
        for found in (tuple(group),)
    )


def _groups(doubts: Sequence[Doubt]) -> tuple[Group, ...]:
    """Return the doubts field by field, in the order of the form."""
    found: dict[str, list[Doubt]] = {}
    for doubt in sorted(doubts, key=lambda one: (one.rank, one.line)):
        found.setdefault(doubt.question.key, []).append(doubt)
    return tuple(
        Group(f"champ-{key}", group[0].question.title, tuple(group)) for key, group in found.items()
    )


def _beside(heaps: Sequence[Heap]) -> Iterator[tuple[Heap, str, str]]:
    numbers = ["", *(heap.number for heap in heaps), ""]
    for rank, heap in enumerate(heaps):
        yield heap, numbers[rank], numbers[rank + 2]
