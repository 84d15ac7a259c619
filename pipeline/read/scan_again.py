"""Reading, scan: chosen words read again by a second recogniser that fails otherwise.

Tesseract and PP-OCR were made by other people, of other parts, on other pictures: where both give
the same letters, these are nearly always right; where they differ, a person must look. Reading
all of a page twice would cost three times its time: only the words asked for are read again.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read import scan_ocr
from pipeline.read.scan_page import Matrix, Sheet
from pipeline.read.scan_pixels import Gray
from pipeline.read.scan_shares import respaced, shared_out
from schemas.document import Block, Box, Document, Span, Where, same_letters

MOST_PAGES = 40  # 4 MB each
MARGIN = np.array([6, 5])  # pixels beside, above and below a word: a recogniser wants some paper
APART = 0.5  # of the height of a word: a blank has 0.3 to 0.5, thin letters 0.2
WIDE_GAP = 3.0  # line heights: what stands farther apart is read apart
LATIN_TO = 0x2122  # the recogniser knows Chinese too, and sees it in strokes
UNCLEAR = 0.55  # of confidence: print has 0.85 and more, handwriting 0.5 and less
LARGER, PAPER = 1.5, 15  # pixels of white around: so a line alone is read best
_FOR_SECOND = re.compile(r"\d|@")


class Sheets:
    """Level pages kept while their dossier is read, to look at words of theirs again."""

    def __init__(self) -> None:
        self._pages: dict[int, list[Sheet]] = {}

    def keep(self, number: int, gray: Gray, sheet: Sheet) -> None:
        """Keep a sheet of a page: the pixels to look at, and where they stand on the page."""
        if len(self._pages) < MOST_PAGES:
            self._pages.setdefault(number, []).append(replace(sheet, gray=gray, chroma=None))

    def crop(self, number: int, boxes: Sequence[Box]) -> Gray | None:
        """Cut words out of a page, with a margin; None when the page was not kept.

        Args:
            number: of the page.
            boxes: of the words, in points of the page, which may lie askew: each is the
                rectangle around the level one that is cut out.
        """
        for sheet in self._pages.get(number, ()):
            places = np.array([_level(box, sheet) for box in boxes])
            middle = places.reshape(-1, 2).mean(axis=0)
            height, width = sheet.gray.shape
            if not (0 <= middle[0] < width and 0 <= middle[1] < height):
                continue  # it stands on the other sheet of this page
            left, top = places[:, :2].min(axis=0).astype(int) - MARGIN
            right, bottom = places[:, 2:].max(axis=0).astype(int) + MARGIN + 1
            cut = sheet.gray[max(0, top) : bottom, max(0, left) : right]
            return cut if cut.size else None
        return None


def _level(box: Box, sheet: Sheet) -> npt.NDArray[np.float64]:
    """Return the rectangle in level pixels whose corners touch a rectangle in page points."""
    x0, y0, x1, y1 = box
    to_page, to_pixels = sheet.to_page, np.asarray(np.linalg.inv(sheet.to_page))
    middle = _mapped(to_pixels, np.array([(x0 + x1) / 2, (y0 + y1) / 2]))
    # How far, here, a step of one pixel goes in points.
    here = _mapped(to_page, middle)
    steps = np.array([_mapped(to_page, middle + step) - here for step in np.eye(2)])
    width, height = np.linalg.solve(np.abs(steps.T), [x1 - x0, y1 - y0])
    half = np.array([max(width, 1.0), max(height, 1.0)]) / 2
    if sheet.bend is not None:
        middle = sheet.bend.flat(middle[None, :])[0]
    return np.concatenate([middle - half, middle + half])


def _mapped(matrix: Matrix, point: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    x, y, scale = matrix @ np.array([point[0], point[1], 1.0])
    return np.array([x / scale, y / scale])


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
        picture = sheets.crop(page, boxes)
        if picture is not None:
            read = _weighed([spans[rank] for rank in run], picture)
            for rank, (text, second) in zip(run, read, strict=True):
                spans[rank] = spans[rank].model_copy(update={"text": text, "second": second})
    return block.model_copy(update={"spans": tuple(spans)}) if asked else block


def _weighed(spans: Sequence[Span], picture: Gray) -> list[tuple[str, str]]:
    """Return what is best taken for each word, and what was read otherwise.

    Where the recognisers differ the first one reads the line again, alone and larger: alone among
    its rules and stamps it is at times another reader. What both then see is taken; else the first
    reading stays, save for digits, addresses and what is written by hand or faint, which the second
    recogniser reads better.
    """
    words = [span.text for span in spans]
    apart = [False, *(_is_apart(one.box, other.box) for one, other in pairwise(spans))]
    again = recognised(picture)
    second = shared_out(words, again)
    first = "".join(words)
    if same_letters(first, again):
        spaced = respaced(words, again, apart)
        return list(zip(spaced, spaced, strict=True))
    third = _alone(picture)
    if again and same_letters(third, again):
        spaced = respaced(second, again, apart)
        return list(zip(spaced, spaced, strict=True))
    unclear = sum(span.confidence for span in spans) < UNCLEAR * len(spans)
    by_hand = unclear or any(span.by_hand for span in spans)
    if again and (by_hand or (not same_letters(third, first) and _FOR_SECOND.search(again))):
        return list(zip(second, words, strict=True))
    return list(zip(words, second, strict=True))


def _is_apart(left: Box | None, right: Box | None) -> bool:
    if left is None or right is None:
        return False
    return right[0] - left[2] >= APART * min(left[3] - left[1], right[3] - right[1])


def _alone(picture: Gray) -> str:
    larger = cv2.resize(picture, None, fx=LARGER, fy=LARGER, interpolation=cv2.INTER_CUBIC)
    padded = np.pad(np.asarray(larger, np.uint8), PAPER, constant_values=255)
    with scan_ocr.reading(padded, "") as engine:
        return " ".join(w.text for w in scan_ocr.words_in(engine, mode=scan_ocr.LINE))


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
