"""Reading: a page as a picture, as it came, and the part of it where a value stands.

For the person who verifies a value beside its picture. Like all that opens a candidate's file, it
is to be called in a confined worker (`pipeline.isolation`).
"""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from pipeline.errors import Damaged
from pipeline.kinds import kind_of
from schemas.document import Where

MAX_PIXELS = 16_000_000
"""A3 at 300 dots per inch; a larger page is drawn with fewer."""
_POINTS = 72.0


class PagePicture(NamedTuple):
    """A page as it came, before any turn: in grey or RGB.

    `scale` is in pixels per point of the page (dots per inch / 72).
    """

    image: Image.Image
    scale: float


def page_picture(paths: Sequence[Path], number: int, *, dpi: float) -> PagePicture:
    """Draw one page of a PDF, or give one page of the pictures of a dossier.

    Args:
        paths: what `read` was given: one file, or the page pictures of a dossier in order.
        number: of the page, from 1, as in `Where.page`.
        dpi: pixels per inch asked for; fewer where the page would exceed `MAX_PIXELS`.

    Raises:
        ReadError: the file cannot be opened.
        Damaged: it has no such page.
        TooLarge: it has more pixels than any scan needs.
    """
    if len(paths) == 1 and kind_of(paths[0]) == "pdf":
        from pipeline.read.pdf_render import render_to_scale  # noqa: PLC0415 -- loads pdfium

        image, scale = render_to_scale(paths[0], number, dpi, max_pixels=MAX_PIXELS)
        return PagePicture(_plain(image), scale)
    return _of_pictures(paths, number, dpi)


def crop(picture: PagePicture, where: Where, *, margin: float = 0.0) -> Image.Image:
    """Cut out what stands at a place, turned for reading; the whole page where it has no box.

    Args:
        picture: the page that `where.page` tells.
        where: the place of an answer or block.
        margin: kept around the box, in points.
    """
    upright = picture.image.rotate(-where.turned, expand=True) if where.turned else picture.image
    if where.box is None:
        return upright
    x0, y0, x1, y1 = (side * picture.scale for side in where.box)
    rim = margin * picture.scale
    left, top = (max(0, round(x0 - rim)), max(0, round(y0 - rim)))
    left, top = min(left, upright.width - 1), min(top, upright.height - 1)
    right, bottom = min(round(x1 + rim), upright.width), min(round(y1 + rim), upright.height)
    return upright.crop((left, top, max(left + 1, right), max(top + 1, bottom)))


def _of_pictures(paths: Sequence[Path], number: int, dpi: float) -> PagePicture:
    from pipeline.read.scan_pictures import page_images  # noqa: PLC0415 -- loads numpy

    pages = (page for path in paths for page in page_images(path))
    found = next(islice(pages, number - 1, None), None)
    if found is None:
        raise Damaged(name=paths[0].name if paths else "")
    image, width, height = found
    scale = min(dpi / _POINTS, (MAX_PIXELS / (width * height)) ** 0.5)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return PagePicture(_plain(image).resize(size, Image.Resampling.BICUBIC), scale)


def _plain(image: Image.Image) -> Image.Image:
    from pipeline.read.scan_pictures import plain  # noqa: PLC0415 -- loads numpy

    return plain(image)
