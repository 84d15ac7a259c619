"""Documents written in the test that reads them: a line of text is a block."""

import re
import tomllib
from functools import cache
from pathlib import Path

from schemas.document import Block, Cell, Document, Picture, Span, Where
from schemas.form import Form

_BOX = re.compile(r"([☐☒])")
CAMPAIGNS = Path(__file__).parent.parent / "campaigns"


@cache
def form(campaign: str = "pdn62-2019") -> Form:
    """Return the form of a campaign shipped with the product."""
    return Form.model_validate(
        tomllib.loads((CAMPAIGNS / campaign / "form.toml").read_text("utf-8"))
    )


def spans(text: str, **look: object) -> tuple[Span, ...]:
    """Return the spans of a line; ☐ and ☒ become boxes, `{sign}` a signature."""
    found: list[Span] = []
    for part in re.split(r"([☐☒]|\{sign\}|\{stamp\}|\{slot\})", text):
        if part in ("☐", "☒"):
            found.append(Span(kind="box", text=part, ticked=part == "☒"))
        elif part == "{sign}":
            found.append(picture("strokes"))
        elif part == "{stamp}":
            found.append(picture("stamp"))
        elif part == "{slot}":
            found.append(Span(control="c1", text=""))
        elif part:
            found.append(Span.model_validate({"text": part, **look}))
    return tuple(found)


def picture(drawn: str) -> Span:
    """Return a picture of the size of a signature."""
    return Span(
        kind="picture",
        picture=Picture.model_validate({"drawn": drawn, "width": 120.0, "height": 45.0}),
    )


def block(
    text: str | tuple[Span, ...], *, cells: tuple[Cell, ...] = (), wrapped: bool = False
) -> Block:
    """Return one paragraph."""
    return Block(spans=spans(text) if isinstance(text, str) else text, cells=cells, wrapped=wrapped)


def document(*lines: str | Block, reader: str = "word") -> Document:
    """Return a document of these lines, numbered in order."""
    blocks = [line if isinstance(line, Block) else block(line) for line in lines]
    return Document.model_validate(
        {
            "reader": reader,
            "blocks": tuple(
                b.model_copy(update={"where": Where(order=n)}) for n, b in enumerate(blocks)
            ),
        }
    )


def row(table: int, number: int, *texts: str) -> list[Block]:
    """Return the blocks of a table row, one paragraph a cell."""
    return [
        block(text, cells=(Cell(table=table, row=number, column=column),))
        for column, text in enumerate(texts)
    ]


FILLED: dict[str, str] = {
    "titre": "Dossier de candidature :",
    "section": "1. Fiche d’identité de la structure :",
    "nom": "Nom de la structure : Centre social La Passerelle",
    "adresse": "Adresse : 12, rue des Lilas",
    "cp": "Code Postal : 62300",
    "ville": "Ville : Lens",
    "mail": "E-mail : contact@passerelle.example.org",
    "tel": "Numéro de téléphone : 03 21 00 12 34",
    "resp": "Responsable de la structure : Zoé Martinache",
    "resp_fonction": "Fonction : Directrice",
    "resp_mail": "E-mail : zoe.martinache@passerelle.example.org",
    "resp_tel": "Numéro de téléphone : 03 21 00 12 35",
    "reseaux": "Avez-vous un ou des compte(s) de structure sur les réseaux sociaux ? ☒ Oui ☐ Non",
    "lesquels": "Si oui, le(s)quel(s) : Facebook",
    "objet": "Quel est l’objet de votre structure ?",
    "objet_r": "Accueillir les familles du quartier.",
    "territoire": "Quelle est votre territoire d’intervention ?",
    "territoire_r": "La ville de Lens.",
    "champs": "Quels sont vos champs d’intervention auprès de la jeunesse :",
    "sante": "☒ Santé",
    "etudes": "☐ Études / formations",
    "vie": "☐ Vie pratique / logement",
    "emploi": "☐ Emploi",
    "mobilite": "☐ Mobilité (Europe, international)",
    "initiatives": "☐ Initiatives / engagement / vie associative",
    "loisirs": "☒ Loisirs / sports / culture",
    "usages": "☐ Usages numériques",
    "famille": "☐ Famille / relations familiales",
    "autre": "☐ Autre. Précisez :",
    "actions": "Quelles sont les actions en direction de la jeunesse mises en place dans votre "
    "structure ? Avec quels partenaires ?",
    "actions_r": "Ateliers avec le collège.",
    "plus": "En quoi intégrer le réseau des Promeneurs du Net vous semble être une plus-value "
    "pour votre structure ?",
    "plus_r": "Un cadre pour agir.",
    "section2": "Fiche d’identité du professionnel :",
    "pro": "Nom Prénom : TRUPIN Léo",
    "pro_fonction": "Fonction : Animateur",
    "contrat": "Contrat : ☒ CDI ☐ CDD ☐ Autres (précisez) :",
    "pro_mail": "E-mail : leo.trupin@passerelle.example.org",
    "pro_tel": "Numéro de téléphone : 06 39 98 00 11",
    "pro_reseaux": "Avez-vous un compte professionnel sur un ou plusieurs réseau(x) social(aux) ?",
    "pro_oui": "☐ Oui ☒ Non",
    "pro_lesquels": "Si oui, le(s)quel(s) :",
    "educative": "Comment voyez-vous votre action éducative sur le Net ?",
    "educative_r": "Être présent là où sont les jeunes.",
    "niveau": "Quel est votre niveau d'utilisation des outils numériques ?",
    "excellent": "☐ Excellent. Je pense pouvoir apporter mon aide en cas de besoin auprès des "
    "autres membres du réseau.",
    "bon": "☒ Bon. Je maîtrise les principaux outils et utilise les réseaux sociaux fréquemment.",
    "moyen": "☐ Moyen. Usage courant du mail et d'internet, une mise à niveau est nécessaire.",
    "pro_plus": "En quoi intégrer le réseau des Promeneurs du Net vous semble être une plus-value "
    "dans votre activité professionnelle ?",
    "pro_plus_r": "Rompre l’isolement.",
    "fait": "Fait à Lens  Le 12 décembre 2019",
    "cachet": "Nom et cachet de la structure",
    "rep": "Nom et qualité du représentant : Zoé Martinache, directrice",
    "rep_sign": "Signature : {sign}",
    "prom": "Nom du Promeneur du Net : Léo Trupin",
    "prom_sign": "Signature : {sign}",
}
"""A complete dossier, a line a name: tests change the lines they are about."""


def filled(**changes: str | Block | list[str | Block] | None) -> Document:
    """Return the complete dossier with some lines changed, multiplied or (None) removed."""
    lines: list[str | Block] = []
    for name, line in FILLED.items():
        change = changes.get(name, line)
        if isinstance(change, list):
            lines.extend(change)
        elif change is not None:
            lines.append(change)
    return document(*lines)
