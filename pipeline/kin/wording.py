"""Kin: the French sentences that say how dossiers are related."""

from collections.abc import Sequence

from pipeline.kin.candidate import Candidate, on_time
from schemas.kinship import Difference, Verdict

_NAMED = 4  # fields: beyond, the list of differences serves

COPY = "C’est exactement le même document"
COPY_AGAIN = f"{COPY}, envoyé de nouveau après une autre version"
COPY_OF_ENDED = f"{COPY}, mais un des deux dossiers a été retiré ou déclaré irrecevable"
COPY_OF_TWO = f"{COPY}, illisible, mais deux expéditeurs différents l’ont envoyé"
COPY_READ_ONCE = f"{COPY}, mais il n’a pu être lu qu’une fois"
COPY_DECIDED = f"{COPY}, mais chacun des deux dossiers a déjà fait l’objet d’une décision"
OTHER_VERSION = "Autre version de la même candidature"
DECIDED = "L’un d’eux a déjà fait l’objet d’une décision : il n’est pas remplacé"
ENDED = "L’un d’eux a été retiré ou déclaré irrecevable : il n’est pas remplacé"
TO_CONFIRM = (
    "Les deux restent en place tant qu’une personne n’a pas dit s’il s’agit du même dossier"
)
MENDED = "Le premier envoi est remplacé"
BOTH_STAND = "Les deux dossiers restent en place"


def changes(found: Sequence[Difference]) -> str:
    """Say what the second of two dossiers answers otherwise."""
    if not found:
        return "la seconde version ne change aucune réponse"
    count = f"{len(found)}\u00a0réponse{'s' if len(found) > 1 else ''}"
    return f"la seconde version change {count}\u00a0: {named([one.title for one in found])}"


def disagreements(found: Sequence[Difference]) -> str:
    """Say where a typed dossier and its scan differ."""
    if not found:
        return "ce qui se lit sur la numérisation s’accorde avec l’autre fichier"
    return f"les deux fichiers ne s’accordent pas sur {named([one.title for one in found])}"


def why_kept(kept: Candidate, *, whole: bool) -> str:
    """Say why a version stands.

    Args:
        kept: the version.
        whole: nothing is missing in it, its scan counted in.
    """
    if on_time(kept):
        reason = (
            "dernière version complète reçue dans les délais"
            if whole
            else "dernière version reçue dans les délais, où aucune complète n’est arrivée"
        )
    else:
        reason = (
            "dernière version complète, toutes étant arrivées après la clôture"
            if whole
            else "dernière version, toutes étant incomplètes et arrivées après la clôture"
        )
    return f"Le dossier {kept.number} est gardé\u00a0: {reason}"


def of_person(verdict: Verdict) -> str:
    """Say who decided that one dossier gives way, and why."""
    said = "rattaché" if verdict.verdict == "attach" else "remplacé"
    reason = f"\u00a0: {verdict.reason}" if verdict.reason else ""
    return f"Dossier {said} par décision de {verdict.author}{reason}"


def paired(typed: Candidate, scan: Candidate, *, typed_late: bool) -> str:
    """Say which of a typed dossier and its scan stands, and what it means for the closing."""
    if typed_late:
        return (
            "La numérisation est arrivée dans les délais, l’autre fichier après la clôture\u00a0:"
            " la numérisation est gardée"
        )
    if on_time(typed) and not on_time(scan):
        return (
            "La numérisation signée est arrivée après la clôture\u00a0: dites si la signature est"
            " acceptée"
        )
    return "La numérisation est jointe à l’autre fichier, qui donne le texte"


def sentences(*parts: str) -> str:
    """Put parts one after the other as sentences."""
    return " ".join(f"{part[:1].upper()}{part[1:].rstrip('. ')}." for part in parts if part)


def named(titles: Sequence[str]) -> str:
    """List the titles of fields; of many, the first ones and how many more."""
    listed = [f"«\u00a0{title}\u00a0»" for title in titles[:_NAMED]]
    if (more := len(titles) - len(listed)) > 0:
        listed.append(f"{more}\u00a0autre{'s' if more > 1 else ''}")
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} et {listed[-1]}"
