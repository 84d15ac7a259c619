"""Tell the noise of mails from their pieces: logos, cards, signatures; by what they hold."""

import re
import warnings
from collections import Counter
from collections.abc import Sequence

from pipeline.intake import File
from pipeline.kinds.named import is_plain_text, name_of
from pipeline.kinds.pictures import PICTURES, open_picture

_TINY = 200
_SMALL = 300
_BANNER = 2.4  # width over height: the headings and footers of signatures
_NO_PAGE = 600
"""Pixels. A page photographed or scanned is larger on its shorter side; what is as large as a
page and of its shape is never noise, wherever it stands."""

_FRAGMENT = re.compile(
    r"(?:ATT|Pi[èe]ce[ _]jointe[ _]sans[ _]titre)[ _]?\d{3,}\.(?:txt|html?)", re.IGNORECASE
)
_FRAGMENT_SIZE = 8 * 1024  # bytes: what a mail program cuts off a text, a footer mostly
_LOGO = re.compile(
    r"image\d{3}\.|outlook-|logo|banni[èe]re|bandeau|facebook|twitter|linkedin|instagram",
    re.IGNORECASE,
)


def noise_among(files: Sequence[File]) -> dict[int, str]:
    """Return the ranks of the files that are noise, with the reason in French."""
    repeated = Counter(file.sha256 for file in files if file.sha256)
    found = {}
    for rank, file in enumerate(files):
        again = file.sha256 is not None and repeated[file.sha256] > 1
        if (reason := _noise(file, repeated=again)) is not None:
            found[rank] = reason
    return found


def _noise(file: File, *, repeated: bool) -> str | None:
    if file.hint == "litter":
        return "Fichier laissé là par un programme."
    if file.path is None or file.refusal is not None or file.hint == "opened":
        return None
    if file.kind == "signed-mail" and (file.mails or file.within):
        return "Signature électronique du message."
    if not file.mails:
        return None
    if file.kind in PICTURES:
        return _picture_noise(file, repeated=repeated)
    return _text_noise(file) if file.kind in ("other", "html") else None


def _text_noise(file: File) -> str | None:
    if _FRAGMENT.fullmatch(file.name) and file.size <= _FRAGMENT_SIZE and _is_text(file):
        return "Fragment du texte du message."
    named = name_of(file.path) if file.kind == "other" and file.path is not None else None
    if named is None or not named.is_noise:
        return None
    return f"Joint d’office par la messagerie\u00a0: {named.what}."


def _is_text(file: File) -> bool:
    return file.path is not None and is_plain_text(file.path.read_bytes())


def _picture_noise(file: File, *, repeated: bool) -> str | None:
    size = _pixels(file)
    if size is None:
        return None
    short, long = sorted(size)
    small = short < _SMALL or (short < _NO_PAGE and size[0] > _BANNER * size[1])
    if long <= _TINY:
        return "Très petite image\u00a0: icône ou logo."
    if small and file.hint == "shown":
        return "Petite image montrée dans le texte du message\u00a0: logo ou signature."
    if small and repeated:
        return "Petite image répétée\u00a0: logo."
    if small and _LOGO.search(file.name):
        return "Petite image, nommée comme un logo."
    return None


def _pixels(file: File) -> tuple[int, int] | None:
    from PIL import Image  # noqa: PLC0415 -- half of the arrivals hold no picture

    if file.path is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # oversized pictures are the reader's to refuse
            with open_picture(file.path) as picture:
                return picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
