"""Tables cut by a page break: one table, and one row where a row was cut."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.read.pdf import read_pdf

Row = tuple[Sequence[str], Sequence[str]]
Reader = Callable[[Row, Row], list[tuple[str, list[tuple[int, int, int]], bool]]]

LABEL = ("Quelles sont les actions mises", "en place dans votre structure ?")
FULL = "Un club ouvert à tous les jeunes de douze à dix-sept ans du quartier"


@pytest.fixture
def cut(tmp_path: Path) -> Reader:
    """A table of two columns: one row at the foot of page 1, one at the head of page 2."""

    def read(above: Row, below: Row) -> list[tuple[str, list[tuple[int, int, int]], bool]]:
        canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
        for page, (row, bottom, top) in enumerate(((above, 60, 180), (below, 650, 760)), 1):
            canvas.setFont("Helvetica", 11)
            canvas.grid([70, 240, 600 - 10], [bottom, top])
            for x, lines in zip((75, 245), row, strict=True):
                for rank, line in enumerate(lines):
                    canvas.drawString(x, top - 14 - 14 * rank, line)
            canvas.drawString(70, 30, f"Page {page}")
            canvas.showPage()
        canvas.save()
        return [
            (b.text, [(c.table, c.row, c.column) for c in b.cells], b.wrapped)
            for b in read_pdf(tmp_path / "a.pdf").blocks
            if b.part == "body"
        ]

    return read


def test_a_row_cut_in_a_sentence_is_put_together_cell_by_cell(cut: Reader) -> None:
    found = cut(((LABEL[0],), (FULL,)), ((LABEL[1],), ("et une sortie par mois.",)))

    assert found == [
        (LABEL[0], [(0, 0, 0)], False),
        (LABEL[1], [(0, 0, 0)], True),
        (FULL, [(0, 0, 1)], False),
        ("et une sortie par mois.", [(0, 0, 1)], True),
    ]


def test_an_answer_that_goes_on_without_its_label_is_the_same_row(cut: Reader) -> None:
    found = cut((("Actions",), ("Un club.",)), ((), ("Une sortie par mois.",)))

    assert [(text, cells) for text, cells, _ in found] == [
        ("Actions", [(0, 0, 0)]),
        ("Un club.", [(0, 0, 1)]),
        ("Une sortie par mois.", [(0, 0, 1)]),
    ]


def test_the_next_row_of_a_cut_table_is_a_row_of_the_same_table(cut: Reader) -> None:
    found = cut((("Nom",), ("Ducrocq",)), (("Ville",), ("Lens",)))

    assert [(text, cells) for text, cells, _ in found] == [
        ("Nom", [(0, 0, 0)]),
        ("Ducrocq", [(0, 0, 1)]),
        ("Ville", [(0, 1, 0)]),
        ("Lens", [(0, 1, 1)]),
    ]


def test_a_line_between_two_tables_parts_them(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    canvas.grid([70, 240, 590], [60, 180])
    canvas.drawString(75, 160, "Nom")
    canvas.showPage()
    canvas.drawString(70, 780, "2. Le projet")
    canvas.grid([70, 240, 590], [650, 760])
    canvas.drawString(75, 740, "Ville")
    canvas.save()

    blocks = read_pdf(tmp_path / "a.pdf").blocks

    assert [(b.text, [c.table for c in b.cells]) for b in blocks] == [
        ("Nom", [0]),
        ("2. Le projet", []),
        ("Ville", [1]),
    ]
