"""The page of all codes, written from the code itself: `docs/codes.md`."""

import string
from collections.abc import Iterator

from pipeline import errors
from pipeline.examine import NOTICES
from pipeline.validate import DOUBTS
from schemas.correction import CONFIRMED, CORRECTED, ILLEGIBLE

FINDINGS = {
    "REPONSE_MANQUANTE": "une réponse exigée manque",
    "SIGNATURE_MANQUANTE": "une signature manque",
    "A_VERIFIER": "une valeur est à vérifier ; la raison suit",
    "AUTRE_DOCUMENT": "le document n’est pas un dossier de cet appel",
    "DOSSIER_PARTIEL": "une partie du formulaire n’a pas été retrouvée",
    "PAGE_MANQUANTE": "une page du formulaire manque, ou n’a pas pu être lue",
    "PAGES_EN_DESORDRE": "les pages d’une numérisation ne sont pas dans l’ordre du formulaire",
    "PAGE_EN_DOUBLE": "une page du formulaire est numérisée deux fois",
    "PAGES_AUTRES": "des pages ne sont pas du formulaire : aucune réponse n’y est prise",
    "TEXTE_NON_ATTRIBUE": "du texte est écrit hors des réponses attendues",
    "PIECE_ILLISIBLE": "une pièce du même envoi n’a pas pu être lue",
    "LIEN_A_TELECHARGER": "un lien du message mène à des fichiers à télécharger",
    "SANS_PIECE_JOINTE": "le message ne contient aucune pièce jointe",
    "HORS_DELAI": "le dossier est arrivé après la clôture",
    "DATE_A_CONFIRMER": "la date de réception est à confirmer",
}
PERSONS = {
    CONFIRMED: "une personne a confirmé la valeur lue",
    CORRECTED: "une personne a donné la valeur",
    ILLEGIBLE: "une personne n’a pas pu la lire dans l’original",
}


def error_classes() -> list[type[errors.PipelineError]]:
    """Return every error with a code, sorted by code."""

    def below(parent: type[errors.PipelineError]) -> Iterator[type[errors.PipelineError]]:
        for child in parent.__subclasses__():
            if "code" in child.__dict__:
                yield child
            yield from below(child)

    return sorted(below(errors.PipelineError), key=lambda error: error.code)


def facts_of(error: type[errors.PipelineError]) -> dict[str, str]:
    """Return an example of the facts that an error's sentences name."""
    names = {
        name
        for text in (error.text, error.remedy)
        for _, name, _, _ in string.Formatter().parse(text)
        if name
    }
    return {name: f"‹{name}›" for name in names}


def page() -> str:
    """Return `docs/codes.md`."""
    lines = [
        "# Codes",
        "",
        "Written by `make codes` from the code; a test says that both agree.",
        "",
        "## Errors: something a user can act on",
        "",
        "| code | what happened | what to do |",
        "|---|---|---|",
    ]
    for error in error_classes():
        shown = error(facts_of(error))
        lines.append(f"| {error.code} | {_cell(shown.message)} | {_cell(shown.advice)} |")
    lines += ["", "## Findings about a dossier", "", "| code | meaning |", "|---|---|"]
    lines += [f"| {code} | {_cell(text)} |" for code, text in FINDINGS.items()]
    lines += ["", "## Reasons to verify a value", "", "| code | meaning |", "|---|---|"]
    lines += [f"| {code} | {_cell(text)} |" for code, text in DOUBTS.items()]
    lines += ["", "## Answers that a person settled", "", "| code | meaning |", "|---|---|"]
    lines += [f"| {code} | {_cell(text)} |" for code, text in PERSONS.items()]
    lines += ["", "## What a reader noticed", "", "| code | meaning |", "|---|---|"]
    lines += [f"| {code} | {_cell(_named(text))} |" for code, text in NOTICES.items()]
    return "\n".join(lines) + "\n"


def _named(text: str) -> str:
    return text.replace("{", "‹").replace("}", "›")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    import sys

    sys.stdout.write(page())
