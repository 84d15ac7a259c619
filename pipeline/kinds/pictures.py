"""Open a picture file of any kind that is read here, those of iPhones included."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

from pipeline.kinds.kind import Kind

PICTURES: frozenset[Kind] = frozenset({"image", "heic"})


def open_picture(path: Path) -> "Image.Image":
    """Open a picture; its pixels are decoded when they are asked for, not before.

    Raises:
        PIL.UnidentifiedImageError: no picture, or of a kind that cannot be opened here.
        OSError, ValueError, SyntaxError: it is cut or corrupt.
        PIL.Image.DecompressionBombError: it announces more pixels than any scan has.
    """
    from PIL import Image  # noqa: PLC0415 -- half of the arrivals hold no picture

    _learn_heif()
    return Image.open(path)


@cache
def _learn_heif() -> None:
    # The decoder alone (libde265): the wheels of pillow-heif carry the encoder x265, under GPL.
    import pi_heif  # noqa: PLC0415 -- as above

    pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
