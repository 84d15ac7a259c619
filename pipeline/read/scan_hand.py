"""Reading, scan: words that look written by hand, told from print by their pixels.

Print repeats itself: one width of stroke, letters on one line and of two heights, upright edges,
one darkness. A hand does not, be its pen blue, black or a pencil. Each word is measured against
the print of its own page, and judged with its neighbours: people write in lines, not in words.

The weights (`scan_hand.json`) were learnt on pages drawn with fourteen handwriting fonts, shaken,
and twelve printed ones, then degraded as scans are; see `docs/adr/0012-ink-and-hands.md`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.scan_ocr import Word
from pipeline.read.scan_pixels import DARK, Gray, components, dark_of

Table = npt.NDArray[np.float64]

SURE, LONG_ENOUGH = 0.85, 3  # words that give the page's print: sureness, letters
LEAST_PRINT = 5
EDGE = 160  # of Sobel's 1020: the flank of a stroke
UPRIGHT = 0.13  # tangent of 7°
LEVEL = 1.6  # pixels: letters of one line of print stand so evenly
CLEAR = 4.0  # odds (natural logarithm) beyond which a word weighs no more
SWITCH, NEXT_LINE = 2.5, 1.5  # odds against a change of hand from word to word, and at a line's end
MANY = 8  # words by hand on a page: the next one surprises less
FULL_LENGTH = 3  # letters: shorter words weigh less


@dataclass(frozen=True)
class _Look:
    """Measures of one word, in pixels and shares."""

    letters: int
    stroke: float
    uneven: float
    high: int
    crossed: float
    leaning: float
    upright: float
    level: float
    parts: float
    feet: float
    heads: float
    full: float
    dark: float
    colour: float
    sizes: float


def by_hand(plain: Gray, chroma: Gray | None, words: Sequence[Word]) -> tuple[bool, ...]:
    """Tell which words look written by hand.

    Args:
        plain: the whitened page at 200 dpi without rules and boxes.
        chroma: how coloured each pixel is; None for a grey page.
        words: the words recognised on it.
    """
    if not words:
        return ()
    odds = _odds(measures(plain, chroma, words))
    lengths = np.array([sum(c.isalnum() for c in word.text) for word in words])
    odds = np.clip(odds, -CLEAR, CLEAR) * np.clip(lengths / FULL_LENGTH, 0.35, 1.0)
    order, starts = _in_order(words)
    told = _smoothed(odds[order], starts, 1.0)
    if int(told.sum()) >= MANY:
        told = _smoothed(odds[order], starts, 0.5)
    result = np.zeros(len(words), np.bool_)
    result[order] = told
    return tuple(bool(one) for one in result)


def measures(plain: Gray, chroma: Gray | None, words: Sequence[Word]) -> Table:
    """Measure words against the print of their page, of shape (words, 21)."""
    looks = [_look(plain, chroma, word) for word in words]
    sure = np.array([w.confidence for w in words])
    letters = np.array([look.letters for look in looks], float)
    table = np.array([_row(look) for look in looks])
    print_rows = (sure >= SURE) & (letters >= LONG_ENOUGH)
    if int(print_rows.sum()) < LEAST_PRINT:
        print_rows = np.ones(len(words), np.bool_)
    usual = np.median(table[print_rows], axis=0)
    off = table - usual
    more, less = np.maximum(off, 0.0), np.maximum(-off, 0.0)
    stroke, high, uneven, dark, colour, upright, level = range(7)
    return np.column_stack([
        np.minimum(-np.log(np.maximum(1.005 - sure, 0.005)), 6.0),
        1 / np.maximum(letters, 1.0),
        off[:, uneven],
        more[:, stroke],
        less[:, stroke],
        np.minimum(more[:, high], 0.7),
        np.minimum(less[:, high], 0.7),
        more[:, dark],
        less[:, dark],
        np.minimum(more[:, colour], 2.0),
        more[:, upright],
        less[:, upright],
        more[:, level],
        less[:, level],
        off[:, 7:],
    ])  # fmt: skip


def _row(look: _Look) -> tuple[float, ...]:
    return (
        float(np.log(max(look.stroke, 0.05))),
        float(np.log(max(look.high, 4))),
        look.uneven,
        look.dark / 30,
        look.colour / 30,
        look.upright,
        look.level,
        look.crossed,
        look.leaning,
        look.parts,
        look.feet,
        look.heads,
        look.full,
        look.sizes,
    )


def _look(plain: Gray, chroma: Gray | None, word: Word) -> _Look:
    x0, y0, x1, y1 = word.box
    gray = np.ascontiguousarray(plain[y0:y1, x0:x1])
    letters = sum(character.isalnum() for character in word.text)
    ink = dark_of(gray, DARK) if gray.size else gray
    inside = ink > 0
    if not inside.any():
        return _Look(letters, 4.0, 0.3, y1 - y0, 0, 0, 0, 0, 0, 1, 1, 0, 255, 0, 0)
    padded = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1][inside]
    core = gray[inside][depth >= 0.99 * depth.mean()]
    crossed, leaning, upright, level = _edges(gray)
    parts, feet, heads, sizes = _parts(ink, letters)
    colour = 0.0 if chroma is None else float(chroma[y0:y1, x0:x1][inside].mean())
    return _Look(
        letters=letters,
        stroke=float(depth.mean()),
        uneven=float(depth.std() / depth.mean()),
        high=y1 - y0,
        crossed=crossed,
        leaning=leaning,
        upright=upright,
        level=level,
        parts=parts,
        feet=feet,
        heads=heads,
        full=float(inside.mean()),
        dark=float(core.mean()),
        colour=colour,
        sizes=sizes,
    )


def _edges(gray: Gray) -> tuple[float, float, float, float]:
    """Return how the flanks of strokes run: across and upright alike, one way, upright, level."""
    framed = cv2.copyMakeBorder(gray, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=255)
    dx = cv2.Sobel(framed, cv2.CV_32F, 1, 0)
    dy = cv2.Sobel(framed, cv2.CV_32F, 0, 1)
    flank = np.abs(dx) + np.abs(dy) > EDGE
    x, y = dx[flank], dy[flank]
    if not len(x):
        return 0.0, 0.0, 0.0, 0.0
    strength = np.hypot(x, y)
    way = (x + 1j * y) / strength
    total = float(strength.sum())
    double = way * way
    return (
        float(abs((strength * double * double).sum()) / total),
        float(abs((strength * double).sum()) / total),
        float(strength[np.abs(y) < UPRIGHT * np.abs(x)].sum() / total),
        float(strength[np.abs(x) < UPRIGHT * np.abs(y)].sum() / total),
    )


def _parts(ink: Gray, letters: int) -> tuple[float, float, float, float]:
    """Return parts per letter (logarithm), the shares off the line of feet and heads, sizes."""
    _, stats = components(ink)
    tall = stats[1:][(stats[1:, 3] >= 0.4 * ink.shape[0]) & (stats[1:, 4] >= 8)]  # no dots
    count = len(tall)
    parts = float(np.log(count / max(letters, 1))) if count else 0.0
    if count < 2:  # a line takes two
        return parts, 0.0, 0.0, 0.0
    feet, heads, high = tall[:, 1] + tall[:, 3], tall[:, 1], tall[:, 3]
    return parts, _off_line(feet), _off_line(heads), float(high.std() / high.mean())


def _off_line(places: npt.NDArray[np.int32]) -> float:
    near = np.abs(places[:, None] - places[None, :]) <= LEVEL
    return 1 - float(near.mean(axis=1).max())


@cache
def _weights() -> dict[str, Table]:
    file = resources.files("pipeline.read").joinpath("scan_hand.json")
    return {name: np.array(values) for name, values in json.loads(file.read_text("utf-8")).items()}


def _odds(table: Table) -> Table:
    """Return the odds (natural logarithm) of each word being by hand: a net of one hidden layer."""
    w = _weights()
    hidden = np.maximum(((table - w["mean"]) / w["scale"]) @ w["into"] + w["lift"], 0.0)
    return np.asarray(hidden @ w["out"] + w["bias"], np.float64)


def _in_order(words: Sequence[Word]) -> tuple[list[int], list[bool]]:
    """Return the ranks of words line by line, and where lines begin."""
    lines: dict[int, list[int]] = {}
    for rank, word in enumerate(words):
        lines.setdefault(word.line, []).append(rank)
    order: list[int] = []
    starts: list[bool] = []
    for line in sorted(lines.values(), key=lambda line: min(words[rank].box[1] for rank in line)):
        line.sort(key=lambda rank: words[rank].box[0])
        order += line
        starts += [True] + [False] * (len(line) - 1)
    return order, starts


def _smoothed(odds: Table, starts: Sequence[bool], factor: float) -> npt.NDArray[np.bool_]:
    """Return the likeliest run of print and hand (Viterbi), changes being dear."""
    here = np.array([0.0, odds[0] - factor * SWITCH])
    back = np.zeros((len(odds), 2), np.int8)
    for rank in range(1, len(odds)):
        price = factor * (NEXT_LINE if starts[rank] else SWITCH)
        ways = here[:, None] - price * (1 - np.eye(2))
        back[rank] = ways.argmax(axis=0)
        here = ways.max(axis=0) + np.array([0.0, odds[rank]])
    state = int(here.argmax())
    told = np.zeros(len(odds), np.bool_)
    for rank in range(len(odds) - 1, -1, -1):
        told[rank] = bool(state)
        state = int(back[rank, state])
    return told
