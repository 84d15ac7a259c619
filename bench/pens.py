"""What a pen does to a printed page: strokes, marks in boxes, signatures.

Every shape is a list of strokes, a stroke an array of points in pixels; `draw` lays them on a page
as ink. All randomness comes from the generator given: the same seed draws the same page.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Page = NDArray[np.uint8]
Stroke = NDArray[np.float64]
Rng = np.random.Generator
POINTS = 72.0


class Rect(NamedTuple):
    """A rectangle of a page in pixels."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def size(self) -> tuple[float, float]:
        """Its width and height."""
        return self.x1 - self.x0, self.y1 - self.y0

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2


class Pen(NamedTuple):
    """A pen: its colour, the width of its trait in points, its cover and how it skips (0 to 1)."""

    colour: tuple[int, int, int]
    width: float
    cover: float = 0.95
    skips: float = 0.0


PENS = {
    "blue": Pen((26, 47, 138), 1.1),
    "black": Pen((18, 18, 22), 1.0),
    "thin": Pen((40, 44, 60), 0.55, 0.85),
    "thick": Pen((15, 15, 30), 2.2),
    "pencil": Pen((92, 92, 96), 0.8, 0.65, 0.35),
    "felt": Pen((30, 60, 150), 1.8, 0.9),
    "red": Pen((170, 30, 35), 1.0),
}


def draw(page: Page, strokes: Sequence[Stroke], pen: Pen, *, dpi: float, rng: Rng) -> None:
    """Lay strokes of ink on `page`, in place; they may run over its edges."""
    if not strokes:
        return
    width = max(1.0, pen.width * dpi / POINTS)
    every = np.concatenate(strokes)
    low = np.maximum(np.floor(every.min(0) - 2 * width).astype(int), 0)
    high = np.minimum(np.ceil(every.max(0) + 2 * width).astype(int) + 1, page.shape[1::-1])
    if (high <= low).any():
        return
    mask = np.zeros((high[1] - low[1], high[0] - low[0]), np.uint8)
    for stroke in strokes:
        _trace(mask, stroke - low, width * rng.uniform(0.85, 1.15))
    cover = mask.astype(np.float32) / 255 * pen.cover
    if pen.skips:
        cover *= 1 - pen.skips * rng.random(cover.shape, np.float32)
    spot = page[low[1] : high[1], low[0] : high[0]]
    ink = np.minimum(spot, np.array(pen.colour, np.float32))
    spot[:] = spot * (1 - cover[..., None]) + ink * cover[..., None]


def _trace(mask: NDArray[np.uint8], stroke: Stroke, width: float) -> None:
    """Draw one stroke; a pen presses more in the middle of a stroke than at its ends."""
    points = np.round(stroke * 16).astype(int)  # cv2 takes 4 bits of fraction
    many = max(1, len(points) - 1)
    for index, (start, end) in enumerate(pairwise(points)):
        press = 0.75 + 0.35 * np.sin(np.pi * index / many)
        thick = max(1, round(width * press))
        cv2.line(mask, tuple(map(int, start)), tuple(map(int, end)), 255, thick, cv2.LINE_AA, 4)


def smooth(points: Sequence[tuple[float, float]], steps: int = 10) -> Stroke:
    """Return a Catmull-Rom curve through `points`."""
    p = np.array([points[0], *points, points[-1]], float)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = [
        0.5
        * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )
        for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False)
    ]
    return np.concatenate([*parts, p[-1:]])


def _shaken(points: Sequence[tuple[float, float]], rng: Rng, amount: float) -> Stroke:
    moved = [(x + rng.normal(0, amount), y + rng.normal(0, amount)) for x, y in points]
    return smooth(moved)


def _cross(box: Rect, rng: Rng) -> list[Stroke]:
    """Two bars, inside the box or leaving it by up to two thirds of its side."""
    side = max(box.size)
    over = side * rng.choice([-0.12, 0.0, 0.1, 0.3, 0.65], p=[0.2, 0.25, 0.25, 0.2, 0.1])
    x0, y0, x1, y1 = box.x0 - over, box.y0 - over, box.x1 + over, box.y1 + over
    mid = box.centre
    return [
        _shaken([(x0, y0), mid, (x1, y1)], rng, side * 0.06),
        _shaken([(x1, y0), mid, (x0, y1)], rng, side * 0.06),
    ]


def _tick(box: Rect, rng: Rng) -> list[Stroke]:
    """A short bar down and a long one up, often out of the box."""
    side = max(box.size)
    reach = rng.uniform(0.0, 0.8) * side
    start = (box.x0 + side * rng.uniform(-0.1, 0.2), box.y0 + side * rng.uniform(0.35, 0.6))
    foot = (box.x0 + side * rng.uniform(0.3, 0.5), box.y1 - side * rng.uniform(-0.1, 0.15))
    end = (box.x1 + reach * 0.7, box.y0 - reach)
    return [np.concatenate([_shaken([start, foot], rng, side * 0.03), smooth([foot, end])])]


def _slash(box: Rect, rng: Rng) -> list[Stroke]:
    side = max(box.size)
    over = side * rng.uniform(-0.05, 0.4)
    bar = [(box.x0 - over, box.y1 + over), box.centre, (box.x1 + over, box.y0 - over)]
    return [_shaken(bar, rng, side * 0.05)]


def _dot(box: Rect, rng: Rng) -> list[Stroke]:
    """A blob in the middle, a third to a half of the box."""
    side = max(box.size)
    turns = np.linspace(0, 6 * np.pi, 50)
    radius = side * rng.uniform(0.14, 0.24) * np.linspace(0, 1, 50)
    x, y = box.centre
    return [np.stack([x + radius * np.cos(turns), y + radius * np.sin(turns)], 1)]


def _scribble(box: Rect, rng: Rng) -> list[Stroke]:
    """A zigzag that fills the box without much care."""
    side = max(box.size)
    rows = np.linspace(box.y0 + side * 0.1, box.y1 - side * 0.05, int(rng.integers(6, 10)))
    ends = (box.x0 + side * 0.08, box.x1 - side * 0.05)
    return [_shaken([(ends[i % 2], y) for i, y in enumerate(rows)], rng, side * 0.07)]


MARKS: dict[str, Callable[[Rect, Rng], list[Stroke]]] = {
    "cross": _cross,
    "tick": _tick,
    "slash": _slash,
    "dot": _dot,
    "scribble": _scribble,
}


def blotted(box: Rect, rng: Rng) -> list[Stroke]:
    """Return the scribble that takes a tick back: dense, well over the box on every side."""
    side = max(box.size)
    out = side * rng.uniform(0.2, 0.4)
    strokes = []
    for _ in range(2):
        rows = np.linspace(box.y0 - out, box.y1 + out, int(rng.integers(12, 17)))
        ends = (box.x0 - out, box.x1 + out)
        strokes.append(_shaken([(ends[i % 2], y) for i, y in enumerate(rows)], rng, side * 0.06))
    return strokes


def circled(around: Rect, rng: Rng) -> list[Stroke]:
    """Return a loop drawn around an option and its words, its ends crossing."""
    (x, y), (w, h) = around.centre, around.size
    turns = np.linspace(0, 2 * np.pi * rng.uniform(1.02, 1.12), 40) + rng.uniform(2, 4)
    wide, high = w * rng.uniform(0.56, 0.66), h * rng.uniform(0.75, 1.0)
    ring = np.stack([x + wide * np.cos(turns), y + high * np.sin(turns)], 1)
    return [ring + rng.normal(0, h * 0.01, ring.shape).cumsum(0)]
