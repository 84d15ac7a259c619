"""Extract: the answers that lost labels leave behind."""

from collections.abc import Collection, Sequence

from pipeline.extract.find import Occurrence
from pipeline.extract.line import Line, Region, is_blank
from pipeline.extract.outline import Item
from pipeline.extract.sheet import Sheet


def adopt_missing(
    sheet: Sheet, items: Sequence[Item], found: Sequence[Region], absent: Collection[str] = ()
) -> dict[int, Region]:
    """Give the lines that a lost label leaves behind to the question it printed.

    When a label was deleted, its answer stands in the region of the item before. Single-line
    questions keep their first line, long ones what stands before the last blank line; the rest
    goes to the missing questions in printed order. All of them are to be verified.
    """
    placed = {region.occurrence.item.index: region for region in found}
    adopted: dict[int, Region] = {}
    for rank, region in enumerate(found):
        following = found[rank + 1].occurrence if rank + 1 < len(found) else None
        missing = _missing_between(items, region.occurrence, following, placed)
        missing = [item for item in missing if item.questions[0].key not in absent]
        if missing:
            _share_out(sheet, region, missing, adopted)
    return adopted


def _missing_between(
    items: Sequence[Item],
    before: Occurrence,
    after: Occurrence | None,
    placed: dict[int, Region],
) -> list[Item]:
    """Return the single questions printed between two items that follow in the document."""
    last = after.item.index if after is not None else len(items)
    first = before.item.index + 1
    between = [item for item in items[first:last] if item.kind == "question"]
    if any(item.index in placed for item in between) or not between:
        return []
    return [
        item
        for item in between
        if item.question is not None
        and not item.question.options
        and item.question.type != "signature"
    ]


def _share_out(
    sheet: Sheet, region: Region, missing: list[Item], adopted: dict[int, Region]
) -> None:
    kept, rest = _split(sheet, region)
    if not rest:
        return
    region.lines = kept
    region.reasons.append("LIBELLE_ABSENT")
    for rank, item in enumerate(missing):
        last = rank == len(missing) - 1
        question = item.question
        long = question is not None and question.type == "long_text"
        count = len(rest) if last or long else 1
        taken, rest = rest[:count], rest[count:]
        if taken:
            place = taken[0].start
            occurrence = Occurrence(item, place, place, place, 0.0, taken[0].block)
            adopted[item.index] = Region(
                occurrence, place, taken[-1].end, taken, ["LIBELLE_ABSENT"]
            )


def _split(sheet: Sheet, region: Region) -> tuple[list[Line], list[Line]]:
    """Part what the item keeps from what it may have received from a lost label."""
    written = [line for line in region.lines if not is_blank(line)]
    item = region.occurrence.item
    question = item.question
    if question is None or (
        item.kind == "option" and (item.option is None or not item.option.detail)
    ):
        own = 0
    elif question.type == "long_text":
        return _split_at_last_gap(sheet, region.lines)
    elif question.options and item.kind == "question":
        own = 0
    elif item.kind == "option":  # what is asked after a box stands on its line
        own = sum(line.block == region.occurrence.block for line in written)
    else:
        own = 1
    kept = written[:own]
    while len(kept) < len(written) and written[len(kept)].wrapped and kept:
        kept.append(written[len(kept)])
    return kept, written[len(kept) :]


def _split_at_last_gap(sheet: Sheet, all_lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Part lines at the last blank line, or where a PDF leaves the height of one."""
    groups: list[list[Line]] = [[]]
    before: Line | None = None
    for line in all_lines:
        if is_blank(line):
            if groups[-1]:
                groups.append([])
            continue
        if before is not None and groups[-1] and _leaves_a_line(sheet, before, line):
            groups.append([])
        groups[-1].append(line)
        before = line
    groups = [group for group in groups if group]
    if len(groups) < 2:  # nothing shows where one answer ends
        return all_lines, []
    return [line for group in groups[:-1] for line in group], groups[-1]


def _leaves_a_line(sheet: Sheet, before: Line, line: Line) -> bool:
    """Say whether the space between two printed lines would hold another one and a half."""
    above = sheet.where(before.start, before.end)
    below = sheet.where(line.start, line.end)
    if above.box is None or below.box is None or above.page != below.page:
        return False
    height = min(above.box[3] - above.box[1], below.box[3] - below.box[1])
    return below.box[1] - above.box[3] > 1.5 * height
