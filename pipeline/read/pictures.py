"""Read: what the pixels of a picture look like: pen strokes, a stamp, a photograph, nothing.

A guess for the reader of a dossier, never a proof: « strokes » says that somebody may have signed,
« unknown » that a person should look.  Thresholds come from some 400 drawn
pictures and scans of them.
"""

import io
import warnings
from typing import TYPE_CHECKING, Literal

from pipeline.read.picture_shape import LETTERS, Shape, measure

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

    from pipeline.read.picture_shape import Mask

    Grey = np.ndarray[tuple[int, int], np.dtype[np.uint8]]
    Colours = np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]

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
LETTERED, MIXED = 0.85, 0.12  # less than a stamp, more than a pen that jumps: both in one picture
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
    return ink if isinstance(ink, str) else _kind(measure(ink))


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


def _small(data: bytes) -> "Colours | None":
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


def _on_white(image: "Image.Image") -> "Colours":
    import cv2  # noqa: PLC0415 -- loaded when there is a picture
    import numpy as np  # noqa: PLC0415

    factor = max(1, round(max(image.width, image.height) / SIDE))
    if image.mode == "P" or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode not in ("LA", "RGBA", "La", "RGBa"):
        image = image.convert("RGB")
        return np.asarray(image.reduce(factor) if factor > 1 else image, dtype=np.uint8)
    if image.mode != "RGBA":
        image = image.convert("RGBA")
    # What shines through is added after the reduction, at a quarter of the work or less.
    seen = cv2.cvtColor(np.asarray(image), cv2.COLOR_RGBA2mRGBA)
    seen = _reduced(np.asarray(seen, np.uint8), factor)
    paper = cv2.cvtColor(255 - seen[:, :, 3], cv2.COLOR_GRAY2RGB)
    return np.asarray(cv2.add(cv2.cvtColor(seen, cv2.COLOR_RGBA2RGB), paper), dtype=np.uint8)


def _reduced(pixels: "Colours", factor: int) -> "Colours":
    """Return the mean of each square of pixels; incomplete ones are filled up with their edge."""
    import cv2  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    if factor == 1:
        return pixels
    # A line of a million pixels is no square of them: a side is never filled up beyond its double.
    down, across = min(factor, pixels.shape[0]), min(factor, pixels.shape[1])
    high, wide = -(-pixels.shape[0] // down), -(-pixels.shape[1] // across)
    below, beside = high * down - pixels.shape[0], wide * across - pixels.shape[1]
    if below or beside:
        pixels = np.pad(pixels, ((0, below), (0, beside), (0, 0)), mode="edge")
    return np.asarray(cv2.resize(pixels, (wide, high), interpolation=cv2.INTER_AREA), np.uint8)


def _ink(small: "Colours") -> "Mask | Drawn":
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


def _kind(shape: Shape | None) -> Drawn:
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
