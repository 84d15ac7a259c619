"""Validate: the outcome of a dossier and its findings, in the words of a coordinator."""

from collections.abc import Iterator, Mapping

from schemas.candidature import Answer, Answers, Finding, Outcome
from schemas.form import Form, Question

_RECOGNISED = 0.30
"""Below this share of the printed form a document is something else. Over the corpus the dossiers
lie above 0.85, the second form's dossiers read against the first one at 0.2, a CV at 0.05."""
_DISTINCTIVE = 0.20
_PARTIAL = 0.70

DOUBTS = {
    "LIBELLE_ABSENT": "le libellé n’a pas été retrouvé",
    "DEUX_CASES": "deux cases sont cochées",
    "FORMAT": "la réponse n’a pas la forme attendue",
    "LIBELLE_REFORMULE": "le libellé a été reformulé, ses derniers mots sont peut-être ici",
    "DETAIL_SANS_CASE": "une précision est écrite, sa case n’est pas cochée",
    "DATE_AUTOMATIQUE": "la date change à chaque ouverture du document",
    "DATE_ILLISIBLE": "la date n’a pas été comprise",
    "MONTANT_ABREGE": "le montant est écrit en milliers",
    "MONTANT_DOUTEUX": "le montant est accompagné d’autres mots",
    "COURRIEL_OCR": "une adresse lue sur une image est à confirmer",
    "VIDE_SUR_IMAGE": "aucun mot n’a été lu sur l’image à cet endroit",
    "MONTANT_ILLISIBLE": "le montant n’a pas été compris",
    "PLUSIEURS_VALEURS": "plusieurs valeurs sont écrites",
    "CLE_SIRET": "la clé du numéro SIRET est fausse",
    "CASE_DOUTEUSE": "l’état d’une case est incertain",
    "SANS_CASE": "la réponse est écrite sans case cochée",
    "OPTION_ABSENTE": "une des réponses proposées n’a pas été retrouvée",
    "OPTION_RAYEE": "la réponse cochée est aussi rayée",
    "SIGNATURE_DOUTEUSE": "la signature est incertaine",
    "IMAGE_A_LA_PLACE": "une image se trouve à la place de la signature",
    "SIGNATURE_AILLEURS": "une image ou un tracé se trouve hors des cases de signature",
    "INVITE_RESTEE": "la réponse est mêlée à l’invite du formulaire",
    "CACHET_SEUL": "un cachet se trouve à la place de la signature",
    "REPONSE_AVANT": "la réponse est écrite avant son libellé",
    "COLONNE_DOUTEUSE": "la colonne du montant est incertaine",
    "LIGNES_EN_TROP": "plusieurs lignes sont écrites",
    "DEPLACE": "la question a été déplacée",
    "INVITE_INCONNUE": "le champ affiche une invite que le formulaire ne connaît pas",
    "SUITE_DOUTEUSE": "le libellé suivant n’a pas été retrouvé, sa réponse est peut-être ici",
    "MOTS_COLLES": "deux lignes semblent collées",
    "MANUSCRIT": "la réponse semble écrite à la main",
    "CHIFFRES_OCR": "des chiffres lus sur une image sont à confirmer",
    "LECTURES_DIFFERENTES": "deux lectures de l’image ne donnent pas les mêmes caractères",
    "LECTURE_DOUTEUSE": "la lecture est incertaine",
    "DIFFERE_DU_SCAN": "le dossier saisi et sa version signée ne disent pas la même chose",
}


def validate(answers: Answers, form: Form) -> tuple[Outcome, tuple[Finding, ...]]:
    """Return the outcome of a document that could be read, and what to tell about it.

    `not_a_dossier`: too little of the printed form is there. `incomplete`: a required answer or
    signature is missing. The findings name what is missing, then what is to be verified.
    """
    if answers.recognised < _RECOGNISED or answers.distinctive < _DISTINCTIVE:
        message = "Ce document n’est pas un dossier de candidature de cet appel."
        return "not_a_dossier", (Finding(code="AUTRE_DOCUMENT", severity="error", message=message),)
    missing = [q for q in form.questions if _is_missing(q, answers.fields)]
    findings = [
        *_partial(answers),
        *(_missing(question) for question in missing),
        *_unsigned(answers, form, missing),
        *_doubtful(answers, form),
        *_stray(answers),
    ]
    return ("incomplete" if missing else "ok"), tuple(findings)


def is_required(question: Question, fields: Mapping[str, Answer]) -> bool:
    """Say whether the call requires an answer here, given the other answers."""
    if not question.required:
        return False
    condition = question.required_if
    if condition is None:
        return True
    answer = fields.get(condition.key)
    value = answer.value if answer is not None else None
    return isinstance(value, tuple) and condition.has in value


def _is_missing(question: Question, fields: Mapping[str, Answer]) -> bool:
    if not is_required(question, fields):
        return False
    value = fields[question.key].value
    return value is None or value == () or (question.type == "signature" and value is False)


def _missing(question: Question) -> Finding:
    if question.type == "signature":
        code, message = "SIGNATURE_MANQUANTE", f"{question.title} : absente."
    else:
        code, message = "REPONSE_MANQUANTE", f"{question.title} : sans réponse."
    return Finding(
        code=code, key=question.key, severity="error", message=message.replace(" :", "\u00a0:")
    )


def _unsigned(answers: Answers, form: Form, missing: list[Question]) -> Iterator[Finding]:
    """Tell of signatures that the form holds no required answer but the call wants all the same."""
    for question in form.questions:
        absent = question.type == "signature" and answers.fields[question.key].value is not True
        if absent and question not in missing:
            yield _missing(question).model_copy(update={"severity": "warning"})


def _doubtful(answers: Answers, form: Form) -> Iterator[Finding]:
    for question in form.questions:
        answer = answers.fields[question.key]
        if not answer.flagged:
            continue
        why = next((DOUBTS[code] for code in answer.reasons if code in DOUBTS), "à relire")
        yield Finding(
            code="A_VERIFIER",
            key=question.key,
            severity="warning",
            message=f"{question.title}\u00a0: à vérifier, {why}.",
        )


def _partial(answers: Answers) -> Iterator[Finding]:
    if answers.recognised < _PARTIAL:
        yield Finding(
            code="DOSSIER_PARTIEL",
            severity="warning",
            message="Une partie du formulaire n’a pas été retrouvée\u00a0: page manquante, ou "
            "mise en page refaite.",
        )


def _stray(answers: Answers) -> Iterator[Finding]:
    if answers.stray:
        yield Finding(
            code="TEXTE_NON_ATTRIBUE",
            severity="warning",
            message="Du texte est écrit hors des réponses attendues\u00a0: le lire dans "
            "l’original.",
        )
