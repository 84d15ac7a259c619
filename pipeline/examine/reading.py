"""Read one part of a drop: its result, and what it is taken for."""

from collections.abc import Iterable
from functools import partial

from pipeline import patience
from pipeline.errors import ReadError
from pipeline.examine.found import Reading
from pipeline.examine.notices import NOTICES, finding_of
from pipeline.examine.results import Blank, refused
from pipeline.examine.roles import role_of, role_of_unread
from pipeline.extract import extract, places_to_confirm
from pipeline.intake import Part
from pipeline.intake.containers import MAILS
from pipeline.read import geometry, read
from pipeline.validate import validate
from schemas.candidature import Extraction, Finding
from schemas.document import Notice


def read_part(part: Part, blank: Blank) -> Reading:
    """Return what a part is: never an error, whatever it holds."""
    if part.code is not None:
        finding = Finding(code=part.code, severity="error", message=f"{part.note} {part.remedy}")
        result = blank(part.name, "unreadable", finding)
        return Reading(part, result, "illisible", part.note or "Il ne s’ouvre pas.")
    if part.kind in MAILS:
        return _without_attachment(part, blank)
    patience.allow(patience.SECONDS)  # an archive of many is worth more than one of them
    try:
        document = read(
            *part.paths,
            again=partial(places_to_confirm, form=blank.form),
            blank=geometry(blank.form.blank, blank.form.placeholders),
        )
    except ReadError as error:
        shown = type(error)(error.facts | {"name": part.name or blank.file})
        result = blank(part.name, "unreadable", refused(shown))
        return Reading(part, result, *role_of_unread(part, shown))
    answers = extract(document, blank.form)
    outcome, findings = validate(answers, blank.form)
    role, reason = role_of(part, document, answers, outcome)
    notices = _notices(document.notices)
    if outcome == "not_a_dossier":
        result = blank(part.name, outcome, *findings, *notices)
        return Reading(part, result.model_copy(update={"reader": document.reader}), role, reason)
    result = Extraction(
        file=blank.file,
        part=part.name,
        sha256=blank.digest,
        form=blank.form.id,
        reader=document.reader,
        outcome=outcome,
        fields=answers.fields,
        findings=(*findings, *notices),
    )
    return Reading(part, result, role, reason)


def _without_attachment(part: Part, blank: Blank) -> Reading:
    message = part.note or "Ce message ne contient aucune pièce jointe."
    finding = Finding(code="SANS_PIECE_JOINTE", severity="error", message=message)
    return Reading(part, blank(part.name, "not_a_dossier", finding), "piece", message)


def _notices(notices: Iterable[Notice]) -> tuple[Finding, ...]:
    return tuple(finding_of(notice) for notice in notices if notice.code in NOTICES)
