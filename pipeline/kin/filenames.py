"""Kin: what the name of a file says of the dossier in it."""

import re
from collections.abc import Sequence

from pipeline.kin.names import plain
from schemas.candidature import Extraction
from schemas.form import Form

_LONG_ENOUGH = 3  # letters
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
# Words that any file of any call may bear: copiers, cameras, versions, and the thing itself.
_ANYBODYS = frozenset({
    "acrobat", "adobe", "annexe", "appel", "avec", "candidat", "candidature", "candidatures",
    "charte", "complet", "complete", "completee", "copie", "copy", "correction", "corrige",
    "corrigee", "courriel", "def", "definitif", "definitive", "document", "docx", "dossier",
    "fiche", "fichier", "final", "finale", "formulaire", "fwd", "image", "img", "jointe",
    "mail", "message", "mise", "nouveau", "nouvelle", "numerisation", "numerise", "page", "pdf",
    "photo", "piece", "pieces", "pour", "projet", "rempli", "remplie", "reponse", "scan",
    "scanne", "scanned", "sign", "signe", "signee", "skm", "swp", "tr", "transfert", "version",
    "vf", "word",
})  # fmt: skip


def telling_words(extraction: Extraction, form: Form) -> frozenset[str]:
    """Return the words of a file's name that few other files of the call would bear."""
    name = extraction.part or extraction.file
    words = _letters(_EXTENSION.sub("", name))
    return frozenset(words) - _ANYBODYS - frozenset(_letters(f"{form.title} {form.id}"))


def _letters(text: str) -> Sequence[str]:
    """Return the words of a text, numbers and what is glued to them left out."""
    return [word for word in plain(text).split() if word.isalpha() and len(word) >= _LONG_ENOUGH]
