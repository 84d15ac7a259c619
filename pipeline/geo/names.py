"""Bring the name of a commune, as people write it, to one form."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})
_POSTAL_CODE = re.compile(r"(?<!\d)(\d{2})\s?(\d{3})(?!\d)")
_SHORT = {"ST": "SAINT", "STE": "SAINTE", "STS": "SAINTS", "STES": "SAINTES", "LEZ": "LES"}
_ARTICLES = frozenset({"L", "LE", "LA", "LES"})
# What stands in an address line beside the name: sorting offices, boxes, the country.
_POSTAL = re.compile(r"\b(?:CEDEX(?: \d{1,2})?|(?:BP|CS|TSA) ?\d+|FRANCE)\b")
_ORDINAL = re.compile(r"\b\d{1,2} ?(?:ER|E|EME|NDE?)?(?: ARRONDISSEMENT)?$")
_OFFICE = re.compile(r"^(?:VILLE|COMMUNE|MAIRIE) (?:DE |D )")


def normalise(name: str) -> str:
    """Give the words of a name in plain capitals, without what is no part of it.

    « 62012 Arras CEDEX » gives ARRAS, « St-Étienne s/ Mer » SAINT ETIENNE SUR MER. An
    answer that names nothing gives the empty string.
    """
    decomposed = unicodedata.normalize("NFKD", name.translate(_LIGATURES))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).upper()
    plain = re.sub(r"\bS/S\b", " SOUS ", plain)
    plain = re.sub(r"\bS/", " SUR ", plain)
    plain = _POSTAL_CODE.sub(" ", plain)
    words = re.sub(r"[^A-Z0-9]+", " ", plain).strip()
    words = _POSTAL.sub(" ", words)
    words = _ORDINAL.sub("", " ".join(words.split()))
    words = " ".join(_SHORT.get(word, word) for word in words.split())
    words = _OFFICE.sub("", words)
    return words if re.search(r"[A-Z]", words) else ""


def without_article(words: str) -> str:
    """Drop an article at either end: LE TOUQUET, and TOUQUET LE as registers sort it."""
    parts = words.split()
    while len(parts) > 1 and parts[0] in _ARTICLES:
        parts = parts[1:]
    while len(parts) > 1 and parts[-1] in _ARTICLES:
        parts = parts[:-1]
    return " ".join(parts)


def postal_code(text: str | None) -> str | None:
    """Find the one postal code in an answer: five digits, « 62 300 » as well."""
    found = {"".join(match) for match in _POSTAL_CODE.findall(text or "")}
    return found.pop() if len(found) == 1 else None
