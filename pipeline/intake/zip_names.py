"""Read the names of a zip's members: each program writes them in the letters of its machine."""

import struct
import zipfile
import zlib

_UTF8 = 0x800  # APPNOTE 4.4.4, bit 11: the name is UTF-8
_UNICODE_PATH = 0x7075  # APPNOTE 4.6.9: the name again, in UTF-8, with a checksum of the first
_FRENCH = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆ°«»’–")


def member_name(member: zipfile.ZipInfo) -> str:
    """Return the name of a member as its sender wrote it.

    macOS and many web mails write UTF-8 without saying so; Windows writes the code page of DOS
    (850 in France), some programs that of Windows (1252). The standard library reads all three as
    page 437, where « é » in UTF-8 comes out as « ├⌐ » and « È » as « ╘ ».
    """
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeError:
        return member.filename
    if (said := _unicode_path(member, raw)) is not None:
        return said
    try:
        return raw.decode("utf-8")
    except UnicodeError:
        return max(_readings(raw), key=_likelihood)


def _readings(raw: bytes) -> tuple[str, ...]:
    return tuple(raw.decode(page, "replace") for page in ("cp850", "cp1252"))


def _likelihood(text: str) -> int:
    high = [letter for letter in text if not letter.isascii()]
    return sum(1 if letter in _FRENCH else -1 for letter in high)


def _unicode_path(member: zipfile.ZipInfo, raw: bytes) -> str | None:
    extra, at = member.extra, 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + length]
        at += 4 + length
        # A name changed by a program that does not know the field no longer fits the checksum.
        if tag == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            fits = struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw)
            try:
                return field[5:].decode("utf-8") if fits else None
            except UnicodeError:
                return None
    return None
