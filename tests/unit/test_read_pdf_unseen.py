"""Words of a text layer that no print shows: under a patch, white on white."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.read.pdf import read_pdf
from schemas.document import Document

Draw = Callable[[Canvas], None]
Reader = Callable[[Draw], Document]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def read(draw: Draw) -> Document:
        path = tmp_path / "page.pdf"
        canvas = Canvas(str(path), pagesize=(595, 842))
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.save()
        return read_pdf(path)

    return read


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def codes(document: Document) -> list[str]:
    return [notice.code for notice in document.notices]


def patch(canvas: Canvas, width: float, alpha: float = 1) -> None:
    canvas.setFillColorRGB(1, 1, 1, alpha)
    canvas.rect(120, 696, width, 14, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0, 1)


def prompt(canvas: Canvas) -> None:
    canvas.drawString(70, 700, "Ville :")
    canvas.drawString(122, 700, "Cliquez ici pour entrer du texte.")


def test_a_prompt_under_a_white_patch_is_no_text(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        prompt(canvas)
        patch(canvas, 200)
        canvas.drawString(122, 700, "Lens")

    document = read(draw)

    assert texts(document) == ["Ville :\tLens"]
    assert codes(document) == []


def test_the_last_word_of_a_prompt_beside_its_patch_is_no_text(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        prompt(canvas)
        patch(canvas, 135)
        canvas.drawString(122, 700, "Lens")
        canvas.drawString(320, 700, "Code postal :")

    assert texts(read(draw)) == ["Ville :\tLens\tCode postal :"]


def test_what_is_written_on_a_patch_stays(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        patch(canvas, 200)
        prompt(canvas)

    assert texts(read(draw)) == ["Ville :\tCliquez ici pour entrer du texte."]


def test_what_shows_through_a_patch_stays(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        prompt(canvas)
        patch(canvas, 200, alpha=0.5)

    assert texts(read(draw)) == ["Ville :\tCliquez ici pour entrer du texte."]


def test_a_patch_that_is_clipped_elsewhere_hides_nothing(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        prompt(canvas)
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(300, 600, 50, 50)
        canvas.clipPath(clip, stroke=0)
        patch(canvas, 200)
        canvas.restoreState()

    assert texts(read(draw)) == ["Ville :\tCliquez ici pour entrer du texte."]


def test_an_answer_under_a_patch_with_nothing_on_it_is_reported(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        prompt(canvas)
        patch(canvas, 200)

    document = read(draw)

    assert texts(document) == ["Ville :"]
    assert codes(document) == ["HIDDEN_TEXT"]


@pytest.mark.parametrize(("mode", "shown"), [("RGB", False), ("RGBA", True)])
def test_a_white_image_hides_and_a_transparent_one_does_not(
    read: Reader,
    mode: str,
    shown: bool,  # noqa: FBT001 -- a case
) -> None:
    stored = io.BytesIO()
    white = (255, 255, 255) if mode == "RGB" else (255, 255, 255, 0)
    Image.new(mode, (200, 14), white).save(stored, "PNG")

    def draw(canvas: Canvas) -> None:
        prompt(canvas)
        canvas.drawImage(ImageReader(stored), 120, 696, 200, 14, mask="auto")

    assert ("Cliquez" in " ".join(texts(read(draw)))) is shown


def test_white_letters_on_white_paper_are_reported_not_read(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Ville : Lens")
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(70, 680, "Arras")

    document = read(draw)

    assert texts(document) == ["Ville : Lens"]
    assert codes(document) == ["HIDDEN_TEXT"]


def test_white_letters_on_a_dark_ground_are_text(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Ville : Lens")
        canvas.setFillColorRGB(0, 0.2, 0.5)
        canvas.rect(60, 674, 300, 20, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(70, 680, "Fiche")

    document = read(draw)

    assert texts(document) == ["Ville : Lens", "Fiche"]
    assert codes(document) == []


def test_white_letters_with_a_dark_outline_are_text(read: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Ville : Lens et ses environs")
        canvas.setFillColorRGB(1, 1, 1)
        text = canvas.beginText(70, 680)
        text.setTextRenderMode(1)
        text.textOut("Fiche")
        canvas.drawText(text)

    assert texts(read(draw)) == ["Ville : Lens et ses environs", "Fiche"]
