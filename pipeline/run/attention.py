"""What needs a person: a short French note for a dossier, and the folder it goes to."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.run.clock import shown
from pipeline.run.judge import MISSING
from pipeline.store.records import Registered
from schemas.candidature import Finding


class Note(NamedTuple):
    """A note to be put beside a copy of the dossier in `a-verifier/` or `rejets/`."""

    folder: str
    text: str


def attention(row: Registered, name: str) -> Note | None:
    """Return the note that a dossier needs, or None when nobody has to look at it.

    Args:
        row: the dossier as registered.
        name: the file it came as, as people know it.
    """
    dossier = row.dossier
    findings = dossier.extraction.findings
    head = [
        f"Dossier {dossier.number}",
        f"Fichier\u00a0: {name}",
        f"Reçu le {shown(dossier.received_at)}",
        "",
    ]
    if dossier.state == "doublon":
        body = [
            f"Ce fichier est la copie exacte du dossier {dossier.of}, déjà enregistré.",
            "",
            "Que faire\u00a0: rien. Seul le premier est classé.",
        ]
        return Note("rejets", _text(head, body))
    if dossier.state in ("illisible", "hors_sujet"):
        return Note("rejets", _text(head, _refused(dossier.state, findings)))
    serious = [f for f in findings if f.severity != "info"]
    if not serious:
        return None
    return Note("a-verifier", _text(head, _to_check(serious)))


def _refused(state: str, findings: Sequence[Finding]) -> list[str]:
    why = [f"- {finding.message}" for finding in findings]
    if state == "illisible":
        first = "Ce fichier n’a pas pu être lu. Il est conservé, et n’est pas classé."
        do = "suivez le conseil ci-dessus\u00a0; le dossier corrigé se dépose dans inbox/."
    else:
        first = "Ce fichier n’est pas un dossier de cet appel. Il est conservé, non classé."
        do = (
            "ouvrez-le. S’il s’agit d’une pièce jointe ou d’un envoi étranger à l’appel, il n’y a"
            " rien d’autre à faire\u00a0; si c’est un dossier, prévenez la personne chargée de"
            " l’appel."
        )
    return [first, "", "Pourquoi\u00a0:", *why, "", f"Que faire\u00a0: {do}"]


def _to_check(findings: Sequence[Finding]) -> list[str]:
    missing = [f for f in findings if f.code in MISSING]
    late = [f for f in findings if f.code == "HORS_DELAI"]
    doubts = [f for f in findings if f not in missing and f not in late]
    lines = ["Ce dossier est enregistré. Une personne doit le regarder.", ""]
    for title, group in (
        ("Retard", late),
        ("Ce qui manque", missing),
        ("Ce que la lecture n’a pas su établir avec certitude", doubts),
    ):
        if group:
            lines += [f"{title}\u00a0:", *(f"- {f.message}" for f in group), ""]
    lines += ["Que faire\u00a0:"]
    if late:
        lines.append("- vérifiez la date de réception, puis décidez de la recevabilité\u00a0;")
    if missing:
        lines.append(
            "- vérifiez dans l’original que ces éléments manquent, puis envoyez la demande de"
            " compléments préparée dans courriers/\u00a0;"
        )
    if doubts:
        lines.append("- comparez les valeurs signalées avec l’original\u00a0;")
    lines[-1] = lines[-1].removesuffix("\u00a0;") + "."
    return lines


def _text(head: Sequence[str], body: Sequence[str]) -> str:
    # Windows line ends and a byte-order mark: Notepad opens it rightly on any machine.
    return "\r\n".join((*head, *body, ""))
