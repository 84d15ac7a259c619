"""Reading, scan: the pages that a picture file holds, whoever made it."""

import math
import struct
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, TiffImagePlugin, UnidentifiedImageError

from pipeline.errors import Damaged, Empty, TooLarge, UnknownKind
from pipeline.kinds.pictures import open_picture
from pipeline.read.scan_page import A4

MAX_PIXELS = 40_000_000
MAX_PICTURE = 50_000_000  # an iPhone's largest has 48.8 million
MAX_PHOTOGRAPH = 120_000_000
_SHRINKING = ("JPEG", "MPO")
"""Kinds whose decoder gives half the size at no cost: other telephones take 108 million pixels."""

USEFUL = 16_000_000
"""Pixels of a page that reading gains from: A4 at 400 dots per inch."""

THUMBNAIL = 1  # bit of the TIFF tag NewSubfileType (254): a small copy of another page
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    AttributeError,
    struct.error,
)
"""What Pillow raises on files that are cut or made to harm."""


def page_images(path: Path) -> Iterator[tuple[Image.Image, float, float]]:
    """Give the pages of a picture file, turned as the camera says, with their size in points.

    A picture does not know the size of what it shows: its long side is taken as that of A4.
    Of other files than TIFF only the first picture counts: the second one of a telephone is a
    map of depths, that of an animation the same again.

    Raises:
        Empty: the file holds no byte.
        UnknownKind: no picture, or of a kind that cannot be opened here.
        Damaged: it is cut or corrupt.
        TooLarge: it has more pixels than any scan needs.
    """
    if path.stat().st_size == 0:
        raise Empty(name=path.name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with open_picture(path) as file:
                yield from _pages(file, path.name)
    except UnidentifiedImageError as error:
        raise UnknownKind(name=path.name) from error
    except Image.DecompressionBombError as error:
        raise TooLarge(name=path.name, detail="trop de pixels") from error
    except BROKEN as error:
        raise Damaged(name=path.name) from error


def plain(image: Image.Image) -> Image.Image:
    """Give a picture in grey or RGB, on white where it is transparent."""
    if image.mode in ("L", "RGB"):
        return image
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode in ("1", "I", "F"):
        return image.convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(paper, layer).convert("RGB")
    return image.convert("RGB")


def _pages(file: Image.Image, name: str) -> Iterator[tuple[Image.Image, float, float]]:
    count = file.n_frames if isinstance(file, TiffImagePlugin.TiffImageFile) else 1
    for rank in range(count):
        file.seek(rank)
        if isinstance(file, TiffImagePlugin.TiffImageFile) and _is_thumbnail(file):
            continue
        pixels = file.width * file.height
        if pixels > (MAX_PHOTOGRAPH if file.format in _SHRINKING else MAX_PICTURE):
            raise TooLarge(name=name, detail=f"{file.width} × {file.height} pixels")
        if pixels > USEFUL:
            file.draft(file.mode, (file.width // 2, file.height // 2))
        image = _useful(ImageOps.exif_transpose(file))
        factor = A4[1] / max(image.size)
        yield image, image.width * factor, image.height * factor


def _useful(image: Image.Image) -> Image.Image:
    """Shrink what has more pixels than reading can use: memory is for one page at a time."""
    factor = math.ceil(math.sqrt(image.width * image.height / USEFUL))
    return plain(image).reduce(factor) if factor > 1 else image


def _is_thumbnail(file: TiffImagePlugin.TiffImageFile) -> bool:
    kind = file.tag_v2.get(254, 0)
    return isinstance(kind, int) and bool(kind & THUMBNAIL)
