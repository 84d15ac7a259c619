"""Put the pictures of one arrival together as the pages of one dossier."""

import warnings
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from pipeline.intake.names import natural_order
from pipeline.intake.part import Part
from pipeline.kinds import Kind
from pipeline.kinds.pictures import PICTURES, open_picture

_FRAMES_ARE_PAGES = ("TIFF", "GIF")  # of a HEIC or an MPO the others are the same view again
_IN_A_MAIL = 600
SMALLEST_PAGE: dict[Kind, int] = {
    "folder": 0,
    "zip": 300,
    "tar": 300,
    "packed": 300,
    "mail": _IN_A_MAIL,
    "outlook": _IN_A_MAIL,
    "tnef": _IN_A_MAIL,
    "signed-mail": _IN_A_MAIL,
    "mailbox": _IN_A_MAIL,
}
"""Pixels on the shorter side, by container. Who makes a folder of pictures means its pages.
A mail brings the logos of its signature along (banners of 1,200 × 200 are common), and a page
below 600 pixels (A4 at 72 dpi) cannot be read anyway."""

BANNER = 2.4
"""Width over height from which a picture is no page: the long screen of a telephone has 2.2."""


def gather_pages(parts: Sequence[Part], container: Kind) -> tuple[Part, ...]:
    """Merge the page pictures that stand side by side; everything else stays as it is.

    Give it only what lies directly in one container, folders within it included.

    Pictures are pages of one dossier when they lie in the same folder, archive or mail. A
    picture file of several frames (fax, scanner) is a dossier by itself. Too small ones stay
    parts of their own: nothing is thrown away before it has been read.
    """
    smallest = SMALLEST_PAGE.get(container, 0)
    pages = [part for part in parts if part.kind in PICTURES and _is_page(part.paths[0], smallest)]
    sets = tuple(
        _merged(list(group), named=container != "folder" or bool(within))
        for within, group in groupby(
            sorted(pages, key=lambda part: part.within), key=lambda part: part.within
        )
    )
    return (*(part for part in parts if part not in pages), *sets)


def _merged(pages: list[Part], *, named: bool) -> Part:
    ordered = sorted(pages, key=lambda part: natural_order(part.name or ""))
    first = ordered[0]
    note = f"{len(ordered)} images réunies comme les pages d’un même dossier."
    return first.model_copy(
        update={
            "name": first.name if named else None,
            "paths": tuple(path for page in ordered for path in page.paths),
            "note": note if len(ordered) > 1 else None,
        }
    )


def _is_page(path: Path, smallest: int) -> bool:
    from PIL import Image  # noqa: PLC0415 -- half of the arrivals hold no picture

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # oversized pictures are the reader's to refuse
            with open_picture(path) as picture:
                frames = getattr(picture, "n_frames", 1)
                several = frames > 1 and picture.format in _FRAMES_ARE_PAGES
                is_banner = smallest > 0 and picture.width > BANNER * picture.height
                return min(picture.size) >= smallest and not several and not is_banner
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return smallest == 0  # in a folder, the place of an unreadable page is still its place
