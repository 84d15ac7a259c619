"""Newspaper columns, and the layouts that only look like them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.read.pdf import read_pdf

Draw = Callable[[Canvas], None]
Reader = Callable[[Draw], list[str]]
LEFT = [f"La structure accueille les jeunes du quartier, ligne {n}" for n in range(1, 13)]
RIGHT = [f"Elle travaille avec les familles et le collège, ligne {n}" for n in range(1, 13)]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def read(draw: Draw) -> list[str]:
        path = tmp_path / "page.pdf"
        canvas = Canvas(str(path), pagesize=(595, 842))
        canvas.setFont("Helvetica", 9)
        draw(canvas)
        canvas.save()
        return [block.text for block in read_pdf(path).blocks]

    return read


def column(canvas: Canvas, x: float, top: float, lines: list[str], step: float = 12) -> None:
    for rank, line in enumerate(lines):
        canvas.drawString(x, top - step * rank, line)


def test_two_columns_of_text_are_read_one_after_the_other(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(
            60, 740, "Un titre qui traverse toute la page, d'une marge à l'autre. " * 2
        )
        column(canvas, 60, 700, LEFT)
        column(canvas, 310, 694, RIGHT)

    assert read(draw)[1:] == [*LEFT, *RIGHT]


def test_columns_whose_lines_stand_at_one_height_are_columns_when_they_are_full(
    read: Reader,
) -> None:
    def draw(canvas: Canvas) -> None:
        column(canvas, 60, 700, LEFT)
        column(canvas, 310, 700, RIGHT)

    assert read(draw) == [*LEFT, *RIGHT]


def test_a_title_across_the_page_parts_the_columns_above_from_those_below(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        column(canvas, 60, 760, LEFT)
        column(canvas, 310, 754, RIGHT)
        canvas.drawString(
            60, 580, "Fiche d'identité du professionnel qui candidate avec la structure"
        )
        column(canvas, 60, 540, LEFT[:4])
        column(canvas, 310, 534, RIGHT[:4])

    lines = read(draw)

    assert lines[:24] == [*LEFT, *RIGHT]
    assert lines[25:] == [*LEFT[:4], *RIGHT[:4]]


def test_labels_with_their_answers_beside_them_are_read_pair_by_pair(read: Reader) -> None:
    labels = ["Nom", "Adresse", "Code postal", "Ville", "E-mail", "Téléphone", "Fonction"] * 2
    answers = [f"Réponse numéro {n}" for n in range(14)]

    def draw(canvas: Canvas) -> None:
        column(canvas, 60, 700, labels)
        column(canvas, 300, 700, answers)

    pairs = [f"{label}\t{answer}" for label, answer in zip(labels, answers, strict=True)]
    assert read(draw) == pairs


def test_labels_centred_beside_long_answers_are_read_pair_by_pair(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for row in range(10):
            top = 760 - 40 * row
            canvas.drawString(60, top - 6, f"Question {row}, dont le libellé est long")
            column(canvas, 240, top, [f"Réponse {row} sur deux lignes, longue " * 2, "et sa fin."])

    lines = [line for line in read(draw) if line.startswith("Question")]
    others = read(draw)

    assert len(lines) == 10
    assert others.index(lines[1]) == others.index(lines[0]) + len(others) // 10


def test_a_block_of_two_signatures_is_read_line_by_line(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        column(canvas, 60, 700, ["Nom et qualité du représentant :", "Anne Petit", "Signature :"])
        column(canvas, 310, 700, ["Nom du Promeneur du Net :", "Luc Grand", "Signature :"])

    assert read(draw) == [
        "Nom et qualité du représentant :\tNom du Promeneur du Net :",
        "Anne Petit\tLuc Grand",
        "Signature :\tSignature :",
    ]


def test_a_table_of_figures_without_rules_is_read_row_by_row(read: Reader) -> None:
    rows = [[f"{row}{column}00" for column in range(8)] for row in range(12)]

    def draw(canvas: Canvas) -> None:
        for column, x in enumerate((60, 120, 180, 240, 310, 370, 430, 490)):
            for rank, row in enumerate(rows):
                canvas.drawString(x, 700 - 12 * rank, row[column])

    assert [line.split() for line in read(draw)] == rows
