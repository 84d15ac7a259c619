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
SEEN_LIMIT = 1000  # digests kept with their class, 200 bytes each
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


def classify_known(data: bytes, digest: str) -> Drawn:
    """Return what `classify` says, at once when a picture of that digest was seen before.

    A logo comes back in every dossier of a blank, a signature each time its dossier is read.

    Args:
        data: the stored picture.
        digest: its SHA-256; the picture itself is not kept.
    """
    found = _SEEN.get(digest)
    if found is None:
        if len(_SEEN) >= SEEN_LIMIT:
            _SEEN.clear()
        found = _SEEN[digest] = classify(data)
    return found


_SEEN: dict[str, Drawn] = {}


def _small(data: bytes) -> "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]] | None":
    """Return the picture on white paper, reduced, of shape (rows, columns, 3), 0 to 255."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 -- loaded when needed

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            stored = Image.open(io.BytesIO(data), formats=FORMATS)
            if stored.width * stored.height > PIXEL_LIMIT:
                return None
            stored.draft("RGB", (SIDE, SIDE))
            stored.load()
            return _on_white(stored)
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return None


def _on_white(image: "Image.Image") -> "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]":
    import cv2  # noqa: PLC0415 -- loaded when there is a picture
    import numpy as np  # noqa: PLC0415

    factor = max(1, round(max(image.width, image.height) / SIDE))
    if image.mode == "P" or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode not in ("LA", "RGBA", "La", "RGBa"):
        image = image.convert("RGB")
        return np.asarray(image.reduce(factor) if factor > 1 else image, dtype=np.uint8)
    # What shines through is added after the reduction, at a quarter of the work or less.
    seen = cv2.cvtColor(np.asarray(image.convert("RGBA")), cv2.COLOR_RGBA2mRGBA)
    seen = _reduced(seen, factor)
    paper = cv2.cvtColor(255 - seen[:, :, 3], cv2.COLOR_GRAY2RGB)
    return np.asarray(cv2.add(cv2.cvtColor(seen, cv2.COLOR_RGBA2RGB), paper), dtype=np.uint8)


def _reduced(
    pixels: "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]", factor: int
) -> "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]":
    """Return the mean of each square of pixels; incomplete ones are filled up with their edge."""
    import cv2  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    if factor == 1:
        return pixels
    high, wide = -(-pixels.shape[0] // factor), -(-pixels.shape[1] // factor)
    below, beside = high * factor - pixels.shape[0], wide * factor - pixels.shape[1]
    if below or beside:
        pixels = np.pad(pixels, ((0, below), (0, beside), (0, 0)), mode="edge")
    return np.asarray(cv2.resize(pixels, (wide, high), interpolation=cv2.INTER_AREA), np.uint8)


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
    limit = grain + max(PALE * 0.7, 0.4 * contrast)
    share = _deeper(levels, limit)
    if share > COVERED or grain >= HALF_DARK:
        return "photo"
    mask = (depth > limit).astype(np.uint8)
    middle = np.median(small[::3, ::3][mask[::3, ::3] == 0], axis=0)
    if middle.mean() < DARK or middle.max() - middle.min() > COLOURED:
        return "photo"
    between = _deeper(levels, grain + 0.15 * contrast) - share
    return "photo" if between > SHADED and share > WRITTEN else mask


def _deeper(levels: "np.ndarray[tuple[int], np.dtype[np.int64]]", limit: float) -> float:
    """Return the share of pixels darker than their paper by more than `limit` grey levels.

    Args:
        levels: number of pixels up to each of the 256 levels.
        limit: levels, 0 or more.
    """
    return float((levels[-1] - levels[min(int(limit), 255)]) / levels[-1])


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
    frames = np.zeros(kept.size, bool)
    for rank in np.flatnonzero(closed).tolist():
        x, y, w, h = facts[kept[rank], :4].tolist()
        frames[rank] = _is_frame(labels[y : y + h, x : x + w] == kept[rank])
    # A worn or cropped frame falls into pieces, which still lie along the edge of all ink.
    if letters.sum() >= LETTERS:
        frames |= ~letters & (
            _edge_shares(labels.astype(np.int32, copy=False), kept, facts[:, 4]) > EDGE
        )
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
