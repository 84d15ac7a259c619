"""Sheet « Registre »: one line per numbered dossier, in the order of the numbers."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping

from pipeline.tables.arrivals.entries import Arrived, Register, Said
from pipeline.tables.arrivals.kin import links
from pipeline.tables.arrivals.table import Cell, Column, Shade, Table, fitting
from pipeline.tables.arrivals.words import (
    CHANNELS,
    SOURCES,
    closing,
    delay,
    path,
    roles,
    said,
)
from pipeline.tables.wording import STATES, count, long_moment, moment

COLUMNS = (
    Column("N°", "numero", 14.5, "code"),
    Column("Structure", "structure", 21),
    Column("Professionnel", "professionnel", 13),
    Column("Commune", "commune", 11.5),
    Column("Fichier", "fichier", 22),
    Column("Canal", "canal", 8, "centred"),
    Column("Expéditeur", "expediteur", 16),
    Column("Envoyé le", "envoye_le", 15.2, "moment"),
    Column("Reçu le", "recu_le", 15.2, "moment"),
    Column("D’après", "recu_d_apres", 11),
    Column("Déposé le", "depose_le", 15.2, "moment"),
    Column("Délai", "delai", 16),
    Column("État", "etat", 11, "centred"),
    Column("Lien avec un autre dossier", "lien", 14),
    Column("Pièces", "pieces", 10.5),
    Column("À vérifier", "a_verifier", 8, "number"),
    Column("Empreinte", "empreinte", 14, "digest"),
    Column("Dépôt n°", "depot", 8, "number"),
)
_STATES: Mapping[str, Shade] = {
    "irrecevable": "red",
    "illisible": "red",
    "hors_sujet": "grey",
    "a_regulariser": "amber",
    "a_telecharger": "amber",
    "doublon": "grey",
    "remplace": "grey",
    "rattache": "grey",
    "retire": "grey",
}
_FIRST_YEAR = 1901  # Excel counts days from 1900, and thinks it a leap year
PRIVATE = "Document interne\u00a0: il contient des données personnelles (noms, adresses)."


def dossiers_table(register: Register) -> Table:
    """Give the sheet of the dossiers."""
    told = links(register.arrived, register.kinships)
    return Table(
        name="Registre",
        title=f"Registre des arrivées – {register.title}",
        above=(*map(closing, register.closings), *_standing(register)),
        columns=fitting(COLUMNS, numbers(register)),
        rows=tuple(_row(one, told.get(one.dossier.number, "")) for one in register.arrived),
        empty="Aucun dossier n’est encore enregistré.",
        frozen=2,
    )


def numbers(register: Register) -> Iterator[str]:
    """Yield the numbers of the dossiers."""
    return (one.dossier.number for one in register.arrived)


def _standing(register: Register) -> tuple[str, ...]:
    dossiers = count(len(register.arrived), "dossier", "dossiers")
    drops = count(register.drops, "dépôt", "dépôts")
    told = (f"{STATES[state]} {number}" for state, number in _states(register).items())
    late = len(register.late)
    accepted = sum(one.grace is not None for one in register.late)
    delays = f"en retard {late}" + (f" (dont retard accepté {accepted})" if accepted else "")
    return (
        f"Situation au {long_moment(register.as_of)}. Toutes les heures sont celles de Paris.",
        f"{dossiers} en {drops}\u00a0: {' · '.join((*told, delays) if late else told)}",
        PRIVATE,
    )


def _states(register: Register) -> Mapping[str, int]:
    counted = Counter[str](one.dossier.state for one in register.arrived)
    return {state: counted[state] for state in STATES if counted[state]}


def _row(one: Arrived, link: str) -> tuple[Cell, ...]:
    dossier = one.dossier
    extraction = dossier.extraction
    return (
        Cell(dossier.number),
        _read(one.structure),
        _read(one.professional),
        _read(one.town),
        Cell(path(extraction.file, extraction.part)),
        Cell(CHANNELS.get(one.channel, one.channel)),
        Cell(one.sender),
        Cell(at(dossier.sent_at)),
        Cell(at(dossier.received_at)),
        Cell(SOURCES.get(one.source, one.source)),
        Cell(at(one.dropped_at)),
        Cell(delay(one), _delayed(one)),
        Cell(STATES[dossier.state], _STATES.get(dossier.state, "")),
        Cell(link),
        Cell(roles(one)),
        Cell(one.flagged, "amber" if one.flagged else ""),
        Cell(one.sha256[:12]),
        Cell(one.drop),
    )


def _read(value: Said) -> Cell:
    return Cell(said(value), "amber" if value.doubtful and value.text else "")


def _delayed(one: Arrived) -> Shade:
    # A date to confirm is said in words alone: most files are dropped after the closing.
    if not one.delays:
        return ""
    return "green" if one.grace else "amber"


def at(iso: str | None) -> dt.datetime | str | None:
    """Give a time of the register as the clocks of Paris show it.

    A mail may claim any date: one that no spreadsheet knows is given as text.
    """
    if iso is None:
        return None
    try:
        local = moment(iso).replace(tzinfo=None)
    except OverflowError:
        return iso
    return local if local.year >= _FIRST_YEAR else f"{local:%d/%m/%Y %H:%M}"
