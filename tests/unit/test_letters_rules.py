"""What every produced letter must hold, kind by kind (reference: L-*, AR-*, PC-*, AC, LA, RE)."""

import re
import zipfile
from pathlib import Path

import docx
import pytest

from pipeline.letters.rules import misprints, unresolved
from schemas.letter import LetterKind
from tests.calls import COORDINATION, FACT, PDN, letter, spaced

KINDS: tuple[LetterKind, ...] = (
    "accuse-reception",
    "demande-complements",
    "acceptation",
    "liste-attente",
    "refus",
)
DECISIONS = KINDS[2:]

every_letter = pytest.mark.parametrize("kind", KINDS)
every_call = pytest.mark.parametrize("call", [PDN, COORDINATION])


@every_call
@every_letter
def test_no_marker_and_no_misprint_is_left(call: str, kind: LetterKind, tmp_path: Path) -> None:
    _, text = letter(call, kind, tmp_path)

    assert (unresolved(text, ()), tuple(misprints(text, ()))) == ((), ())


@every_letter
def test_sender_agent_and_recipient_are_named(kind: LetterKind, tmp_path: Path) -> None:
    _, text = letter(PDN, kind, tmp_path)

    lines = spaced(text).split("\n")
    assert lines[:7] == [
        "",  # the header
        "Caisse d’allocations familiales du Pas-de-Calais",
        "Service Action sociale",
        "1 rue de l’Exemple",
        "62000 Arras",
        "Tél. : 03 21 00 00 10",
        "Courriel : action-sociale-62@example.org",
    ]
    assert lines[7:13] == [
        "Arras, le 16 décembre 2019",
        "Par courriel",
        "Centre social Les Glycines",
        "Odile Fictive, directrice",
        "12 rue des Exemples",
        "62300 Lens",
    ]
    assert lines[13].startswith(
        "Affaire suivie par : Maëlle EXEMPLAIRE, coordinatrice du réseau des Promeneurs du Net, "
        "Fédération des centres sociaux, 5 rue de l’Exemple"
    )
    assert lines[14] == "Réf. : pdn62-2019, dossier PDN62-2019-014"


@every_letter
def test_enclosures_are_counted(kind: LetterKind, tmp_path: Path) -> None:
    _, text = letter(PDN, kind, tmp_path)

    (line,) = [row for row in spaced(text).split("\n") if row.startswith("P. J.")]
    assert line == (
        "P. J. : 3 – convention (deux exemplaires) ; charte des Promeneurs du Net ; "
        "feuillet de l’annuaire national"
        if kind == "acceptation"
        else "P. J. : aucune"
    )


@every_call
@every_letter
def test_the_salutation_comes_back_in_the_closing(
    call: str, kind: LetterKind, tmp_path: Path
) -> None:
    _, text = letter(call, kind, tmp_path)

    assert "\nMadame, Monsieur,\n" in text
    assert re.search(r"agréer, Madame, Monsieur, l’expression de ma considération", text)


@every_letter
def test_the_signatory_is_named_below_an_empty_zone(kind: LetterKind, tmp_path: Path) -> None:
    written, _ = letter(PDN, kind, tmp_path)

    paragraphs = [p for p in docx.Document(str(written.path)).paragraphs if p.text]
    names = [p.text for p in paragraphs]
    at = names.index("Ariane MODÈLE")
    assert names[at - 2 : at] == [
        "Pour le directeur et par délégation,",
        "La responsable du service Action sociale",
    ]
    above = paragraphs[at].paragraph_format.space_before
    assert above is not None
    assert above.cm > 1.3


@every_letter
def test_personal_data_are_explained(kind: LetterKind, tmp_path: Path) -> None:
    _, text = letter(PDN, kind, tmp_path)

    for part in (
        "traitées par la Caf du Pas-de-Calais",
        "pour instruire les candidatures",
        "mission d’intérêt public",
        "Atelier Canopé",
        "conservées 24 mois",
        "leur rectification",
        "dpo-62@example.org",
        "www.cnil.fr",
    ):
        assert part in text


@every_call
@every_letter
def test_the_file_is_a_french_word_document_with_real_styles(
    call: str, kind: LetterKind, tmp_path: Path
) -> None:
    written, _ = letter(call, kind, tmp_path)

    document = docx.Document(str(written.path))
    languages = {
        str(node.get(node.nsmap["w"].join("{}") + "val"))
        for node in document.styles.element.iter("{*}lang")
    }
    subject = next(p for p in document.paragraphs if p.text.startswith("Objet"))
    assert languages == {"fr-FR"}
    assert (subject.style.name if subject.style else None) == "Heading 1"
    assert written.dossier in document.core_properties.title
    assert document.core_properties.language == "fr-FR"
    section = document.sections[0]
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert [round(margin.cm, 1) for margin in margins if margin] == [2.5] * 4
    assert [round(side.cm, 1) for side in (section.page_width, section.page_height) if side] == [
        21.0,
        29.7,
    ]


@every_letter
def test_every_picture_has_a_text(kind: LetterKind, tmp_path: Path) -> None:
    written, _ = letter(PDN, kind, tmp_path)

    with zipfile.ZipFile(written.path) as parts:
        xml = parts.read("word/document.xml").decode()
    assert all('descr="' in picture for picture in re.findall(r"<wp:docPr[^>]*>", xml))


def test_the_acknowledgement_says_when_what_who_and_what_silence_means(tmp_path: Path) -> None:
    _, text = letter(PDN, "accuse-reception", tmp_path)

    said = spaced(text)
    for part in (
        "par courriel le vendredi 13 décembre 2019 à 16 h 42",
        "sous le numéro PDN62-2019-014",
        "Dossier de candidature VF2.docx (5 pages)",
        "ne préjuge ni du caractère complet",
        "suivi par Maëlle EXEMPLAIRE",
        "le jeudi 19 décembre 2019",
        (
            "Sous réserve que votre demande soit complète, elle sera réputée rejetée si aucune "
            "décision ne vous a été notifiée le jeudi 13 février 2020"
        ),
        "délai de deux mois à compter du jeudi 13 février 2020",
        "tribunal administratif de Lille",
    ):
        assert part in said


def test_the_acknowledgement_promises_nothing(tmp_path: Path) -> None:
    _, text = letter(PDN, "accuse-reception", tmp_path)

    assert not re.search(r"est (complet|recevable|retenu)", text)


def test_the_acknowledgement_names_the_lots_with_their_committee(tmp_path: Path) -> None:
    _, text = letter(COORDINATION, "accuse-reception", tmp_path)

    assert "Module 1 – Coordination du réseau, Allier : jeudi 25 avril 2024." in spaced(text)
    assert "Puy-de-Dôme :" not in spaced(text)


def test_the_request_numbers_what_is_missing_with_its_place_in_the_form(tmp_path: Path) -> None:
    written, text = letter(PDN, "demande-complements", tmp_path)

    listed = [
        p
        for p in docx.Document(str(written.path)).paragraphs
        if p.style and p.style.name == "List Number"
    ]
    assert [spaced(p.text) for p in listed] == [
        "Nom de la structure (rubrique « 1. Fiche d’identité de la structure »)",
        "Signature du Promeneur du Net (zone de signature du dossier)",
    ]
    assert "« Vous souhaitez vous engager ? » de l’appel à candidatures" in spaced(text)


def test_the_request_gives_deadline_channel_effect_and_consequence(tmp_path: Path) -> None:
    _, text = letter(PDN, "demande-complements", tmp_path)

    said = spaced(text)
    for part in (
        (
            "au plus tard le mercredi 18 décembre 2019 à 23 h 59, à l’adresse "
            "candidatures-pdn62@example.org"
        ),
        "Il n’est pas utile de renvoyer les documents déjà fournis",
        "soit le jeudi 13 février 2020, est suspendu",
        "(article L. 114-5",
        "au plus tard le samedi 15 février 2020",
        "Sans réponse de votre part",
        "peut être régularisée (article L. 114-6",
    ):
        assert part in said


def test_the_acceptance_says_what_is_decided_and_what_to_return(tmp_path: Path) -> None:
    _, text = letter(PDN, "acceptation", tmp_path)

    said = spaced(text)
    for part in (
        "a décidé le vendredi 20 décembre 2019 de retenir",
        "Yanis Inventé rejoindra le réseau",
        "volet jeunesse, pour la période du jeudi 16 janvier 2020 au vendredi 31 décembre 2021",
        (
            "Elle est obligatoire. Elle aura lieu le jeudi 16 janvier 2020, à l’Atelier Canopé "
            "d’Arras, 37 rue du Temple"
        ),
        "au plus tard le vendredi 10 janvier 2020",
        "Passé cette date et après un rappel",
        "tableaux de bord",
        "Annuaire national",
    ):
        assert part in said


def test_the_waiting_list_says_until_when_how_and_gives_no_rank(tmp_path: Path) -> None:
    _, text = letter(PDN, "liste-attente", tmp_path)

    said = spaced(text)
    for part in (
        "à ce stade",
        "valable jusqu’au jeudi 31 décembre 2020",
        "quinze jours pour accepter",
        "renoncer à votre inscription",
    ):
        assert part in said
    assert not re.search(r"\brang\b|\bclassée? \d|\d+e place", said)


def test_the_refusal_gives_law_and_facts_criterion_by_criterion(tmp_path: Path) -> None:
    _, text = letter(PDN, "refus", tmp_path)

    said = spaced(text)
    for part in (
        (
            "la Caisse d’allocations familiales du Pas-de-Calais a décidé le vendredi 20 décembre "
            "2019 de ne pas la retenir"
        ),
        "« Critères d’évaluation des candidatures » de l’appel à candidatures",
        "L. 211-5 et L. 211-7",
        f": {FACT}.",
    ):
        assert part in said


@pytest.mark.parametrize("kind", DECISIONS)
@every_call
def test_decisions_carry_remedies_and_the_algorithm_mention(
    call: str, kind: LetterKind, tmp_path: Path
) -> None:
    _, text = letter(call, kind, tmp_path)

    said = spaced(text)
    town = {PDN: "Lille (5 rue", COORDINATION: "Clermont-Ferrand (6 cours"}[call]
    for part in (
        "délai de deux mois à compter de sa notification",
        "recours gracieux à : Caisse d’allocations familiales",
        f"tribunal administratif de {town}",
        "pour finalité de calculer",
        "L. 311-3-1",
        "@example.org",
        "au bout d’un mois",
        "www.cada.fr",
    ):
        assert part in said
