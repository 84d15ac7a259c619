"""Ruled tables of a PDF: lines never cross a border, cells have their place in the grid."""

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.read.pdf import read_pdf
from schemas.document import Block

Draw = Callable[[Canvas], None]
Reader = Callable[[Draw], list[Block]]


@pytest.fixture
def blocks(tmp_path: Path) -> Reader:
    def read(draw: Draw) -> list[Block]:
        path = tmp_path / "page.pdf"
        canvas = Canvas(str(path), pagesize=(595, 842))
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.save()
        return list(read_pdf(path).blocks)

    return read


def places(blocks: list[Block]) -> list[tuple[str, list[tuple[int, int, int, int, int]]]]:
    """Text of each block with (table, row, column, row span, column span) of its cells."""
    return [
        (b.text, [(c.table, c.row, c.column, c.row_span, c.column_span) for c in b.cells])
        for b in blocks
    ]


def test_a_line_is_cut_at_a_cell_border(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([70, 200, 400], [700, 680, 660])
        for y, left, right in ((686, "Nom", "Ducrocq"), (666, "Ville", "Lens")):
            canvas.drawString(75, y, left)
            canvas.drawString(205, y, right)

    assert places(blocks(draw)) == [
        ("Nom", [(0, 0, 0, 1, 1)]),
        ("Ducrocq", [(0, 0, 1, 1, 1)]),
        ("Ville", [(0, 1, 0, 1, 1)]),
        ("Lens", [(0, 1, 1, 1, 1)]),
    ]


def test_a_cell_is_read_from_top_to_bottom_before_its_neighbour(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([70, 300, 530], [700, 600])
        canvas.drawString(75, 686, "Nom du représentant :")
        canvas.drawString(75, 640, "Signature :")
        canvas.drawString(305, 684, "Nom du professionnel :")
        canvas.drawString(305, 642, "Signature :")

    assert [block.text for block in blocks(draw)] == [
        "Nom du représentant :",
        "Signature :",
        "Nom du professionnel :",
        "Signature :",
    ]


def test_a_merged_cell_says_how_far_it_reaches(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(70, 660, 300, 40)
        canvas.line(70, 680, 370, 680)
        canvas.line(170, 660, 170, 680)
        canvas.line(270, 660, 270, 680)
        canvas.drawString(75, 686, "Identité")
        canvas.drawString(175, 666, "Lens")

    assert places(blocks(draw)) == [
        ("Identité", [(0, 0, 0, 1, 3)]),
        ("Lens", [(0, 1, 1, 1, 1)]),
    ]


def test_borders_drawn_in_pieces_still_close_a_cell(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for x in (70, 200, 330):
            canvas.rect(x - 0.25, 660, 0.5, 19.7, stroke=0, fill=1)
            canvas.rect(x - 0.25, 680, 0.5, 20, stroke=0, fill=1)
        for y in (660, 680, 700):
            canvas.rect(70, y - 0.25, 130, 0.5, stroke=0, fill=1)
            canvas.rect(200, y - 0.25, 130, 0.5, stroke=0, fill=1)
        canvas.drawString(75, 686, "Nom")
        canvas.drawString(205, 666, "Lens")

    assert places(blocks(draw)) == [
        ("Nom", [(0, 0, 0, 1, 1)]),
        ("Lens", [(0, 1, 1, 1, 1)]),
    ]


def test_cells_drawn_one_by_one_share_their_borders(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for x in (70, 170.8):
            for y in (660, 680.7):
                canvas.rect(x, y, 100, 20)
        canvas.drawString(75, 686, "Nom")
        canvas.drawString(175, 666, "Lens")

    assert places(blocks(draw)) == [
        ("Nom", [(0, 0, 0, 1, 1)]),
        ("Lens", [(0, 1, 1, 1, 1)]),
    ]


def test_a_table_without_outer_borders_is_a_table(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for y in (700, 680, 660):
            canvas.line(70, y, 400, y)
        canvas.line(200, 660, 200, 700)
        canvas.drawString(75, 686, "Nom")
        canvas.drawString(205, 686, "Lens")

    assert places(blocks(draw)) == [
        ("Nom", [(0, 0, 0, 1, 1)]),
        ("Lens", [(0, 0, 1, 1, 1)]),
    ]


@pytest.mark.parametrize("gap", [6, 0], ids=["apart", "touching the outer border"])
def test_a_table_in_a_cell_has_both_cells(blocks: Reader, gap: float) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([70, 500], [700, 680, 560])
        canvas.drawString(75, 686, "Quelles actions ?")
        canvas.drawString(75, 668, "Voici :")
        canvas.grid([70 + gap, 250, 400], [660, 640, 620])
        canvas.drawString(80, 646, "Action")
        canvas.drawString(255, 646, "Public")
        canvas.drawString(75, 600, "Et bien d’autres.")

    assert places(blocks(draw)) == [
        ("Quelles actions ?", [(0, 0, 0, 1, 1)]),
        ("Voici :", [(0, 1, 0, 1, 1)]),
        ("Action", [(0, 1, 0, 1, 1), (1, 0, 0, 1, 1)]),
        ("Public", [(0, 1, 0, 1, 1), (1, 0, 1, 1, 1)]),
        ("Et bien d’autres.", [(0, 1, 0, 1, 1)]),
    ]


def test_a_table_stands_between_the_lines_around_it(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 620, "Après")
        canvas.grid([70, 200, 400], [700, 680, 660])
        canvas.drawString(75, 666, "Dedans")
        canvas.drawString(70, 720, "Avant")

    assert [block.text for block in blocks(draw)] == ["Avant", "Dedans", "Après"]


def test_a_frame_round_one_line_of_answer_keeps_its_label_beside_it(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Ville :")
        canvas.rect(106, 696, 300, 16)
        canvas.drawString(110, 700, "Lens")

    assert places(blocks(draw)) == [("Ville : Lens", [])]


def test_a_tall_frame_is_a_cell_below_its_label(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Quel est votre projet ?")
        canvas.rect(70, 620, 400, 70)
        canvas.drawString(74, 676, "Un club.")

    assert places(blocks(draw)) == [
        ("Quel est votre projet ?", []),
        ("Un club.", [(0, 0, 0, 1, 1)]),
    ]


def test_a_label_beside_a_tall_frame_comes_before_its_content(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 660, "Projet :")
        canvas.rect(150, 620, 400, 70)
        canvas.drawString(154, 676, "Un club")
        canvas.drawString(154, 640, "pour les jeunes.")

    assert [block.text for block in blocks(draw)] == ["Projet :", "Un club", "pour les jeunes."]


def test_the_frame_of_a_whole_page_is_no_cell(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(20, 20, 555, 802)
        canvas.drawString(70, 700, "Nom : Lens")

    assert places(blocks(draw)) == [("Nom : Lens", [])]


def test_letters_in_a_comb_are_one_word(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Code postal :")
        canvas.grid([144, 159, 174, 189, 204, 219], [712, 696])
        for rank, figure in enumerate("62300"):
            canvas.drawString(148 + 15 * rank, 700, figure)

    assert places(blocks(draw)) == [("Code postal : 62300", [])]


def test_an_underlined_heading_makes_no_table(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Identité de la structure")
        canvas.line(70, 690, 525, 690)
        canvas.drawString(70, 670, "Nom : Lens")

    assert places(blocks(draw)) == [("Identité de la structure", []), ("Nom : Lens", [])]


def test_a_cell_says_where_its_box_is(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([70, 200, 400], [742, 700])
        canvas.drawString(75, 720, "Nom")

    [block] = blocks(draw)

    box = block.cells[0].box
    assert box is not None
    assert tuple(round(side) for side in box) == (70, 100, 200, 142)
