"""What a message says of itself in its first lines, made fit to be shown and to name a file."""

import contextlib
import re
import unicodedata
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import NamedTuple

_HEAD = 64 * 1024  # bytes: the headers of a mail that crossed many servers reach 20 kB
_VALUE = 1000  # characters of one header; the rest of a longer subject says nothing more
_UNREADABLE = (MessageError, ValueError, LookupError, TypeError, AttributeError)


class Heading(NamedTuple):
    """Subject and sender in plain characters, on one line; empty where there is none."""

    subject: str
    sender: str


def heading_of(raw: bytes) -> Heading:
    """Read the subject and the sender of a message, or of its headers alone.

    Only the headers are looked at, up to 64 kB of them: the rest is read in a confined process.
    """
    head = re.split(rb"\r?\n\r?\n", raw[:_HEAD], maxsplit=1)[0]
    message = BytesHeaderParser(policy=compat32).parsebytes(head)
    return Heading(_shown(message, "subject"), _shown(message, "from"))


def _shown(message: Message, name: str) -> str:
    values = (value for key, value in message.raw_items() if key.lower() == name)
    text = _as_text(str(next(values, "")))[:_VALUE]
    with contextlib.suppress(*_UNREADABLE):  # malformed: its own words, encoded as they are
        text = str(make_header(decode_header(text))) if "=?" in text else text
    # Control characters would act on a terminal; formatting ones turn the order of letters.
    plain = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join(plain.split())


def _as_text(value: str) -> str:
    """Give raw header bytes their letters: UTF-8, else what Windows writes in France."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
