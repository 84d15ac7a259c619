"""Text typed over printed lines: each layer stays whole."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from reportlab.pdfgen.canvas import Canvas

from pipeline.read.pdf import read_pdf

Draw = Callable[[Canvas], None]
PROMPT = "Cliquez ou appuyez ici pour entrer du texte."


class Reader:
    """Draw an A4 page, lay typed annotations over it, return its lines."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, draw: Draw, *typed: tuple[float, float, str]) -> list[str]:
        canvas = Canvas(str(self.path), pagesize=(595, 842))
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.save()
        if typed:
            with pikepdf.open(self.path, allow_overwriting_input=True) as pdf:
                made = [pdf.make_indirect(remark(*place)) for place in typed]
                pdf.pages[0].obj["/Annots"] = Array(made)
                pdf.save(self.path)
        return [block.text for block in read_pdf(self.path).blocks]


def remark(x: float, y: float, text: str) -> Dictionary:
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.FreeText,
        Rect=Array((x, y - 3, x + 230, y + 11)),
        Contents=String(text),
        DA=String("0 0 1 rg /Helv 9 Tf"),
        F=4,
    )


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return Reader(tmp_path / "page.pdf")


def prompted(canvas: Canvas, label: str, x: float, y: float = 700) -> None:
    canvas.drawString(x, y, label)
    canvas.setFillGray(0.5)
    canvas.drawString(x + canvas.stringWidth(label) + 3, y, PROMPT)
    canvas.setFillGray(0)


def word_by_word(canvas: Canvas, x: float, text: str) -> None:
    for word in text.split():
        canvas.drawString(x, 700, word)
        x += canvas.stringWidth(word + " ")


def test_an_answer_typed_over_its_prompt_comes_after_the_prompt(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        prompted(canvas, "Nom :", 70)
        canvas.setFont("Courier", 9)
        canvas.drawString(103, 700, "Association Tous en selle de la Canche")

    assert read(draw) == [f"Nom : {PROMPT} Association Tous en selle de la Canche"]


def test_an_annotation_typed_over_a_prompt_comes_after_the_prompt(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        prompted(canvas, "Nom :", 70)

    assert read(draw, (103, 700, "Tous en selle")) == [f"Nom : {PROMPT} Tous en selle"]


def test_two_answers_typed_over_two_prompts_of_a_line_stay_at_their_prompts(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        prompted(canvas, "Fait à", 50)
        prompted(canvas, "Le", 320)
        canvas.setFont("Courier", 9)
        canvas.drawString(84, 700, "Berck")
        canvas.drawString(336, 700, "12/12/2019")

    [line] = read(draw)

    assert " ".join(line.split()) == f"Fait à {PROMPT} Berck Le {PROMPT} 12/12/2019"


def test_an_answer_that_runs_on_over_the_next_label_stays_before_it(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Nom :")
        canvas.drawString(200, 700, "Ville :")
        canvas.drawString(236, 700, "Lens")
        canvas.setFont("Courier", 9)
        canvas.drawString(104, 700, "Maison des jeunes et de la culture")

    [line] = read(draw)

    assert " ".join(line.split()) == "Nom : Maison des jeunes et de la culture Ville : Lens"


def test_words_typed_over_dots_come_after_the_dots_of_their_own_label(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        word_by_word(canvas, 70, "Fait à .............. le ..............")
        canvas.setFont("Courier", 9)
        canvas.drawString(106, 701, "Arras")
        canvas.drawString(165, 701, "12/12")

    [line] = read(draw)

    assert " ".join(line.split()) == "Fait à .............. Arras le .............. 12/12"


def test_justified_lines_drawn_in_pieces_stay_in_order(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(110, 700, "des jeunes")
        canvas.drawString(70, 700, "Maison")

    assert read(draw) == ["Maison des jeunes"]
