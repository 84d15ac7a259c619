"""Review: the columns of the workbook, and the words that a person chooses among in it."""

from collections.abc import Mapping
from typing import NamedTuple

from schemas.correction import Act

PENDING, DONE, FREE, LISTS = "À vérifier", "Déjà vérifié", "Autre correction", "Listes"
MARK = "candidatures/a-verifier/1"
"""Hidden in the workbook: what it is, and which layout it has."""


class Column(NamedTuple):
    """A column: its hidden key, its title, its width in characters."""

    key: str
    title: str
    width: float


LINE = Column("ligne", "Ligne", 7)
NUMBER = Column("numero", "Dossier", 17)
WHO = Column("structure", "Structure", 26)
FIELD = Column("champ", "Champ", 26)
READ = Column("lue", "Valeur lue", 40)
WHY = Column("pourquoi", "Pourquoi vérifier", 34)
ANSWER = Column("reponse", "Vérification", 15)
VALUE = Column("valeur", "Bonne valeur (si corrigé)", 40)
KEY = Column("cle", "Clé", 10)
TOKEN = Column("jeton", "Jeton", 10)
COLUMNS = (LINE, NUMBER, WHO, FIELD, READ, WHY, ANSWER, VALUE, KEY, TOKEN)
OPEN = (ANSWER, VALUE)
OPEN_WHERE_FREE = (NUMBER, FIELD, ANSWER, VALUE)
HIDDEN = (KEY, TOKEN)

ACTS: Mapping[Act, str] = {
    "exact": "exact",
    "corrige": "corrigé",
    "vide": "vide",
    "illisible": "illisible",
    "annule": "annuler",
}
"""What a person chooses, by what it means."""

FRESH: tuple[Act, ...] = ("exact", "corrige", "illisible", "vide")
UNASKED: tuple[Act, ...] = ("corrige", "illisible", "vide")
AGAIN: tuple[Act, ...] = ("annule", "corrige", "illisible", "vide")


def at(column: Column) -> int:
    """Return the place of a column, from 0."""
    return COLUMNS.index(column)
