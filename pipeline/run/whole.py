"""Does a file end as its kind must? Asked where the system cannot say who is still writing it."""

import os
from io import BufferedReader

_TAIL = 64 * 1024 + 22
"""Bytes: the longest end of a zip archive (APPNOTE 4.3.16); more than any kind needs."""

_ENDS = (
    (b"PK\x03\x04", b"PK\x05\x06"),  # Word, OpenDocument, zip: the list of members comes last
    (b"%PDF-", b"%%EOF"),
    (b"\xff\xd8\xff", b"\xff\xd9"),  # JPEG
    (b"\x89PNG", b"IEND"),
    (b"{\\rtf", b"}"),
)


def looks_cut(stream: BufferedReader) -> bool:
    """Say whether a file begins as one of a kind and does not end as one; then rewind it.

    An empty file is one whose first byte is awaited.
    """
    head = stream.read(8)
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read(_TAIL)
    stream.seek(0)
    return not size or any(head.startswith(start) and end not in tail for start, end in _ENDS)
