"""What needs a person: a short French note for a dossier, and the folder it goes to."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from pipeline.errors import ToolMissing
from pipeline.run.clock import shown
from pipeline.run.judge import LINK, MISSING
from pipeline.run.lots import HORS_DELAI
from pipeline.store.records import Registered
from schemas.candidature import Extraction, Finding
from schemas.kinship import Kinship
from schemas.reception import DownloadLink

Folder = Literal["a-verifier", "rejets", "doublons"]
FOLDERS: tuple[Folder, ...] = ("a-verifier", "rejets", "doublons")
_DIFFERENCES = 12
"""More of them in a note nobody reads; all are in the register."""


class Note(NamedTuple):
    """A note to be put beside a copy of the dossier in one of the folders that people read."""

    folder: Folder
    text: str


class Seen(NamedTuple):
    """A dossier as a note tells it: the file as people know it, its kin, what it left elsewhere."""

    row: Registered
    name: str
    kin: tuple[Kinship, ...] = ()
    links: tuple[DownloadLink, ...] = ()


def attention(seen: Seen) -> Note | None:
    """Return the note that a dossier needs, or None when nobody has to look at it."""
    row = seen.row
    dossier = row.dossier
    head = [
        f"Dossier {dossier.number}",
        f"Fichier\u00a0: {seen.name}",
        f"Reçu le {shown(dossier.received_at)}",
        "",
    ]
    if dossier.state in ("doublon", "remplace", "rattache"):
        return Note("doublons", _text(head, _set_aside(seen)))
    if dossier.state == "a_telecharger":
        return Note("a-verifier", _text(head, _elsewhere(seen)))
    if dossier.state == "illisible" and _lacks_a_program(dossier.extraction):
        return Note("a-verifier", _text(head, _waiting(seen)))
    if dossier.state in ("illisible", "hors_sujet"):
        return Note("rejets", _text(head, _refused(seen)))
    serious = [f for f in dossier.extraction.findings if f.severity != "info"]
    if dossier.excused:
        serious = [f for f in serious if f.code != HORS_DELAI]
    proposed = [one for one in seen.kin if _is_for_a_person(one, dossier.number)]
    if not serious and not proposed:
        return None
    return Note("a-verifier", _text(head, _to_check(seen, serious, proposed)))


def _is_for_a_person(kin: Kinship, number: str) -> bool:
    """Say whether a relation is to be told with this dossier: the later one, once."""
    return number == kin.newer and (kin.keeps is None or not kin.certain)


def _set_aside(seen: Seen) -> list[str]:
    dossier = seen.row.dossier
    of = dossier.of
    if dossier.state == "doublon":
        first = f"Ce fichier est la copie exacte du dossier {of}, déjà enregistré."
        do = "rien. Seul le premier est classé."
    elif dossier.state == "rattache":
        first = f"Ce fichier est la version signée du dossier {of}\u00a0: il y est rattaché."
        do = f"rien, si c’est exact. Ses signatures comptent pour le dossier {of}."
    else:
        first = f"Un autre envoi du même candidat compte à la place de celui-ci\u00a0: {of}."
        do = "rien, si c’est exact. Ce fichier est conservé, il n’est pas classé."
    related = [one for one in seen.kin if of in (one.older, one.newer)]
    body = [first, "", *(line for one in related for line in _kin_lines(one))]
    body += [f"Que faire\u00a0: {do}"]
    if dossier.state != "doublon":
        body += ["", *_undoing(seen)]
    return body


def _undoing(seen: Seen) -> list[str]:
    dossier = seen.row.dossier
    return [
        (
            "Si ce sont deux candidatures différentes, la personne qui tient le logiciel les sépare"
            "\u00a0:"
        ),
        (
            f"    candidatures versions {seen.row.campaign} {dossier.number} {dossier.of}"
            ' --distinct --by "votre nom"'
        ),
    ]


def _kin_lines(kin: Kinship) -> Iterator[str]:
    yield f"Pourquoi\u00a0: {kin.reason}"
    for one in kin.differences[:_DIFFERENCES]:
        yield f"- {one.title}"
        yield f"    {kin.older}\u00a0: {one.older}"
        yield f"    {kin.newer}\u00a0: {one.newer}"
    if len(kin.differences) > _DIFFERENCES:
        yield f"- et {len(kin.differences) - _DIFFERENCES} autres différences."
    yield ""


def _elsewhere(seen: Seen) -> list[str]:
    lines = ["Ce message ne contient pas de dossier, mais un lien pour le télécharger.", ""]
    lines += [f"- {_task(link)}" for link in seen.links]
    return [
        *lines,
        "",
        (
            "Que faire\u00a0: ouvrez le message d’origine, suivez le lien, puis déposez le fichier"
            f" dans inbox/ sous un nom qui commence par {seen.row.dossier.number}"
            f" (par exemple «\u00a0{seen.row.dossier.number} dossier.docx\u00a0»). Cette ligne se"
            " fermera d’elle-même."
        ),
        "Le logiciel ne télécharge jamais rien lui-même.",
    ]


def _task(link: DownloadLink) -> str:
    if link.until is None:
        return f"à télécharger sans attendre depuis {link.host}."
    year, month, day = link.until.split("-")
    how = "" if link.stated else " (délai habituel de ce service)"
    return f"à télécharger avant le {day}/{month}/{year}{how} depuis {link.host}."


def _lacks_a_program(extraction: Extraction) -> bool:
    """Say whether the fault is this machine's, not the file's: it will be read once mended."""
    return any(finding.code == ToolMissing.code for finding in extraction.findings)


def _waiting(seen: Seen) -> list[str]:
    why = [f"- {finding.message}" for finding in seen.row.dossier.extraction.findings]
    return [
        "Ce fichier est conservé et garde son numéro, mais il n’a pas encore été lu.",
        "",
        "Pourquoi\u00a0:",
        *why,
        "",
        (
            "Que faire\u00a0: faites installer ce programme. Le dossier sera lu au passage suivant,"
            " sans être déposé de nouveau."
        ),
    ]


def _refused(seen: Seen) -> list[str]:
    dossier = seen.row.dossier
    why = [f"- {finding.message}" for finding in dossier.extraction.findings]
    mended = f"sous un nom qui commence par {dossier.number}, pour que les deux soient rapprochés"
    if dossier.state == "illisible":
        first = "Ce fichier n’a pas pu être lu. Il est conservé, et n’est pas classé."
        do = f"suivez le conseil ci-dessus, puis déposez le fichier corrigé dans inbox/ {mended}."
    else:
        first = "Ce fichier n’est pas un dossier de cet appel. Il est conservé, non classé."
        do = (
            "ouvrez-le. S’il s’agit d’une pièce jointe ou d’un envoi étranger à l’appel, il n’y a"
            " rien d’autre à faire. S’il devait être un dossier, demandez le bon fichier et"
            f" déposez-le dans inbox/ {mended}."
        )
    return [first, "", "Pourquoi\u00a0:", *why, "", f"Que faire\u00a0: {do}"]


def _to_check(seen: Seen, findings: Sequence[Finding], proposed: Sequence[Kinship]) -> list[str]:
    missing = [f for f in findings if f.code in MISSING]
    late = [f for f in findings if f.code == HORS_DELAI]
    elsewhere = [f for f in findings if f.code == LINK]
    doubts = [f for f in findings if f not in (*missing, *late, *elsewhere)]
    lines = ["Ce dossier est enregistré. Une personne doit le regarder.", ""]
    for title, group in (
        ("Retard", late),
        ("Ce qui manque", missing),
        ("Ce qui est à télécharger", elsewhere),
        ("Ce que la lecture n’a pas su établir avec certitude", doubts),
    ):
        if group:
            lines += [f"{title}\u00a0:", *(f"- {f.message}" for f in group), ""]
    for one in proposed:
        lines += ["Un autre dossier lui ressemble\u00a0:", *_kin_lines(one)]
    do = [text for group, text in _advice(seen, late=late, missing=missing) if group]
    if elsewhere:
        do.append("ouvrez le message d’origine et suivez le lien, avant qu’il n’expire")
    if doubts:
        do.append(
            "comparez les valeurs signalées avec l’original"
            f" (candidatures review {seen.row.campaign} les montre à côté de leur image)"
        )
    if proposed:
        do.append("dites laquelle compte, ou que les deux candidatures sont distinctes")
    return [*lines, "Que faire\u00a0:", *_listed(do)]


def _advice(
    seen: Seen, *, late: Sequence[Finding], missing: Sequence[Finding]
) -> Iterator[tuple[Sequence[Finding], str]]:
    number, campaign = seen.row.dossier.number, seen.row.campaign
    yield (
        late,
        (
            "vérifiez la date de réception, puis décidez de la recevabilité (pour accepter le"
            f" retard\u00a0: candidatures excuse {campaign} {number}"
            ' --by "votre nom" --reason "motif")'
        ),
    )
    yield (
        missing,
        (
            "vérifiez dans l’original que ces éléments manquent, puis envoyez la demande de"
            " compléments préparée dans courriers/"
        ),
    )


def _listed(things: Sequence[str]) -> list[str]:
    ends = ["\u00a0;"] * (len(things) - 1) + ["."]
    return [f"- {thing}{end}" for thing, end in zip(things, ends, strict=True)]


def _text(head: Sequence[str], body: Sequence[str]) -> str:
    # Windows line ends and a byte-order mark: Notepad opens it rightly on any machine.
    return "\r\n".join((*head, *body, ""))
