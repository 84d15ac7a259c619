"""Signatures of many shapes: paraphs, loops, peaks, initials, wide flourishes."""

from collections.abc import Callable, Sequence

import numpy as np

from bench.pens import Rect, Rng, Stroke, smooth

# Capital letters as a hand draws them, in a square of side 1 with y downwards.
_CAPITALS: dict[str, Sequence[Sequence[tuple[float, float]]]] = {
    "M": [[(0, 1), (0.1, 0), (0.45, 0.8), (0.8, 0), (0.95, 1)]],
    "L": [[(0.3, 0), (0.15, 0.8), (0.1, 1), (0.9, 0.85)]],
    "B": [[(0.2, 1), (0.25, 0)], [(0.1, 0.1), (0.8, 0.15), (0.3, 0.5), (0.9, 0.75), (0.1, 1)]],
    "D": [[(0.25, 0.05), (0.2, 1)], [(0, 0.1), (0.9, 0.3), (0.8, 0.8), (0.1, 1)]],
    "S": [[(0.85, 0.1), (0.2, 0.15), (0.3, 0.5), (0.8, 0.7), (0.1, 1)]],
    "V": [[(0, 0.05), (0.4, 1), (0.9, 0)]],
    "C": [[(0.85, 0.15), (0.3, 0), (0.05, 0.6), (0.4, 1), (0.9, 0.8)]],
    "R": [[(0.2, 1), (0.2, 0)], [(0, 0.1), (0.8, 0.2), (0.2, 0.55), (0.9, 1)]],
}


def _at(points: Sequence[tuple[float, float]], cell: Rect) -> list[tuple[float, float]]:
    (w, h) = cell.size
    return [(cell.x0 + x * w, cell.y0 + y * h) for x, y in points]


def _loops(cell: Rect, rng: Rng) -> list[Stroke]:
    """A running hand: loops that flatten towards the end."""
    count = int(rng.integers(4, 9))
    turns = np.linspace(0, 2 * np.pi * count, 22 * count)
    along = turns / turns[-1]
    lean = rng.uniform(0.3, 0.8)
    tall = (1 - 0.75 * along) * (0.55 + 0.45 * np.sin(turns * rng.uniform(0.35, 0.6) + 1) ** 2)
    y = 0.6 - 0.42 * tall * np.sin(turns)
    x = along * 0.9 + 0.05 * np.cos(turns) * lean + 0.04
    (w, h) = cell.size
    return [np.stack([cell.x0 + x * w, cell.y0 + y * h], 1)]


def _peaks(cell: Rect, rng: Rng) -> list[Stroke]:
    """Sharp ups and downs, quickly written."""
    count = int(rng.integers(7, 14))
    xs = np.sort(rng.uniform(0.03, 0.85, count))
    points = [
        (x, rng.uniform(0.05, 0.4) if i % 2 else rng.uniform(0.55, 0.95)) for i, x in enumerate(xs)
    ]
    return [smooth(_at([*points, (0.98, rng.uniform(0.3, 0.7))], cell), 5)]


def _initials(cell: Rect, rng: Rng) -> list[Stroke]:
    """Two or three capitals, no more: the smallest signatures there are."""
    letters = rng.choice(list(_CAPITALS), int(rng.integers(2, 4)))
    strokes, step = [], 1 / (len(letters) + 0.2)
    for index, letter in enumerate(letters):
        for part in _CAPITALS[letter]:
            moved = [
                ((index + x * 0.95) * step + rng.normal(0, 0.012), y * 0.9 + rng.normal(0, 0.03))
                for x, y in part
            ]
            strokes.append(smooth(_at(moved, cell)))
    return strokes


def _paraph(cell: Rect, rng: Rng) -> list[Stroke]:
    """One great loop and a bar through it."""
    ring = [(0.1, 0.8), (0.2, 0.1), (0.6, 0.05), (0.65, 0.7), (0.25, 0.9), (0.3, 0.3), (0.95, 0.5)]
    moved = [(x + rng.normal(0, 0.04), y + rng.normal(0, 0.06)) for x, y in ring]
    bar = [(0.02, rng.uniform(0.6, 0.95)), (0.5, rng.uniform(0.5, 0.9)), (1, rng.uniform(0.3, 0.8))]
    return [smooth(_at(moved, cell)), smooth(_at(bar, cell))]


def _name(cell: Rect, rng: Rng) -> list[Stroke]:
    """A capital, then a wavy line that stands for the name, then a flourish under it."""
    left = Rect(cell.x0, cell.y0, cell.x0 + cell.size[0] * 0.28, cell.y1)
    rest = Rect(cell.x0 + cell.size[0] * 0.26, cell.y0 + cell.size[1] * 0.25, cell.x1, cell.y1)
    under = [(0.05, 0.98), (0.5, rng.uniform(0.85, 1.1)), (1.0, rng.uniform(0.7, 1.0))]
    letter = _CAPITALS[str(rng.choice(list(_CAPITALS)))]
    capital = [smooth(_at([(x, y * 0.95) for x, y in part], left)) for part in letter]
    return [*capital, *_loops(rest, rng), smooth(_at(under, cell))]


SIGNATURES: dict[str, Callable[[Rect, Rng], list[Stroke]]] = {
    "loops": _loops,
    "peaks": _peaks,
    "initials": _initials,
    "paraph": _paraph,
    "name": _name,
}


def signature(cell: Rect, rng: Rng, shape: str | None = None) -> list[Stroke]:
    """Return the strokes of a signature written in `cell` (the room it takes), turned a little."""
    shape = shape or str(rng.choice(list(SIGNATURES)))
    strokes = SIGNATURES[shape](cell, rng)
    angle = np.deg2rad(rng.uniform(-9, 5))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    middle = np.array(cell.centre)
    return [(stroke - middle) @ turn + middle for stroke in strokes]
