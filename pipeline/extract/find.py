"""Extract: every place of a document that could be a given label, and how likely it is."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import islice

from rapidfuzz import fuzz

from pipeline.extract.outline import Item, Wording
from pipeline.extract.sheet import BOXES, BREAK, SENTINELS, SLOT, Sheet

_JUNK = re.compile(
    rf"[\s{SENTINELS}•·●▪◦\-*>.)(]*(?:(?:\d{{1,2}}|[a-h]|[ivx]{{1,3}})\s?[.)°/\-][\s.)°/\-{SENTINELS}]*)?"
)
"""What may stand before a label on its line: a box, a bullet, a number."""
_MARK = re.compile(rf"(?:[{BOXES}]|\[\s?[x ]?\s?\]|\(\s?[x ]\s?\)|(?<![a-z0-9])x|[_□☐])\s*$")
"""A box, printed or typed, just before an option (on folded text)."""
_FAR = 200
"""Characters looked at before a label: on one line of a million, each label would cost them all."""
_MOST_PLACES, _MOST_LINES = 150, 3000
"""Places of one label and lines between two that are weighed: a dossier has a tenth of them, and
their number goes into the time with its square."""
_LIKE = 84  # of a hundred: see `approximate`
_CLOSERS, _BLANKS, _COLONS = ')]»"', " \u00a0\u202f", ":?：="
_ENDS, _GAPS = f"\n{BREAK}", f"\t{SENTINELS}"
_WORD = re.compile(r"[a-z0-9]+")
_NEW_LINE = re.compile(rf"[\n\t{BREAK}]")
_TAIL = re.compile(rf"[)\]»”\"]*[ \u00a0\u202f{BREAK}]*(?:[:?;.]+[ \u00a0\u202f{BREAK}]*)*")
_DATE_AHEAD = re.compile(
    rf"\W{{0,4}}(?:\d|{SLOT}|[._]{{3}}|(?:cliquez|clic|click|choisi)|(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]*\W{{1,3}}\d)"
)


@dataclass(slots=True, eq=False)
class Occurrence:
    """A place where an item may stand.

    `start`–`end` are its words and the punctuation printed after them; `lead` is where the box,
    bullet or number before it begins. `quality` lies in 0–1.
    """

    item: Item
    start: int
    end: int
    lead: int
    quality: float
    block: int
    fuzzy: bool = False
    moved: bool = False
    reworded: bool = False
    """Not the form's own words: a variant, or something near."""
    runs_on: bool = False
    """Words follow on its line without a colon: they may still be the label."""
    score: float = 0.0
    before: "Occurrence | None" = field(default=None, repr=False)

    @property
    def worth(self) -> float:
        """What this place brings to the alignment."""
        return self.item.weight * self.quality


def occurrences(sheet: Sheet, item: Item) -> list[Occurrence]:
    """Return where `item` may stand in the sheet, in order of place, one per start."""
    found: dict[int, Occurrence] = {}
    is_date = item.question is not None and item.question.type == "date"
    for wording in item.wordings:
        for first, last in sheet.words.find(wording.parts):
            start, end = sheet.words.places[first][0], sheet.words.places[last][1]
            if is_date and not _may_date(sheet, start, end):  # « le » stands everywhere
                continue
            if first < last and not _holds_together(sheet, first, last):
                continue
            occurrence = _judge(sheet, item, wording, start, end)
            known = found.get(start)
            if occurrence is not None and (known is None or occurrence.worth > known.worth):
                found[start] = occurrence
    return _widest(found.values())


def _widest(found: Iterable[Occurrence]) -> list[Occurrence]:
    """Keep the best of the places that end together, and of all only as many as can be weighed."""
    by_end: dict[int, Occurrence] = {}
    for occurrence in found:  # « téléphone » within « numéro de téléphone »
        known = by_end.get(occurrence.end)
        if known is None or occurrence.worth > known.worth:
            by_end[occurrence.end] = occurrence
    places: Collection[Occurrence] = by_end.values()
    if len(places) > _MOST_PLACES:
        places = nlargest(_MOST_PLACES, places, key=lambda o: (o.worth, -o.start))
    return sorted(places, key=lambda o: o.start)


def approximate(sheet: Sheet, item: Item, start: int, end: int) -> Occurrence | None:
    """Return the best place between two places where a mistyped or misread label may stand.

    A line counts when it begins with nearly the label's words: 0.84 of them for a long label,
    one wrong letter for a short one that is followed by a colon (below, « Ville » matches
    « Virée »).
    """
    best: Occurrence | None = None
    for at in islice(_line_starts(sheet, start, end), _MOST_LINES):
        for wording in item.wordings:
            occurrence = _nearly(sheet, item, wording, at)
            if occurrence is None or occurrence.end > end:
                continue
            if best is None or occurrence.quality > best.quality:
                best = occurrence
    return best


def _line_starts(sheet: Sheet, start: int, end: int) -> Iterator[int]:
    at = start
    while at < end:
        junk = _JUNK.match(sheet.plain, at, end)
        yield junk.end() if junk else at
        following = _NEW_LINE.search(sheet.text, at, end)
        if following is None:
            return
        at = following.end()


def _nearly(sheet: Sheet, item: Item, wording: Wording, at: int) -> Occurrence | None:
    width = len(wording.words)
    if width < 4:  # « Le », « CP »: nothing to be near to
        return None
    ahead = sheet.plain[at : at + width + 6]
    if width <= 8:  # one word or so: a colon must confirm it
        colon = ahead.find(":")
        if colon < 0:
            return None
        words = " ".join(_WORD.findall(ahead[:colon]))
        ratio = fuzz.ratio(wording.words, words)
        length = colon
    else:
        length, ratio = _best_length(wording.words, ahead)
    if ratio < _LIKE:
        return None
    end = _tail_end(sheet, at + length)
    return Occurrence(
        item,
        at,
        end,
        at,
        quality=ratio / 100 * 0.8,
        block=sheet.block_at(at),
        fuzzy=True,
        reworded=True,
        runs_on=_follows(sheet, at + length) == "text",
    )


def _best_length(words: str, ahead: str) -> tuple[int, float]:
    """Return how many characters of `ahead` are most like `words`, and how much (0–100)."""
    best = (0, 0.0)
    for length in range(max(len(words) - 5, 4), len(ahead) + 1):
        if length < len(ahead) and ahead[length].isalnum() and ahead[length - 1].isalnum():
            continue
        text = " ".join(_WORD.findall(ahead[:length]))  # what is ahead is folded already
        ratio = fuzz.ratio(words, text, score_cutoff=_LIKE)
        if ratio > best[1]:
            best = (length, ratio)
    return best


def _ends_line(sheet: Sheet, end: int) -> bool:
    return sheet.text[_tail_end(sheet, end) : _tail_end(sheet, end) + 1] in ("\n", "", SLOT)


def _may_date(sheet: Sheet, start: int, end: int) -> bool:
    line = sheet.plain[_line_start(sheet, sheet.block_at(start), start) : start]
    if line.lstrip().startswith("fait a"):
        return True
    return _follows(sheet, end) != "text" or _DATE_AHEAD.match(sheet.plain, end) is not None


def _holds_together(sheet: Sheet, first: int, last: int) -> bool:
    """Say whether words stand close enough to be one label.

    Long labels wrap in a PDF, short ones in a narrow cell; « Nom Prénom » must not straddle
    two paragraphs.
    """
    places = sheet.words.places
    short = last - first < 3
    for rank in range(first, last):
        end, start = places[rank][1], places[rank + 1][0]
        if start - end > 4:
            return False
        if short and "\n" in sheet.text[end:start] and not _same_cell(sheet, end, start):
            return False
    return True


def _same_cell(sheet: Sheet, first: int, second: int) -> bool:
    """Say whether a line goes on in the same cell, or as the same paragraph."""
    after = sheet.blocks[sheet.block_at(second)]
    cells = sheet.cells_at(first)
    return after.wrapped or (bool(cells) and cells == after.cells)


def _judge(sheet: Sheet, item: Item, wording: Wording, start: int, end: int) -> Occurrence | None:
    block = sheet.block_at(start)
    line = _line_start(sheet, block, start)
    before = sheet.plain[line:start]
    near = len(before) <= _FAR
    at_start = not before or (near and _JUNK.fullmatch(before) is not None)
    quality = (
        _option_quality(sheet, wording, before, at_start=at_start, end=end)
        if item.kind == "option"
        else _label_quality(sheet, item, wording, before, at_start=at_start, end=end)
    )
    if not wording.printed:
        quality *= 0.85
    span = sheet.span_at(start)
    if span is not None and span.control is not None and span.kind == "text":
        quality *= 0.3  # what stands in a control was typed by the candidate
    if quality < 0.1:  # a word in a sentence
        return None
    lead = line if at_start else _mark_start(sheet, line, start)
    return Occurrence(
        item,
        start,
        _tail_end(sheet, end),
        lead,
        quality,
        block,
        reworded=not wording.printed,
        runs_on=_follows(sheet, end) == "text",
    )


def _line_start(sheet: Sheet, block: int, start: int) -> int:
    """Return where the line of `start` begins: its block, or the last break or tab in it.

    Of a line that begins too far away, a place before all that is looked at.
    """
    first = max(sheet.starts[block], start - _FAR - 1)
    cut = max(sheet.text.rfind(BREAK, first, start), sheet.text.rfind("\t", first, start))
    return cut + 1 if cut >= first else first


def _mark_start(sheet: Sheet, line: int, start: int) -> int:
    match = _MARK.search(sheet.plain, line, start)
    return match.start() if match else start


def _tail_end(sheet: Sheet, end: int) -> int:
    match = _TAIL.match(sheet.text, end)
    return match.end() if match else end


def _follows(sheet: Sheet, end: int) -> str:
    """Say what comes after a label: `colon`, `end` of its line, `gap` or `text`."""
    rest = sheet.text[end : end + 12].lstrip(_CLOSERS)
    bare = rest.lstrip(_BLANKS)
    mark = bare[:1]
    if mark in _COLONS:
        return "colon" if mark else "end"
    if mark in _ENDS:
        return "end"
    if mark in "–—-" and bare[1:2] in _BLANKS:
        return "colon"
    return "gap" if mark in _GAPS or len(rest) - len(bare) > 1 else "text"


_AT_START = {"colon": 1.0, "end": 1.0, "gap": 0.95, "text": 0.55}
_MID_LINE = {"colon": 0.45, "end": 0.2, "gap": 0.4, "text": 0.1}


def _label_quality(
    sheet: Sheet, item: Item, wording: Wording, before: str, *, at_start: bool, end: int
) -> float:
    follows = _follows(sheet, end)
    question = item.question
    if question is not None and question.type == "date":
        if follows == "text" and not _DATE_AHEAD.match(sheet.plain, end):
            return 0.6  # « Fait à Le Touquet »
        return 1.0 if at_start or before.rstrip(" ,") else 0.0
    if at_start:
        if follows == "text":
            open_ended = wording.open_ended and len(wording.parts) > 1
            return 0.9 if open_ended or len(wording.parts) > 3 else 0.55
        if len(wording.parts) > 3 and not _ends_line(sheet, end):
            return 0.95  # the printed question stands alone; a quotation goes on
        return _AT_START[follows]
    if before.endswith(("  ", *SENTINELS)):
        return 0.8 if follows != "text" else 0.4
    return _MID_LINE[follows] * (1.5 if len(wording.parts) > 3 else 1.0)


def _option_quality(
    sheet: Sheet, wording: Wording, before: str, *, at_start: bool, end: int
) -> float:
    follows = _follows(sheet, end)
    if _MARK.search(before):
        return 1.0
    if at_start:
        return 0.95 if follows in ("end", "colon") or len(wording.parts) > 3 else 0.6
    if follows == "gap":
        return 0.7
    return 0.3 if follows == "text" else 0.45
