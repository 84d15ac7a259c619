"""Recognise content wrapped by a mail program to sign or to encrypt it (S/MIME, CMS)."""

import base64
import binascii
import re

from pipeline.kinds.kind import Kind

_CMS = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
"""The object identifiers 1.2.840.113549.1.7.n (RFC 5652, 14), but for their last number."""

_KINDS: dict[int, Kind] = {2: "signed-mail", 3: "encrypted-mail"}
_ARMOUR = re.compile(rb"\A\s*-----BEGIN (?:PKCS7|CMS|SIGNED MESSAGE)-----\s")
_BASE64 = re.compile(rb"\A\s*MI[A-Za-z0-9+/\s]{60}")


def der_kind(head: bytes) -> Kind | None:
    """Name the kind of a CMS structure, in binary or in base64; None for anything else."""
    start = bare(head[:4096])[:32]
    if not start.startswith(b"\x30"):
        return None
    at = start.find(_CMS, 2, 20)
    if at >= 0 and len(start) > at + len(_CMS):
        return _KINDS.get(start[at + len(_CMS)])
    return None


def bare(data: bytes) -> bytes:
    """Return a CMS structure without the base64 that it may be written in."""
    armour = _ARMOUR.match(data)
    if armour is None and not _BASE64.match(data):
        return data
    text = data[armour.end() :] if armour else data
    text = b"".join(text.partition(b"-----END")[0].split())
    try:
        return base64.b64decode(text[: len(text) // 4 * 4])
    except binascii.Error:
        return data
