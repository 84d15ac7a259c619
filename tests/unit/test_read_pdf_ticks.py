"""Boxes as other programs draw and tick them: browsers, telephones, crosses over a printed ☐."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.read.pdf import read_pdf
from schemas.document import Document, Span

Draw = Callable[[Canvas], None]
BLUE, GREY = (0, 0.46, 1), (0.46, 0.46, 0.46)
SANS = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


class Reader:
    """Draw an A4 page, lay pencil strokes over it, read it back."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, draw: Draw, *ink: tuple[float, ...]) -> Document:
        canvas = Canvas(str(self.path), pagesize=(595, 842))
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.save()
        if ink:
            with pikepdf.open(self.path, allow_overwriting_input=True) as pdf:
                made = [pdf.make_indirect(pencil(points)) for points in ink]
                pdf.pages[0].obj["/Annots"] = Array(made)
                pdf.save(self.path)
        return read_pdf(self.path)


def pencil(points: tuple[float, ...]) -> Dictionary:
    xs, ys = points[::2], points[1::2]
    rect = (min(xs) - 1, min(ys) - 1, max(xs) + 1, max(ys) + 1)
    lists = Array([Array(points)])
    return Dictionary(Type=Name.Annot, Subtype=Name.Ink, Rect=Array(rect), InkList=lists, F=4)


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return Reader(tmp_path / "page.pdf")


def boxes(document: Document) -> list[Span]:
    return [span for block in document.blocks for span in block.spans if span.kind == "box"]


def ticks(document: Document) -> list[bool | None]:
    return [span.ticked for span in boxes(document)]


def printed_options(canvas: Canvas) -> None:
    """Two characters ☐ with their labels: Oui at 70, Non at 130 points from the left."""
    if not Path(SANS).exists():
        pytest.skip("no font with ☐ on this machine")
    pdfmetrics.registerFont(TTFont("Sans", SANS))
    for x, label in ((70, "Oui"), (130, "Non")):
        canvas.setFont("Sans", 11)
        canvas.drawString(x, 700, "☐")
        canvas.setFont("Helvetica", 11)
        canvas.drawString(x + 15, 700, label)


def cross(canvas: Canvas, x: float, y: float, side: float) -> None:
    canvas.line(x, y, x + side, y + side)
    canvas.line(x, y + side, x + side, y)


def test_a_cross_drawn_over_a_printed_box_ticks_it(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        printed_options(canvas)
        cross(canvas, 130, 698, 10)

    document = read(draw)

    assert ticks(document) == [False, True]
    assert document.blocks[0].text == "☐ Oui\t☒ Non"


def test_pencil_strokes_over_a_printed_box_tick_it(read: Reader) -> None:
    document = read(printed_options, (70, 698, 80, 709), (70, 709, 80, 698))

    assert ticks(document) == [True, False]
    assert not [s for block in document.blocks for s in block.spans if s.kind == "picture"]


def test_a_letter_typed_over_a_printed_box_ticks_it(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        printed_options(canvas)
        canvas.drawString(71, 700, "X")

    assert ticks(read(draw)) == [True, False]


def test_a_stroke_that_brushes_a_box_is_a_doubtful_tick(read: Reader) -> None:
    document = read(printed_options, (77, 705, 95, 722))

    assert [(box.ticked, box.confidence) for box in boxes(document)] == [(True, 0.5), (False, 1)]


def test_the_tail_of_a_cross_does_not_touch_the_box_beside_it(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for x in (70, 84):
            canvas.rect(x, 698, 10, 10)
        canvas.drawString(100, 700, "Santé")

    document = read(draw, (68, 696, 86, 710), (70, 710, 80, 698))

    assert [(box.ticked, box.confidence) for box in boxes(document)] == [(True, 1), (False, 1)]


def test_a_browser_s_check_box_is_ticked_when_it_is_solid_with_a_light_sign(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for x in (70, 130):
            canvas.setFillColorRGB(1, 1, 1)
            canvas.roundRect(x, 698, 9.4, 9.4, 1.9, stroke=0, fill=1)
        canvas.setFillColorRGB(*BLUE)
        canvas.roundRect(69.8, 697.8, 9.8, 9.8, 1.9, stroke=0, fill=1)
        canvas.setStrokeColorRGB(1, 1, 1)
        sign = canvas.beginPath()
        sign.moveTo(71.8, 702.7)
        sign.lineTo(73.8, 700.8)
        sign.lineTo(77.6, 705.6)
        canvas.drawPath(sign)
        canvas.setStrokeColorRGB(*GREY)
        canvas.roundRect(130.2, 698.2, 9, 9, 1.9)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(85, 700, "Oui")
        canvas.drawString(145, 700, "Non")

    document = read(draw)

    assert ticks(document) == [True, False]
    assert document.blocks[0].text == "☒ Oui\t☐ Non"


def test_a_browser_s_radio_button_is_chosen_when_a_dot_stands_in_it(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for x, colour in ((75, GREY), (135, BLUE)):
            canvas.setFillColorRGB(1, 1, 1)
            canvas.circle(x, 703, 4.7, stroke=0, fill=1)
            canvas.setStrokeColorRGB(*colour)
            canvas.circle(x, 703, 4.5)
        canvas.setFillColorRGB(*BLUE)
        canvas.circle(135, 703, 2.9, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(85, 700, "Oui")
        canvas.drawString(145, 700, "Non")

    assert ticks(read(draw)) == [False, True]


def test_a_telephone_s_round_check_box_is_solid_with_a_light_sign(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0, 0.48, 1)
        canvas.circle(75, 703, 6, stroke=0, fill=1)
        canvas.setStrokeColorRGB(1, 1, 1)
        canvas.line(72, 703, 74.5, 700.5)
        canvas.line(74.5, 700.5, 78, 706)
        canvas.setStrokeColorRGB(*GREY)
        canvas.circle(135, 703, 6)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(85, 700, "Oui")
        canvas.drawString(145, 700, "Non")

    assert ticks(read(draw)) == [True, False]


def test_a_box_painted_as_its_ground_less_its_inside_is_empty(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        outline = canvas.beginPath()
        outline.rect(70, 698, 10, 10)
        outline.rect(71, 699, 8, 8)
        canvas.drawPath(outline, stroke=0, fill=1, fillMode=0)
        solid = canvas.beginPath()
        solid.rect(130, 698, 10, 10)
        for step, (x, y) in enumerate(((132, 703), (134, 700), (138, 706), (134, 702))):
            (solid.lineTo if step else solid.moveTo)(x, y)
        solid.close()
        canvas.drawPath(solid, stroke=0, fill=1, fillMode=0)
        canvas.drawString(85, 700, "Oui")
        canvas.drawString(145, 700, "Non")

    assert ticks(read(draw)) == [False, True]


def test_a_solid_disc_with_a_large_light_disc_on_it_is_an_empty_ring(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for x, inside in ((75, 5.2), (135, 2.4)):
            canvas.setFillColorRGB(*BLUE)
            canvas.circle(x, 703, 6, stroke=0, fill=1)
            canvas.setFillColorRGB(1, 1, 1)
            canvas.circle(x, 703, inside, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(145, 700, "Non")

    assert True in ticks(read(draw))
    assert ticks(read(draw)).count(True) == 1


def test_the_mitred_sides_of_a_browser_s_frame_are_a_cell(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        x0, y0, x1, y1, w = 60, 600, 500, 700, 1.5
        corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        inner = [(x0 + w, y0 + w), (x1 - w, y0 + w), (x1 - w, y1 - w), (x0 + w, y1 - w)]
        for side in range(4):
            after = (side + 1) % 4
            path = canvas.beginPath()
            path.moveTo(*corners[side])
            for x, y in (corners[after], inner[after], inner[side]):
                path.lineTo(x, y)
            path.close()
            canvas.drawPath(path, stroke=0, fill=1)
        canvas.drawString(70, 650, "Une réponse")

    [block] = read(draw).blocks

    [cell] = block.cells
    assert cell.box == pytest.approx((60.75, 142.75, 499.25, 241.25), abs=0.2)
