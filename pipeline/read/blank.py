"""Reading: where the words and check boxes of the blank form are printed, from its PDF."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium

from pipeline.errors import ReadError
from pipeline.read.pdf import read_pdf
from pipeline.read.pdf_open import open_pdf
from pipeline.read.pdf_render import render_page
from pipeline.read.scan_frames import frames_of
from pipeline.read.scan_page import DPI, points, upright
from schemas.blank import Blank, PrintedLine, PrintedPage, PrintedWord
from schemas.document import Block, Box, Page

MOST_PIXELS = 16_000_000
MOST_PAGES = 40  # a form has ten
PARTS = ("body", "textbox")  # running headers and footers place nothing


def blank_of(path: Path, prompts: Sequence[str] = ()) -> Blank | None:
    """Give the places printed on a blank form; None when there is no such file to read.

    Read once per process: a campaign has one form, whose file changes with its date.

    Args:
        path: the form as a PDF, as it is printed.
        prompts: words that only ask for an answer, which replaces them.
    """
    try:
        written = path.stat().st_mtime_ns
    except OSError:
        return None
    return _read(path, written, tuple(prompts))


@lru_cache(maxsize=4)
def _read(path: Path, written: int, prompts: tuple[str, ...]) -> Blank | None:  # noqa: ARG001 -- the date is part of the key
    try:
        document = read_pdf(path)
    except ReadError:
        return None
    if len(document.pages) > MOST_PAGES:
        return None
    words = _words(path)
    pages = []
    for page in document.pages:
        blocks = [b for b in document.blocks if b.where.page == page.number and b.part in PARTS]
        frames = _frames(path, page, blocks)
        lines = (_line(block, words.get(page.number, []), frames, prompts) for block in blocks)
        pages.append(
            PrintedPage(
                width=page.width,
                height=page.height,
                lines=tuple(line for line in lines if line.words or line.boxes),
            )
        )
    return Blank(pages=tuple(pages))


def _line(
    block: Block, words: Sequence[PrintedWord], frames: Sequence[Box], prompts: Sequence[str]
) -> PrintedLine:
    around = block.where.box
    boxes = [span.box for span in block.spans if span.kind == "box" and span.box is not None]
    if around is None:
        return PrintedLine()
    inside = [
        w for w in words if _holds(around, w.box) and not any(_holds(b, w.box) for b in boxes)
    ]
    return PrintedLine(
        words=tuple(_without_prompts(inside, prompts)),
        boxes=tuple(_drawn(box, frames) for box in boxes),
        cell=block.cells[-1].box if block.cells else None,
    )


def _without_prompts(words: Sequence[PrintedWord], prompts: Sequence[str]) -> Iterator[PrintedWord]:
    # A prompt may go on below: its first half is one, and so is the half left over there.
    asked = [prompt.split() for prompt in prompts]
    rank = 0
    while rank < len(words):
        length = max((_asked_at(words, rank, prompt) for prompt in asked), default=0)
        if length == 0:
            yield words[rank]
        rank += max(1, length)


def _asked_at(words: Sequence[PrintedWord], rank: int, prompt: Sequence[str]) -> int:
    rest = [word.text for word in words[rank:]]
    whole = list(prompt[: len(rest)]) == rest[: len(prompt)]
    if whole and (len(rest) > 1 or len(prompt) == 1):
        return min(len(rest), len(prompt))
    if rank == 0 and 1 < len(rest) < len(prompt) and list(prompt[-len(rest) :]) == rest:
        return len(rest)
    return 0


def _frames(path: Path, page: Page, blocks: Sequence[Block]) -> list[Box]:
    # The box of a character is larger than what it draws: the frame is measured as on a scan.
    if not any(span.kind == "box" for block in blocks for span in block.spans):
        return []
    picture = render_page(path, page.number, DPI, max_pixels=MOST_PIXELS)
    sheet = upright(np.asarray(picture.convert("L")), page.width, page.height, 0)
    return [points(sheet, frame.box) for frame in frames_of(sheet.gray)]


def _drawn(box: Box, frames: Sequence[Box]) -> Box:
    return next((frame for frame in frames if _holds(box, frame)), box)


def _holds(around: Box, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return around[0] - 1 <= x <= around[2] + 1 and around[1] <= y <= around[3]


def _words(path: Path) -> dict[int, list[PrintedWord]]:
    found: dict[int, list[PrintedWord]] = {}
    with open_pdf(path) as opened:
        for number in range(1, opened.pages + 1):
            page = opened.pdf[number - 1]
            try:
                found[number] = list(_words_on(page))
            finally:
                page.close()
    return found


def _words_on(page: pdfium.PdfPage) -> Iterator[PrintedWord]:
    height = page.get_height()
    text = page.get_textpage()
    letters: list[tuple[str, Box]] = []
    for rank in range(text.count_chars()):
        char = text.get_text_range(rank, 1)
        left, bottom, right, top = text.get_charbox(rank, loose=True)
        box = (left, height - top, right, height - bottom)
        if letters and (char.isspace() or _apart(letters[-1][1], box)):
            yield _word(letters)
            letters = []
        if char.strip("\ufffe \t\r\n\u00a0\u202f"):
            letters.append((char, box))
    if letters:
        yield _word(letters)


def _apart(one: Box, other: Box) -> bool:
    # The letters of a ligature have no boxes of their own: only a wide gap or another line parts.
    high = max(one[3] - one[1], 6.0)
    return abs(other[0] - one[2]) > 2 * high or abs(other[3] - one[3]) > high


def _word(letters: Sequence[tuple[str, Box]]) -> PrintedWord:
    lefts, tops, rights, bottoms = zip(*(box for _, box in letters), strict=True)
    return PrintedWord(
        text="".join(char for char, _ in letters),
        box=(min(lefts), min(tops), max(rights), max(bottoms)),
    )
