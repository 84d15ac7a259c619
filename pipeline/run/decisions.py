"""Read the decisions that people wrote into the sheet « Classement » of the workbook."""

import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import FaultyDecisions
from schemas.campaign import Campaign, Criterion
from schemas.decision import DecisionOutcome, Reason

_SHEET = "Classement"
_WANTED = ("numero", "decision", "motif")
_WORDS: dict[str, DecisionOutcome] = {
    "retenu": "retenu",
    "liste d'attente": "liste_attente",
    "non retenu": "non_retenu",
    "irrecevable": "irrecevable",
}
_MARK = "·"
"""Parts the words of a decision from the end of its dossier's number: « Retenu · 014 »."""

Row = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class Written:
    """A decision as written on one line of the workbook."""

    number: str
    lot: str | None
    outcome: DecisionOutcome
    reasons: tuple[Reason, ...]


def read_decisions(file: Path, campaign: Campaign, numbers: Sequence[str]) -> tuple[Written, ...]:
    """Read every decision of a workbook; lines without one are passed over.

    Args:
        file: `classement.xlsx`, with the columns « Décision » and « Motif » filled in.
        campaign: its grid gives a reason its criterion: « Territoire : … », one a line.
        numbers: the dossiers received.

    Raises:
        FaultyDecisions: tells every cell that cannot be understood.
    """
    rows = _rows(file)
    keys = next((i for i, row in enumerate(rows) if set(_WANTED) <= set(map(str, row))), None)
    if keys is None:
        raise _faulty(file, [f"la feuille « {_SHEET} » n’a pas les colonnes attendues"])
    columns = {str(name): place for place, name in enumerate(rows[keys])}
    lot = _lot(rows[:keys], campaign)
    found: list[Written] = []
    faults: list[str] = []
    for line, row in enumerate(rows[keys + 1 :], start=keys + 2):
        number, decision, motive = (_text(row, columns[name]) for name in _WANTED)
        if not decision or decision == "Décision":
            continue
        try:
            found.append(_written(number, decision, motive, campaign, lot=lot, numbers=numbers))
        except ValueError as error:
            faults.append(f"ligne {line}\u00a0: {error}")
    faults += _twice(found)
    if faults:
        raise _faulty(file, faults)
    return tuple(found)


def _written(
    number: str,
    decision: str,
    motive: str,
    campaign: Campaign,
    *,
    lot: str | None,
    numbers: Sequence[str],
) -> Written:
    words, _, suffix = (part.strip() for part in decision.partition(_MARK))
    if not number:  # a formula that the program which saved the workbook did not work out
        number = next((n for n in numbers if suffix and n.endswith(f"-{suffix}")), "")
    if suffix and not number.endswith(f"-{suffix}"):
        raise ValueError(
            f"la décision porte le numéro {suffix}, la ligne est celle de {number or '?'}"
        )
    if number not in numbers:
        raise ValueError(f"le dossier « {number} » n’est pas dans le registre")
    outcome = _WORDS.get(_plain(words))
    if outcome is None:
        expected = ", ".join(f"« {word} »" for word in _WORDS)
        raise ValueError(f"« {words} » n’est pas une décision connue ({expected})")
    return Written(
        number=number, lot=lot, outcome=outcome, reasons=tuple(_reasons(motive, campaign))
    )


def _reasons(motive: str, campaign: Campaign) -> Iterator[Reason]:
    named = {
        _plain(name): criterion
        for criterion in campaign.grid.criteria
        for name in (criterion.code, criterion.short, criterion.label)
    }
    for line in (part.strip(" -•\t") for part in motive.splitlines()):
        head, colon, tail = line.partition(":")
        criterion: Criterion | None = named.get(_plain(head)) if colon else None
        if criterion is not None and tail.strip():
            yield Reason(criterion=criterion.code, sentence=tail.strip())
        elif line:
            yield Reason(sentence=line)


def _rows(file: Path) -> list[Row]:
    from openpyxl import load_workbook  # noqa: PLC0415 -- a heavy library, used here only
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise _faulty(file, ["ce n’est pas un classeur Excel (.xlsx)"]) from error
    if _SHEET not in book.sheetnames:
        raise _faulty(file, [f"il n’a pas de feuille « {_SHEET} »"])
    rows: list[Row] = [tuple(row) for row in book[_SHEET].iter_rows(values_only=True)]
    book.close()
    return rows


def _lot(head: Sequence[Row], campaign: Campaign) -> str | None:
    title = " ".join(str(value) for row in head for value in row if value is not None)
    return next((lot.id for lot in campaign.lots if lot.title in title), None)


def _twice(found: Sequence[Written]) -> list[str]:
    numbers = [one.number for one in found]
    again = sorted({number for number in numbers if numbers.count(number) > 1})
    return [f"le dossier {number} porte plusieurs décisions" for number in again]


def _text(row: Row, column: int) -> str:
    value = row[column] if column < len(row) else None
    return "" if value is None else str(value).strip()


def _plain(text: str) -> str:
    words = re.sub(r"\s+", " ", text.replace("’", "'")).strip().casefold()
    decomposed = unicodedata.normalize("NFD", words)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _faulty(file: Path, faults: Sequence[str]) -> FaultyDecisions:
    listed = "\n".join(f"  - {fault}" for fault in faults)
    return FaultyDecisions(name=file.name, list=listed, faults=tuple(faults))
