"""Marks on a PDF page: boxes as glyphs or drawings, ticks, rings, lines, pencil, pictures."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.read.pdf import read_pdf
from schemas.document import Block, Document, Span

Draw = Callable[[Canvas], None]


class Reader:
    """Draw an A4 page, lay annotations over it, read it back."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, draw: Draw, *annotations: Dictionary) -> Document:
        canvas = Canvas(str(self.path), pagesize=(595, 842))
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.save()
        if annotations:
            with pikepdf.open(self.path, allow_overwriting_input=True) as pdf:
                made = [pdf.make_indirect(annotation) for annotation in annotations]
                pdf.pages[0].obj["/Annots"] = Array(made)
                pdf.save(self.path)
        return read_pdf(self.path)


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return Reader(tmp_path / "page.pdf")


def annotation(kind: str, rect: tuple[float, float, float, float], **keys: object) -> Dictionary:
    return Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), Rect=Array(rect), F=4, **keys)


def spans(document: Document, kind: str) -> list[Span]:
    return [span for block in document.blocks for span in block.spans if span.kind == kind]


def ticks(document: Document) -> list[bool | None]:
    return [span.ticked for span in spans(document, "box")]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def options(canvas: Canvas) -> None:
    """Two drawn boxes with their labels: Oui at 70, Non at 130 points from the left."""
    for x, label in ((70, "Oui"), (130, "Non")):
        canvas.rect(x, 698, 10, 10)
        canvas.drawString(x + 15, 700, label)


@pytest.mark.parametrize(("code", "state"), [("❏", False), ("✔", True), ("✘", True), ("■", True)])
def test_a_dingbat_is_a_box(read: Reader, code: str, state: bool) -> None:  # noqa: FBT001 -- a case
    def draw(canvas: Canvas) -> None:
        canvas.setFont("ZapfDingbats", 11)
        canvas.drawString(70, 700, code)
        canvas.drawString(70, 680, "❑")
        canvas.setFont("Helvetica", 11)
        canvas.drawString(85, 700, "Santé")
        canvas.drawString(85, 680, "Emploi")

    assert ticks(read(draw)) == [state, False]


def test_a_check_mark_before_the_items_of_a_list_is_a_bullet(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for y, item in ((700, "Un séjour"), (680, "Un atelier")):
            canvas.setFont("ZapfDingbats", 11)
            canvas.drawString(70, y, "✓")
            canvas.setFont("Helvetica", 11)
            canvas.drawString(85, y, item)

    document = read(draw)

    assert [(b.mark, b.text) for b in document.blocks] == [("✓", "Un séjour"), ("✓", "Un atelier")]


def test_a_drawn_square_beside_a_word_is_an_empty_box(read: Reader) -> None:
    document = read(options)

    assert ticks(document) == [False, False]
    assert texts(document) == ["☐ Oui\t☐ Non"]


def cross(canvas: Canvas) -> None:
    canvas.line(70, 698, 80, 708)
    canvas.line(70, 708, 80, 698)


def slash(canvas: Canvas) -> None:
    canvas.line(68, 696, 83, 711)


def tick(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.moveTo(72, 703)
    path.lineTo(75, 699)
    path.lineTo(83, 712)
    canvas.drawPath(path)


def curve(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.moveTo(71, 703)
    path.curveTo(73, 702, 74, 700, 75, 699)
    path.curveTo(77, 704, 79, 708, 82, 711)
    canvas.drawPath(path, stroke=0, fill=1)


def square(canvas: Canvas) -> None:
    canvas.rect(72, 700, 6, 6, stroke=0, fill=1)


def dot(canvas: Canvas) -> None:
    canvas.circle(75, 703, 2.5, stroke=0, fill=1)


def typed(canvas: Canvas) -> None:
    canvas.drawString(71.5, 699, "X")


def dingbat(canvas: Canvas) -> None:
    canvas.setFont("ZapfDingbats", 10)
    canvas.drawString(71, 699.5, "8")
    canvas.setFont("Helvetica", 11)


@pytest.mark.parametrize("mark", [cross, slash, tick, curve, square, dot, typed, dingbat])
def test_what_is_drawn_in_a_box_ticks_it(read: Reader, mark: Draw) -> None:
    def draw(canvas: Canvas) -> None:
        options(canvas)
        mark(canvas)

    document = read(draw)

    assert ticks(document) == [True, False]
    assert texts(document) == ["☒ Oui\t☐ Non"]


def test_a_number_in_a_square_is_no_box(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(70, 697, 12, 12)
        canvas.drawString(73, 700, "3")
        canvas.drawString(88, 700, "Projet")

    document = read(draw)

    assert ticks(document) == []
    assert texts(document) == ["3 Projet"]


def test_a_small_circle_is_a_radio_button(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for x, label in ((75, "Oui"), (135, "Non")):
            canvas.circle(x, 703, 5)
            canvas.drawString(x + 10, 700, label)
        canvas.circle(135, 703, 2.5, stroke=0, fill=1)

    assert ticks(read(draw)) == [False, True]


def test_a_box_with_a_double_border_is_one_box(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        options(canvas)
        canvas.rect(71, 699, 8, 8)

    assert ticks(read(draw)) == [False, False]


def test_a_box_drawn_as_four_lines_is_a_box(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.line(70, 698, 80, 698)
        canvas.line(70, 708, 80, 708)
        canvas.line(70, 698, 70, 708)
        canvas.line(80, 698, 80, 708)
        canvas.drawString(85, 700, "Oui")
        cross(canvas)

    assert ticks(read(draw)) == [True]


def test_a_pencil_stroke_over_a_box_ticks_it(read: Reader) -> None:
    points = Array([129, 704, 133, 699, 143, 712])
    ink = annotation("Ink", (128, 698, 144, 713), InkList=Array([points]))

    document = read(options, ink)

    assert ticks(document) == [False, True]
    assert spans(document, "picture") == []


def test_an_x_typed_over_a_box_by_a_viewer_ticks_it(read: Reader) -> None:
    text = annotation("FreeText", (129, 696, 141, 710), Contents=String("X"), DA=String("/H 11 Tf"))

    document = read(options, text)

    assert ticks(document) == [False, True]
    assert texts(document) == ["☐ Oui\t☒ Non"]


def words(canvas: Canvas) -> None:
    """Oui from 70 to 88 and Non from 110 to 131 points, on a baseline 142 from the top."""
    canvas.drawString(70, 700, "Oui")
    canvas.drawString(110, 700, "Non")


def looks(document: Document, look: str) -> list[str]:
    return [
        span.text.strip()
        for block in document.blocks
        for span in block.spans
        if span.model_dump()[look]
    ]


@pytest.mark.parametrize(
    ("look", "y"), [("underline", 698), ("strike", 703.5)], ids=["underline", "strike"]
)
@pytest.mark.parametrize("bar", [False, True], ids=["line", "thin rectangle"])
def test_a_line_along_a_word_is_its_look(read: Reader, look: str, y: float, bar: bool) -> None:  # noqa: FBT001 -- a case
    def draw(canvas: Canvas) -> None:
        words(canvas)
        if bar:
            canvas.rect(110, y - 0.3, 21, 0.6, stroke=0, fill=1)
        else:
            canvas.line(110, y, 131, y)

    assert looks(read(draw), look) == ["Non"]


def test_a_rule_longer_than_the_words_underlines_nothing(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        words(canvas)
        canvas.line(70, 698, 525, 698)

    assert looks(read(draw), "underline") == []


def test_the_border_of_a_cell_underlines_nothing(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        words(canvas)
        canvas.grid([68, 104, 134], [714, 698])

    assert looks(read(draw), "underline") == []


def test_a_coloured_ground_highlights_its_word(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(1, 1, 0)
        canvas.rect(110, 697, 21, 12, stroke=0, fill=1)
        canvas.setFillGray(0)
        words(canvas)

    assert looks(read(draw), "highlight") == ["Non"]


def test_the_ground_of_a_cell_highlights_nothing(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.95, 0.9, 0.85)
        canvas.rect(68, 696, 36, 16, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.grid([68, 104, 134], [712, 696])
        words(canvas)

    assert looks(read(draw), "highlight") == []


def test_an_ellipse_round_a_word_circles_it(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        words(canvas)
        canvas.ellipse(104, 692, 137, 716)

    document = read(draw)

    assert looks(document, "circled") == ["Non"]
    assert spans(document, "picture") == []


def test_a_pencil_loop_round_a_word_circles_it(read: Reader) -> None:
    loop = [
        106,
        704,
        112,
        713,
        122,
        714,
        133,
        710,
        135,
        702,
        128,
        694,
        116,
        693,
        107,
        698,
        106,
        705,
    ]
    ink = annotation("Ink", (104, 692, 137, 716), InkList=Array([Array(loop)]))

    document = read(words, ink)

    assert looks(document, "circled") == ["Non"]
    assert spans(document, "picture") == []


@pytest.mark.parametrize(
    ("kind", "look"),
    [("Highlight", "highlight"), ("Underline", "underline"), ("StrikeOut", "strike")],
)
def test_a_markup_annotation_gives_its_look(read: Reader, kind: str, look: str) -> None:
    corners = Array([110, 710, 131, 710, 110, 697, 131, 697])
    markup = annotation(kind, (108, 695, 133, 712), QuadPoints=corners)

    assert looks(read(words, markup), look) == ["Non"]


def test_text_typed_over_the_page_takes_its_place_in_the_line(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Ville :")
        canvas.drawString(70, 660, "Téléphone :")

    typed = annotation(
        "FreeText", (108, 695, 260, 713), Contents=String("Lens"), DA=String("/Helv 11 Tf 0 g")
    )

    assert texts(read(draw, typed)) == ["Ville : Lens", "Téléphone :"]


def test_several_lines_typed_over_the_page_are_blocks(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Projet :")
        canvas.drawString(70, 600, "Public :")

    text = String("Un club.\rUn séjour.")
    typed = annotation("FreeText", (70, 620, 500, 690), Contents=text, DA=String("/H 11 Tf"))

    assert texts(read(draw, typed)) == ["Projet :", "Un club.", "Un séjour.", "Public :"]


def test_a_note_stuck_beside_the_page_is_a_comment(read: Reader) -> None:
    note = annotation("Text", (300, 700, 320, 720), Contents=String("à vérifier"))

    document = read(words, note)

    assert [(b.part, b.text) for b in document.blocks] == [
        ("body", "Oui\tNon"),
        ("comment", "à vérifier"),
    ]


def test_a_hidden_annotation_is_not_read(read: Reader) -> None:
    typed = annotation("FreeText", (108, 600, 260, 613), Contents=String("caché"))
    typed["/F"] = 2

    assert texts(read(words, typed)) == ["Oui\tNon"]


def signature_cells(canvas: Canvas) -> None:
    canvas.grid([70, 300, 530], [700, 600])
    canvas.drawString(75, 686, "Le représentant :")
    canvas.drawString(305, 686, "Le professionnel :")


def signed(document: Document) -> list[tuple[int, str, str]]:
    """Column, look and source of each picture."""
    return [
        (block.cells[-1].column, span.picture.drawn, span.picture.source)
        for block in document.blocks
        for span in block.spans
        if span.picture is not None and block.cells
    ]


def test_pencil_strokes_in_a_cell_are_a_signature_there(read: Reader) -> None:
    strokes = Array(
        [
            Array([320, 640, 330, 660, 340, 630, 355, 655, 370, 640]),
            Array([375, 650, 380, 630, 395, 662]),
        ]
    )
    ink = annotation("Ink", (315, 625, 400, 665), InkList=strokes)

    assert signed(read(signature_cells, ink)) == [(1, "strokes", "ink")]


def test_curves_drawn_in_a_cell_are_a_signature_there(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        signature_cells(canvas)
        path = canvas.beginPath()
        path.moveTo(90, 640)
        for x in range(90, 180, 30):
            path.curveTo(x + 10, 670, x + 15, 610, x + 30, 645)
        canvas.drawPath(path)

    assert signed(read(draw)) == [(0, "strokes", "vector")]


def pen_image() -> Image.Image:
    image = Image.new("RGB", (400, 150), "white")
    pen = ImageDraw.Draw(image)
    points = [
        (20, 90),
        (60, 20),
        (80, 120),
        (130, 40),
        (150, 110),
        (220, 50),
        (260, 100),
        (370, 60),
    ]
    pen.line(points, fill=(20, 20, 90), width=4, joint="curve")
    return image


def test_an_image_in_a_cell_is_a_picture_there(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        signature_cells(canvas)
        canvas.drawImage(ImageReader(pen_image()), 320, 610, 120, 45)

    document = read(draw)

    [(column, _, source)] = signed(document)
    [picture] = [span.picture for span in spans(document, "picture")]
    assert (column, source) == (1, "image")
    assert picture is not None
    assert (round(picture.width), round(picture.height)) == (120, 45)
    assert picture.digest is not None


def test_an_image_stamped_on_the_page_is_a_picture_there(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    signature_cells(canvas)
    canvas.save()
    buffer = io.BytesIO()
    stamp = Canvas(buffer, pagesize=(120, 45))
    stamp.drawImage(ImageReader(pen_image()), 0, 0, 120, 45)
    stamp.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        source = pikepdf.open(io.BytesIO(buffer.getvalue()))
        look = pdf.copy_foreign(source.pages[0].as_form_xobject())
        note = annotation("Stamp", (320, 610, 440, 655), AP=Dictionary(N=look))
        pdf.pages[0].obj["/Annots"] = Array([pdf.make_indirect(note)])
        pdf.save(path)

    document = read_pdf(path)

    assert [(column, source) for column, _, source in signed(document)] == [(1, "annotation")]


def test_the_borders_of_a_table_are_no_drawing(read: Reader) -> None:
    assert spans(read(signature_cells), "picture") == []


def first_body(document: Document) -> Block:
    return next(block for block in document.blocks if block.part == "body")


def test_a_small_picture_stands_in_its_line(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "Oui")
        canvas.drawImage(ImageReader(pen_image()), 70, 697, 24, 12)

    assert [span.kind for span in first_body(read(draw)).spans] == ["picture", "text"]


def test_a_frame_with_rounded_corners_is_neither_ring_nor_drawing(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        words(canvas)
        canvas.roundRect(104, 692, 33, 22, 4)
        canvas.roundRect(60, 500, 400, 80, 8)

    document = read(draw)

    assert looks(document, "circled") == []
    assert spans(document, "picture") == []


def test_a_rounded_box_is_ticked_by_a_cross(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.roundRect(70, 698, 10, 10, 2)
        canvas.drawString(85, 700, "Oui")
        cross(canvas)

    assert ticks(read(draw)) == [True]


def test_an_ellipse_round_a_cell_s_corner_is_no_signature(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        signature_cells(canvas)
        canvas.ellipse(100, 610, 200, 670)

    assert signed(read(draw)) == []


def test_a_tick_drawn_without_a_box_is_a_small_drawing_in_its_line(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(85, 700, "Oui")
        canvas.drawString(145, 700, "Non")
        tick(canvas)

    [block] = read(draw).blocks

    assert [span.kind for span in block.spans][:2] == ["picture", "text"]


def test_an_answer_over_a_dotted_line_is_parted_from_the_dots(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Ville :")
        canvas.drawString(108, 700, "." * 60)
        canvas.drawString(112, 700, "Lens")

    assert texts(read(draw)) == ["Ville : " + "." * 60 + " Lens"]


def test_words_that_nobody_sees_are_not_read(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Nom")
        hidden = canvas.beginText(70, 680)
        hidden.setTextRenderMode(3)
        hidden.textLine("Oui")
        canvas.drawText(hidden)

    assert texts(read(draw)) == ["Nom"]
