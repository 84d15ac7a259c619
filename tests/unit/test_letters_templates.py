"""Templates edited in Word: faults are told before a letter is due."""

from pathlib import Path

import docx
import pytest
from docx.document import Document

from pipeline.campaigns import check
from pipeline.letters.blocks import read_block
from tests.calls import PDN, change, copy_of, spaced


def edited(folder: Path, name: str, *lines: str) -> None:
    path = folder / "letters" / f"{name}.docx"
    document = docx.Document(str(path))
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))


def told(folder: Path) -> list[str]:
    return [spaced(f"{f.file}: {f.message} → {f.remedy}") for f in check(folder)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of(PDN, tmp_path)


@pytest.mark.parametrize(
    ("tag", "message"),
    [
        (
            "{{ date_comte }}",
            "La variable « date_comte » n’existe pas. → Vouliez-vous écrire « date_comite » ?",
        ),
        (
            "{{ agent.nm }}",
            "La variable « nm » n’existe pas. → Vouliez-vous écrire « nom » ?",
        ),
        (
            "{% for motif in motifs %}{{ motif.phrases }}{% endfor %}",
            "La variable « phrases » n’existe pas. → Vouliez-vous écrire « phrase » ?",
        ),
        (
            "{{ blocs.recour.titre }}",
            "La variable « recour » n’existe pas. → Vouliez-vous écrire « recours » ?",
        ),
        (
            "{{ total }}",
            "La variable « total » n’existe pas. → Reprenez le nom du modèle fourni.",
        ),
    ],
)
def test_an_unknown_variable_is_named_with_the_nearest(
    folder: Path, tag: str, message: str
) -> None:
    edited(folder, "refus", tag)

    assert told(folder) == [f"letters/refus.docx: {message}"]


@pytest.mark.parametrize("tag", ["{{ date_comite }", "{% if lot %}", "{{ }}", "{% endif %}"])
def test_a_tag_that_is_not_closed_is_a_fault_and_no_crash(folder: Path, tag: str) -> None:
    edited(folder, "refus", f"Fait {tag} ici")

    assert [text.split(":")[0] for text in told(folder)] == ["letters/refus.docx"]


def test_known_variables_loops_and_tests_are_no_fault(folder: Path) -> None:
    edited(
        folder,
        "refus",
        "{% for piece in pieces_jointes %}{{ loop.index }} {{ piece }}{% endfor %}",
        "{% if lot %}{{ lot }}{% endif %}{{ structure|upper }}",
    )

    assert told(folder) == []


def test_a_tag_that_word_cut_into_runs_is_read_whole(folder: Path) -> None:
    path = folder / "letters" / "refus.docx"
    document = docx.Document(str(path))
    paragraph = document.add_paragraph()
    for piece in ("{", "{ date_", "comte }", "}"):
        paragraph.add_run(piece)
    document.save(str(path))

    assert len(told(folder)) == 1


def test_an_unknown_variable_in_a_footer_is_found(folder: Path) -> None:
    path = folder / "letters" / "refus.docx"
    document: Document = docx.Document(str(path))
    document.sections[0].footer.paragraphs[0].add_run(" {{ pages }}")
    document.save(str(path))

    assert ["pages" in text for text in told(folder)] == [True]


def test_a_decision_letter_that_lost_its_remedies_is_a_fault(folder: Path) -> None:
    docx.Document().save(str(folder / "letters" / "refus.docx"))

    assert [text.partition(" →")[0] for text in told(folder)] == [
        f"letters/refus.docx: La lettre ne porte pas le bloc juridique « {name} »."
        for name in ("recours", "algorithme", "donnees")
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Objet : essai", "Espace insécable manquante : « Objet : »."),
        ("le 12/13/2019", "Date à écrire en toutes lettres : « 12/13/2019 »."),
        ("le 1 janvier", "Premier du mois à écrire « 1er » : « 1 janvier »."),
    ],
)
def test_typography_is_checked(folder: Path, line: str, found: str) -> None:
    edited(folder, "refus", line)

    (only,) = told(folder)
    assert found in only


def test_a_block_without_its_line_of_dashes_is_a_fault(folder: Path) -> None:
    change(folder / "letters" / "blocs" / "recours.txt", "\n---\n", "\n")

    assert ["ligne de tirets" in text for text in told(folder)] == [True]


def test_a_validation_date_that_is_none_is_a_fault(folder: Path) -> None:
    change(folder / "letters" / "blocs" / "recours.txt", "02/12/2019", "32/12/2019")

    assert ["n’est pas une date" in text for text in told(folder)] == [True]


@pytest.mark.parametrize(
    ("old", "new", "validated"),
    [
        ("02/12/2019", "2019-12-02", True),
        ("02/12/2019", "", False),
        ("Validé par : Service juridique", "Validé par :", False),
        ("Responsable : Service juridique", "Responsable :", False),
    ],
)
def test_a_block_is_validated_by_someone_on_a_day(
    folder: Path, old: str, new: str, *, validated: bool
) -> None:
    path = folder / "letters" / "blocs" / "recours.txt"
    path.write_text(spaced(path.read_text("utf-8")), "utf-8")
    change(path, old, new)

    assert read_block(path).is_validated is validated
