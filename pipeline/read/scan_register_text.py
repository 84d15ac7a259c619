"""Reading, scan: printed words that were misread or lost, given back from the blank form.

Only where their place is certain: on a line whose other words stand where the form has them. What
stands in the place of an answer is never touched.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from rapidfuzz import fuzz

from pipeline.read.scan_frames import Frame
from pipeline.read.scan_lines import Pixels, bounds, holds, share_inside
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_register import Laid, Map, Match, Registration, map_of
from pipeline.read.scan_register_boxes import frame_at
from pipeline.read.scan_register_places import Expected, first_word, limits_of
from pipeline.read.scan_register_words import plain
from schemas.blank import PrintedWord

GIVEN = 0.75  # what such a word is worth: below what is read plainly, above what is guessed
PLACED = 12  # pixels: between the place of a printed word and that of what was read
WELL = 0.6  # of the letters of a line recognised: what is like the rest of it is the rest
LIKE = 40  # of 100: a misread word of the form, at its very place
SCRAP = 4  # letters: what is left of a short word may be like nothing
GLUED = 3  # letters that a mark leaves beside a word
HALF = 0.5
TIPS = "'‘’`´\"”“°*^~|,.;:/\\-–_«»<>()[]{}"  # what may be read of strokes that leave a box
SCRAP_SIZE = 2  # letters
OWN_LINE = 100_000  # above the numbers of the recogniser


def mended(
    words: Sequence[Word],
    registration: Registration,
    expected: Sequence[Expected],
    frames: Sequence[Frame],
) -> tuple[Word, ...]:
    """Return the words of a page with those of the form as printed.

    Args:
        words: of the page; those that were marks of boxes are gone.
        registration: the printed lines found there.
        expected: the places of the check boxes.
        frames: of the check boxes found.
    """
    known = set(words)
    changed: dict[Word, tuple[Word, ...]] = {}
    for line in registration.lines:
        for match in line.matches:
            if match.word in known and (new := _as_printed(match, line, registration)):
                changed[match.word] = new
    whole = tuple(chain.from_iterable(changed.get(word, (word,)) for word in words))
    for one in expected:
        frame = frame_at(one.place, frames)
        if frame is not None:
            whole = tuple(_without_scraps(_with_option(whole, one, frame), one, frame))
    return tuple(_without_tips(whole, frames))


def _without_scraps(words: Sequence[Word], one: Expected, frame: Frame) -> Iterator[Word]:
    """Leave out what the strokes of a mark were read as, between its box and its first word."""
    known = {match.word for match in one.line.matches}
    first = _beside(one, first_word(one), frame)[0]
    for word in words:
        x = (word.box[0] + word.box[2]) / 2
        level = frame.box[1] - 4 < (word.box[1] + word.box[3]) / 2 < frame.box[3] + 4
        short = len(plain(word.text)) <= SCRAP_SIZE and word not in known
        if not (short and level and frame.box[0] - 6 < x < first):
            yield word


def _without_tips(words: Sequence[Word], frames: Sequence[Frame]) -> Iterator[Word]:
    """Take from a word beside a box what its mark added: « ‘Emploi », or the width of a tick."""
    for word in words:
        beside = next((frame for frame in frames if _begins_at(word, frame)), None)
        if beside is None:
            yield word
            continue
        left = max(word.box[0], min(beside.box[2] + 1, word.box[2] - 1))
        text = word.text.lstrip(TIPS) or word.text
        yield replace(word, text=text, box=(left, *word.box[1:]))


def _begins_at(word: Word, frame: Frame) -> bool:
    level = frame.box[1] < (word.box[1] + word.box[3]) / 2 < frame.box[3]
    begins = -2 * frame.side < word.box[0] - frame.box[2] < frame.side
    return level and begins and word.box[2] > frame.box[2] + 2  # pixels


def _as_printed(match: Match, line: Laid, registration: Registration) -> tuple[Word, ...]:
    """Give the printed word for one read with a letter wrong, or with a mark glued to it."""
    if match.like == 1 or line.share < WELL:
        return ()
    row = [other for other in line.matches if other.row == match.row]
    laid = map_of(row, registration.scale)
    if laid is None or abs(laid(match.printed.box)[2] - match.word.box[2]) > PLACED:
        return ()
    if match.is_glued and plain(match.word.text).endswith(plain(match.printed.text)):
        return _parted(match, laid)
    return (_renamed(match.word, match.printed),)


def _parted(match: Match, laid: Map) -> tuple[Word, ...]:
    """Part a word from the mark before it: « XOui » is « X Oui »."""
    text, core = match.word.text, match.printed.text.strip(" :.;,?")
    size = len(text.rstrip(" :.;,?")) - len(core)
    if size <= 0:
        return (_renamed(match.word, match.printed),)
    x0, y0, x1, y1 = match.word.box
    left = min(max(laid(match.printed.box)[0], x0 + 2), x1 - 2)
    mark = replace(match.word, text=text[:size], box=(x0, y0, left - 1, y1))
    return mark, replace(match.word, text=text[size:], box=(left, y0, x1, y1))


def _renamed(word: Word, printed: PrintedWord) -> Word:
    # The recogniser's own punctuation stays: a colon tells where a label ends.
    bare = word.text.strip(" :.;,?!()[]«»\"'’")
    before, _, after = word.text.partition(bare) if bare else ("", "", "")
    core = printed.text.strip(" :.;,?")
    return replace(word, text=f"{before}{core}{after}", confidence=max(GIVEN, word.confidence))


def _with_option(words: Sequence[Word], one: Expected, frame: Frame) -> list[Word]:
    """Give back the words of an option whose box was found, where they were misread."""
    known = {match.word for match in one.line.matches}
    whole = list(words)
    for rank, run in enumerate(_lost(one)):
        places = [_beside(one, printed, frame) for printed in run]
        # A mark and the word beside it are at times read as one word.
        around = bounds([frame.box, *places] if rank == 0 else places)
        over = [word for word in words if _lies_on(word, around) and word not in known]
        read = plain("".join(word.text for word in over))
        if over and not _may_be(read, "".join(plain(printed.text) for printed in run)):
            continue
        line = over[0].line if over else _line_of(words, one, rank)
        whole = [word for word in whole if word not in over]
        whole += [
            Word(printed.text, place, GIVEN, line)
            for printed, place in zip(run, places, strict=True)
        ]
    return whole


def _lies_on(word: Word, around: Pixels) -> bool:
    # By its middle and width: what a ring or a tall mark was read as is higher than its line.
    x0, _, x1, _ = word.box
    level = (x0, around[1], x1, around[3])
    return holds(around, word.box) and share_inside(level, around) > HALF


def _lost(one: Expected) -> Iterator[list[PrintedWord]]:
    """Give the words of an option that were not recognised, neighbours together."""
    start, end = limits_of(one.line, one.line.line.boxes.index(one.box))
    read = {id(match.printed) for match in one.line.matches}
    run: list[PrintedWord] = []
    for printed in one.line.line.words:
        if not start <= printed.box[0] < end or not plain(printed.text):
            continue
        if id(printed) not in read:
            run.append(printed)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _beside(one: Expected, printed: PrintedWord, frame: Frame) -> Pixels:
    # From the frame itself, which stands where it stands.
    x0, y0, x1, y1 = one.map(printed.box)
    right, down = frame.box[0] - one.place[0], frame.box[1] - one.place[1]
    return x0 + right, y0 + down, x1 + right, y1 + down


def _may_be(read: str, printed: str) -> bool:
    return len(read) <= max(SCRAP, len(printed) + GLUED) or fuzz.ratio(read, printed) >= LIKE


def _line_of(words: Sequence[Word], one: Expected, rank: int) -> int:
    rows = {match.word.line for match in one.line.matches if match.word in words}
    if len(rows) == 1:
        return min(rows)
    # A line of its own: it joins what stands level with it.
    return OWN_LINE + 100 * (one.place[1] + one.place[0]) + rank
