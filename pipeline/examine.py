"""One received file from bytes to results: unpack, read, extract, validate; nothing is lost."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import PipelineError, ReadError, UnknownKind
from pipeline.extract import extract
from pipeline.intake import Part, unpack
from pipeline.read import read
from pipeline.validate import validate
from schemas.candidature import Answer, Extraction, Finding
from schemas.form import Form


def examine(path: Path, form: Form, into: Path) -> tuple[Extraction, ...]:
    """Return one result per dossier found in `path`, at least one whatever the file is.

    Args:
        path: a file, or a folder whose pictures are the pages of one dossier.
        form: the form the dossier should answer.
        into: an empty private folder for attachments and converted files.

    A mail or an archive gives a result for each dossier in it; when it holds none, one result
    says why.
    """
    digest = digest_of(path)
    try:
        parts = unpack(path, into)
    except ReadError as error:
        return (_unreadable(path.name, None, digest, form, error),)
    results = [_examine_part(path.name, part, digest, form) for part in parts]
    if not results:
        return (_unreadable(path.name, None, digest, form, UnknownKind(name=path.name)),)
    return _keep_dossiers(results)


def _keep_dossiers(results: Sequence[Extraction]) -> tuple[Extraction, ...]:
    """Return the dossiers among the parts of a container; else the most telling refusal.

    A part that could not be read is told of in every dossier that came with it: it may be another
    dossier, or the signed page of this one.
    """
    dossiers = [r for r in results if r.outcome in ("ok", "incomplete")]
    unreadable = [r for r in results if r.outcome == "unreadable"]
    if not dossiers:
        return ((unreadable or list(results))[0],)
    lost = tuple(
        Finding(
            code="PIECE_ILLISIBLE",
            severity="warning",
            message=f"Pièce du même envoi, non lue\u00a0: {part.findings[0].message}",
        )
        for part in unreadable
        if part.findings[0].code not in ("LEC-06", "LEC-10")  # logos, notes: noise of mails
    )
    return tuple(
        dossier.model_copy(update={"findings": (*dossier.findings, *lost)}) for dossier in dossiers
    )


def _examine_part(name: str, part: Part, digest: str, form: Form) -> Extraction:
    if part.code is not None:
        finding = Finding(code=part.code, severity="error", message=f"{part.note} {part.remedy}")
        return _refused(name, part.name, digest, form, finding=finding)
    try:
        document = read(*part.paths)
    except ReadError as error:
        shown = type(error)(error.facts | {"name": part.name or name})
        return _unreadable(name, part.name, digest, form, shown)
    answers = extract(document, form)
    outcome, findings = validate(answers, form)
    notices = tuple(
        Finding(code=notice.code, severity="info", message=text)
        for notice in document.notices
        if (text := NOTICES.get(notice.code)) is not None
    )
    return Extraction(
        file=name,
        part=part.name,
        sha256=digest,
        form=form.id if outcome != "not_a_dossier" else None,
        reader=document.reader,
        outcome=outcome,
        fields=answers.fields if outcome != "not_a_dossier" else blank_fields(form),
        findings=(*findings, *notices),
    )


NOTICES = {
    "MACROS": "Le document contient des macros\u00a0: il a été lu sans les exécuter.",
    "COMMENTS": "Le document contient des commentaires, qui ne font pas partie des réponses.",
    "DELETED_TEXT": "Le document contient des modifications suivies\u00a0: le texte supprimé "
    "n’est pas compté.",
    "HIDDEN_TEXT": "Le document contient du texte masqué, qui n’a pas été lu.",
    "PROMPT_LIKE_AN_ANSWER": "Un champ affiche une invite que le formulaire ne connaît pas.",
    "DATE_MONTH_FIRST": "Une date est affichée mois d’abord\u00a0: la vérifier.",
    "BOX_STATE_AND_GLYPH_DIFFER": "Une case est enregistrée cochée et affichée vide, ou "
    "l’inverse\u00a0: la vérifier.",
    "INSERTED_FILE_UNREAD": "Un fichier inséré dans le document n’a pas été lu.",
    "EMBEDDED_OBJECT": "Le document contient un objet incorporé, qui n’a pas été lu.",
    "ACTIVEX": "Le document contient des contrôles ActiveX, dont l’état n’a pas été lu.",
    "DRAWING_UNREAD": "Le document contient un dessin dont le texte n’a pas été lu.",
    "PICTURE_ELSEWHERE": "Une image du document est restée sur le poste du candidat.",
    "PICTURE_MISSING": "Une image du document manque.",
    "PICTURE_TOO_LARGE": "Une image très grande n’a pas été examinée.",
    "PART_DAMAGED": "Une partie secondaire du document est abîmée.",
    "DIGITAL_SIGNATURE": "Le document porte une signature électronique\u00a0: sa validité n’a pas "
    "été vérifiée.",
    "PAGES_SKIPPED": "Le document est très long\u00a0: toutes ses pages n’ont pas été lues.",
    "LIVE_FIELDS": "Le document contient des dates automatiques, qui changent à l’ouverture\u00a0: "
    "vérifier la date de signature dans l’original.",
    "BUTTON_DISAGREES": "Une case du formulaire PDF est enregistrée cochée et affichée vide, ou "
    "l’inverse\u00a0: la vérifier.",
    "FIELD_NOT_SHOWN": "Un champ du formulaire PDF n’est pas affiché\u00a0: le lire dans "
    "l’original.",
    "FORM_UNREADABLE": "Les champs du formulaire PDF n’ont pas pu être lus.",
    "PAGE_UNREADABLE": "Une page du document n’a pas pu être lue.",
    "PROTECTED": "Le document est protégé contre la modification\u00a0; il a pu être lu.",
    "REPAIRED": "Le document était légèrement abîmé\u00a0; il a été lu après réparation.",
    "DRAWING_CUT": "Un dessin très complexe n’a pas été examiné en entier.",
    "XFA": "Le formulaire PDF est d’un type ancien (XFA)\u00a0: relire les réponses dans "
    "l’original.",
}


def blank_fields(form: Form) -> dict[str, Answer]:
    """Return an empty answer for every key of the form."""
    return {
        q.key: Answer(value=() if q.type == "choices" else None, confidence=0.0)
        for q in form.questions
    }


def _unreadable(
    name: str, part: str | None, digest: str, form: Form, error: PipelineError
) -> Extraction:
    message = f"{error.message} {error.advice}"
    finding = Finding(code=error.code, severity="error", message=message)
    return _refused(name, part, digest, form, finding=finding)


def _refused(
    name: str, part: str | None, digest: str, form: Form, *, finding: Finding
) -> Extraction:
    return Extraction(
        file=name,
        part=part,
        sha256=digest,
        form=None,
        reader=None,
        outcome="unreadable",
        fields=blank_fields(form),
        findings=(finding,),
    )


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file; of a folder, of the sorted list of its members' digests."""
    if path.is_dir():
        members = sorted(digest_of(member) for member in path.rglob("*") if member.is_file())
        return hashlib.sha256("\n".join(members).encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
