"""Read back the decisions that a committee typed into `classement.xlsx`.

The sheets are found by their hidden row of stable keys, « numero », « decision » and « motif »,
wherever columns have been moved. A decision bears the number of its dossier (« Retenu · 014 »),
because lines sort themselves anew when a mark changes after it was typed.
"""

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from pipeline.decisions.lines import CellFault, Line, Unreadable, decided_lines
from pipeline.decisions.words import plain, reasons
from pipeline.errors import FaultyDecisions
from schemas.base import Record
from schemas.campaign import Criterion, Lot
from schemas.decision import Decision, DecisionOutcome, Reason

_OUTCOMES: Mapping[str, DecisionOutcome] = {
    "retenu": "retenu",
    "retenue": "retenu",
    "liste d'attente": "liste_attente",
    "non retenu": "non_retenu",
    "non retenue": "non_retenu",
    "irrecevable": "irrecevable",
}
_CHOICES = "Retenu, Liste d’attente, Non retenu, Irrecevable"
_BEARER = re.compile(r"^(?P<words>.*?)\s*·\s*(?P<end>[\w-]+)\s*$")


class Ruling(Record):
    """What every decision of a workbook shares: when, by whom, typed in by whom.

    `lots` are those of the call: the workbook of a lot bears its title.
    """

    decided_on: dt.date
    decided_by: str
    author: str
    lots: tuple[Lot, ...] = ()


def read_decisions(
    path: Path, numbers: Collection[str], criteria: Sequence[Criterion], ruling: Ruling
) -> tuple[Decision, ...]:
    """Read the decisions of a workbook, in the order of dossier numbers.

    A line without a decision is not decided: it is left out. A motive is written one line per
    criterion, « Engagement : le dossier ne dit pas… »; what names no criterion is a reason
    resting on a rule of the call.

    Args:
        path: the workbook as saved by the committee.
        numbers: the dossier numbers of the campaign.
        criteria: of its grid, to know them by code, short name or label.
        ruling: what all these decisions share.

    Raises:
        FaultyDecisions: one cell or more cannot be taken; nothing is, and all are told.
    """
    faults: list[CellFault] = []
    decisions: dict[str, Decision] = {}
    for line in _found(path):
        read = _decision(line, numbers, criteria, ruling)
        if isinstance(read, CellFault):
            faults.append(read)
        elif read.dossier in decisions:
            faults.append(line.fault("decision", f"{read.dossier} est déjà décidé plus haut."))
        else:
            decisions[read.dossier] = read
    if faults:
        _refuse(path, faults)
    return tuple(decisions[number] for number in sorted(decisions))


def _found(path: Path) -> Sequence[Line]:
    try:
        return tuple(decided_lines(path))
    except Unreadable as error:
        raise FaultyDecisions(name=path.name, faults=(), list=f"  - {error}") from error


def _refuse(path: Path, faults: Sequence[CellFault]) -> None:
    listed = "\n".join(f"  - {fault}" for fault in faults)
    raise FaultyDecisions(name=path.name, faults=tuple(faults), list=listed)


def _decision(
    line: Line, numbers: Collection[str], criteria: Sequence[Criterion], ruling: Ruling
) -> Decision | CellFault:
    if "decision" not in line.values:
        return line.fault("decision", "un motif est écrit mais la décision manque.")
    bearer = _BEARER.match(line.values["decision"])
    words = bearer["words"] if bearer else line.values["decision"]
    outcome = _OUTCOMES.get(plain(words))
    if outcome is None:
        return line.fault("decision", f"« {words} » n’est pas une décision ({_CHOICES}).")
    number = _number(line, bearer["end"] if bearer else None, numbers)
    if isinstance(number, CellFault):
        return number
    lot = _lot(line, ruling.lots)
    if ruling.lots and lot is None:
        return line.fault("decision", "le titre de la feuille ne nomme aucun lot de l’appel.")
    motives = tuple(reasons(line.values.get("motif", ""), criteria))
    if wrong := _unreasoned(outcome, motives):
        return line.fault("motif", wrong)
    return Decision(
        dossier=number,
        lot=lot,
        outcome=outcome,
        decided_on=ruling.decided_on,
        decided_by=ruling.decided_by,
        reasons=motives,
        author=ruling.author,
        origin="committee",
    )


def _lot(line: Line, lots: Sequence[Lot]) -> str | None:
    # Longest first: the title of a lot may begin that of another.
    named = [lot for lot in lots if lot.title in line.heading]
    return max(named, key=lambda lot: len(lot.title)).id if named else None


def _number(line: Line, end: str | None, numbers: Collection[str]) -> str | CellFault:
    # A program that saves without computing drops what formulas showed: « numero » is then
    # empty, and the number at the time of printing is the next best witness.
    shown = line.values.get("numero") or line.values.get("numero_edition")
    if end is not None:
        meant = [n for n in numbers if n == end or n.endswith(f"-{end}")]
        if len(meant) != 1:
            return line.fault("decision", f"« {end} » ne désigne aucun dossier de la campagne.")
        if line.values.get("numero") not in (None, meant[0]):
            moved = "la décision a été saisie pour le dossier {} mais la ligne montre {}."
            return line.fault("decision", moved.format(meant[0], shown))
        return meant[0]
    printed = line.values.get("numero_edition")
    if printed is not None and shown != printed:
        return line.fault(
            "decision",
            "les lignes ont bougé : choisissez la décision dans la liste, avec son numéro.",
        )
    if shown not in numbers or shown is None:
        return line.fault("numero", f"« {shown or ''} » n’est pas un dossier de la campagne.")
    return shown


def _unreasoned(outcome: DecisionOutcome, reasons: Sequence[Reason]) -> str | None:
    # CRPA L211-5: reasons of law and of fact, in writing.
    named = [reason for reason in reasons if reason.criterion]
    if outcome == "non_retenu" and not named:
        return (
            "un refus se motive : une ligne par critère, « Nom du critère : ce qui est constaté »."
        )
    if outcome == "irrecevable" and (named or not reasons):
        return "une irrecevabilité se motive par la règle de l’appel, sans citer de critère."
    return None
