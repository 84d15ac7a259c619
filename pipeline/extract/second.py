"""Extract: a word as two recognisers read it, and the trust that this gives."""

import re

from schemas.document import Span

DIFFERENT = "LECTURES_DIFFERENTES"
OF_READING = {DIFFERENT, "CHIFFRES_OCR", "COURRIEL_OCR", "LECTURE_DOUTEUSE"}
"""Reasons to look that come from reading a picture, whatever is written there."""
_CONFIRMED, DISPUTED = 0.97, 0.5
_SAME = str.maketrans(
    dict.fromkeys("’‘`´", "'") | dict.fromkeys("“”«»", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)


def same_letters(one: str, other: str) -> bool:
    """Say whether two readings differ in nothing but blanks and the shape of quotes and dashes."""
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return re.sub(r"\s+", "", text.translate(_SAME))


def differs(span: Span) -> bool:
    """Say whether two recognisers read other letters."""
    return span.second is not None and not same_letters(span.text, span.second)


def trust_in(span: Span) -> float:
    """Return the trust (0–1) in the letters of a word."""
    if span.second is None:
        return span.confidence
    return min(span.confidence, DISPUTED) if differs(span) else max(span.confidence, _CONFIRMED)
