"""Results that are not read from a document: refusals, blank fields, digests."""

import hashlib
from pathlib import Path

from pipeline.errors import PipelineError
from schemas.candidature import Answer, Extraction, Finding, Outcome
from schemas.form import Form


def blank_fields(form: Form) -> dict[str, Answer]:
    """Return an empty answer for every key of the form."""
    return {
        q.key: Answer(value=() if q.type == "choices" else None, confidence=0.0)
        for q in form.questions
    }


def refused(error: PipelineError) -> Finding:
    """Return the finding of a file that cannot be read."""
    message = f"{error.message} {error.advice}"
    return Finding(code=error.code, severity="error", message=message)


class Blank:
    """Makes the results without fields of one drop.

    Args:
        file: name of the drop.
        digest: SHA-256 of it.
        form: the form of the call.
    """

    def __init__(self, file: str, digest: str, form: Form) -> None:
        self.file = file
        self.digest = digest
        self.form = form

    def __call__(self, part: str | None, outcome: Outcome, *findings: Finding) -> Extraction:
        """Return a result with every field unanswered."""
        return Extraction(
            file=self.file,
            part=part,
            sha256=self.digest,
            form=None,
            reader=None,
            outcome=outcome,
            fields=blank_fields(self.form),
            findings=findings,
        )


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file; of a folder, of the sorted list of its members' digests."""
    if path.is_dir():
        members = sorted(digest_of(member) for member in path.rglob("*") if member.is_file())
        return hashlib.sha256("\n".join(members).encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
