"""Printed lines of a PDF: words, columns, looks, wrapped lines, turned pages."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.read.pdf import read_pdf
from schemas.document import Block

Draw = Callable[[Canvas], None]


@pytest.fixture
def blocks(tmp_path: Path) -> Callable[[Draw], list[Block]]:
    """Draw on an A4 page (595 × 842 points, y upwards) and read it back."""

    def read(draw: Draw) -> list[Block]:
        path = tmp_path / "page.pdf"
        canvas = Canvas(str(path), pagesize=(595, 842))
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.save()
        return list(read_pdf(path).blocks)

    return read


Reader = Callable[[Draw], list[Block]]


def test_each_printed_line_is_a_block_from_top_to_bottom(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 600, "Ville : Lens")
        canvas.drawString(70, 700, "Nom : Maison des jeunes")

    assert [block.text for block in blocks(draw)] == ["Nom : Maison des jeunes", "Ville : Lens"]


def test_a_block_says_where_it_stands_in_points_from_the_top(blocks: Reader) -> None:
    [block] = blocks(lambda canvas: canvas.drawString(70, 742, "Nom"))

    assert block.where.page == 1
    assert block.where.box is not None
    x0, y0, x1, y1 = block.where.box
    assert (round(x0), round(x1 - x0)) == (70, 23)
    assert y0 < 100 < y1


def test_words_placed_one_by_one_get_their_spaces_back(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Maison")
        canvas.drawString(110, 700, "des")
        canvas.drawString(132, 700, "jeunes")

    assert [block.text for block in blocks(draw)] == ["Maison des jeunes"]


def test_letters_placed_one_by_one_make_a_word(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        x = 70.0
        for letter in "Béthune":
            canvas.drawString(x, 700, letter)
            x += canvas.stringWidth(letter)

    assert [block.text for block in blocks(draw)] == ["Béthune"]


def test_letters_spaced_out_in_a_title_stay_one_word(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "FICHE DU CANDIDAT", charSpace=2)

    assert [block.text for block in blocks(draw)] == ["FICHE DU CANDIDAT"]


def test_a_word_spaced_out_alone_stays_one_word(blocks: Reader) -> None:
    [block] = blocks(lambda canvas: canvas.drawString(70, 700, "CANDIDAT", charSpace=3))

    assert block.text == "CANDIDAT"


def test_columns_without_rules_are_parted_by_a_tab(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Nom du représentant :")
        canvas.drawString(320, 700, "Nom du professionnel :")

    [block] = blocks(draw)

    assert [span.text for span in block.spans] == [
        "Nom du représentant :",
        "\t",
        "Nom du professionnel :",
    ]
    assert [round(span.box[0]) for span in block.spans if span.box] == [70, 320]


def test_a_justified_line_keeps_its_wide_spaces(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "ouvert à tous les jeunes", wordSpace=14)

    assert [block.text for block in blocks(draw)] == ["ouvert à tous les jeunes"]


def test_a_line_drawn_twice_for_boldness_is_read_once(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Fiche d’identité")
        canvas.drawString(70.4, 700, "Fiche d’identité")

    assert [block.text for block in blocks(draw)] == ["Fiche d’identité"]


def test_bold_and_colour_come_from_the_type(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Oui ")
        canvas.setFont("Helvetica-Bold", 11)
        canvas.setFillColorRGB(0.8, 0, 0)
        canvas.drawString(100, 700, "Non")

    [block] = blocks(draw)

    looks = [(span.text, span.bold, span.colour) for span in block.spans]
    assert looks == [("Oui ", False, None), ("Non", True, "CC0000")]


def test_an_exponent_stays_in_its_line(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "le 1")
        canvas.setFont("Helvetica", 6.5)
        canvas.drawString(88.4, 704, "er")
        canvas.setFont("Helvetica", 11)
        canvas.drawString(98, 700, "mars")
        canvas.drawString(70, 687, "à Arras")

    assert [block.text for block in blocks(draw)] == ["le 1er mars", "à Arras"]


def test_a_soft_hyphen_prints_nothing(blocks: Reader) -> None:
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Vera", 11)
        canvas.drawString(70, 700, "inter\u00advention locale")

    assert [block.text for block in blocks(draw)] == ["intervention locale"]


def test_a_hyphen_at_the_end_of_a_line_is_kept(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Noyelles-")
        canvas.drawString(70, 686, "Godault")

    assert [block.text for block in blocks(draw)] == ["Noyelles-", "Godault"]


def test_a_bullet_is_a_mark_and_a_dash_is_text(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "•")
        canvas.drawString(84, 700, "Un séjour")
        canvas.drawString(70, 680, "• Un atelier")
        canvas.drawString(70, 660, "- Une sortie")

    assert [(block.mark, block.text) for block in blocks(draw)] == [
        ("•", "Un séjour"),
        ("•", "Un atelier"),
        (None, "- Une sortie"),
    ]


LONG = (
    "Le secteur jeunes accueille chaque semaine une soixantaine d’adolescents venus du",
    "quartier et des communes voisines, le mercredi et le samedi après-midi.",
    "Un séjour est préparé chaque été avec eux.",
)


def test_a_line_that_had_no_room_left_goes_on_below(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for row, line in enumerate(LONG):
            canvas.drawString(70, 700 - 14 * row, line)

    assert [block.wrapped for block in blocks(draw)] == [False, True, False]


def test_a_wider_step_begins_a_paragraph(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for y, line in ((700, LONG[0]), (686, LONG[1]), (660, LONG[0]), (640, "Soixante places.")):
            canvas.drawString(70, y, line)

    assert [block.wrapped for block in blocks(draw)] == [False, True, False, False]


def test_an_item_of_a_list_never_continues_the_line_above(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, LONG[0])
        canvas.drawString(70, 686, "- Dispositif d’accompagnement à la scolarité")

    assert [block.wrapped for block in blocks(draw)] == [False, False]


def test_the_continuation_of_an_item_stands_under_its_text(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "•")
        canvas.drawString(84, 700, LONG[0])
        canvas.drawString(84, 686, LONG[1])

    assert [block.wrapped for block in blocks(draw)] == [False, True]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_turned_by_its_file_is_read_upright(tmp_path: Path, turn: int) -> None:
    path = tmp_path / "turned.pdf"
    canvas = Canvas(str(path), pagesize=(842, 595) if turn != 180 else (595, 842))
    page = {90: (842, 0, 90), 180: (595, 842, 180), 270: (0, 595, -90)}[turn]
    canvas.translate(page[0], page[1])
    canvas.rotate(page[2])
    canvas.drawString(70, 700, "Nom : Lens")
    canvas.drawString(70, 680, "Ville : Arras")
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj["/Rotate"] = turn
        pdf.save(path)

    document = read_pdf(path)

    assert [block.text for block in document.blocks] == ["Nom : Lens", "Ville : Arras"]
    assert (document.pages[0].width, document.pages[0].height) == (595, 842)
    assert document.pages[0].rotated == 0
    assert document.blocks[0].where.box is not None
    assert round(document.blocks[0].where.box[0]) == 70


def test_a_page_written_sideways_is_turned_for_reading(tmp_path: Path) -> None:
    path = tmp_path / "sideways.pdf"
    canvas = Canvas(str(path), pagesize=(842, 595))
    canvas.translate(842, 0)
    canvas.rotate(90)
    canvas.drawString(70, 700, "Nom : Lens")
    canvas.drawString(70, 680, "Ville : Arras")
    canvas.save()

    document = read_pdf(path)

    assert [block.text for block in document.blocks] == ["Nom : Lens", "Ville : Arras"]
    assert (document.pages[0].width, document.pages[0].rotated) == (595, 90)


def test_a_remark_written_up_the_margin_mixes_with_no_line(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Nom : Lens")
        canvas.drawString(70, 680, "Ville : Arras, Pas-de-Calais")
        canvas.rotate(90)
        canvas.drawString(600, -40, "Cadre réservé")

    texts = [block.text for block in blocks(draw)]

    assert sorted(texts) == ["Cadre réservé", "Nom : Lens", "Ville : Arras, Pas-de-Calais"]


def test_words_beyond_the_edge_of_the_page_are_not_read(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Nom")
        canvas.drawString(700, 700, "caché")
        canvas.drawString(70, 900, "caché")

    assert [block.text for block in blocks(draw)] == ["Nom"]


def test_the_visible_box_of_a_cropped_page_is_its_origin(tmp_path: Path) -> None:
    path = tmp_path / "cropped.pdf"
    canvas = Canvas(str(path), pagesize=(695, 942))
    canvas.drawString(120, 750, "Nom")
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj["/CropBox"] = pikepdf.Array([50, 50, 645, 892])
        pdf.save(path)

    document = read_pdf(path)

    assert (document.pages[0].width, document.pages[0].height) == (595, 842)
    box = document.blocks[0].where.box
    assert box is not None
    assert round(box[0]) == 70
    assert box[1] < 142 < box[3]


def test_letters_printed_one_by_one_at_even_wide_gaps_are_words(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        x = 70.0
        for letter in "STRUCTURE PORTEUSE":
            if letter != " ":
                canvas.drawString(x, 700, letter)
            x += canvas.stringWidth(letter) + 3
        canvas.drawString(70, 680, "Ville : Lens")

    assert [block.text for block in blocks(draw)] == ["STRUCTURE PORTEUSE", "Ville : Lens"]


def test_letters_of_a_list_stand_apart(blocks: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for rank, letter in enumerate("ABCDE"):
            canvas.drawString(70 + 20 * rank, 700, letter)

    assert blocks(draw)[0].text.split() == ["A", "B", "C", "D", "E"]
