"""Find the files that old mail programs wrote into the text of a mail (uuencode)."""

import binascii
import re
from collections.abc import Iterator

from pipeline.intake.names import clean_name

_BEGIN = re.compile(rb"begin [0-7]{3,4} (\S[^\r\n]{0,254})")
_LINE = re.compile(rb"[ -`]{1,90}")


def uuencoded(text: bytes) -> Iterator[tuple[str, bytes]]:
    """Give the name and the bytes of each uuencoded file of a text (POSIX, uuencode).

    A line that is no uuencoding ends the file there: its reader says that it is cut.
    """
    if b"begin " not in text:
        return
    name, data = "", bytearray()
    for line in text.splitlines():
        if not name:
            found = _BEGIN.fullmatch(line)
            name = _named(found[1]) if found else ""
            continue
        more = _decoded(line)
        if more is not None:
            data += more
            continue
        if data:
            yield name, bytes(data)
        name, data = "", bytearray()
    if data:
        yield name, bytes(data)


def _named(written: bytes) -> str:
    return clean_name(written.decode("utf-8", "replace")) or "sans nom"


def _decoded(line: bytes) -> bytes | None:
    if line in (b"end", b"") or not _LINE.fullmatch(line):
        return None
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return None
