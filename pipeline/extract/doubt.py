"""Extract: how far to trust an answer, and when a person must look."""

from collections.abc import Mapping, Sequence

from pipeline.extract.find import Occurrence
from schemas.candidature import Answer, Value
from schemas.document import Where
from schemas.form import Form

_FLAG_BELOW = 0.8
MOST_IN_WORDS = 0.94
"""Of names and other words on paper that two recognisers read alike, 97.3 to 98.1 % are right over
two sets of degraded scans; of numbers and addresses 99.8 %: a digit has no accent to lose."""
_BAD = 0.35  # of the fields
_TRUST = {"exact": 0.99, "fuzzy": 0.9, "moved": 0.9, "adopted": 0.5}
ALWAYS_FLAGGED = {
    "CACHET_SEUL", "CASE_DOUTEUSE", "CHIFFRES_OCR", "CLE_SIRET", "COLONNE_DOUTEUSE",
    "COURRIEL_OCR", "DATE_AUTOMATIQUE", "DATE_ILLISIBLE", "DEPLACE", "DETAIL_SANS_CASE",
    "DEUX_CASES", "DEUX_PAGES", "ENCRE_NON_LUE", "FORMAT", "IMAGE_A_LA_PLACE", "INVITE_INCONNUE",
    "INVITE_RESTEE", "LECTURES_DIFFERENTES", "LIBELLE_ABSENT", "LIBELLE_REFORMULE",
    "LIGNES_EN_TROP", "MANUSCRIT", "MONTANT_ABREGE", "MONTANT_DOUTEUX", "MONTANT_ILLISIBLE",
    "MOTS_COLLES", "OPTION_ABSENTE", "OPTION_RAYEE", "PAGE_PEU_LISIBLE", "PAGE_SANS_QUESTION",
    "PLUSIEURS_VALEURS", "REPONSE_AVANT", "REPONSE_COUVERTE", "SANS_CASE", "SIGNATURE_AILLEURS",
    "SIGNATURE_DOUTEUSE", "SIGNATURE_ELECTRONIQUE", "SUITE_DOUTEUSE", "VIDE_SUR_IMAGE",
}  # fmt: skip


def trust_of(occurrence: Occurrence, confidences: Sequence[float]) -> float:
    """Return the trust (0–1) in words found after a label, given that of their characters."""
    if occurrence.quality == 0:
        trust = _TRUST["adopted"]
    elif occurrence.fuzzy:
        trust = _TRUST["fuzzy"]
    else:
        trust = _TRUST["moved" if occurrence.moved else "exact"]
    return min([trust, *confidences])


def trust_in_prose(clarity: float, worst: float) -> float:
    """Return the trust (0–1) in a long text.

    Args:
        clarity: the mean confidence (0–1) of its letters.
        worst: that of its least clear line.

    Printed, scanned at 150 to 300 dpi, photographed: 0.85 to 0.96, and right; by hand: 0.32 to
    0.49, half of them wrong.
    """
    if clarity >= 1:
        return 1.0
    return max(0.0, min(0.98, 0.8 + (clarity - 0.72) * 0.9, 0.8 + (worst - 0.5) * 0.6))


def lost(value: Value = None) -> Answer:
    """Return the answer to a question whose label is nowhere: unread, not empty."""
    return Answer(
        value=value,
        confidence=0.3,
        flagged=True,
        reasons=("LIBELLE_ABSENT",),
    )


def doubted(answer: Answer, code: str) -> Answer:
    """Return an answer flagged for one more reason."""
    return answer.model_copy(
        update={
            "flagged": True,
            "confidence": min(answer.confidence, 0.5),
            "reasons": tuple(dict.fromkeys((*answer.reasons, code))),
        }
    )


def distrusted(fields: Mapping[str, Answer], form: Form) -> dict[str, Answer]:
    """Return the answers of a scan, emptiness and long texts doubted where much else is.

    On pages of which a third could not be read surely, that nothing was found says little, and
    lines of a long text may be lost without a trace.
    """
    bad = sum(answer.flagged for answer in fields.values()) > _BAD * len(fields)
    if not bad:
        return dict(fields)
    prose = {question.key for question in form.questions if question.type == "long_text"}
    return {
        key: doubted(answer, "PAGE_PEU_LISIBLE")
        if answer.value in (None, (), False) or key in prose
        else answer
        for key, answer in fields.items()
    }


def finished(
    value: Value,
    *,
    raw: str | None,
    confidence: float,
    reasons: Sequence[str],
    where: Where | None,
) -> Answer:
    """Return the answer, flagged when its trust or one of its reasons asks for a person."""
    codes = tuple(dict.fromkeys(reasons))
    if confidence < _FLAG_BELOW and not codes:
        codes = ("LECTURE_DOUTEUSE",)
    flagged = confidence < _FLAG_BELOW or any(code in ALWAYS_FLAGGED for code in codes)
    if flagged:
        confidence = min(confidence, 0.79)
    return Answer(
        value=value,
        raw=raw,
        confidence=round(confidence, 3),
        flagged=flagged,
        reasons=codes,
        where=where,
    )
