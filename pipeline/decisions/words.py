"""Compare words as people type them, and cut a motive into its reasons."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from schemas.campaign import Criterion
from schemas.decision import Reason


def plain(text: str) -> str:
    """Drop case, accents, curly apostrophes and superfluous spaces."""
    letters = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.split())


def reasons(text: str, criteria: Sequence[Criterion]) -> Iterator[Reason]:
    """Cut a motive where it names a criterion by its label, short name or code and a colon."""
    names = {
        name: criterion.code
        for criterion in criteria
        for name in (criterion.label, criterion.short, criterion.code)
    }
    # A criterion opens a reason at the start of a line, or after a full stop or a semicolon.
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    opening = re.compile(rf"(?:^|(?<=[\n;.]))[\s–•-]*(?P<name>{known})\s*:", re.IGNORECASE)
    codes = {name.casefold(): code for name, code in names.items()}
    starts = list(opening.finditer(text))
    first = starts[0].start() if starts else len(text)
    yield from (Reason(sentence=line) for line in map(_tidy, text[:first].split("\n")) if line)
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        sentence = _tidy(text[start.end() : following.start() if following else None])
        if sentence:
            yield Reason(criterion=codes[start["name"].casefold()], sentence=sentence)


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip("–•- ").rstrip(";").strip()
