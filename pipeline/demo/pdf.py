"""Fill in the PDF form as a candidate would, and sign it with the pen of a PDF reader."""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import pikepdf

from pipeline.demo.candidate import Candidate
from pipeline.demo.ink import strokes

FORM = Path(__file__).parent / "files" / "formulaire.pdf"

_CHAMPS = {
    "sante": "Santé",
    "etudes_formations": "Études formations",
    "vie_pratique_logement": "Vie pratique logement",
    "emploi": "Emploi",
    "mobilite": "Mobilité (Europe, international)",
    "initiatives_engagement": "Initiatives engagement vie associative",
    "loisirs_sports_culture": "Loisirs sports culture",
    "usages_numeriques": "Usages numériques",
    "famille": "Famille relations familiales",
}
_CONTRACTS = {"cdi": "CDI", "cdd": "CDD", "autre": "Autres précisez"}
_LEVELS = {"excellent": "Excellent", "bon": "Bon", "moyen": "Moyen"}

_LEFT_CELL, _RIGHT_CELL = (80.0, 112.0, 170.0, 46.0), (318.0, 112.0, 170.0, 46.0)
"""Where each signs on the last page: left, bottom, width and height in points."""


def fill_pdf(candidate: Candidate) -> bytes:
    """Return the PDF form with the candidate's answers, boxes and drawn signatures."""
    with pikepdf.open(FORM) as pdf:
        texts, ticked = dict(_texts(candidate)), set(_ticked(candidate))
        for field in pdf.Root.AcroForm.Fields:
            name = str(field.T)
            if name in ticked:
                field.V = field.AS = pikepdf.Name.Yes
            elif texts.get(name):
                field.V = pikepdf.String(texts[name] or "")
        pdf.Root.AcroForm.NeedAppearances = True
        pdf.generate_appearance_streams()
        last = pdf.pages[-1]
        if candidate.manager_signs:
            _draw(pdf, last, candidate.manager, _LEFT_CELL)
        if candidate.person_signs:
            _draw(pdf, last, candidate.person, _RIGHT_CELL)
        file = io.BytesIO()
        pdf.save(file, deterministic_id=True)
        return file.getvalue()


def _texts(one: Candidate) -> Mapping[str, str | None]:
    first = (
        *("Nom de la structure", "Adresse", "Code Postal", "Ville", "Email"),
        *("Numéro de téléphone", "Responsable de la structure", "Fonction"),
        *("Email_2", "Numéro de téléphone_2"),
    )
    return {
        **dict(zip(first, one.texts(), strict=True)),
        "Si oui lesquels": one.networks,
        "Quel est l’objet de votre structure": one.purpose,
        "Quelle est votre territoire d’intervention": one.territory,
        "Texte17": one.actions,
        "Texte18": one.gain,
        "Nom Prénom": one.person,
        "Fonction_2": one.title,
        "undefined_2": "Contrat d’engagement éducatif" if one.contract == "autre" else None,
        "Email_3": one.person_email,
        "Numéro de téléphone_3": one.person_telephone,
        "Si oui lesquels_2": one.person_networks,
        "Comment voyezvous votre action éducative sur le Net": one.education,
        "Texte31": one.person_gain,
        "Fait à": one.place,
        "Le": one.date,
        "Nom et cachet de la structure": one.structure,
        "Nom et qualité du représentant": f"{one.manager}, {one.manager_title}",
        "Nom du Promeneur du Net": one.person,
    }


def _ticked(one: Candidate) -> Iterator[str]:
    yield "Oui" if one.networks else "Non"
    yield "Oui_2" if one.person_networks else "Non_2"
    yield from (f"Case à cocher {_CHAMPS[code]}" for code in one.fields)
    yield _CONTRACTS[one.contract]
    yield _LEVELS[one.level]


def _draw(
    pdf: pikepdf.Pdf, page: pikepdf.Page, name: str, cell: tuple[float, float, float, float]
) -> None:
    left, bottom, width, height = cell
    path = [(left + x * width, bottom + (1 - y) * height) for x, y in strokes(name)]
    box = [left, bottom, left + width, bottom + height]
    drawn = " ".join(f"{x:.1f} {y:.1f} {'l' if rank else 'm'}" for rank, (x, y) in enumerate(path))
    look = pdf.make_stream(f"0.1 0.17 0.47 RG 1.4 w {drawn} S".encode())
    look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, box
    ink = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Ink,
        Rect=box,
        InkList=[[value for point in path for value in point]],
        C=[0.1, 0.17, 0.47],
        F=4,
        AP=pikepdf.Dictionary(N=look),
    )
    if pikepdf.Name.Annots not in page.obj:
        page.obj.Annots = pikepdf.Array()
    page.obj.Annots.append(pdf.make_indirect(ink))
