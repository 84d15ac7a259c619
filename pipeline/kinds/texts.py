"""Tell what a text is: RTF, a mail, several mails, a web page, Word as XML."""

import re
from pathlib import Path

from pipeline.kinds.kind import Kind

_HEADER = re.compile(rb"([!-9;-~]{1,76})[ \t]*:")
_MULTIPART = re.compile(rb"content-type[ \t]*:[ \t]*multipart/", re.IGNORECASE)
_MAIL_HEADERS = frozenset(
    b"from to cc date subject received return-path delivered-to message-id mime-version "
    b"content-type content-transfer-encoding reply-to sender in-reply-to references".split()
)
_APPLE_COUNT = re.compile(rb"\A\d{1,10}[ \t]*\r?\n")
"""Apple Mail (.emlx) writes the length of the message first, and a property list after it."""

ENVELOPE = re.compile(
    rb"(?:\A|\n\r?\n)(From [^\r\n]{0,200}\d\d:\d\d[^\r\n]{0,100}\r?\n)(?=[!-9;-~]+:)"
)
"""The line before each mail of a mailbox file: a blank line, « From », an address and a date, then
a header (RFC 4155)."""

_BLOCK = 1024 * 1024


def text_kind(path: Path, head: bytes) -> Kind:
    """Name the kind of a file that has no signature of its own.

    Args:
        path: the file.
        head: its beginning.
    """
    text = _narrow(head).lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if text.startswith(b"{\\rtf"):
        return "rtf"
    if text.startswith(b"-----BEGIN PGP MESSAGE-----"):
        return "encrypted-mail"
    lower = text[:4096].lower()
    if lower.startswith((b"<?xml", b"<office:document")):
        return _xml_kind(text)
    if _is_mail(_APPLE_COUNT.sub(b"", text)):
        return "mailbox" if text.startswith(b"From ") and _holds_several(path) else "mail"
    if lower.startswith(b"<") and re.search(
        rb"<(!doctype html|html|head|body|meta|table)\b", lower
    ):
        return "html"
    return "other"


def without_count(data: bytes) -> bytes:
    """Return a message of Apple Mail without the length before it and the list after it."""
    count = _APPLE_COUNT.match(data)
    return data[count.end() :][: int(count[0])] if count else data


def _narrow(head: bytes) -> bytes:
    """Bring UTF-16 text with a byte-order mark to bytes that ASCII patterns can search."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, "replace").encode("ascii", "replace")
    return head


def _xml_kind(text: bytes) -> Kind:
    # Word 2003 XML and « flat » OPC packages name Word in a processing instruction.
    if b'progid="Word.Document"' in text or b"pkg:package" in text or b"w:wordDocument" in text:
        return "word-xml"
    if b"<office:document" in text and b"opendocument.text" in text:
        return "odt"
    return "html" if b"<html" in text.lower() else "other"


def _is_mail(text: bytes) -> bool:
    names: set[bytes] = set()
    for line in text.splitlines():
        if line.startswith((b" ", b"\t")) or (not names and line.startswith((b"From ", b">From "))):
            continue  # a folded header, or the separator that mailbox exports put first
        match = _HEADER.match(line)
        if match is None:
            break
        names.add(match[1].lower())
    # One header alone is a line of prose, save what opens the content of a signed mail.
    return len(names & _MAIL_HEADERS) > 1 or _MULTIPART.match(text) is not None


def _holds_several(path: Path) -> bool:
    """Say whether a second mail follows the first one, reading a block at a time."""
    seen, before = 0, b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            text = before + block
            before = text[-1024:]
            seen += sum(1 for found in ENVELOPE.finditer(text) if found.end() <= len(text))
            if seen > 1:
                return True
            if seen and ENVELOPE.search(before):
                seen -= 1  # it will be seen again at the head of the next block
    return False
