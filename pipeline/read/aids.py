"""Reading: what those who ask for a file may lend to its reading when it is a scan."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from schemas.blank import Blank
from schemas.document import Document, Where

Ask = Callable[[Document], Collection[Where]]
"""Says of a scan as first read which words a second recogniser is to read as well."""
Geometry = Callable[[], Blank | None]
"""Gives the places printed on the blank form; None when they are not known."""


def geometry(path: str | None, prompts: Sequence[str]) -> Geometry:
    """Give a way to the places printed on a blank form, read when it is first asked for.

    Args:
        path: of the form as a PDF; None when there is none.
        prompts: words that only ask for an answer, which replaces them.
    """

    def places() -> Blank | None:
        if path is None:
            return None
        from pipeline.read.blank import blank_of  # noqa: PLC0415 -- PDF libraries: only for scans

        return blank_of(Path(path), prompts)

    return places


class Aids(NamedTuple):
    """Both are asked only when there is a scan."""

    again: Ask | None = None
    blank: Geometry | None = None

    def printed(self) -> Blank | None:
        """Give the places printed on the blank form, if they are known."""
        return None if self.blank is None else self.blank()


NO_AIDS = Aids()
