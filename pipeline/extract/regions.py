"""Extract: the lines that belong to each label, between it and the next one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from pipeline.extract.find import Occurrence
from pipeline.extract.outline import Item
from pipeline.extract.sheet import BOXES, BREAK, PICTURE, SLOT, Sheet, fold, words_of
from schemas.form import Form

_PUNCTUATION = re.compile(rf"^(?:[ \u00a0\u202f:?;=\t{SLOT}]|[–—-](?=\s))+")
_BLANK = f" \u00a0\u202f\t{SLOT}"
_TO_CLEAN = re.compile(rf"[{PICTURE}{SLOT}…_·‥]|\.\s?\.")
_LEADERS = re.compile(r"(?:[.…_·‥]\s?){4,}|…{2,}|_{3,}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an answer: where it stands in the sheet, and its words without prompts.

    `wrapped` says that the printed line only continues the one before.
    """

    start: int
    end: int
    text: str
    block: int
    wrapped: bool = False


@dataclass(slots=True)
class Region:
    """What stands between one placed item and the next, `end` excluded."""

    occurrence: Occurrence
    start: int
    end: int
    lines: list[Line] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


class Prompts:
    """The prompts and running lines of a form, as patterns to take out of answers."""

    def __init__(self, form: Form) -> None:
        prompts = sorted(form.placeholders, key=len, reverse=True)
        self._prompt = re.compile("|".join(_sentence(p) for p in prompts)) if prompts else None
        self._mentions = {_letters(mention) for mention in form.mentions}
        # Most lines begin otherwise: two or four letters spare the whole comparison.
        self._mention_heads = {fold(mention[:2]) for mention in form.mentions}
        self._running_heads = {fold(line[:4]) for line in form.running}
        self._prompt_words = [words_of(prompt) for prompt in prompts]
        self._hints = {prompt.split()[0][1:4] for prompt in prompts}
        running = "|".join(_running(line) for line in form.running)
        self._running = re.compile(rf"(?:{running})(?:\s+(?:{running}))*") if running else None

    def strip(self, text: str) -> str:
        """Return `text` without any prompt of the form, its final point included."""
        if self._prompt is None or not self._may_prompt(text):
            return text
        return self._prompt.sub("", text)

    def strip_wrapped(self, lines: "list[Line]") -> "list[Line]":
        """Return the lines without the prompts that run over several of them."""
        joined = "\n".join(line.text for line in lines)
        if self._prompt is None or "\n" not in joined or not self._may_prompt(joined):
            return lines
        clean = self._prompt.sub(lambda match: "\n" * match[0].count("\n"), joined)
        if clean == joined:
            return lines
        texts = clean.split("\n")
        return [replace(line, text=t.strip()) for line, t in zip(lines, texts, strict=True)]

    def _may_prompt(self, text: str) -> bool:
        return any(hint in text for hint in self._hints)  # quicker than the whole search

    def is_prompt(self, text: str) -> bool:
        """Say whether `text` is one of the form's prompts, whole."""
        return self._prompt is not None and bool(self._prompt.fullmatch(text.strip()))

    def leaves_words(self, text: str) -> bool:
        """Say whether an answer still holds most words of a prompt, in order, among its own."""
        if not self._may_prompt(text):
            return False
        words = words_of(text)
        return any(_hold_in_order(words, prompt) for prompt in self._prompt_words)

    def is_mention(self, text: str) -> bool:
        """Say whether a line is a formula written by habit (« Lu et approuvé »)."""
        if not 1 < len(text) < 50 or fold(text[:2]) not in self._mention_heads:
            return False
        return _letters(text) in self._mentions

    def is_running(self, text: str) -> bool:
        """Say whether a whole line is a header or footer of the form."""
        if self._running is None or fold(text[:4]) not in self._running_heads:
            return False
        return self._running.fullmatch(fold(text)) is not None


def _hold_in_order(words: Sequence[str], prompt: Sequence[str]) -> bool:
    """Say whether at least four of a prompt's words, and two thirds, stand in `words` in order."""
    at = found = 0
    for word in prompt:
        if word in words[at:]:
            at = words.index(word, at) + 1
            found += 1
    return found >= max(4, len(prompt) * 2 // 3)


def _letters(text: str) -> str:
    return "".join(words_of(text))


@cache
def prompts_of(form: Form) -> Prompts:
    """Return the prompts of a form, made once."""
    return Prompts(form)


def _sentence(prompt: str) -> str:
    words = [re.escape(word) for word in prompt.rstrip(".").split()]
    return r"(?i:" + r"\s+".join(words) + r")\s?\.?"


def _running(line: str) -> str:
    parts = [r"\s+".join(re.escape(fold(w)) for w in part.split()) for part in line.split("{n}")]
    return r"\s*\d+\s*".join(parts)


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


def is_blank(line: Line) -> bool:
    """Say whether nothing was written on a line (boxes are not writing)."""
    return not line.text.strip(BOXES + " \u00a0")


def adopt_missing(
    sheet: Sheet, items: Sequence[Item], found: Sequence[Region]
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
