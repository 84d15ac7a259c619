"""Reading, scan: chosen words read again by a second recogniser that fails otherwise.

Tesseract and PP-OCR were made by other people, of other parts, on other pictures: where both give
the same letters, these are nearly always right; where they differ, a person must look. Reading
all of a page twice would cost three times its time: only the words asked for are read again.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from pipeline.read.scan_page import Matrix
from pipeline.read.scan_pixels import Gray
from schemas.document import Block, Box, Document, Span, Where

Ask = Callable[[Document], Collection[Where]]
"""Says of a document as first read which words are to be read again, by page and box."""

MOST_PAGES = 40  # 4 MB each
MARGIN = (6, 5)  # pixels left and right, above and below a word: a recogniser wants some paper
WIDE_GAP = 3.0  # line heights: what stands farther apart is read apart
LATIN_TO = 0x2122  # the recogniser knows Chinese too, and sees it in strokes
HEIGHT = 48  # pixels of a line as the recogniser takes it: wider pictures cost as much more


class Sheets:
    """Level pages kept while their dossier is read, to look at words of theirs again."""

    def __init__(self) -> None:
        self._pages: dict[int, tuple[Gray, Matrix]] = {}

    def keep(self, number: int, gray: Gray, to_page: Matrix) -> None:
        """Keep a page: its pixels, and the homography from these to points of the page."""
        if len(self._pages) < MOST_PAGES:
            self._pages[number] = (gray, np.asarray(np.linalg.inv(to_page), np.float64))

    def crop(self, number: int, box: Box) -> Gray | None:
        """Cut a rectangle in points out of a page, with a margin; None when it was not kept."""
        kept = self._pages.get(number)
        if kept is None:
            return None
        gray, to_pixels = kept
        x0, y0, x1, y1 = box
        corners = np.array([[x0, y0, 1], [x1, y0, 1], [x1, y1, 1], [x0, y1, 1]]) @ to_pixels.T
        xs, ys = corners[:, 0] / corners[:, 2], corners[:, 1] / corners[:, 2]
        left, top = max(0, int(xs.min()) - MARGIN[0]), max(0, int(ys.min()) - MARGIN[1])
        right, bottom = int(xs.max()) + MARGIN[0] + 1, int(ys.max()) + MARGIN[1] + 1
        cut = gray[top:bottom, left:right]
        return cut if cut.size else None


class Recogniser(Protocol):
    """The part of rapidocr that is used here: the letters of one line."""

    def __call__(
        self, img_content: npt.NDArray[np.uint8], *, use_det: bool, use_cls: bool
    ) -> object:
        """Recognise one line."""


def read_again(document: Document, sheets: Sheets, asked: Collection[Where]) -> Document:
    """Return the document, with `second` on the spans whose places were asked for."""
    places = {(where.page, where.box) for where in asked}
    if not places:
        return document
    blocks = tuple(
        _block(block, sheets, places) if block.where.page is not None else block
        for block in document.blocks
    )
    return document.model_copy(update={"blocks": blocks})


def _block(block: Block, sheets: Sheets, places: set[tuple[int | None, Box | None]]) -> Block:
    spans = list(block.spans)
    page = block.where.page or 0
    asked = [
        rank
        for rank, span in enumerate(spans)
        if span.kind == "text" and span.box is not None and (page, span.box) in places
    ]
    for run in _runs(spans, asked):
        boxes = [box for rank in run if (box := spans[rank].box) is not None]
        around = (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )
        picture = sheets.crop(page, around)
        if picture is None:
            continue
        seconds = shared_out([spans[rank].text for rank in run], recognised(picture))
        for rank, second in zip(run, seconds, strict=True):
            spans[rank] = spans[rank].model_copy(update={"second": second})
    return block.model_copy(update={"spans": tuple(spans)}) if asked else block


def _runs(spans: Sequence[Span], ranks: Sequence[int]) -> Iterator[list[int]]:
    """Group neighbouring words that are read at once."""
    run: list[int] = []
    for rank in ranks:
        if run and (rank != run[-1] + 1 or _is_far(spans[run[-1]].box, spans[rank].box)):
            yield run
            run = []
        run.append(rank)
    if run:
        yield run


def _is_far(left: Box | None, right: Box | None) -> bool:
    if left is None or right is None:
        return True
    return right[0] - left[2] > WIDE_GAP * (left[3] - left[1])


def shared_out(words: Sequence[str], line: str) -> list[str]:
    """Share the letters of a line out among the words first read on it.

    Blanks do not count: the second recogniser loses and invents them. A letter that only it sees
    goes with the word before, or with the first.
    """
    letters = [(char, rank) for rank, word in enumerate(words) for char in word if char.strip()]
    again = "".join(line.split())
    shares: list[list[str]] = [[] for _ in words]
    source = "".join(char for char, _ in letters)
    for tag, from0, from1, to0, to1 in _changes(source, again):
        if tag == "equal":
            for offset in range(from1 - from0):
                shares[letters[from0 + offset][1]].append(again[to0 + offset])
        elif to1 > to0 and letters:
            before = tag == "insert" and from0 < len(letters)
            owner = max(from0 - 1, 0) if before else min(from0, len(letters) - 1)
            shares[letters[owner][1]].extend(again[to0:to1])
    return [
        (" " if word.startswith(" ") else "") + "".join(share)
        for word, share in zip(words, shares, strict=True)
    ]


def _changes(source: str, target: str) -> Iterator[tuple[str, int, int, int, int]]:
    for one in Levenshtein.opcodes(source, target):
        yield one.tag, one.src_start, one.src_end, one.dest_start, one.dest_end


def recognised(picture: Gray) -> str:
    """Return the characters of a line; nothing when what is seen is no Latin script."""
    colours = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
    result = _recogniser()(np.asarray(colours, np.uint8), use_det=False, use_cls=False)
    texts = getattr(result, "txts", None) or ("",)
    text = str(texts[0])
    if any(ord(char) > LATIN_TO for char in text):
        return ""
    return "".join(_in_capitals(word) for word in re.split(r"(\W+)", text))


def _in_capitals(word: str) -> str:
    # It knows few accented capitals, and sees « SAïDI » for « SAÏDI ».
    plain = [char for char in word if char.isascii() and char.isalpha()]
    return word.upper() if len(plain) > 1 and all(char.isupper() for char in plain) else word


@cache
def _recogniser() -> Recogniser:
    # Its import takes a second: only when a word is to be read again. The models come with it.
    from rapidocr import RapidOCR  # noqa: PLC0415 -- as said

    threads = {
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Global.log_level": "critical",
    }
    engine: Recogniser = RapidOCR(params=threads)
    return engine
