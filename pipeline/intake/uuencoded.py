"""Find the files that old mail programs wrote into the text of a mail (uuencode)."""

import binascii
import re
from collections.abc import Iterator

from pipeline.intake.names import clean_name

_BLOCK = re.compile(
    r"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n((?:[ -`]{1,90}\r?\n)+)\r?\n?end\b", re.MULTILINE
)


def uuencoded(text: str) -> Iterator[tuple[str, bytes]]:
    """Give the name and the bytes of each uuencoded file of a text (POSIX, uuencode).

    A line that is no uuencoding ends the file there: its reader says that it is cut.
    """
    if "begin " not in text:
        return
    for found in _BLOCK.finditer(text):
        data = bytearray()
        for line in found[2].splitlines():
            try:
                data += binascii.a2b_uu(line)
            except binascii.Error:
                break
        if data:
            yield clean_name(found[1]) or "sans nom", bytes(data)
