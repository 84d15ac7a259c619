"""Reading, scan: printed lines that bend or fan out, made straight again.

A page photographed by hand is never flat: held, folded in four, bound. Its own lines of print say
how it bends: they were straight on paper. One smooth surface is fitted to all of them, and used
only where it makes them straighter.
"""

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.scan_pixels import Gray, Labels, Mask, closed, components, dark_of

Floats = npt.NDArray[np.float64]

_SCALE = 0.5  # of 200 dpi: feet of letters stay sharp to a third of a pixel
_LETTER = (5, 24)  # pixels of height at 100 dpi
_LINE = 150  # pixels of width: four letters tell no slope
_LETTERS = 12  # on a line
_LEAST_LINES = 6
_SPAN = 0.4  # of the page's width that all lines together must cover
_ORDER = 5  # folded once across its lines, or twice
_WAVERS = 1.1  # pixels at 100 dpi, 0.28 mm: letters of flat pages waver by 0.3 to 0.6
_BETTER = 0.6  # of the wavering that may be left
_FARTHEST = 0.06  # of the page's height; more is no page to be read
_TURNS = 4  # of the fit: tails of letters hang below their line, and are left out


class Bend(NamedTuple):
    """How far below its place on a flat page each point lies.

    Attributes:
        terms: of shape (5, 2): for each power of x from 1, its factor and that of y times it.
        size: width and height of the page in pixels, to which x and y are scaled: -1 to 1.
        reach: the least and largest scaled x that lines were seen at.
    """

    terms: Floats
    size: tuple[int, int]
    reach: tuple[float, float]

    def below(self, x: Floats, y: Floats) -> Floats:
        """Give how many pixels below its flat place each point lies."""
        across = np.clip(2 * x / self.size[0] - 1, *self.reach)
        down = 2 * y / self.size[1] - 1
        shift = np.zeros(np.broadcast(across, down).shape)
        for power, (factor, slant) in enumerate(self.terms, start=1):
            shift = shift + (factor + slant * down) * across**power
        return np.asarray(shift, np.float64)

    def bent(self, points: Floats) -> Floats:
        """Give where points (n, 2) of the flat page lie on the bent one."""
        x, y = points[:, 0], points[:, 1]
        return np.column_stack((x, y + self.below(x, y)))

    def flat(self, points: Floats) -> Floats:
        """Give where points (n, 2) of the bent page lie on the flat one."""
        x, y = points[:, 0], points[:, 1]
        level = y
        for _ in range(3):
            level = y - self.below(x, level)
        return np.column_stack((x, level))


def bend_of(gray: Gray) -> Bend | None:
    """Fit the bend of a level page to its lines; None where they are straight, or too few."""
    half = cv2.resize(gray, None, fx=_SCALE, fy=_SCALE, interpolation=cv2.INTER_AREA)
    feet = _feet(dark_of(np.asarray(half, np.uint8)))
    height, width = half.shape
    if feet is None or np.ptp(feet[:, 0]) < _SPAN * width:
        return None
    terms, waver, left = _fitted(feet, width, height)
    if waver < _WAVERS or left > _BETTER * waver:
        return None
    reach = np.percentile(2 * feet[:, 0] / width - 1, (1, 99))
    bend = Bend(terms / _SCALE, (gray.shape[1], gray.shape[0]), (float(reach[0]), float(reach[1])))
    return bend if _is_sound(bend) else None


def unbent(gray: Gray, bend: Bend, border: int = 255) -> Gray:
    """Give the flat page."""
    height, width = gray.shape
    # The shift is smooth: one value for 16 pixels.
    xs, ys = np.arange(0, width + 16, 16.0), np.arange(0, height + 16, 16.0)
    coarse = bend.below(xs[None, :], ys[:, None]).astype(np.float32)
    size = (coarse.shape[1] * 16, coarse.shape[0] * 16)
    shift = cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR)
    # The middle of a coarse pixel lies 8 pixels after its corner.
    shift = cv2.warpAffine(
        shift, np.array([[1, 0, -7.5], [0, 1, -7.5]]), size, borderMode=cv2.BORDER_REPLICATE
    )[:height, :width]
    across = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
    down = np.arange(height, dtype=np.float32)[:, None] + shift
    flat = cv2.remap(
        gray,
        np.ascontiguousarray(across),
        np.asarray(down, np.float32),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=border,
    )
    return np.asarray(flat, np.uint8)


def _feet(dark: Mask) -> Floats | None:
    """Give x, y of the foot of each letter and the number of its line: shape (n, 3)."""
    lines, spans = components(closed(dark, (13, 1)))
    _, letters = components(dark)
    tall = (letters[:, 3] >= _LETTER[0]) & (letters[:, 3] <= _LETTER[1]) & (letters[:, 2] <= 40)
    tall[0] = False
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


def _fitted(feet: Floats, width: int, height: int) -> tuple[Floats, float, float]:
    """Fit one surface to all lines.

    Returns:
        Its terms, and how far (pixels, root of the mean square) the letters' feet lie from the
        straight level lines nearest to them, and from the fitted ones.
    """
    across, down = 2 * feet[:, 0] / width - 1, 2 * feet[:, 1] / height - 1
    numbers = np.unique(feet[:, 2], return_inverse=True)[1]
    own = np.zeros((len(feet), numbers.max() + 1))
    own[np.arange(len(feet)), numbers] = 1
    powers = [across**power for power in range(1, _ORDER + 1)]
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
    return found[own.shape[1] :].reshape(_ORDER, 2), waver, left


def _is_sound(bend: Bend) -> bool:
    """Say whether the bend is that of a page: not too deep, no line crossing another."""
    xs = np.linspace(0, bend.size[0], 33)[None, :]
    ys = np.linspace(0, bend.size[1], 33)[:, None]
    shift = bend.below(xs, ys)
    steps = np.diff(ys + shift, axis=0) / (bend.size[1] / 32)
    deepest = float(np.abs(shift).max())
    return (
        deepest <= _FARTHEST * bend.size[1] and bool(steps.min() > 0.7) and bool(steps.max() < 1.4)
    )
