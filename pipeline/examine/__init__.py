"""One received file from bytes to results: unpack, read, extract, validate; nothing is lost."""

from pipeline.examine.drop import examine, inspect
from pipeline.examine.found import Found, Inspection
from pipeline.examine.notices import NOTICES
from pipeline.examine.results import blank_fields, digest_of

__all__ = [
    "NOTICES",
    "Found",
    "Inspection",
    "blank_fields",
    "digest_of",
    "examine",
    "inspect",
]
