"""PDF reading: from a page's own coordinates to points from the top-left, as turned for reading."""

from typing import NamedTuple

from schemas.document import Box


class Frame(NamedTuple):
    """How a page is looked at: its visible box in user space and the quarter turns to apply.

    Args:
        left, bottom, right, top: the visible box (CropBox ∩ MediaBox), y upwards.
        turn: degrees clockwise (0, 90, 180 or 270) that make its text read from left to right.
    """

    left: float
    bottom: float
    right: float
    top: float
    turn: int = 0

    @property
    def width(self) -> float:
        """Width in points once turned."""
        return self.top - self.bottom if self.turn in {90, 270} else self.right - self.left

    @property
    def height(self) -> float:
        """Height in points once turned."""
        return self.right - self.left if self.turn in {90, 270} else self.top - self.bottom

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Map a point of user space (ISO 32000-1, 8.3.2.3) to the turned page, y downwards."""
        if self.turn == 0:
            return x - self.left, self.top - y
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Map a rectangle given by any two opposite corners."""
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def inside(point: tuple[float, float], box: Box, slack: float = 0.0) -> bool:
    """Say whether a point lies in a box, or within `slack` points of it."""
    x, y = point
    return box[0] - slack <= x <= box[2] + slack and box[1] - slack <= y <= box[3] + slack


def centre(box: Box) -> tuple[float, float]:
    """Return the middle of a box."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def overlap(a: Box, b: Box) -> float:
    """Return the share (0-1) of the smaller box that the other covers."""
    w = min(a[2], b[2]) - max(a[0], b[0])
    h = min(a[3], b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0.0
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return w * h / smaller if smaller > 0 else 0.0


def union(boxes: list[Box]) -> Box:
    """Return the smallest box around all of them (at least one)."""
    return (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
