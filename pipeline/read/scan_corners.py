"""Reading, scan: the sheets of paper in a picture, by their corners."""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.scan_pixels import Gray, Mask

Quad = npt.NDArray[np.float32]
"""Four points from the top-left, clockwise, in pixels."""
Points = npt.NDArray[np.float32]

_SIDE = 700  # pixels of the picture looked at
_LEAST, _MOST = 0.2, 0.95  # of the picture: a sheet that fills it has no corners to look for
_SECOND, _OF_LARGEST = 0.12, 0.45  # of the picture, of the largest sheet: another sheet beside it
_CONTRAST = 40  # grey levels between the sheet and its ground: a desk, not a shadow
_FOLLOWS = 0.012  # of the longer side: how far an outline may lie from the sides of its quad
_FULL = 0.85  # of its quad that a sheet fills: a folded corner, a thumb
_BEYOND = 0.2  # of the picture: how far out of it a corner may lie


class Sheets(NamedTuple):
    """The sheets of paper seen in a picture: the largest alone, and all if they are several."""

    corners: Quad | None
    side_by_side: list[Quad]


def sheets_of(gray: Gray) -> Sheets:
    """Find the sheets of a picture; none where the page fills it."""
    found = [(quad, share) for quad, share in _sheets(gray) if share > _SECOND]
    if not found:
        return Sheets(None, [])
    quad, share = found[0]
    large = [other for other, size in found if size > _OF_LARGEST * share]
    return Sheets(quad if _LEAST < share < _MOST else None, large if len(large) > 1 else [])


def sheet_corners(gray: Gray) -> Quad | None:
    """Find the corners of the largest light sheet on a darker ground.

    A corner may lie out of the picture, or be folded.

    Returns:
        None when the page fills the picture, or no quadrangle is found.
    """
    return sheets_of(gray).corners


def _sheets(gray: Gray) -> Iterator[tuple[Quad, float]]:
    """Yield the sheets of a picture and the shares of it that they fill, the largest first."""
    factor = _SIDE / max(gray.shape)
    small = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    small = np.asarray(cv2.medianBlur(small, 7), np.uint8)
    _, light = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ground = small[light == 0]
    light = _filled(np.asarray(light, np.uint8))
    if (
        ground.size == 0
        or float(np.median(small[light > 0])) - float(np.median(ground)) < _CONTRAST
    ):
        return
    outlines, _ = cv2.findContours(light, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True):
        share = float(cv2.contourArea(outline)) / small.size
        if share < _SECOND:
            return
        quad = _quad(np.asarray(outline, np.int32), small.shape)
        if quad is not None:
            yield _clockwise(quad / np.float32(factor)), share


def _filled(light: Mask) -> Mask:
    """Fill what is printed on a sheet; between it and the edge of the picture lies the ground."""
    rim = cv2.copyMakeBorder(light, 25, 25, 25, 25, cv2.BORDER_CONSTANT, value=0)
    filled = cv2.morphologyEx(rim, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))
    return np.asarray(filled[25:-25, 25:-25], np.uint8)


def _quad(outline: npt.NDArray[np.int32], shape: tuple[int, ...]) -> Points | None:
    hull = cv2.convexHull(outline)
    around = cv2.arcLength(hull, True)  # noqa: FBT003 -- OpenCV's signature
    simple = cv2.approxPolyDP(hull, 0.02 * around, True)  # noqa: FBT003 -- as above
    plain = simple.reshape(-1, 2).astype(np.float32) if len(simple) == 4 else None
    size = np.array([shape[1], shape[0]]) - 4  # pixels: those corners are the picture's cut
    if plain is not None and (plain > 3).all() and (plain < size).all():
        return plain
    fine = cv2.approxPolyDP(hull, 0.004 * around, True).reshape(-1, 2)  # noqa: FBT003 -- as above
    sides = _quad_of_sides(fine.astype(np.float64), shape)
    return plain if sides is None else sides


def _quad_of_sides(polygon: npt.NDArray[np.float64], shape: tuple[int, ...]) -> Points | None:
    """Prolong four sides of a polygon until they meet: what cut its corners is left out."""
    if not 5 <= len(polygon) <= 14:  # sides
        return None
    ends = np.roll(polygon, -1, axis=0)
    lengths = np.linalg.norm(ends - polygon, axis=1)
    inner = [rank for rank in range(len(polygon)) if not _on_edge(polygon[rank], ends[rank], shape)]
    area = cv2.contourArea(polygon.astype(np.float32))
    best: tuple[float, Points | None] = (0.0, None)
    longest = sorted(range(len(polygon)), key=lambda rank: -lengths[rank])[:7]
    for chosen in combinations(sorted(longest), 4):
        corners = _corners([(polygon[rank], ends[rank]) for rank in chosen])
        if corners is None or not _may_be_a_sheet(corners, polygon, area, shape):
            continue
        worth = float(sum(lengths[rank] for rank in chosen if rank in inner))
        if worth > best[0]:
            best = (worth, corners)
    return best[1]


def _on_edge(
    start: npt.NDArray[np.float64], end: npt.NDArray[np.float64], shape: tuple[int, ...]
) -> bool:
    """Say whether a side lies on the edge of the picture: it was cut there."""
    height, width = shape[:2]
    return bool(
        (start[0] <= 3 and end[0] <= 3)  # pixels
        or (start[1] <= 3 and end[1] <= 3)
        or (start[0] >= width - 4 and end[0] >= width - 4)
        or (start[1] >= height - 4 and end[1] >= height - 4)
    )


def _corners(
    sides: list[tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]],
) -> Points | None:
    """Return where four sides, in their order around a sheet, meet the next one."""
    corners = []
    for (a, b), (c, d) in zip(sides, sides[1:] + sides[:1], strict=True):
        first, second = b - a, d - c
        cross = first[0] * second[1] - first[1] * second[0]
        if abs(cross) < 0.3 * np.linalg.norm(first) * np.linalg.norm(second):  # 17 degrees
            return None
        at = ((c - a)[0] * second[1] - (c - a)[1] * second[0]) / cross
        corners.append(a + at * first)
    return np.asarray(corners, np.float32)


def _may_be_a_sheet(
    corners: Points, polygon: npt.NDArray[np.float64], area: float, shape: tuple[int, ...]
) -> bool:
    height, width = shape[:2]
    size = np.array([width, height], np.float32)
    if (corners < -_BEYOND * size).any() or (corners > (1 + _BEYOND) * size).any():
        return False
    if not cv2.isContourConvex(corners) or area < _FULL * cv2.contourArea(corners):
        return False
    reach = _FOLLOWS * max(width, height)
    inside = [cv2.pointPolygonTest(corners, (float(x), float(y)), True) for x, y in polygon]  # noqa: FBT003 -- as above
    return min(inside) >= -reach


def _clockwise(corners: Points) -> Quad:
    sums, differences = corners.sum(axis=1), corners[:, 1] - corners[:, 0]
    order = [
        int(sums.argmin()),
        int(differences.argmin()),
        int(sums.argmax()),
        int(differences.argmax()),
    ]
    return corners[order]
