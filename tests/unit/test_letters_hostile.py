"""Letters: what a candidate types is text, and what concerns another candidate stays out."""

from pathlib import Path

import docx
import pytest

from pipeline.campaigns import load
from pipeline.errors import UnfitLetter
from pipeline.letters import write_letter
from schemas.candidature import Value
from schemas.decision import Reason
from schemas.letter import Letter
from tests.calls import DATED, FACT, PDN, copy_of, decision, dossier, words


def acknowledge(tmp_path: Path, answers: dict[str, Value], *others: str) -> Letter:
    folder = copy_of(PDN, tmp_path)
    campaign = load(folder)
    return write_letter(
        "accuse-reception",
        dossier(campaign, answers),
        campaign,
        folder / "letters",
        tmp_path / "courriers",
        dated=DATED[PDN],
        others=others,
    )


@pytest.mark.parametrize(
    "typed",
    [
        "{{ 7 * 7 }}",
        "{{ autorite }}",
        "{% for x in range(9) %}a{% endfor %}",
        "{{ ''.__class__.__mro__ }}",
        "{%p if salutation %}",
        "{#",
        "#REF!",
        "Cliquez ou appuyez ici",
        "None",
    ],
)
def test_tags_typed_by_a_candidate_stay_as_typed(typed: str, tmp_path: Path) -> None:
    letter = acknowledge(tmp_path, {"structure.nom": typed})

    assert f"«\u00a0{typed}\u00a0»" in words(letter.path)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("A & B <w:t>gras</w:t>", "A & B <w:t>gras</w:t>"),
        ("</w:t></w:r></w:p>", "</w:t></w:r></w:p>"),
        ('"L’<Étoile>"', '"L’<Étoile>"'),
        ("Maison\ndes\tjeunes\x0b\x00\x07!", "Maison des jeunes !"),
        ("Maison\u2028des \ud800jeunes\uffff", "Maison des jeunes"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    ],
)
def test_markup_and_control_characters_break_nothing(
    typed: str, printed: str, tmp_path: Path
) -> None:
    letter = acknowledge(tmp_path, {"structure.nom": typed})

    assert f"«\u00a0{printed}\u00a0»" in words(letter.path)


def test_a_very_long_name_stays_one_paragraph(tmp_path: Path) -> None:
    before = len(docx.Document(str(acknowledge(tmp_path / "a", {}).path)).paragraphs)
    letter = acknowledge(tmp_path / "b", {"structure.nom": "Maison\n" * 2000})

    assert len(docx.Document(str(letter.path)).paragraphs) == before


def test_a_tag_left_in_a_template_stops_the_letter(tmp_path: Path) -> None:
    folder = copy_of(PDN, tmp_path)
    campaign = load(folder)
    path = folder / "letters" / "accuse-reception.docx"
    template = docx.Document(str(path))
    template.add_paragraph("Reste : #REF!")
    template.save(str(path))

    with pytest.raises(UnfitLetter, match="#REF!"):
        write_letter(
            "accuse-reception",
            dossier(campaign),
            campaign,
            folder / "letters",
            tmp_path / "courriers",
            dated=DATED[PDN],
        )

    assert not (tmp_path / "courriers").exists()


def test_a_reason_that_names_another_candidate_stops_the_letter(tmp_path: Path) -> None:
    folder = copy_of(PDN, tmp_path)
    campaign = load(folder)
    code = campaign.grid.criteria[0].code
    told = Reason(criterion=code, sentence=f"{FACT}, à la différence de la MJC du Beffroi fictif")

    with pytest.raises(UnfitLetter) as refused:
        write_letter(
            "refus",
            dossier(campaign),
            campaign,
            folder / "letters",
            tmp_path / "courriers",
            dated=DATED[PDN],
            decision=decision(campaign, "non_retenu", told),
            others=("Mjc du Beffroi Fictif",),
        )

    assert "Beffroi" not in str(refused.value)


def test_two_dossiers_of_the_same_structure_do_not_stop_each_other(tmp_path: Path) -> None:
    letter = acknowledge(tmp_path, {}, "Centre social Les Glycines", "Odile Fictive", "MJC")

    assert letter.path.is_file()


def test_a_short_own_name_does_not_hide_another(tmp_path: Path) -> None:
    folder = copy_of(PDN, tmp_path)
    campaign = load(folder)
    code = campaign.grid.criteria[0].code
    told = Reason(criterion=code, sentence="le territoire est celui de la Maison de Quartier")

    with pytest.raises(UnfitLetter):
        write_letter(
            "refus",
            dossier(campaign, {"structure.nom": "a"}),
            campaign,
            folder / "letters",
            tmp_path / "courriers",
            dated=DATED[PDN],
            decision=decision(campaign, "non_retenu", told),
            others=("Maison de Quartier",),
        )


def test_a_candidate_named_like_plain_words_cannot_stop_all_letters(tmp_path: Path) -> None:
    letter = acknowledge(tmp_path, {}, "documents suivants", "votre dossier", "Madame, Monsieur")

    assert letter.draft
    assert letter.path.is_file()


def test_organisers_may_be_candidates_too(tmp_path: Path) -> None:
    letter = acknowledge(tmp_path, {}, "Fédération des centres sociaux", "Maëlle Exemplaire")

    assert not letter.draft


def test_a_name_typed_into_a_template_by_mistake_makes_a_draft(tmp_path: Path) -> None:
    folder = copy_of(PDN, tmp_path)
    campaign = load(folder)
    path = folder / "letters" / "accuse-reception.docx"
    template = docx.Document(str(path))
    template.add_paragraph("Lettre reprise de celle de la MJC du Beffroi fictif.")
    template.save(str(path))

    letter = write_letter(
        "accuse-reception",
        dossier(campaign),
        campaign,
        folder / "letters",
        tmp_path / "courriers",
        dated=DATED[PDN],
        others=("MJC du Beffroi fictif",),
    )

    assert letter.draft
    assert words(letter.path).startswith("PROJET")
