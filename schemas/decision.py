"""What was decided of a dossier, by whom, and why; the only way to a decision letter."""

import datetime as dt
from typing import Literal

from pydantic import Field

from schemas.base import Record

DecisionOutcome = Literal["retenu", "liste_attente", "non_retenu", "irrecevable"]


class Reason(Record):
    """A sentence of fact about a criterion; about a rule of the call when it names none."""

    criterion: str | None = Field(default=None, description="Code of the grid.")
    sentence: str = Field(min_length=1)


class Decision(Record):
    """A decision as recorded. `origin` proves who decided (CRPA L311-3-1, RGPD art. 22).

    `decided_by` is the body or person whose decision it is; `author`, the login of whoever
    recorded it.
    """

    dossier: str
    lot: str | None = None
    outcome: DecisionOutcome
    decided_on: dt.date
    decided_by: str
    reasons: tuple[Reason, ...] = ()
    author: str
    origin: Literal["committee", "automatic"]
