"""Digital dossiers, printed: PDF by LibreOffice, then what stands on each page.

A source is a folder of dossiers beside their `.truth.json` (the reference corpus, or any other).
"""

import json
import os
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pdfplumber
import pypdfium2 as pdfium

from bench.pens import POINTS, Page, Rect
from schemas.form import Form

OFFICE = {".docx", ".odt", ".doc", ".rtf"}
KINDS = ("docx-", "odt", "doc", "rtf", "pdf-text", "pdf-acroform")
_EMPTY, _TICKED = "☐□", "☒☑✔✓■"
_FONTS = re.compile(rb'(w:(?:ascii|hAnsi|cs)=")(?:Calibri|Carlito|Arial)(")')


class Word(NamedTuple):
    """A printed word and its place, in points from the top left."""

    text: str
    place: Rect


class Box(NamedTuple):
    """A printed check box: its place in points, its words, their end, whether printed ticked."""

    place: Rect
    label: str
    end: float
    ticked: bool


class Sheet(NamedTuple):
    """One printed page: its picture and what stands on it."""

    picture: Page
    size: tuple[float, float]
    words: Sequence[Word]
    boxes: Sequence[Box]
    edges: Sequence[Rect]
    pictures: Sequence[Rect]


class Source(NamedTuple):
    """A digital dossier: its file and what a human reads in it."""

    path: Path
    truth: Mapping[str, object]


def sources(folder: Path) -> list[Source]:
    """Return the digital dossiers of `folder` that can be printed."""
    found = []
    for file in sorted(folder.glob("*.truth.json")):
        truth = json.loads(file.read_text("utf-8"))
        printable = "suivi des modifications" not in truth["notes"]  # deleted words are printed too
        if (
            truth["kind"].startswith(KINDS)
            and truth["outcome"] in ("ok", "incomplete")
            and printable
        ):
            found.append(Source(file.parent / truth["file"], truth))
    return found


def printed(path: Path, *, font: str | None = None) -> bytes:
    """Return the PDF of a dossier; with `font`, in that one instead of its own.

    Raises:
        RuntimeError: LibreOffice wrote nothing.
    """
    if path.suffix == ".pdf":
        return path.read_bytes()
    with tempfile.TemporaryDirectory(prefix="paper-") as folder:
        copy = Path(folder) / ("dossier" + path.suffix)
        if font and path.suffix == ".docx":
            _in_font(path, copy, font)
        else:
            copy.write_bytes(path.read_bytes())
        profile = Path(tempfile.gettempdir()) / f"paper-office-{os.getpid()}"
        subprocess.run(
            [  # noqa: S607 -- the LibreOffice of the machine
                "soffice",
                f"-env:UserInstallation=file://{profile}",
                *("--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder),
                str(copy),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        made = copy.with_suffix(".pdf")
        if not made.exists():
            raise RuntimeError(path.name)
        return made.read_bytes()


def _in_font(path: Path, copy: Path, font: str) -> None:
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.endswith(".xml"):
                data = _FONTS.sub(rb"\g<1>" + font.encode() + rb"\g<2>", data)
            new.writestr(item, data)


def sheets(pdf: bytes, form: Form, *, dpi: float, whole: bool = False) -> list[Sheet]:
    """Return the pages of a printed dossier from the first heading of its form on.

    Args:
        pdf: the printed dossier.
        form: tells where the form starts: what stands before is presentation.
        dpi: of the pictures.
        whole: keep the pages of presentation too.
    """
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        with pdfplumber.open(file.name) as plumbed:
            read = [_contents(page) for page in plumbed.pages]
    heads = [item.heading[0] for item in form.printed if item.heading][1:]
    texts = [_bare(" ".join(word.text for word in words)) for words, *_ in read]
    starts = [i for i, text in enumerate(texts) if any(_bare(head) in text for head in heads)]
    first = 0 if whole or not starts else starts[0]
    document = pdfium.PdfDocument(pdf)
    if document.get_formtype():
        document.init_forms()
    out = []
    for number in range(first, len(read)):
        page = document[number]
        picture = page.render(scale=dpi / POINTS).to_numpy()[:, :, 2::-1]
        out.append(Sheet(np.ascontiguousarray(picture), page.get_size(), *read[number]))
    document.close()
    return out


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text)


def _contents(
    page: pdfplumber.page.Page,
) -> tuple[list[Word], list[Box], list[Rect], list[Rect]]:
    words = [
        Word(word["text"], Rect(word["x0"], word["top"], word["x1"], word["bottom"]))
        for word in page.extract_words(x_tolerance=1.5, use_text_flow=True)
    ]
    boxes = [
        Box(place, *_label(place, words), char["text"] in _TICKED)
        for char in page.chars
        if char["text"] in _EMPTY + _TICKED
        for place in [Rect(char["x0"], char["top"], char["x1"], char["bottom"])]
    ]
    edges = [Rect(e["x0"], e["top"], e["x1"], e["bottom"]) for e in page.edges]
    pictures = [Rect(i["x0"], i["top"], i["x1"], i["bottom"]) for i in page.images]
    return words, boxes, edges, pictures


def _label(box: Rect, words: Sequence[Word]) -> tuple[str, float]:
    """Return the words after a box on its line, up to the next box, and where the first few end."""
    height = box.size[1]
    line = [
        word
        for word in words
        if word.place.x0 >= box.x1 - 1 and abs(word.place.y1 - box.y1) < height * 0.6
    ]
    said: list[str] = []
    end = box.x1
    for word in sorted(line, key=lambda w: w.place.x0):
        if any(glyph in word.text for glyph in _EMPTY + _TICKED):
            break
        said.append(word.text)
        end = word.place.x1 if len(said) <= 3 else end
    return " ".join(said), end


def cell_around(sheet: Sheet, x: float, y: float) -> Rect:
    """Return the cell of a table around a point in points: the nearest rule on each side.

    Where there is none: the edge of the page's text, 55 points under and 8 over.
    """
    level = [e for e in sheet.edges if e.size[0] > 20 and e.x0 - 2 <= x <= e.x1 + 2]
    upright = [e for e in sheet.edges if e.size[1] > 10 and e.y0 - 2 <= y <= e.y1 + 2]
    return Rect(
        max([e.x1 for e in upright if e.x1 < x], default=max(40, x - 8)),
        max([e.y1 for e in level if e.y1 < y], default=y - 8),
        min([e.x0 for e in upright if e.x0 > x], default=min(sheet.size[0] - 40, x + 190)),
        min([e.y0 for e in level if e.y0 > y], default=min(sheet.size[1] - 30, y + 55)),
    )
