"""The page of a dossier: one A4 sheet, whatever the candidate wrote."""

import shutil
from pathlib import Path

import docx
import pikepdf
import pytest

from pipeline.tables import write_fiche
from pipeline.tables.onepage.measure import fit, share, width, wrap
from pipeline.tables.paper import print_fiches
from schemas.candidature import Finding, Value
from tests.ranking_cases import (
    CRITERIA,
    FORM,
    LONG_NAME,
    PROSE,
    campaign,
    criterion,
    dossier,
    number,
    question,
    ranking,
    sample,
)

soffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is missing")


def text_of(path: Path) -> str:
    made = docx.Document(str(path))
    cells = [cell.text for t in made.tables for row in t.rows for cell in row.cells]
    return "\n".join([*(p.text for p in made.paragraphs), *cells])


def pages_of(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def test_the_page_says_who_when_rank_and_what_is_missing(tmp_path: Path) -> None:
    call = campaign()
    made = ranking({1: {c.code: ("3", None) for c in CRITERIA}}, call)
    finding = Finding(code="A", severity="error", message="La signature manque.")
    one = dossier(
        1,
        {"structure.objet": None, "signature.promeneur_signee": False},
        outcome="incomplete",
        flagged=["structure.ville"],
        findings=(finding,),
    )
    path = write_fiche(one, call, made.places[0], made, tmp_path)

    text = text_of(path)
    assert path.name == "PDN62-2019-001_fiche.docx"
    for words in (
        "PDN62-2019-001 – Mission locale du Val Bleu 1",
        "Rang 1 sur 1 · 60,00 sur 100 · proposition\u00a0: Retenu",
        "Dossier incomplet, recevable, reçu le lundi 2 décembre 2019 à 10\u00a0h\u00a001",
        "À régler\u00a0: La signature manque.",
        "Sans réponse\u00a0: Objet de la structure",
        "À vérifier sur le document\u00a0: Ville de la structure",
        "Signature du représentant\u00a0: présente",
        "Signature du promeneur\u00a0: absente",
        "Ville de la structure\u00a0: Béthune (à\u00a0vérifier)",
        "Études, formations\u00a0; Vie pratique, logement\u00a0; Emploi",
    ):
        assert words in text


def test_a_dossier_without_a_rank_has_its_page_too(tmp_path: Path) -> None:
    call = campaign()
    late = dossier(2, state="irrecevable")
    made = ranking({1: {c.code: ("3", None) for c in CRITERIA}}, call, unranked=[late])

    text = text_of(write_fiche(late, call, None, made, tmp_path))

    assert "Sans rang" in text
    assert "Motif d’essai\u00a0: irrecevable." in text


def test_a_signature_that_could_not_be_read_is_neither_present_nor_absent(tmp_path: Path) -> None:
    one = dossier(1, {"signature.promeneur_signee": None})

    text = text_of(write_fiche(one, campaign(), None, None, tmp_path))

    assert "Signature du promeneur\u00a0: non lue" in text


def test_equal_inputs_give_equal_bytes(tmp_path: Path) -> None:
    made, dossiers, call = sample(3, 1)
    args = (dossiers[0], call, made.places[0], made)

    one = write_fiche(*args, tmp_path / "a").read_bytes()
    two = write_fiche(*args, tmp_path / "b").read_bytes()

    assert one == two


def test_characters_that_no_word_file_may_hold_are_left_out(tmp_path: Path) -> None:
    one = dossier(1, {"structure.nom": "a\x00\ud800\ufffeb", "structure.objet": "\x1fx"})

    assert "PDN62-2019-001 – a\ufffdb" in text_of(
        write_fiche(one, campaign(), None, None, tmp_path)
    )


def test_long_answers_are_shortened_alike_and_short_ones_stay_whole() -> None:
    assert share([1, 2, 30, 40], 23) == [1, 2, 10, 10]
    assert share([3, 3], 10) == [3, 3]
    assert share([0, 5], 3) == [0, 3]


def test_a_shortened_text_ends_at_a_word_and_fits() -> None:
    kept = fit(PROSE * 10, 3, 300, 8)

    assert kept.endswith(" […]")
    assert kept.removesuffix(" […]").rsplit(" ", 1)[-1] in PROSE.split()
    assert len(wrap(kept, 300, 8)) <= 3


def test_a_word_longer_than_the_line_is_broken_and_kept() -> None:
    lines = wrap("x" * 200, 100, 8)

    assert "".join(lines) == "x" * 200
    assert all(width(line, 8) <= 100 for line in lines)


def many(index: int, prose: str, short: str, findings: int) -> tuple[int, dict[str, Value], int]:
    texts: dict[str, Value] = {q.key: prose for q in FORM.questions if q.type == "long_text"}
    texts |= {q.key: short for q in FORM.questions if q.type in ("text", "email")}
    return index, texts, findings


@pytest.mark.slow
@soffice
def test_the_page_is_one_page_whatever_the_candidate_wrote(tmp_path: Path) -> None:
    made, _, call = sample(7, 3)
    places = {place.dossier: place for place in made.places}
    everything = [q.key for q in FORM.questions]
    cases = [
        many(1, PROSE * 60, LONG_NAME * 3, 9),
        many(2, "W" * 9000, "M" * 400, 5),
        many(3, "mot\n\n" * 900, "é" * 80, 0),
        many(4, "日本語のテキスト" * 400, "🎉" * 90, 2),
        many(5, "i" * 30, "l", 0),
        many(6, "", "", 30),
        many(7, ("a" * 27 + " ") * 300, "AVATAR " * 30, 3),
    ]
    message = "Il manque une pièce que le règlement de l’appel exige en toutes lettres."
    fiches = [
        write_fiche(
            dossier(
                index,
                texts,
                flagged=everything if index % 2 else (),
                findings=(Finding(code="A", severity="error", message=message),) * findings,
            ),
            call,
            places[number(index)],
            made,
            tmp_path,
        )
        for index, texts, findings in cases
    ]

    printed = print_fiches(fiches, tmp_path)

    assert [pages_of(path) for path in printed] == [1] * 7


@pytest.mark.slow
@soffice
def test_a_form_of_ninety_fields_and_twelve_criteria_still_makes_one_page(tmp_path: Path) -> None:
    base = campaign()
    fields = tuple(question(f"champ.{i}", "text", f"Question numéro {i}") for i in range(70))
    prose = tuple(question(f"texte.{i}", "long_text", f"Grande question {i}") for i in range(20))
    form = base.form.model_copy(update={"printed": (*fields, *prose)})
    criteria = tuple(criterion(f"c{i}", 8 if i < 11 else 12) for i in range(12))
    call = campaign(criteria, ()).model_copy(update={"form": form})
    answers: dict[str, Value] = {q.key: PROSE for q in form.questions}
    made = ranking({1: {c.code: ("3", None) for c in criteria}}, call)
    fiche = write_fiche(dossier(1, answers), call, made.places[0], made, tmp_path)

    printed = print_fiches([fiche], tmp_path)[0]

    assert pages_of(printed) == 1
    text = text_of(fiche)
    assert "voir le dossier" in text
    assert all(f"Critère c{i}" in text for i in range(12))


@pytest.mark.slow
@soffice
def test_a_printed_page_has_the_same_bytes_twice(tmp_path: Path) -> None:
    made, dossiers, call = sample(3, 1)
    fiche = write_fiche(dossiers[0], call, made.places[0], made, tmp_path)

    first = print_fiches([fiche], tmp_path)[0].read_bytes()
    second = print_fiches([fiche], tmp_path)[0].read_bytes()

    assert first == second
