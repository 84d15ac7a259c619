"""Rules that every finished letter keeps, whatever its template (reference L-01, L-08, L-11)."""

import io
import re
from collections.abc import Iterator, Sequence

import docx
from docx.document import Document

_MARKERS = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#REF!|Cliquez ou appuyez ici|\b(?:None|nan)\b")
_BARE_SPACE = re.compile(r"\w[\w»)\]’]* [;:!?](?=\s|$)|« | »", re.MULTILINE)
_DIGIT_DATE = re.compile(r"\b\d{1,2}/\d{1,2}/\d{4}\b")
_FIRST_OF_MONTH = re.compile(
    r"\b1 (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre"
    r"|décembre)\b"
)
_NAME = 4  # letters; shorter names (« MJC ») are words that any letter may hold


def text_of(letter: bytes) -> str:
    """Give the words of a letter in reading order: header, body, footer, one line per paragraph."""
    document = docx.Document(io.BytesIO(letter))
    return "\n".join(_paragraphs(document))


def unresolved(text: str, theirs: Sequence[str]) -> tuple[str, ...]:
    """Give the markers left in a letter.

    Args:
        text: the words of the letter.
        theirs: the words of the candidate and of the committee in it, which stay as typed.
    """
    typed = [words for words in theirs if _MARKERS.search(words)]
    return tuple(dict.fromkeys(_MARKERS.findall(_without(text, typed))))


def strangers(text: str, theirs: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """Give the names of other candidates that stand in a letter.

    Args:
        text: the words of the letter.
        theirs: what may stand there even if another candidate bears the same name.
        others: names of the other structures and people of the campaign.
    """
    own = [words for words in theirs if len(words) >= _NAME]
    kept = _without(text, own).casefold()
    return tuple(
        name
        for name in dict.fromkeys(others)
        if len(name) >= _NAME and re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", kept)
    )


def misprints(text: str, theirs: Sequence[str]) -> Iterator[str]:
    """Say what breaks French typography, as sentences for the organiser."""
    rules = (
        (_BARE_SPACE, "Espace insécable manquante"),
        (_DIGIT_DATE, "Date à écrire en toutes lettres"),
        (_FIRST_OF_MONTH, "Premier du mois à écrire « 1er »"),
    )
    for pattern, wrong in rules:
        kept = _without(text, [words for words in theirs if pattern.search(words)])
        for found in dict.fromkeys(pattern.findall(kept)):
            yield f"{wrong} : « {found.strip()} »."


def _without(text: str, theirs: Sequence[str]) -> str:
    # Longest first: a short name may be part of a long one.
    for words in sorted(theirs, key=len, reverse=True):
        text = text.replace(words, "…")
    return text


def _paragraphs(document: Document) -> Iterator[str]:
    sections = document.sections
    for section in sections:
        yield from (p.text for p in section.header.paragraphs)
    for element in document.element.body.iter():
        if element.tag.endswith("}p"):
            yield "".join(node.text or "" for node in element.iter() if node.tag.endswith("}t"))
    for section in sections:
        yield from (p.text for p in section.footer.paragraphs)
