"""The page of a dossier: one A4 sheet, whatever the candidate wrote."""

import datetime as dt
import shutil
import zipfile
from pathlib import Path

import docx
import pikepdf
import pytest
from lxml import etree

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


def test_a_name_or_a_message_with_line_breaks_takes_one_line(tmp_path: Path) -> None:
    finding = Finding(code="A", severity="error", message="Pièce\n\n« mot\r\nmot »\tnon lue.")
    one = dossier(1, findings=(finding,))
    extraction = one.extraction.model_copy(update={"file": "un\nnom\n\nde fichier.docx"})
    one = one.model_copy(update={"extraction": extraction})

    made = docx.Document(str(write_fiche(one, campaign(), None, None, tmp_path)))

    foot = made.sections[0].footer.paragraphs[0].text
    assert "Fichier «\u00a0un / nom / de fichier.docx\u00a0»" in foot
    assert "À régler\u00a0: Pièce / « mot / mot » non lue." in [p.text for p in made.paragraphs]


def test_what_a_candidate_writes_is_never_markup(tmp_path: Path) -> None:
    written = "a<w:p/>b & c &amp; d ]]> e{{ f }}"
    one = dossier(1, {"structure.nom": written, "structure.actions": written})

    text = text_of(write_fiche(one, campaign(), None, None, tmp_path))

    assert f"PDN62-2019-001 – {written}" in text.split("\n")
    assert written in text.split("\n")


def test_the_page_has_real_headings_tables_and_a_title_in_french(tmp_path: Path) -> None:
    made, dossiers, call = sample(3, 1)
    page = docx.Document(str(write_fiche(dossiers[0], call, made.places[0], made, tmp_path)))

    headings = [(p.style.name, p.text) for p in page.paragraphs if "Heading" in p.style.name]
    assert headings == [
        ("Heading 1", "PDN62-2019-001 – Mission locale du Val Bleu 1"),
        ("Heading 2", "Identité et réponses courtes"),
        ("Heading 2", "Ce qui manque, ce qui est à vérifier"),
        ("Heading 2", "Réponses"),
        ("Heading 2", "Grille"),
    ]
    grid = page.tables[1]
    assert [cell.text for cell in grid.rows[0].cells] == [
        *("Critère", "Poids", "Auto.", "Éléments relevés", "Comité /5"),
    ]
    assert grid._tbl.xpath("./w:tr/w:trPr/w:tblHeader/@w:val") == ["true"]
    assert page.styles["Normal"].element.xpath("./w:rPr/w:lang/@w:val") == ["fr-FR"]
    properties = page.core_properties
    assert properties.title == "Fiche du dossier PDN62-2019-001"
    assert (properties.author, properties.language) == ("Dominique MARTEL", "fr-FR")
    assert properties.created == dt.datetime(2019, 12, 13, 17, 5, tzinfo=dt.UTC)


def test_a_person_changes_the_whole_body_by_the_style_normal(tmp_path: Path) -> None:
    page = docx.Document(str(write_fiche(dossier(1), campaign(), None, None, tmp_path)))

    plain = [run for p in page.paragraphs for run in p.runs if not run.bold]

    assert {run.font.size for run in plain} == {None}
    assert page.styles["Normal"].font.size == docx.shared.Pt(8)


def test_a_page_saved_again_by_a_word_processor_says_the_same(tmp_path: Path) -> None:
    path = write_fiche(dossier(1), campaign(), None, None, tmp_path)
    again = tmp_path / "again.docx"

    docx.Document(str(path)).save(str(again))

    assert text_of(again) == text_of(path)


def test_every_part_of_the_file_stands_once_and_is_declared(tmp_path: Path) -> None:
    path = write_fiche(dossier(1), campaign(), None, None, tmp_path)

    with zipfile.ZipFile(path) as file:
        names = file.namelist()
        parsed = [etree.fromstring(file.read(name)) for name in names]
        types = parsed[names.index("[Content_Types].xml")]

    assert names[0] == "[Content_Types].xml"
    assert len(set(names)) == len(names)
    declared = {one.get("PartName", "").lstrip("/") for one in types} - {""}
    assert declared <= set(names)


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
    made, _, call = sample(8, 3)
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
        many(8, "deux  blancs   de suite  " * 200, "W" * 60 + "  " + "M" * 60, 9),
    ]
    message = "Il manque une pièce\nque le règlement de l’appel exige\n\n\nen toutes lettres."
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

    assert [pages_of(path) for path in printed] == [1] * 8


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
