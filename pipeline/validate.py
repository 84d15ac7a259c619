"""Validate: the outcome of a dossier and its findings, in the words of a coordinator."""

from collections.abc import Iterator, Mapping, Sequence

from schemas.candidature import Answer, Answers, Finding, Gap, Outcome, PagesTold
from schemas.correction import ILLEGIBLE
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
    "SIGNATURE_ELECTRONIQUE": "la signature est électronique, son certificat est à vérifier",
    "IMAGE_A_LA_PLACE": "une image se trouve à la place de la signature",
    "SIGNATURE_AILLEURS": "une image ou un tracé se trouve hors des cases de signature",
    "INVITE_RESTEE": "la réponse est mêlée à l’invite du formulaire",
    "CACHET_SEUL": "un cachet se trouve à la place de la signature",
    "REPONSE_AVANT": "la réponse est écrite avant son libellé",
    "COLONNE_DOUTEUSE": "la colonne du montant est incertaine",
    "LIGNES_EN_TROP": "plusieurs lignes sont écrites",
    "DEPLACE": "la question a été déplacée",
    "INVITE_INCONNUE": "le champ affiche une invite que le formulaire ne connaît pas",
    "DEUX_PAGES": "deux copies de la page ne disent pas la même chose",
    "PAGE_SANS_QUESTION": "la page suivante est peut-être la fin de la réponse",
    "SUITE_DOUTEUSE": "le libellé suivant n’a pas été retrouvé, sa réponse est peut-être ici",
    "PAGE_PEU_LISIBLE": "la page se lit mal, une partie de la réponse a pu échapper à la lecture",
    "ENCRE_NON_LUE": "des traits au milieu de la réponse n’ont pas été lus",
    "REPONSE_COUVERTE": "un cachet ou des traits couvrent une partie de la réponse",
    "MOTS_COLLES": "deux lignes semblent collées",
    "MANUSCRIT": "la réponse semble écrite à la main",
    "CHIFFRES_OCR": "des chiffres lus sur une image sont à confirmer",
    "LECTURES_DIFFERENTES": "deux lectures de l’image ne donnent pas les mêmes caractères",
    "LECTURE_DOUTEUSE": "la lecture est incertaine",
    "ILLISIBLE": "une personne n’a pas pu la lire dans l’original",
    "DIFFERE_DU_SCAN": "le dossier saisi et sa version signée ne disent pas la même chose",
}


def validate(answers: Answers, form: Form) -> tuple[Outcome, tuple[Finding, ...]]:
    """Return the outcome of a document that could be read, and what to tell about it.

    `not_a_dossier`: too little of the printed form is there. `incomplete`: a required answer or
    signature is missing, or a page of the form. The findings name what is missing, then what is to
    be verified.
    """
    if answers.recognised < _RECOGNISED or answers.distinctive < _DISTINCTIVE:
        message = "Ce document n’est pas un dossier de candidature de cet appel."
        return "not_a_dossier", (Finding(code="AUTRE_DOCUMENT", severity="error", message=message),)
    missing = [q for q in form.questions if _is_missing(q, answers.fields)]
    findings = [
        *_pages(answers.pages, form),
        *_partial(answers),
        *(_missing(question, answers) for question in missing),
        *_unsigned(answers, form, missing),
        *_doubtful(answers, form),
        *_stray(answers),
    ]
    return ("incomplete" if missing or answers.pages.gaps else "ok"), tuple(findings)


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


def _missing(question: Question, answers: Answers) -> Finding:
    illegible = ILLEGIBLE in answers.fields[question.key].reasons
    if question.type == "signature":
        code, how = "SIGNATURE_MANQUANTE", "illisible" if illegible else "absente"
    else:
        code, how = "REPONSE_MANQUANTE", "illisible" if illegible else "sans réponse"
    message = f"{question.title} : {how}."
    return Finding(
        code=code, key=question.key, severity="error", message=message.replace(" :", "\u00a0:")
    )


def _unsigned(answers: Answers, form: Form, missing: list[Question]) -> Iterator[Finding]:
    """Tell of signatures that the form holds no required answer but the call wants all the same."""
    for question in form.questions:
        absent = question.type == "signature" and answers.fields[question.key].value is not True
        if absent and question not in missing:
            yield _missing(question, answers).model_copy(update={"severity": "warning"})


def _doubtful(answers: Answers, form: Form) -> Iterator[Finding]:
    for question in form.questions:
        answer = answers.fields[question.key]
        if not answer.flagged or ILLEGIBLE in answer.reasons:
            continue  # a person has looked at it: there is nothing more to see
        why = next((DOUBTS[code] for code in answer.reasons if code in DOUBTS), "à relire")
        yield Finding(
            code="A_VERIFIER",
            key=question.key,
            severity="warning",
            message=f"{question.title}\u00a0: à vérifier, {why}.",
        )


def _partial(answers: Answers) -> Iterator[Finding]:
    if answers.recognised < _PARTIAL and not answers.pages.gaps:
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


def _pages(told: PagesTold, form: Form) -> Iterator[Finding]:
    """Tell of pages missing, out of order, given twice, or that are none of the form."""
    titles = {question.key: question.title for question in form.questions}
    for gap in told.gaps:
        first, last = titles[gap.keys[0]], titles[gap.keys[-1]]
        message = (
            f"Une page du formulaire manque ou n’a pas pu être lue, {_between(gap)}\u00a0: les "
            f"{len(gap.keys)} questions de «\u00a0{first}\u00a0» à «\u00a0{last}\u00a0» n’ont "
            "pas été retrouvées."
        )
        yield Finding(code="PAGE_MANQUANTE", severity="error", message=message)
    if told.order:
        message = (
            "Les pages ne sont pas dans l’ordre du formulaire\u00a0: lire le fichier dans "
            f"l’ordre {', '.join(str(page) for page in told.order)}."
        )
        yield Finding(code="PAGES_EN_DESORDRE", severity="info", message=message)
    for used, other in told.twice:
        message = (
            f"Les pages {min(used, other)} et {max(used, other)} du fichier sont deux copies d’une "
            f"même page du formulaire\u00a0: la page {used} a été retenue, l’autre la complète."
        )
        yield Finding(code="PAGE_EN_DOUBLE", severity="info", message=message)
    if told.others:
        which = (
            f"La page {told.others[0]} du fichier n’est pas"
            if len(told.others) == 1
            else f"Les pages {_listed(told.others)} du fichier ne sont pas"
        )
        message = f"{which} du formulaire\u00a0: aucune réponse n’y a été prise."
        yield Finding(code="PAGES_AUTRES", severity="info", message=message)


def _between(gap: Gap) -> str:
    if gap.after is None:
        return f"avant la page {gap.before} du fichier"
    if gap.before is None:
        return f"après la page {gap.after} du fichier"
    if gap.after == gap.before:
        return f"au milieu de la page {gap.after} du fichier"
    return f"entre les pages {gap.after} et {gap.before} du fichier"


def _listed(pages: Sequence[int]) -> str:
    """Return numbers in French, runs of three or more as « 4 à 19 »."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    parts = [
        part
        for run in runs
        for part in ([f"{run[0]} à {run[-1]}"] if len(run) > 2 else [str(page) for page in run])
    ]
    return ", ".join(parts[:-1]) + (" et " if parts[:-1] else "") + parts[-1]
