"""Extract: the ticks of options, printed or typed, before or after their words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.find import Occurrence
from pipeline.extract.sheet import BOXES, BREAK, EMPTY_BOX, SLOT, TICKED_BOX, Sheet

_TYPED_ON = r"\[\s?[xX✓✔√]\s?\]|\(\s?[xX✓✔√]\s?\)|(?<!\w)[xX✗✘✓✔√✅](?!\w)"
_TYPED_OFF = r"\[[ _]?\]|\([ _]?\)|(?<!\w)_(?!\w)"
_ON = re.compile(rf"{TICKED_BOX}|{_TYPED_ON}")
_OFF = re.compile(rf"{EMPTY_BOX}|{_TYPED_OFF}")
_ONE = rf"[{BOXES}]|{_TYPED_ON}|{_TYPED_OFF}"
_BETWEEN = rf"[ \t\u00a0\u202f:?.;,{SLOT}•·\-–'’‘`´\"|«»<>]"
_SUFFIX = re.compile(rf"(?:{_ONE}|{_BETWEEN})*$")
_PREFIX = re.compile(rf"(?:{_ONE}|{_BETWEEN})*")
_ALONE = re.compile(rf"(?:{_ONE}|{_BETWEEN})+")
_LINE_END = re.compile(rf"[\n{BREAK}]")
_UNSURE = 0.5


@dataclass(slots=True)
class Mark:
    """What stands beside an option: True for a tick, False for an empty box, None for neither."""

    ticked: bool | None
    trust: float
    zone: tuple[int, int]
    boxed: bool = False


def marks_of(sheet: Sheet, places: Sequence[Occurrence], limits: tuple[int, int]) -> list[Mark]:
    """Return the mark of each placed option.

    Boxes stand before their options on this form; people who type one often put it after. All
    options of a question follow one habit: after, if the first has no mark before it and the
    last has one after it. A typed mark between two options of a line belongs to the nearer.
    """
    before = [_before(sheet, places, rank, limits[0]) for rank in range(len(places))]
    after = [_after(sheet, places, rank, limits[1]) for rank in range(len(places))]
    if _is_after(before, after):
        return after
    _left_behind(sheet, before, places)
    for rank in range(1, len(places)):
        _give_to_the_nearer(sheet, places, rank, before, after)
    return before


def _is_after(before: Sequence[Mark], after: Sequence[Mark]) -> bool:
    if all(mark.ticked is None for mark in before):
        return any(mark.ticked is not None for mark in after)
    if before[0].ticked is not None:
        return False
    if after[0].boxed:
        return True
    return after[-1].ticked is not None or not any(mark.ticked for mark in before)


def _before(sheet: Sheet, places: Sequence[Occurrence], rank: int, start: int) -> Mark:
    place = places[rank]
    line = _line_start(sheet, place.start)
    first = max(line, _words_end(sheet, places[rank - 1]) if rank else min(start, place.start))
    match = _SUFFIX.search(sheet.text, first, place.start)
    zone = (match.start() if match else place.start, place.start)
    if zone[0] == line and not sheet.text[line : place.start].strip() and line > 0:
        above = (_line_start(sheet, line - 1), line - 1)
        if _stands_alone(sheet, above, place.start) and above[0] >= min(start, line):
            zone = above
    return _mark(sheet, zone)


def _left_behind(sheet: Sheet, before: list[Mark], places: Sequence[Occurrence]) -> None:
    """Give an option wrapped to the next line the mark that ends the line above.

    Where marks stand before their options, that is: the one above bears its own.
    """
    for rank in range(1, len(places)):
        if before[rank].ticked is not None or before[rank - 1].ticked is None:
            continue
        first, line = _words_end(sheet, places[rank - 1]), _line_start(sheet, places[rank].start)
        if not first < line or sheet.text[line : places[rank].start].strip():
            continue
        match = _ALONE.fullmatch(sheet.text, first, line - 1)
        if match is not None and re.search(_ONE, match.group()):
            before[rank] = _mark(sheet, (first, line - 1))


def _after(sheet: Sheet, places: Sequence[Occurrence], rank: int, end: int) -> Mark:
    place = places[rank]
    first = _words_end(sheet, place)
    stop = _line_stop(sheet, first)
    if rank + 1 < len(places):
        stop = min(stop, places[rank + 1].start)
    match = _PREFIX.match(sheet.text, first, max(stop, first))
    zone = (first, match.end() if match else first)
    if not sheet.text[first:stop].strip() and stop < end:
        below = (stop + 1, _line_stop(sheet, stop + 1))
        if _stands_alone(sheet, below, place.start):
            zone = below
    return _mark(sheet, zone)


def _stands_alone(sheet: Sheet, line: tuple[int, int], option: int) -> bool:
    """Say whether a line holds marks only, and stands in the table row of the option, if any."""
    if line[0] >= line[1] or not _ALONE.fullmatch(sheet.text, *line):
        return False
    here, there = sheet.cells_at(option), sheet.cells_at(line[0])
    if not here and not there:
        return True
    return bool(here and there) and (here[-1].table, here[-1].row) == (
        there[-1].table,
        there[-1].row,
    )


def _give_to_the_nearer(
    sheet: Sheet,
    places: Sequence[Occurrence],
    rank: int,
    before: list[Mark],
    after: list[Mark],
) -> None:
    previous, place = places[rank - 1], places[rank]
    left = _words_end(sheet, previous)
    between = sheet.text[left : place.start]
    typed = re.search(_TYPED_ON, between)
    if typed is None or _LINE_END.search(between) or re.search(f"[{BOXES}]", between):
        return
    to_previous, to_this = typed.start(), len(between) - typed.end()
    if to_previous < to_this:
        before[rank - 1], before[rank] = after[rank - 1], Mark(None, 1.0, (left, left))
    elif to_previous == to_this and rank == 1 and before[0].ticked is None:
        before[rank].trust = _UNSURE


def _mark(sheet: Sheet, zone: tuple[int, int]) -> Mark:
    marks = sheet.text[zone[0] : zone[1]]
    trusts = [p.span.confidence for p in sheet.pieces(*zone) if p.span.kind == "box"]
    state = True if _ON.search(marks) else False if _OFF.search(marks) else None
    if len(trusts) > 1:  # two boxes between two options: whose is which?
        trusts.append(_UNSURE)
    return Mark(state, min(trusts, default=1.0), zone, boxed=bool(trusts))


def _words_end(sheet: Sheet, place: Occurrence) -> int:
    """Return where the words of an option end, without the blanks and points after them."""
    words = sheet.text[place.start : place.end].rstrip(" \t\u00a0\u202f:?.;\n" + BREAK)
    return place.start + len(words)


def _line_start(sheet: Sheet, at: int) -> int:
    return max(sheet.text.rfind("\n", 0, at), sheet.text.rfind(BREAK, 0, at)) + 1


def _line_stop(sheet: Sheet, at: int) -> int:
    match = _LINE_END.search(sheet.text, at)
    return match.start() if match else len(sheet.text)
