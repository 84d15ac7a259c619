"""Sheet « Pièces »: every file of every drop, so that what was received can be counted."""

from collections import Counter
from collections.abc import Mapping

from pipeline.tables.arrivals.dossiers import PRIVATE, at, numbers
from pipeline.tables.arrivals.entries import Piece, Register
from pipeline.tables.arrivals.table import Cell, Column, Shade, Table, fitting
from pipeline.tables.arrivals.words import KINDS, ROLES, path
from pipeline.tables.wording import count, one_line

COLUMNS = (
    Column("Dépôt n°", "depot", 8, "number"),
    Column("Déposé le", "depose_le", 15.2, "moment"),
    Column("Contenant", "contenant", 32),
    Column("Nom", "nom", 36),
    Column("Nature", "nature", 15),
    Column("Taille", "taille", 10, "size"),
    Column("Rôle", "role", 12, "centred"),
    Column("Raison", "raison", 42),
    Column("Dossier n°", "dossier", 16, "code"),
    Column("Empreinte", "empreinte", 14, "digest"),
)
_SHADES: Mapping[str, Shade] = {
    "illisible": "red",
    "attente": "amber",
    "bruit": "grey",
    "contenant": "grey",
}


def pieces_table(register: Register) -> Table:
    """Give the sheet of the files."""
    counted = Counter(one.role for one in register.files)
    told = " · ".join(f"{ROLES[role]} {counted[role]}" for role in ROLES if counted[role])
    drops = count(register.drops, "dépôt reçu", "dépôts reçus")
    inside = len({one.drop for one in register.pieces if one.role == "contenant"})
    held = f", dont {count(inside, 'contenant ouvert', 'contenants ouverts')}" if inside else ""
    total = count(len(register.files), "fichier", "fichiers")
    return Table(
        name="Pièces",
        title="Pièces de tous les dépôts",
        above=(f"{drops}{held}. {total}\u00a0: {told or 'rien'}", PRIVATE),
        columns=fitting(COLUMNS, numbers(register)),
        rows=tuple(_row(one) for one in register.pieces),
        empty="Rien n’a encore été reçu.",
    )


def _row(one: Piece) -> tuple[Cell, ...]:
    return (
        Cell(one.drop),
        Cell(at(one.dropped_at)),
        Cell(path(*one.within)),
        Cell(path(one.name)),
        Cell(KINDS.get(one.kind, one.kind)),
        Cell(one.size),
        Cell(ROLES[one.role], _SHADES.get(one.role, "")),
        Cell(one_line(one.reason)),
        Cell(", ".join(one.dossiers)),
        Cell((one.sha256 or "")[:12]),
    )
