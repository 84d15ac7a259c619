"""Reading, scan: how a page is bent, and the way between its points and those of a flat one."""

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.scan_pixels import Gray

Floats = npt.NDArray[np.float64]


class Surface(NamedTuple):
    """How far from its place on a flat page each point lies, one way.

    Attributes:
        terms: of shape (n, 2): for each power from 1 of the place along a line, its factor, and
            that of the place across times it. Places are scaled to -1 to 1.
        size: of the page along the lines and across them, in pixels.
        reach: the least and largest scaled place along that lines were seen at.
    """

    terms: Floats
    size: tuple[int, int]
    reach: tuple[float, float]

    def shift(self, along: Floats, across: Floats) -> Floats:
        """Give the distance of each point from its flat place, in pixels."""
        t = np.clip(2 * along / self.size[0] - 1, *self.reach)
        u = 2 * across / self.size[1] - 1
        shift = np.zeros(np.broadcast(t, u).shape)
        for power, (factor, slant) in enumerate(self.terms, start=1):
            shift = shift + (factor + slant * u) * t**power
        return np.asarray(shift, np.float64)

    def times(self, factor: float) -> "Surface":
        """Give the same surface on a page so many times larger."""
        size = (round(self.size[0] * factor), round(self.size[1] * factor))
        return Surface(self.terms * factor, size, self.reach)


class Bend(NamedTuple):
    """How the points of a flat page lie on the bent one: first aside, then below their place."""

    below: Surface | None
    aside: Surface | None

    def bent(self, points: Floats) -> Floats:
        """Give where points (n, 2) of the flat page lie on the bent one."""
        return np.column_stack(self.places(points[:, 0], points[:, 1]))

    def places(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Give where points of the flat page lie on the bent one."""
        if self.aside is not None:
            x = x + self.aside.shift(y, x)
        if self.below is not None:
            y = y + self.below.shift(x, y)
        return x, y

    def flat(self, points: Floats) -> Floats:
        """Give where points (n, 2) of the bent page lie on the flat one."""
        x, y = points[:, 0], points[:, 1]
        level, upright = y, x
        for _ in range(3):  # each turn leaves a hundredth of the error
            level = y if self.below is None else y - self.below.shift(x, level)
        for _ in range(3):
            upright = x if self.aside is None else x - self.aside.shift(level, upright)
        return np.column_stack((upright, level))


def unbent(gray: Gray, bend: Bend, border: int = 255) -> Gray:
    """Give the flat page."""
    height, width = gray.shape
    # The shift is smooth: one value for 16 pixels, and between them on a straight line.
    xs, ys = np.meshgrid(np.arange(0, width + 16, 16.0), np.arange(0, height + 16, 16.0))
    across, down = (_finer(place, height, width) for place in bend.places(xs, ys))
    flat = cv2.remap(
        gray,
        across,
        down,
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=border,
    )
    return np.asarray(flat, np.uint8)


def _finer(coarse: Floats, height: int, width: int) -> npt.NDArray[np.float32]:
    """Give for each pixel what is given for one in 16 each way, from the first on."""
    to_coarse = np.array([[1 / 16, 0, 0], [0, 1 / 16, 0]])
    finer = cv2.warpAffine(
        coarse.astype(np.float32),
        to_coarse,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(finer, np.float32)
