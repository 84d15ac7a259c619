"""French typography for the terminal: no line begins with a colon, no guillemet stands alone."""

import re

_BEFORE = re.compile(r"(?<=\S) (?=[:;!?»])")
_AFTER = re.compile(r"(?<=«) (?=\S)")


def typographic(text: str) -> str:
    """Return the text with no-break spaces where French wants them."""
    return _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", text))
