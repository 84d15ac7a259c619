"""Damage inside PDF files: their objects, numbers, names and references, then their streams."""

import io
import re
from collections.abc import Callable
from functools import lru_cache
from random import Random

import pikepdf

_NUMBER = re.compile(rb"(?<![\w.+-])-?\d+(?:\.\d+)?(?![\w.])")
_NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9]*")
_REFERENCE = re.compile(rb"\b\d+ 0 R\b")
_OBJECT = re.compile(rb"\n\d+ 0 obj\b.*?\nendobj\n", re.DOTALL)
_NUMBERS = (
    b"0", b"-1", b"1", b"2147483647", b"-2147483648", b"4294967296", b"99999999999999999999",
    b"1e9", b"0.0000001", b"-0.5", b"1000000000", b"65535", b"null", b"[]", b"<<>>", b"(x)",
)  # fmt: skip
_NAMES = (
    b"/Kids", b"/Parent", b"/Type", b"/Page", b"/Pages", b"/Contents", b"/Resources", b"/Font",
    b"/XObject", b"/Form", b"/Image", b"/Filter", b"/FlateDecode", b"/ASCIIHexDecode",
    b"/LZWDecode", b"/JBIG2Decode", b"/JPXDecode", b"/DCTDecode", b"/CCITTFaxDecode", b"/Length",
    b"/Annots", b"/Fields", b"/AcroForm", b"/V", b"/AS", b"/AP", b"/N", b"/MediaBox", b"/Rotate",
    b"/Encoding", b"/ToUnicode", b"/DescendantFonts", b"/W", b"/Widths", b"/FirstChar",
    b"/UserUnit", b"/Matrix",
)  # fmt: skip
_DRAWING = (
    b"q",
    b"Q",
    b"BT",
    b"ET",
    b"Do",
    b"Tj",
    b"TJ",
    b"cm",
    b"Tm",
    b"re",
    b"f",
    b"S",
    b"W n",
    b"BI",
    b"EI",
    b"BMC",
)


def numbers(content: bytes, dice: Random) -> bytes:
    """Put numbers where others stood."""
    return _replaced(content, dice, _NUMBER, lambda: dice.choice(_NUMBERS))


def names(content: bytes, dice: Random) -> bytes:
    """Put names where others stood."""
    return _replaced(content, dice, _NAME, lambda: dice.choice(_NAMES))


def references(content: bytes, dice: Random) -> bytes:
    """Point elsewhere: circles, wrong kinds, nothing."""
    plain = _plain(content)
    count = plain.count(b" 0 obj") + 2
    return _replaced(content, dice, _REFERENCE, lambda: b"%d 0 R" % dice.randrange(count))


def objects(content: bytes, dice: Random) -> bytes:
    """Lose an object, repeat it, or give it the body of another."""
    plain = _plain(content)
    found = list(_OBJECT.finditer(plain))
    if not found:
        return content
    one, other = dice.choice(found), dice.choice(found)
    kind = dice.randrange(3)
    if kind == 0:
        return plain[: one.start()] + plain[one.end() :]
    if kind == 1:
        return plain[: one.end()] + one[0] * dice.choice((1, 20, 500)) + plain[one.end() :]
    head, _, _ = one[0].partition(b"obj")
    _, _, body = other[0].partition(b"obj")
    return plain[: one.start()] + head + b"obj" + body + plain[one.end() :]


def drawing(content: bytes, dice: Random) -> bytes:
    """Add operators of page contents in wrong places."""
    plain = _plain(content)
    starts = [match.end() for match in re.finditer(rb"\nstream\n", plain)]
    if not starts:
        return content
    at = dice.choice(starts)
    added = b" ".join(dice.choice(_DRAWING) for _ in range(dice.choice((1, 5, 200, 20_000))))
    return plain[:at] + b"0 0 1 0 0 1 " + added + b"\n" + plain[at:]


MUTATORS: tuple[Callable[[bytes, Random], bytes], ...] = (
    numbers,
    names,
    references,
    objects,
    drawing,
)


def _replaced(
    content: bytes, dice: Random, pattern: re.Pattern[bytes], other: Callable[[], bytes]
) -> bytes:
    plain = _plain(content)
    found = list(pattern.finditer(plain))
    if not found:
        return content
    chosen = dice.sample(found, min(dice.choice((1, 2, 10, 100)), len(found)))
    pieces, end = [], 0
    for match in sorted(chosen, key=lambda one: one.start()):
        pieces += [plain[end : match.start()], other()]
        end = match.end()
    return b"".join((*pieces, plain[end:]))


@lru_cache(maxsize=64)
def _plain(content: bytes) -> bytes:
    """Write a PDF with its streams and objects in the clear; as it is where that fails."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            written = io.BytesIO()
            pdf.save(
                written,
                qdf=True,
                static_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
            )
            return written.getvalue()
    except Exception:  # noqa: BLE001 -- already damaged, encrypted, or a class of its own
        return content
