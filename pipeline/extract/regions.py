"""Extract: the lines that belong to each label, between it and the next one."""

import re
from collections.abc import Sequence

from pipeline.extract.find import Occurrence
from pipeline.extract.line import Line, Region
from pipeline.extract.prompts import Prompts
from pipeline.extract.sheet import BREAK, PICTURE, SLOT, Sheet

_PUNCTUATION = re.compile(rf"^(?:[ \u00a0\u202f:?;=\t{SLOT}]|[–—-](?=\s))+")
_BLANK = f" \u00a0\u202f\t{SLOT}"
_TO_CLEAN = re.compile(rf"[{PICTURE}{SLOT}…_·‥]|\.\s?\.")
_LEADERS = re.compile(r"(?:[.…_·‥]\s?){4,}|…{2,}|_{3,}")


def regions(sheet: Sheet, placed: Sequence[Occurrence], prompts: Prompts) -> list[Region]:
    """Return the region of each placed item, in the order of the document."""
    result: list[Region] = []
    for rank, occurrence in enumerate(placed):
        following = placed[rank + 1].lead if rank + 1 < len(placed) else len(sheet.text)
        end = max(following, occurrence.end)
        region = Region(occurrence, occurrence.end, end)
        region.lines = lines(sheet, region.start, end, prompts)
        result.append(region)
    return result


def lines(sheet: Sheet, start: int, end: int, prompts: Prompts) -> list[Line]:
    """Return the lines between two places, empty ones kept (their `text` is empty)."""
    found: list[Line] = []
    at = start
    while at < end:
        block = sheet.block_at(at)
        stop = min(sheet.block_end(block), end)
        first = at == start
        for piece_start, piece_end in _cut(sheet.text, at, stop):
            text = sheet.text[piece_start:piece_end]
            clean = _clean(text, prompts, first=first, beside=piece_start == start)
            if not prompts.is_running(clean):
                wrapped = sheet.blocks[block].wrapped and piece_start == at and not first
                found.append(Line(piece_start, piece_end, clean, block, wrapped))
            first = first and not clean
        at = max(stop + 1, at + 1)
    return prompts.strip_wrapped(found)


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a block at its line breaks."""
    places = [start]
    at = text.find(BREAK, start, end)
    while at >= 0:
        places.append(at + 1)
        at = text.find(BREAK, at + 1, end)
    return [
        (first, (places[rank + 1] - 1) if rank + 1 < len(places) else end)
        for rank, first in enumerate(places)
    ]


def _clean(text: str, prompts: Prompts, *, first: bool, beside: bool) -> str:
    if first:
        text = _PUNCTUATION.sub("", text) if beside else text.lstrip(_BLANK)
    if _TO_CLEAN.search(text):
        text = _LEADERS.sub("", text.replace(PICTURE, "").replace(SLOT, ""))
    text = prompts.strip(text).strip()
    # A colon alone is what is left of « Nom de la structure  Value : ».
    return text.removesuffix(":").rstrip() if first and text.endswith((" :", "\u00a0:")) else text
