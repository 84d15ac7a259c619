"""Reading, scan: printed lines that bend or fan out, made straight again.

A page photographed by hand is never flat: held, folded in four, bound. Its own lines of print say
how it bends: they were straight on paper. One smooth surface is fitted to all of them, and used
only where it makes them straighter.
"""

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.scan_bend import Bend, Floats, Surface, unbent
from pipeline.read.scan_pixels import (
    Gray,
    Labels,
    Mask,
    chosen,
    closed,
    components,
    dark_of,
    opened,
)

_SCALE = 0.5  # of 200 dpi: feet of letters stay sharp to a third of a pixel
_LETTER = (5, 24)  # pixels of height at 100 dpi
_LINE = 150  # pixels of width: four letters tell no slope
_LETTERS = 12  # on a line
_LEAST_LINES = 6
_SPAN = 0.4  # of the page's width that all lines together must cover
_ORDER = 5  # folded once across its lines, or twice
_WAVERS = 0.4  # pixels at 100 dpi, 0.1 mm: letters of flat pages waver by 0.2 to 0.3
_BETTER = 0.85  # of the wavering that may be left
_SHARPER = 1.08  # times, the edges of lines, at least
_RULE, _RULES = 50, 250  # pixels at 100 dpi: one upright rule, and all of them
_RULE_ORDER = 2  # a page seen askew from above or below, and slightly round
_FARTHEST = 0.06  # of the page's height; more is no page to be read
_TURNS = 4  # of the fit: tails of letters hang below their line, and are left out


def bend_of(gray: Gray) -> Bend | None:
    """Fit the bend of a level page to its lines; None where they are straight, or too few."""
    half = np.asarray(
        cv2.resize(gray, None, fx=_SCALE, fy=_SCALE, interpolation=cv2.INTER_AREA), np.uint8
    )
    below = _surface(_feet(dark_of(half)), half.shape, _ORDER)
    if below is not None:
        straight = unbent(half, Bend(below, None))
        if sharpness(dark_of(straight)) < _SHARPER * sharpness(dark_of(half)):
            below = None
        else:
            half = straight
    across = (half.shape[1], half.shape[0])
    aside = _surface(_edges(dark_of(half)), across, _RULE_ORDER)
    if below is None and aside is None:
        return None
    larger = 1 / _SCALE
    return Bend(
        None if below is None else below.times(larger),
        None if aside is None else aside.times(larger),
    )


def sharpness(dark: Mask) -> float:
    """Give how sharply lines of text begin and end from one row of pixels to the next."""
    rows = (dark > 0).sum(axis=1).astype(np.float64)
    return float(np.square(np.diff(rows)).sum())


def _surface(points: Floats | None, shape: tuple[int, ...], order: int) -> Surface | None:
    """Fit a surface to points (along, across, number of their line) of lines straight on paper."""
    across, along = shape[:2]
    if points is None or np.ptp(points[:, 0]) < _SPAN * along:
        return None
    terms, waver, left = _fitted(points, along, across, order)
    if waver < _WAVERS or left > _BETTER * waver:
        return None
    reach = np.percentile(2 * points[:, 0] / along - 1, (1, 99))
    surface = Surface(terms, (along, across), (float(reach[0]), float(reach[1])))
    return surface if _is_sound(surface) else None


def _edges(dark: Mask) -> Floats | None:
    """Give y, x of points on the upright rules of tables, and the number of their rule."""
    rules = opened(closed(dark, (1, 5)), (1, 13))
    labels, stats = components(rules)
    tall = (stats[:, 3] >= _RULE) & (stats[:, 2] <= 5 + 0.12 * stats[:, 3])
    tall[0] = False
    if np.count_nonzero(tall) < 2 or stats[tall, 3].sum() < _RULES:
        return None
    ys, xs = np.nonzero(chosen(tall, labels)[::4])
    ys = ys * 4
    return np.column_stack((ys, xs, labels[ys, xs])).astype(np.float64)


def _feet(dark: Mask) -> Floats | None:
    """Give x, y of the foot of each letter and the number of its line: shape (n, 3)."""
    labels, letters = components(dark)
    tall = (letters[:, 3] >= _LETTER[0]) & (letters[:, 3] <= _LETTER[1]) & (letters[:, 2] <= 40)
    tall[0] = False
    # Letters alone: the rules of a table would join all its lines.
    lines, spans = components(closed(chosen(tall, labels), (13, 1)))
    boxes = letters[tall].astype(np.float64)
    numbers = _line_of(letters[tall], lines)
    wide = spans[:, 2] >= _LINE
    wide[0] = False
    counts = np.bincount(numbers, minlength=len(spans))
    kept = (wide & (counts >= _LETTERS))[numbers]
    if np.count_nonzero(wide & (counts >= _LETTERS)) < _LEAST_LINES:
        return None
    x, y = boxes[:, 0] + boxes[:, 2] / 2, boxes[:, 1] + boxes[:, 3]
    return np.asarray(np.column_stack((x, y, numbers))[kept], np.float64)


def _line_of(letters: npt.NDArray[np.int32], lines: Labels) -> npt.NDArray[np.intp]:
    # Any pixel row of a letter belongs to its line's smear: that of its middle may be a gap.
    rows = letters[:, 1] + letters[:, 3] - 1
    found = np.zeros(len(letters), np.intp)
    for share in (0.5, 0.25, 0.75):
        columns = letters[:, 0] + (share * letters[:, 2]).astype(np.int32)
        for row in (rows, rows - letters[:, 3] // 2):
            found = np.where(found == 0, lines[row, columns], found)
    return found


def _fitted(feet: Floats, width: int, height: int, order: int) -> tuple[Floats, float, float]:
    """Fit one surface to all lines, their length and breadth those of a page `width` wide.

    Returns:
        Its terms, and how far (pixels, root of the mean square) the letters' feet lie from the
        straight level lines nearest to them, and from the fitted ones.
    """
    across, down = 2 * feet[:, 0] / width - 1, 2 * feet[:, 1] / height - 1
    numbers = np.unique(feet[:, 2], return_inverse=True)[1]
    own = np.zeros((len(feet), numbers.max() + 1))
    own[np.arange(len(feet)), numbers] = 1
    powers = [across**power for power in range(1, order + 1)]
    bends = np.column_stack([term for power in powers for term in (power, power * down)])
    system, wanted = np.column_stack((own, bends)), feet[:, 1]
    kept = np.ones(len(feet), bool)
    found = np.zeros(system.shape[1])
    for _ in range(_TURNS):
        # A breath of ridge: a line whose letters were all left out stays where it is.
        square = system[kept].T @ system[kept] + 1e-3 * np.eye(system.shape[1])
        found = np.linalg.solve(square, system[kept].T @ wanted[kept])
        rest = wanted - system @ found
        reach = max(1.0, 2.5 * 1.48 * float(np.median(np.abs(rest[kept]))))
        kept = np.abs(rest) < reach
    left = float(np.sqrt(np.mean(np.square((wanted - system @ found)[kept]))))
    counts = np.maximum(own[kept].sum(axis=0), 1)
    level = (own[kept].T @ wanted[kept]) / counts
    waver = float(np.sqrt(np.mean(np.square(wanted[kept] - level[numbers[kept]]))))
    return found[own.shape[1] :].reshape(order, 2), waver, left


def _is_sound(surface: Surface) -> bool:
    """Say whether the bend is that of a page: not too deep, no line crossing another."""
    along = np.linspace(0, surface.size[0], 33)[None, :]
    across = np.linspace(0, surface.size[1], 33)[:, None]
    shift = surface.shift(along, across)
    steps = np.diff(across + shift, axis=0) / (surface.size[1] / 32)
    deepest = float(np.abs(shift).max())
    return (
        deepest <= _FARTHEST * surface.size[1]
        and 0.7 < float(steps.min()) <= float(steps.max()) < 1.4
    )
