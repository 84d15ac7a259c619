"""A dossier filled by hand: printed answers wiped out and written again in a handwriting font.

The answers are found among the printed words by the truth; a value that stands differently on the
page (a date in words) stays printed, but for the line « Fait à … Le … ».
"""

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench.paper_marks import Table, scaled
from bench.paper_print import Sheet, Word
from bench.pens import POINTS, Rect

FAMILIES = ("Breip", "DkgHandwriting", "Kristi", "Dancing Script", "Klee One")
_TALLER = {"Kristi": 1.5, "Dancing Script": 1.12}  # faces drawn small for their size
_REACH = 14  # words that may stand between two words of an answer: a footer, a header
# Signs that handwriting fonts lack and a hand writes so.
_PLAIN = str.maketrans({"’": "'", "«": '"', "»": '"', "–": "-", "…": "...", "œ": "oe"})
Spot = tuple[Sheet, Word]


def font_file(family: str) -> str | None:
    """Return the file of an installed font family, None where it is not installed."""
    told = subprocess.run(
        ["fc-match", "-f", "%{family}|%{file}", family],  # noqa: S607 -- of the machine
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    name, _, file = told.partition("|")
    return file if family in name else None


def write_by_hand(table: Table, fields: Mapping[str, object], family: str) -> int:
    """Write the answers of a dossier by hand; return how many words were written.

    Raises:
        FileNotFoundError: the font is not installed.
    """
    file = font_file(family)
    if file is None:
        raise FileNotFoundError(family)
    spots = [(sheet, word) for sheet in table.sheets for word in sheet.words]
    written = 0
    for line in _lines(_answers(spots, fields)):
        _write(table, line, file, _TALLER.get(family, 1.0))
        written += len(line)
    return written


def _answers(spots: Sequence[Spot], fields: Mapping[str, object]) -> Iterator[Spot]:
    """Give the printed words that are answers, in printed order within each answer."""
    start = 0
    for key, value in fields.items():
        if not isinstance(value, str) or key == "signature.date":
            continue
        tokens = [token for token in value.split() if re.search(r"\w", token)]
        found = _found(spots, tokens, start) or _found(spots, tokens, 0)
        if found:
            start = found[-1] + 1 if found[-1] > start else start
            yield from (spots[index] for index in found)
    yield from _date(spots)


def _found(spots: Sequence[Spot], tokens: Sequence[str], start: int) -> list[int]:
    """Return where the words of an answer stand, all of them, or nothing."""
    if not tokens:
        return []
    for first in range(start, len(spots)):
        if spots[first][1].text != tokens[0]:
            continue
        places = [first]
        for token in tokens[1:]:
            window = range(places[-1] + 1, min(len(spots), places[-1] + 2 + _REACH))
            here = next((index for index in window if spots[index][1].text == token), None)
            if here is None:
                break
            places.append(here)
        if len(places) == len(tokens):
            return places
    return []


def _date(spots: Sequence[Spot]) -> list[Spot]:
    """Return the words after « Le » on the last line that begins with « Fait »."""
    faits = [(sheet, word) for sheet, word in spots if word.text == "Fait"]
    if not faits:
        return []
    sheet, fait = faits[-1]
    line = [w for w in sheet.words if abs(w.place.y1 - fait.place.y1) < 4]
    le = [word.place.x1 for word in line if word.text == "Le"]
    if not le:
        return []
    return [(sheet, w) for w in line if w.place.x0 > le[-1] and re.search(r"\d|[a-z]", w.text)]


def _lines(spots: Iterator[Spot]) -> Iterator[list[Spot]]:
    """Group neighbouring answer words of one printed line."""
    line: list[Spot] = []
    seen: set[tuple[int, Rect]] = set()
    for spot in spots:
        mark = (id(spot[0]), spot[1].place)
        if mark in seen:
            continue
        seen.add(mark)
        if line and not _follows(line[-1], spot):
            yield line
            line = []
        line.append(spot)
    if line:
        yield line


def _follows(one: Spot, other: Spot) -> bool:
    gap = other[1].place.x0 - one[1].place.x1
    level = abs(other[1].place.y1 - one[1].place.y1)
    return one[0] is other[0] and level < 2 and -1 < gap < 15


def _write(table: Table, line: Sequence[Spot], file: str, taller: float) -> None:
    """Wipe one line of printed answer out and write it by hand over the same width."""
    sheet, rng, dpi = line[0][0], table.rng, table.dpi
    for _, word in line:
        x0, y0, x1, y1 = (round(side) for side in scaled(word.place, dpi))
        y0 += round(dpi / POINTS)  # the rule of a cell above stays
        paper = np.percentile(sheet.picture[y0:y1, x0:x1].reshape(-1, 3), 85, axis=0)
        sheet.picture[y0 : y1 + 1, x0 - 1 : x1 + 2] = paper
    text = " ".join(word.text.translate(_PLAIN) for _, word in line)
    left, top, right, bottom = scaled(
        Rect(line[0][1].place.x0, line[0][1].place.y0, line[-1][1].place.x1, line[0][1].place.y1),
        dpi,
    )
    size = (bottom - top) * 1.22 * taller
    font = ImageFont.truetype(file, max(8, round(size)))
    if font.getlength(text) > (right - left) * 1.12:
        size *= max(0.8, (right - left) * 1.12 / font.getlength(text))
    base = bottom - (bottom - top) * 0.22
    slope = rng.normal(0, 0.006)
    x = left
    for word in text.split(" "):
        y = base + slope * (x - left) + rng.normal(0, dpi * 0.006)
        hand = ImageFont.truetype(file, max(8, round(size * rng.uniform(0.95, 1.06))))
        x += _word(table, sheet, word, hand, (x, y))
        x += size * rng.uniform(0.2, 0.32)


def _word(
    table: Table,
    sheet: Sheet,
    word: str,
    font: ImageFont.FreeTypeFont,
    at: tuple[float, float],
) -> float:
    """Write one word on its baseline; return its width in pixels."""
    size = font.size
    wide, high = int(font.getlength(word) + size), int(size * 2.4)
    tile = Image.new("L", (wide, high))
    ImageDraw.Draw(tile).text((size / 2, size * 1.4), word, font=font, fill=255, anchor="ls")
    lean = table.rng.normal(0, 0.05)
    move = np.array([[1, lean, -lean * size * 1.4], [table.rng.normal(0, 0.008), 1, 0]])
    mask = cv2.warpAffine(np.asarray(tile), move, (wide, high))
    if table.pen.width * table.dpi / POINTS > 2.5:
        mask = cv2.dilate(mask, np.ones((2, 2), np.uint8))
    left, top = round(at[0] - size / 2), round(at[1] - size * 1.4)
    page = sheet.picture
    x0, y0 = max(0, left), max(0, top)
    spot = page[y0 : top + high, x0 : left + wide]
    part = mask[y0 - top :, x0 - left :][: spot.shape[0], : spot.shape[1]]
    cover = part[..., None] / 255 * table.pen.cover
    spot[:] = spot * (1 - cover) + np.minimum(spot, np.array(table.pen.colour)) * cover
    return float(font.getlength(word))
