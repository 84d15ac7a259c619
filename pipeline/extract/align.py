"""Extract: place the printed form on the document, in one global, order-preserving alignment.

Rule of reading 3 of the design: repeated labels (three « E-mail ») are told apart by their order,
answers may quote labels, labels may be gone, mistyped or moved.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.extract.find import Occurrence, approximate, occurrences
from pipeline.extract.outline import Item
from pipeline.extract.sheet import Sheet

_LIKELY = 0.35
"""A weaker place (in the middle of a sentence, inside a control) proves nothing by itself."""
_NEAR = 2  # blocks: neighbours of the form stand on the same line or the next ones
_BONUS = 0.6
_SHORT = ("text", "postal_code", "email", "telephone", "siret", "date", "amount")


def align(sheet: Sheet, items: Sequence[Item]) -> list[Occurrence]:
    """Return the places of the items found in the sheet, in the order of the document.

    First the heaviest chain that keeps the printed order; then chains of what is left, for
    questions that somebody moved; then weak or mistyped labels, between their neighbours only.
    """
    candidates = {item.index: occurrences(sheet, item) for item in items}
    likely = {
        index: [o for o in found if o.quality >= _LIKELY] for index, found in candidates.items()
    }
    placed = {o.item.index: o for o in heaviest_chain(items, likely)}
    _drop_orphans(placed)
    _add_moved(items, likely, placed)
    _add_between(sheet, items, candidates, placed)
    return sorted(placed.values(), key=lambda o: o.start)


def heaviest_chain(
    items: Iterable[Item], candidates: dict[int, list[Occurrence]]
) -> list[Occurrence]:
    """Return the chain of largest worth whose items and places both go forward.

    `frontier` holds (end, score, rank) of the chains so far, both increasing: the best chain
    that ends before a place is found by bisection. Neighbouring items that stand close
    together earn a bonus, which is what tells a label from its quotation.
    """
    frontier: list[tuple[int, float, int]] = []
    ended: list[Occurrence] = []
    recent: list[Occurrence] = []
    for item in items:
        current = candidates[item.index]
        for occurrence in current:
            _extend(occurrence, frontier, ended, recent)
        for occurrence in current:
            _insert(frontier, ended, occurrence)
        if current:
            recent = [o for o in recent if o.item.index >= item.index - 2] + current
    if not frontier:
        return []
    chain: list[Occurrence] = []
    last: Occurrence | None = ended[frontier[-1][2]]
    while last is not None:
        chain.append(last)
        last = last.before
    return chain[::-1]


def _extend(
    occurrence: Occurrence,
    frontier: list[tuple[int, float, int]],
    ended: list[Occurrence],
    recent: list[Occurrence],
) -> None:
    best, before = 0.0, None
    place = bisect_right(frontier, (occurrence.start, float("inf"), 0)) - 1
    if place >= 0:
        best, before = frontier[place][1], ended[frontier[place][2]]
    for other in recent:
        if other.end <= occurrence.start:
            score = other.score + _closeness(other, occurrence)
            if score > best:
                best, before = score, other
    occurrence.score = best + occurrence.worth
    occurrence.before = before


def _closeness(first: Occurrence, second: Occurrence) -> float:
    question = first.item.question
    compact = first.item.kind != "question" or (question is not None and question.type in _SHORT)
    options = second.item.kind == "option"
    if not (compact or options):
        return 0.0
    gap = second.block - first.block
    bonus = _BONUS if gap <= _NEAR else 0.0
    return bonus / (second.item.index - first.item.index)


def _insert(
    frontier: list[tuple[int, float, int]], ended: list[Occurrence], occurrence: Occurrence
) -> None:
    place = bisect_right(frontier, (occurrence.end, float("inf"), 0))
    if place and frontier[place - 1][1] >= occurrence.score:
        return
    ended.append(occurrence)
    insort(frontier, (occurrence.end, occurrence.score, len(ended) - 1))
    while place + 1 < len(frontier) and frontier[place + 1][1] <= occurrence.score:
        del frontier[place + 1]


def _drop_orphans(placed: dict[int, Occurrence]) -> None:
    """Take back options found without their question, unless a box stands before them."""
    for index, occurrence in list(placed.items()):
        parent = occurrence.item.parent
        if parent is not None and parent not in placed and occurrence.quality < 1:
            del placed[index]


def _add_between(
    sheet: Sheet,
    items: Sequence[Item],
    candidates: dict[int, list[Occurrence]],
    placed: dict[int, Occurrence],
) -> None:
    """Look for the items not found, each between its nearest placed neighbours."""
    for item in items:
        if item.index in placed or (item.kind == "option" and item.parent not in placed):
            continue
        before = [placed[i] for i in range(item.index) if i in placed]
        after = [placed[i] for i in range(item.index + 1, len(items)) if i in placed]
        start = before[-1].end if before else 0
        end = after[0].lead if after else len(sheet.text)
        if start >= end:
            continue
        weak = [o for o in candidates[item.index] if start <= o.start and o.end <= end]
        if weak and item.kind == "option":
            placed[item.index] = max(weak, key=lambda o: o.quality)
            continue
        occurrence = approximate(sheet, item, start, end)
        if occurrence is not None:
            placed[item.index] = occurrence


def _add_moved(
    items: Sequence[Item],
    candidates: dict[int, list[Occurrence]],
    placed: dict[int, Occurrence],
) -> None:
    """Place what somebody moved: chains of items left over, if they are long or unmistakable."""
    for _ in range(3):
        taken = sorted((o.start, o.end) for o in placed.values())
        left = {
            item.index: [
                o for o in candidates[item.index] if o.quality >= 0.7 and _is_free(taken, o)
            ]
            for item in items
            if item.index not in placed and item.parent not in placed
        }
        chain = heaviest_chain([item for item in items if item.index in left], left)
        found = {o.item.index for o in chain}
        chain = [o for o in chain if o.item.parent is None or o.item.parent in found]
        if len(chain) < 4:  # a few short labels may be quotations; a whole question is none
            heavy = {o.item.index for o in chain if o.item.length > 4 and o.item.kind != "option"}
            chain = [o for o in chain if o.item.index in heavy or o.item.parent in heavy]
        if not chain:
            return
        _bring_along(chain, candidates, placed)
        for occurrence in chain:
            occurrence.moved = True
            placed[occurrence.item.index] = occurrence


def _bring_along(
    chain: list[Occurrence],
    candidates: dict[int, list[Occurrence]],
    placed: dict[int, Occurrence],
) -> None:
    """Take with a moved section the labels of it that were placed on quotations elsewhere.

    An item printed between two items of the chain belongs between them in the document, if it
    can stand there at least as well as where it was placed.
    """
    for before, after in pairwise(list(chain)):
        for index in range(before.item.index + 1, after.item.index):
            current = placed.get(index)
            if current is None or before.end <= current.start < after.start:
                continue
            there = [
                o
                for o in candidates[index]
                if before.end <= o.start and o.end <= after.lead and o.quality >= current.quality
            ]
            if there:
                better = max(there, key=lambda o: o.quality)
                better.moved = True
                placed[index] = better


def _is_free(taken: list[tuple[int, int]], occurrence: Occurrence) -> bool:
    place = bisect_right(taken, (occurrence.start, occurrence.end))
    before_free = place == 0 or taken[place - 1][1] <= occurrence.start
    return before_free and (place == len(taken) or taken[place][0] >= occurrence.end)
