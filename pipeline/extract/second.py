"""Extract: a word as two recognisers read it, and the trust that this gives."""

from schemas.document import Span, same_letters

DIFFERENT = "LECTURES_DIFFERENTES"
OF_READING = {DIFFERENT, "CHIFFRES_OCR", "COURRIEL_OCR", "LECTURE_DOUTEUSE"}
"""Reasons to look that come from reading a picture, whatever is written there."""
_CONFIRMED, DISPUTED = 0.97, 0.5


def differs(span: Span) -> bool:
    """Say whether two recognisers read other letters."""
    return span.second is not None and not same_letters(span.text, span.second)


def trust_in(span: Span) -> float:
    """Return the trust (0–1) in the letters of a word."""
    if span.second is None:
        return span.confidence
    return min(span.confidence, DISPUTED) if differs(span) else max(span.confidence, _CONFIRMED)
