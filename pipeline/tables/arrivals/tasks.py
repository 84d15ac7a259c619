"""Sheet « À télécharger »: the files that candidates left on a transfer service."""

import datetime as dt

from pipeline.tables.arrivals.dossiers import numbers
from pipeline.tables.arrivals.entries import Register, Task
from pipeline.tables.arrivals.table import Cell, Column, Table, fitting
from pipeline.tables.arrivals.words import path
from pipeline.tables.wording import count

COLUMNS = (
    Column("Dépôt n°", "depot", 8, "number"),
    Column("Service", "service", 26),
    Column("Message", "message", 50),
    Column("À télécharger avant le", "avant_le", 22, "day"),
    Column("Échéance d’après", "echeance_d_apres", 24),
    Column("Dossier n°", "dossier", 18, "code"),
    Column("Suite", "suite", 28),
)
_HOW = (
    "Le logiciel ne télécharge rien\u00a0: ouvrez le message reçu, téléchargez le fichier,"
    " déposez-le dans inbox/."
)


def tasks_table(register: Register) -> Table:
    """Give the sheet of what is to be downloaded."""
    left = sum(not task.done for task in register.tasks)
    return Table(
        name="À télécharger",
        title="Fichiers à télécharger",
        above=(f"{_left(left)} {_HOW}",),
        columns=fitting(COLUMNS, numbers(register)),
        rows=tuple(map(_row, sorted(register.tasks, key=_order))),
        empty="Aucun message ne renvoie à un fichier à télécharger.",
    )


def _left(number: int) -> str:
    told = count(number, "fichier", "fichiers") if number else "Aucun fichier"
    return f"{told} à télécharger."


def _order(task: Task) -> tuple[bool, dt.date, int]:
    """Put what is left to do first, by the day it must be done; an unknown day is urgent."""
    return bool(task.done), task.day or dt.date.min, task.drop


def _row(task: Task) -> tuple[Cell, ...]:
    done = f"fait\u00a0: {', '.join(task.done)}" if task.done else "à télécharger"
    return (
        Cell(task.drop),
        Cell(path(task.link.host)),
        Cell(path(task.link.where)),
        Cell(task.day or "inconnu"),
        Cell(_source(task)),
        Cell(", ".join(task.dossiers)),
        Cell(done, "green" if task.done else "amber"),
    )


def _source(task: Task) -> str:
    if task.day is None:
        return "rien ne le dit\u00a0: au plus vite"
    return "le message" if task.link.stated else "durée habituelle du service"
