"""Reading, scan: words with their places and how sure the recogniser is of each.

Tesseract is asked through its library with the engine kept open: half the time of its
command line. It never sees frames, rules or check boxes: they are wiped before.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Protocol

from PIL import Image

from pipeline.errors import ToolMissing
from pipeline.read.scan_page import DPI
from pipeline.read.scan_pixels import Gray

LANGUAGE = "fra"
SURE = 0.7  # printed words in order have 0.9, letters seen in noise 0.3 to 0.6
MOST_MILLISECONDS = 20_000
COLUMN, BLOCK, LINE, SPARSE = 4, 6, 7, 11  # Tesseract's page segmentation modes
_DASHES = re.compile(r"(?<![-–—])(?:[-–—]{2,3})(?![-–—])")
"""A dash is at times seen twice; more of them are a line to write on."""
FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)


@dataclass(frozen=True)
class Word:
    """A recognised word.

    Attributes:
        text: its characters.
        box: x0, y0, x1, y1 in sheet pixels.
        confidence: 0 to 1, of its least sure reading.
        line: words with the same number, in one call, stand on one line.
    """

    text: str
    box: tuple[int, int, int, int]
    confidence: float
    line: int


class Engine(Protocol):
    """The part of tesserocr's API that is used here."""

    def SetImage(self, image: Image.Image) -> None: ...  # noqa: N802, D102 -- theirs
    def SetRectangle(self, left: int, top: int, width: int, height: int) -> None: ...  # noqa: N802, D102 -- theirs
    def SetPageSegMode(self, psm: int) -> None: ...  # noqa: N802, D102 -- theirs
    def SetSourceResolution(self, ppi: int) -> None: ...  # noqa: N802, D102 -- theirs
    def Recognize(self, timeout: int) -> bool: ...  # noqa: N802, D102 -- theirs
    def GetTSVText(self, page_number: int) -> str: ...  # noqa: N802, D102 -- theirs
    def Clear(self) -> None: ...  # noqa: N802, D102 -- theirs


def data_folder() -> Path | None:
    """Find the folder that holds Tesseract's French data; None when it is not installed.

    Where the environment names one, no other is looked into, as Tesseract itself does.
    """
    given = os.environ.get("TESSDATA_PREFIX")
    for folder in (given, f"{given}/tessdata") if given else FOLDERS:
        if Path(folder, f"{LANGUAGE}.traineddata").is_file():
            return Path(folder)
    return None


@cache
def _engine(folder: str) -> Engine:
    # One engine per process: loading the data takes longer than reading a short line.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    import tesserocr  # noqa: PLC0415 -- loads Tesseract: only when a scan is read

    # Leptonica complains on stderr of every empty corner it is shown.
    tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
    api: Engine = tesserocr.PyTessBaseAPI(path=folder, lang=LANGUAGE, psm=COLUMN, oem=1)
    return api


def _ready(name: str) -> Engine:
    """Return the engine, or say in French what to install."""
    folder = data_folder()
    if folder is None:
        raise ToolMissing(
            name=name, tool="Tesseract (données françaises)", package="tesseract-ocr-fra"
        )
    try:
        return _engine(str(folder))
    except ImportError as error:  # a platform without its wheel, or an installation cut short
        raise ToolMissing(name=name, tool="le module tesserocr", package="tesserocr") from error


@contextmanager
def reading(gray: Gray, name: str) -> Iterator[Engine]:
    """Give the engine with a page laid in it.

    Raises:
        ToolMissing: Tesseract's French data is not installed; `name` is the file being read.
    """
    engine = _ready(name)
    try:
        engine.SetImage(Image.fromarray(gray))
        engine.SetSourceResolution(DPI)
        yield engine
    finally:
        engine.Clear()


def words_in(
    engine: Engine, area: tuple[int, int, int, int] | None = None, *, mode: int = COLUMN
) -> tuple[Word, ...]:
    """Recognise the words of an area (x0, y0, x1, y1 in pixels; None = the whole page)."""
    engine.SetPageSegMode(mode)
    if area is not None:
        engine.SetRectangle(area[0], area[1], area[2] - area[0], area[3] - area[1])
    # The bound is for pictures of carpets; a dense page takes a second.
    if not engine.Recognize(MOST_MILLISECONDS):
        return ()
    return tuple(_words(engine.GetTSVText(0)))


def renumbered(words: tuple[Word, ...], offset: int) -> tuple[Word, ...]:
    """Shift line numbers, so that lines of separate readings stay apart."""
    return tuple(replace(word, line=word.line + offset) for word in words)


def _words(table: str) -> Iterator[Word]:
    # Columns: level page block paragraph line word left top width height confidence text.
    numbers: dict[tuple[str, ...], int] = {}
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():  # above
            continue
        left, top, width, height = (int(value) for value in cells[6:10])
        line = numbers.setdefault(tuple(cells[1:5]), len(numbers))
        yield Word(
            text=_DASHES.sub("–", cells[11].strip()),
            box=(left, top, left + width, top + height),
            confidence=max(0.0, min(1.0, float(cells[10]) / 100)),
            line=line,
        )


def legibility(words: Sequence[Word]) -> float:
    """Give the share of letters read with assurance, 0 to 1: low when a page is upside down."""
    total = sum(len(word.text) for word in words if word.text[0].isalnum())
    return sure_letters(words) / total if total else 0.0


def sure_letters(words: Sequence[Word]) -> int:
    """Count the letters of words read with assurance; short ones come out of noise."""
    return sum(
        len(word.text)
        for word in words
        if word.text[0].isalnum() and len(word.text) > 2 and word.confidence >= SURE  # above
    )
