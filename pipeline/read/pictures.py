"""Read: what the pixels of a picture look like: pen strokes, a stamp, a photograph, nothing.

A guess for the reader of a dossier, never a proof: « strokes » says that somebody may have signed,
« unknown » that a person should look.  Thresholds come from some 400 drawn
pictures and scans of them.
"""

import io
import warnings
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

    Grey = np.ndarray[tuple[int, int], np.dtype[np.uint8]]
    Mask = np.ndarray[tuple[int, int], np.dtype[np.uint8]]

Drawn = Literal["strokes", "stamp", "photo", "blank", "unknown"]

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")  # EMF and WMF are programs, not pixels
PIXEL_LIMIT = 60_000_000
SIDE = 280  # pixels of the longer side looked at, about: letters of a stamp are still 5 high

PALE = 22  # grey levels between ink and paper below which there is nothing but noise
NOISY = 40, 6.0  # below both (levels, multiples of the noise) ink and grain of paper look alike
DARK = 95  # a background darker than this is no paper, even photographed
COLOURED = 75  # red-green-blue spread of a background that is a poster; warm light gives 60
HALF_DARK = 110  # grey levels by which most of the picture is darker than its brightest places
SHADED = 0.12  # share between light and dark: 0.17 in photographs, up to 0.07 around pen lines
WRITTEN = 0.10  # less ink than this is writing, however grey: pencil on grey paper has 0.06
COVERED = 0.30  # share of ink above which it is no writing
THICK = 0.035  # a broad pen on a small picture gives 0.02, the lines of a logo 0.06 and more
CONVEX = 0.95  # frames of stamps 0.99, a signature inside its own loop up to 0.92
BAND, EDGE = 15, 0.8  # pixels; share of a piece within, for a piece of a frame
FIELD, FIELDS = 0.002, 6  # a frame that touches some letters has less; a loop across it, 8 to 40
LETTERS = 8  # the shortest stamp has two lines; strokes fall into fewer pieces of such a size
LETTERED, MIXED = 0.85, 0.12  # less than a stamp, more than a pen that jumps: both in one picture
RING = 0.4  # of the box around all ink; smaller circles are letters
LINES = 3.0  # one line of letters, turned by 8 degrees, gives 1.5
TYPED, DOMINANT = 10, 0.16  # a name in type or print hand: many pieces, none leading
FLAT = 0.05  # a rule, not a signature
HEAVY = 0.11  # line to height: type has 0.15, a broad pen 0.07


def classify(data: bytes) -> Drawn:
    """Return what a stored picture shows; "unknown" when it cannot be told or opened."""
    small = _small(data)
    if small is None:
        return "unknown"
    ink = _ink(small)
    return ink if isinstance(ink, str) else _kind(_measure(ink))


def _small(data: bytes) -> "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]] | None":
    """Return the picture on white paper, reduced, of shape (rows, columns, 3), 0 to 255."""
    import numpy as np  # noqa: PLC0415 -- loaded when there is a picture
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            stored = Image.open(io.BytesIO(data), formats=FORMATS)
            if stored.width * stored.height > PIXEL_LIMIT:
                return None
            stored.draft("RGB", (SIDE, SIDE))
            image = _on_white(stored)
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
    return np.asarray(image, dtype=np.uint8)


def _on_white(image: "Image.Image") -> "Image.Image":
    from PIL import Image  # noqa: PLC0415

    if image.mode == "P" or "transparency" in image.info:
        image = image.convert("RGBA")
    factor = round(max(image.width, image.height) / SIDE)
    if image.mode in ("LA", "RGBA", "La", "RGBa"):
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        image = paper
    image = image.convert("RGB")
    return image.reduce(factor) if factor > 1 else image


def _ink(small: "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]") -> "Mask | Drawn":
    """Return where ink stands on paper (1), or what the picture is when it is no paper at all."""
    import cv2  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
    depth = cv2.subtract(_paper(grey), grey)
    levels = np.cumsum(np.bincount(depth.ravel(), minlength=256))
    grain, dark = np.searchsorted(levels, (0.5 * levels[-1], 0.998 * levels[-1])).tolist()
    contrast = dark - grain
    if grain < HALF_DARK and contrast < PALE:
        return "blank"
    noise = float(np.median(np.abs(depth[::3, ::3].astype(np.int16) - grain)))
    if contrast < NOISY[0] and contrast < NOISY[1] * noise:
        return "unknown"
    mask = (depth > grain + max(PALE * 0.7, 0.4 * contrast)).astype(np.uint8)
    share = float(mask.mean())
    if share > COVERED or grain >= HALF_DARK:
        return "photo"
    middle = np.median(small[::3, ::3][mask[::3, ::3] == 0], axis=0)
    if middle.mean() < DARK or middle.max() - middle.min() > COLOURED:
        return "photo"
    between = float((depth > grain + 0.15 * contrast).mean()) - share
    return "photo" if between > SHADED and share > WRITTEN else mask


def _paper(grey: "Grey") -> "Grey":
    """Return the level of the paper under uneven light: the brightest around, smoothed."""
    import cv2  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    high, wide = grey.shape
    step = max(1, max(high, wide) // 80)
    coarse = cv2.resize(grey, (max(1, wide // step), max(1, high // step)))
    reach = max(coarse.shape) // 5 * 2 + 1
    coarse = cv2.blur(cv2.dilate(coarse, np.ones((reach, reach), np.uint8)), (reach, reach))
    return cv2.resize(coarse, (wide, high)).astype(np.uint8)


class _Shape(NamedTuple):
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


def _measure(mask: "Mask") -> _Shape | None:
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
    frames = np.array([c and _is_frame(labels == k) for c, k in zip(closed, kept, strict=True)])
    # A worn or cropped frame falls into pieces, which still lie along the edge of all ink.
    if letters.sum() >= LETTERS:
        frames |= ~letters & (_edge_shares(labels.astype(np.int32, copy=False), kept) > EDGE)
    other = ~frames
    letters &= other
    rows = centres[kept, 1][letters]
    depths = cv2.distanceTransform(mask, cv2.DIST_L2, 3)[mask > 0]
    thickest = 2 * float(np.percentile(depths, 99))
    return _Shape(
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
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return for each piece kept the share of it that lies along the hull of all of them."""
    import cv2  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    is_kept = np.zeros(int(labels.max()) + 1, np.uint8)
    is_kept[kept] = 1
    points = cv2.findNonZero(is_kept[labels])
    band = np.zeros(labels.shape, np.uint8)
    cv2.polylines(band, [cv2.convexHull(points)], isClosed=True, color=1, thickness=BAND)
    sizes = np.bincount(labels.ravel(), minlength=is_kept.size)
    inside = np.bincount(labels.ravel(), band.ravel(), minlength=is_kept.size)
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


def _kind(shape: _Shape | None) -> Drawn:
    if shape is None:
        return "blank"
    if shape.thickness > THICK:
        return "photo"
    if shape.letters >= LETTERS and shape.letter_share >= LETTERED:
        return "stamp" if shape.framed or shape.lines >= LINES else "unknown"
    is_typed = shape.pieces > TYPED and shape.largest < DOMINANT
    is_mixed = shape.letters >= LETTERS and shape.letter_share >= MIXED
    if is_typed or is_mixed or shape.framed or shape.flatness < FLAT or shape.weight > HEAVY:
        return "unknown"
    return "strokes"
