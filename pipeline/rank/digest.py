"""The digest of everything that a ranking depends on."""

import hashlib
from collections.abc import Mapping, Sequence

import rfc8785

from pipeline.rank.case import Case
from schemas.candidature import Answer, Dossier
from schemas.ranking import CriterionScore

Json = str | int | float | bool | list["Json"] | dict[str, "Json"] | None


def digest(case: Case, scores: Mapping[str, Sequence[CriterionScore]], *, tables: str) -> str:
    """Give the SHA-256 of the canonical JSON (RFC 8785) of the inputs.

    Args:
        case: rules with the weights applied, and every dossier received.
        scores: where the jury's marks stand.
        tables: digest of the geographic tables.
    """
    campaign = case.campaign
    inputs: dict[str, Json] = {
        "campaign": campaign.id,
        "lot": case.lot.model_dump(mode="json") if case.lot else None,
        "places": case.open_,
        "grid": _clean(campaign.grid.model_dump(mode="json")),
        "network": [_clean(member.model_dump(mode="json")) for member in campaign.network],
        "form": _clean(campaign.form.model_dump(mode="json")),
        "departments": list(campaign.department),
        "tables": tables,
        "jury": {
            number: {s.code: str(s.jury) for s in of if s.jury is not None}
            for number, of in scores.items()
        },
        "dossiers": [_dossier(dossier) for dossier in case.dossiers.values()],
    }
    return hashlib.sha256(rfc8785.dumps(inputs)).hexdigest()


def _dossier(dossier: Dossier) -> Json:
    accepted: dict[str, Json] = {"excused": True} if dossier.excused else {}
    return {
        **accepted,
        "number": dossier.number,
        "state": dossier.state,
        "of": dossier.of,
        "received_at": dossier.received_at,
        "late_by": dossier.late_by,
        "outcome": dossier.extraction.outcome,
        "answers": {key: _answer(a) for key, a in dossier.extraction.fields.items()},
    }


def _answer(answer: Answer) -> Json:
    where = answer.where
    return [_clean(answer.value), answer.flagged, where.page if where else None]


def _clean(value: object) -> Json:
    """Give a JSON value whose text is valid Unicode, whatever a file held."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, Mapping):
        return {str(key): _clean(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_clean(item) for item in value]
    # What JSON numbers do not hold exactly is kept as its digits.
    if isinstance(value, (int, float)) and not abs(value) < 2**53:
        return str(value)
    return value if isinstance(value, (int, float, bool)) else None
