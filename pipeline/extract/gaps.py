"""Extract: questions in a row that are on no page, where one page ends and another begins."""

from collections.abc import Iterator, Sequence

from pipeline.extract.find import Occurrence
from pipeline.extract.outline import Item
from pipeline.extract.sheet import Sheet
from schemas.candidature import Gap

_QUESTIONS = 3
_BESIDE, _ALONE = 2, 2.0
_WEIGHT = 6.0
"""Of the questions that are missing: one or two labels are misread at times, a whole page of them
never without a trace."""


def gaps_of(sheet: Sheet, items: Sequence[Item], placed: Sequence[Occurrence]) -> list[Gap]:
    """Return the runs of missing questions that only a missing or illegible page explains.

    They stand between the last item found on a page and the first one found on the next, or
    before or after all pages.

    Args:
        sheet: the document, its pages in the order of the form.
        items: all of the form.
        placed: those found, in any order.
    """
    known = sorted((o for o in placed if _is_telling(o, placed)), key=lambda o: o.item.index)
    if not known or any(_page(sheet, o) is None for o in known):  # a Word file has no pages
        return []
    found = {o.item.index for o in known}
    gaps = []
    for before, after in zip([None, *known], [*known, None], strict=True):
        page, following = _page(sheet, before), _page(sheet, after)
        if before is not None and after is not None and page == following:
            continue
        first = before.item.index + 1 if before is not None else 0
        last = after.item.index if after is not None else len(items)
        missing = [item for item in items[first:last] if item.index not in found]
        keys = tuple(_keys(missing))
        weight = sum(item.weight for item in missing if item.questions)
        if len(keys) >= _QUESTIONS and weight >= _WEIGHT:
            gaps.append(Gap(after=page and page[0], before=following and following[0], keys=keys))
    return gaps


def _is_telling(occurrence: Occurrence, placed: Sequence[Occurrence]) -> bool:
    """Say whether a place can be trusted: « le » in a sentence, far from all others, cannot."""
    if occurrence.moved:
        return False
    index = occurrence.item.index
    beside = any(0 < abs(o.item.index - index) <= _BESIDE for o in placed)
    return beside or occurrence.worth >= _ALONE


def _page(sheet: Sheet, occurrence: Occurrence | None) -> tuple[int, int] | None:
    if occurrence is None:
        return None
    where = sheet.blocks[occurrence.block].where
    return None if where.page is None else (where.page, where.leaf)


def _keys(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        if item.kind in ("question", "row"):
            yield from (question.key for question in item.questions)
        elif item.option is not None and item.option.detail is not None:
            yield item.option.detail
