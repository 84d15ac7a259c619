"""Turn what pydantic and tomllib say into French sentences with a remedy."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import get_args

from pydantic_core import ErrorDetails

from pipeline.campaigns.locate import KeyPath
from schemas.base import Record

_WANTED: Mapping[str, tuple[str, str]] = {
    "string": ("un texte", 'Écrivez la valeur entre guillemets droits, comme "Arras".'),
    "int": ("un nombre entier", "Écrivez la valeur en chiffres, sans guillemets, comme 12."),
    "decimal": ("un nombre", "Écrivez la valeur en chiffres avec un point, comme 2.5."),
    "bool": ("vrai ou faux", "Écrivez true (oui) ou false (non), sans guillemets."),
    "datetime": (
        "une date et une heure",
        "Écrivez la valeur sans guillemets, comme 2019-12-13T23:59:59.",
    ),
    "date": ("une date", "Écrivez la valeur sans guillemets, comme 2019-12-19."),
    "tuple": ("une liste", 'Écrivez les valeurs entre crochets, comme ["premier", "second"].'),
    "model": (
        "un groupe de clés",
        "Écrivez ces clés sous un titre entre crochets, comme [calendar].",
    ),
}
"""Beginning of a pydantic error type → what was awaited, how to write it."""

_SYNTAX: tuple[tuple[str, str, str], ...] = (
    ("Cannot overwrite", "une clé est écrite deux fois", "Gardez une seule des deux."),
    ("Cannot declare", "un titre entre crochets est écrit deux fois", "Réunissez les deux."),
    ("Duplicate inline", "une clé est écrite deux fois", "Gardez une seule des deux."),
    ("Unclosed array", "un crochet « [ » n’est pas refermé", "Ajoutez « ] »."),
    ("Expected ']'", "un titre entre crochets n’est pas refermé", "Ajoutez « ] »."),
    ("Unterminated", "un texte n’est pas refermé", "Ajoutez le guillemet droit qui manque."),
    ("Illegal character", "un texte n’est pas refermé", "Ajoutez le guillemet droit qui manque."),
    ("Expected '='", "il manque « = » entre la clé et sa valeur", "Ajoutez-le."),
    ("Invalid value", "la valeur n’est pas reconnue", "Mettez les textes entre guillemets droits."),
    ("Unescaped '\\'", "une barre oblique inverse est mal placée", "Doublez-la."),
    (
        "Invalid initial",
        "une clé commence mal",
        "N’utilisez que lettres, chiffres, « _ » et « - ».",
    ),
)
"""Beginning of a tomllib message → French."""


def syntax(message: str, last_line: int) -> tuple[int, str, str]:
    """Say a tomllib error as (line, French sentence, remedy)."""
    place = re.search(r"at line (\d+), column (\d+)", message)
    line = int(place[1]) if place else last_line
    for start, wrong, remedy in _SYNTAX:
        if message.startswith(start):
            return line, f"L’écriture n’est pas correcte : {wrong}.", remedy
    return (
        line,
        "L’écriture n’est pas correcte à cet endroit.",
        "Comparez avec les lignes voisines : une clé, le signe « = », puis une valeur.",
    )


def error(found: ErrorDetails, model: type[Record]) -> tuple[str, str]:
    """Say a pydantic error as (French sentence, remedy)."""
    path: KeyPath = found["loc"]
    name = dotted(path)
    match found["type"]:
        case "missing":
            return f"Il manque « {name} ».", f"Ajoutez la clé « {path[-1]} »."
        case "extra_forbidden":
            return _unknown(path, model)
        case "literal_error":
            expected = found.get("ctx", {}).get("expected", "")
            choices = ", ".join(re.findall(r"'([^']*)'", expected))
            return (
                f"« {name} » n’a pas une valeur admise.",
                f"Écrivez l’un de ces mots : {choices}.",
            )
        case "greater_than_equal" | "less_than_equal" | "greater_than" | "less_than":
            return _bound(name, found)
        case "too_short":
            return f"« {name} » est vide.", "Mettez-y au moins un élément."
        case _:
            return _mistyped(name, found["type"])


def dotted(path: Sequence[str | int]) -> str:
    """Write a path as people read it: `criteria[3].weight`, ranks counted from 1."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


def nearest(word: str, known: Sequence[str]) -> str:
    """Advise the nearest known word, or list them all."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"Vouliez-vous écrire « {close[0]} » ?"
    return f"Mots connus ici : {', '.join(known)}." if known else "Retirez-le."


def _unknown(path: KeyPath, model: type[Record]) -> tuple[str, str]:
    around = _model_at(path[:-1], model)
    known = sorted(around.model_fields) if around else []
    place = f"dans « {dotted(path[:-1])} »" if len(path) > 1 else "dans ce fichier"
    return f"La clé « {path[-1]} » n’existe pas {place}.", nearest(str(path[-1]), known)


def _model_at(path: KeyPath, model: type[Record]) -> type[Record] | None:
    for step in path:
        if isinstance(step, int):
            continue
        field = model.model_fields.get(step)
        inner = _record_in(field.annotation) if field else None
        if inner is None:
            return None
        model = inner
    return model


def _record_in(annotation: object) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next((r for arg in get_args(annotation) if (r := _record_in(arg))), None)


def _bound(name: str, found: ErrorDetails) -> tuple[str, str]:
    context = found.get("ctx", {})
    if "ge" in context or "gt" in context:
        bound, word = context.get("ge", context.get("gt")), "plus petit"
    else:
        bound, word = context.get("le", context.get("lt")), "plus grand"
    side = "au moins" if word == "plus petit" else "au plus"
    return f"« {name} » est {word} que permis.", f"Mettez {side} {bound}."


def _mistyped(name: str, kind: str) -> tuple[str, str]:
    # Longest first: « datetime_… » must not be taken for « date_… ».
    for start in sorted(_WANTED, key=len, reverse=True):
        if kind.startswith(start):
            wanted, remedy = _WANTED[start]
            return f"« {name} » doit être {wanted}.", remedy
    return f"La valeur de « {name} » ne convient pas.", "Comparez avec une campagne fournie."
