"""Read: the shape of the ink on a picture: its pieces, which are letters, which are frames."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

    Mask = np.ndarray[tuple[int, int], np.dtype[np.uint8]]

CONVEX = 0.95  # frames of stamps 0.99, a signature inside its own loop up to 0.92
BAND, EDGE = 15, 0.8  # pixels; share of a piece within, for a piece of a frame
FIELD, FIELDS = 0.002, 6  # a frame that touches some letters has less; a loop across it, 8 to 40
RING = 0.4  # of the box around all ink; smaller circles are letters
LETTERS = 8  # the shortest stamp has two lines; strokes fall into fewer pieces of such a size


class Shape(NamedTuple):
    """The pieces of ink: lengths relative to the box around all of it, areas to all of it."""

    pieces: int
    largest: float
    letters: int
    letter_share: float  # of the ink that is no frame
    lines: float  # distance between the highest and the lowest letter, in letters
    framed: bool
    thickness: float  # of the thickest line, relative to the picture
    weight: float  # of the same, relative to the box
    flatness: float  # height of the box to its width, or the reverse


def measure(mask: "Mask") -> Shape | None:
    """Return the shape of the ink, None when there are only specks."""
    import cv2  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    count, labels, facts, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    kept = 1 + np.flatnonzero(facts[1:, 4] >= max(4, 0.0015 * float(mask.sum())))
    if count == 1 or not kept.size:
        return None
    left, top, wide, high, area = (facts[kept, column].astype(float) for column in range(5))
    width = float((left + wide).max() - left.min())
    height = float((top + high).max() - top.min())
    letters = (wide <= 0.25 * width) & (high <= 0.34 * height) & (wide <= 4 * high)
    closed = ~letters & (wide >= RING * width) & (high >= RING * height)
    frames = np.zeros(kept.size, bool)
    for rank in np.flatnonzero(closed).tolist():
        x, y, w, h = facts[kept[rank], :4].tolist()
        frames[rank] = _is_frame(labels[y : y + h, x : x + w] == kept[rank])
    # A worn or cropped frame falls into pieces, which still lie along the edge of all ink.
    if letters.sum() >= LETTERS:
        frames |= ~letters & (
            _edge_shares(labels.astype(np.int32, copy=False), kept, facts[:, 4].astype(np.int32))
            > EDGE
        )
    other = ~frames
    letters &= other
    rows = centres[kept, 1][letters]
    depths = cv2.distanceTransform(mask, cv2.DIST_L2, 3)[mask > 0]
    thickest = 2 * float(np.percentile(depths, 99))
    return Shape(
        pieces=int(kept.size),
        largest=float(area.max() / area.sum()),
        letters=int(letters.sum()),
        letter_share=float(area[letters].sum() / max(area[other].sum(), 1.0)),
        lines=float(np.ptp(rows) / np.median(high[letters])) if rows.size else 0.0,
        framed=bool(frames.any()),
        thickness=thickest / max(mask.shape),
        weight=thickest / max(min(width, height), 1.0),
        flatness=min(width, height) / max(width, height),
    )


def _edge_shares(
    labels: "np.ndarray[tuple[int, int], np.dtype[np.int32]]",
    kept: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    sizes: "np.ndarray[tuple[int], np.dtype[np.int32]]",
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return for each piece kept the share of it that lies along the hull of all of them.

    Args:
        labels: of each pixel, the piece it belongs to; 0 is paper.
        kept: the pieces that are no specks.
        sizes: pixels of each piece, paper first.
    """
    import cv2  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    rows, columns = np.nonzero(labels)
    names = labels[rows, columns]
    is_kept = np.zeros(sizes.size, bool)
    is_kept[kept] = True
    band = np.zeros(labels.shape, np.uint8)
    ink = np.column_stack((columns, rows))[is_kept[names]]
    hull = cv2.convexHull(ink.astype(np.int32))
    cv2.polylines(band, [hull], isClosed=True, color=1, thickness=BAND)
    within = band[rows, columns] > 0
    inside = np.bincount(names[within], minlength=sizes.size)
    return np.asarray(inside[kept] / np.maximum(sizes[kept], 1), dtype=np.float64)


def _is_frame(piece: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]") -> bool:
    # A rectangle or ellipse fills its own hull, where the loops of a signature leave bays; and
    # it is empty, where a signature across it cuts it into fields.
    import cv2  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    outlines, tree = cv2.findContours(
        piece.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE
    )
    areas = [cv2.contourArea(outline) for outline in outlines]
    outer = max(range(len(areas)), key=areas.__getitem__)
    hull = cv2.contourArea(cv2.convexHull(outlines[outer]))
    if hull <= 0 or areas[outer] < CONVEX * hull or tree is None:
        return False
    fields = [area > FIELD * hull and tree[0][i][3] >= 0 for i, area in enumerate(areas)]
    return bool(sum(fields) <= FIELDS)
