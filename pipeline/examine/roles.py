"""Tell what each file of a drop is taken for: dossier, charter, other piece, noise; and why."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.errors import NoText, NotOpened, ReadError
from pipeline.examine.found import Reading
from pipeline.intake import File, Part
from pipeline.kinds.named import name_of
from schemas.candidature import Answers, Outcome
from schemas.document import Document
from schemas.reception import Attachment, Role

_HEAD = 14  # lines: logos and addresses of the organisers come before the title
_TITLE_LENGTH = 140
_A_PAGE = 0.05
"""Share of the form's questions from which a document may be a page of a dossier: the page of
signatures alone prints 0.13 of them, a CV or the dossier of another call none."""

_CHARTER = re.compile(
    r"(?:annexe|document|pi[èe]ce)?\s*(?:n[°o]\s*)?[\dIVX]{0,3}\s*[:.\-–—]?\s*"
    r"(?:(?:la|notre|projet de|signature de la|adh[ée]sion [àa] la|engagement .{0,40}) )?"
    r"charte\b",
    re.IGNORECASE,
)
_NAMED_CHARTER = re.compile(r"charte(?![a-zà-ÿ])", re.IGNORECASE)
_SPACED = re.compile(r"(?<=\b\w) (?=\w\b)")


def role_of(part: Part, document: Document, answers: Answers, outcome: Outcome) -> tuple[Role, str]:
    """Tell what a document that could be read is taken for."""
    if outcome in ("ok", "incomplete"):
        return "dossier", "Le formulaire de l’appel y a été reconnu."
    if answers.distinctive >= _A_PAGE:
        return (
            "piece",
            "Quelques questions du formulaire y figurent\u00a0: peut-être une page du dossier.",
        )
    title = _charter_title(document, part.name or "")
    if title is not None:
        return "charte", f"Le document a pour titre «\u00a0{title[:80]}\u00a0»."
    return "piece", "Document lisible, où le formulaire de l’appel n’a pas été reconnu."


def role_of_unread(part: Part, error: ReadError) -> tuple[Role, str]:
    """Tell what a file that could not be read is taken for: it stays visible."""
    if isinstance(error, NotOpened) and part.paths:
        named = name_of(part.paths[0])
        if named is not None and not named.may_hold_a_dossier:
            return "piece", f"Non examiné\u00a0: {named.what}."
    if isinstance(error, NoText):
        return "illisible", "Aucun texte n’a pu y être lu\u00a0: à regarder."
    return "illisible", error.message


def attachments_of(
    files: Sequence[File], readings: Sequence[Reading], noise: dict[int, str]
) -> Iterator[Attachment]:
    """Give an attachment for every file, in the order of the files."""
    read: dict[Path, Reading] = {
        path: reading for reading in readings for path in reading.part.paths
    }
    for rank, file in enumerate(files):
        role, reason = _role(file, read.get(file.path) if file.path else None, noise.get(rank))
        yield Attachment(
            name=file.name,
            within=file.within,
            kind=file.kind,
            size=file.size,
            sha256=file.sha256,
            role=role,
            reason=reason,
        )


def _role(file: File, reading: Reading | None, noise: str | None) -> tuple[Role, str]:
    if noise is not None:
        return "bruit", noise
    if file.refusal is not None:
        return "illisible", file.refusal
    if file.hint == "opened":
        return "piece", "Ouvert\u00a0: ce qu’il contient est compté à part."
    if reading is not None:
        return reading.role, reading.reason
    return "illisible", "L’envoi qui le contient est abîmé\u00a0: il n’a pas été examiné."


def _charter_title(document: Document, name: str) -> str | None:
    """Return the title of a charter; the file's name helps only where the text says it too."""
    helped = _NAMED_CHARTER.search(name) is not None
    for line in _head(document):
        if _CHARTER.match(line) and not _is_sentence(line):
            return line
        if "CHARTE" in line and line.upper() == line:
            return line
        if helped and _NAMED_CHARTER.search(line) and not _is_sentence(line):
            return line
    return None


def _head(document: Document) -> Iterator[str]:
    """Give the first lines of a document without what decorates them, titles set wide included."""
    lines = (" ".join(block.text.split()) for block in document.blocks)
    told = [line for line in lines if any(letter.isalpha() for letter in line)][:_HEAD]
    for line in told:
        if line.endswith(".") and len(line.split()) > 4:
            continue  # a sentence
        bare = line.strip(" «»\"'“”*•–—-_:.|")
        yield _SPACED.sub("", bare) if len(_SPACED.findall(bare)) > 3 else bare


def _is_sentence(line: str) -> bool:
    return len(line) > _TITLE_LENGTH or len(line.split()) > 16 or line.endswith((",", ";"))
