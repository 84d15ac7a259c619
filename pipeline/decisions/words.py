"""Compare words as people type them, and cut a motive into its reasons."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from schemas.campaign import Criterion
from schemas.decision import Reason

_SAME = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " "})
"""One character for one: places in the text stay what they are."""


def plain(text: str) -> str:
    """Drop case, accents, curly apostrophes and superfluous spaces."""
    letters = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.split())


def reasons(text: str, criteria: Sequence[Criterion]) -> Iterator[Reason]:
    """Cut a motive where it names a criterion by its label, short name or code and a colon."""
    names = {
        name.translate(_SAME).casefold(): criterion.code
        for criterion in criteria
        for name in (criterion.label, criterion.short, criterion.code)
    }
    # A criterion opens a reason at the start of a line, or after a full stop or a semicolon.
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    opening = re.compile(rf"(?:^|(?<=[\n;.]))[\s–•-]*(?P<name>{known})\s*:", re.IGNORECASE)
    starts = list(opening.finditer(text.translate(_SAME)))
    ends = (*(start.start() for start in starts), len(text))
    yield from (Reason(sentence=line) for line in map(_tidy, text[: ends[0]].split("\n")) if line)
    for start, end in zip(starts, ends[1:], strict=True):
        if sentence := _tidy(text[start.end() : end]):
            yield Reason(criterion=names[start["name"].casefold()], sentence=sentence)


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip("–•- ").rstrip(";").strip()
