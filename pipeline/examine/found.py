"""What an examination gives: results, the parts they stand in, and everything beside them."""

from typing import NamedTuple

from pipeline.intake import Part
from schemas.candidature import Extraction
from schemas.reception import Attachment, DownloadLink, Role


class Reading(NamedTuple):
    """A part as read: its result, and what it is taken for with the reason in French.

    `result` is None for what is not read at all: the noise of mails.
    """

    part: Part
    result: Extraction | None
    role: Role
    reason: str


class Found(NamedTuple):
    """A result and the part of the drop that it stands in."""

    extraction: Extraction
    part: Part


class Inspection(NamedTuple):
    """Everything found in one drop: its results, at least one, then all its files and links."""

    found: tuple[Found, ...]
    attachments: tuple[Attachment, ...] = ()
    links: tuple[DownloadLink, ...] = ()
