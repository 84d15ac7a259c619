"""PDF files half typed, half scanned, and those with words hidden under their scan."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.read import read
from schemas.document import Document, Span

pytestmark = pytest.mark.slow

FONT = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 30)
A4 = (595.4, 842.0)
LINES = (
    "Nom de la structure : Maison des jeunes",
    "Adresse : 12 rue des Lilas à Arras",
    "Numéro de téléphone : 03 21 00 12 34",
    "Quel est votre territoire ? Le quartier",
    "Budget global et partenaires du projet",
)
SIGNED = ("Fait à Lens, le 12 décembre 2019", "Nom et qualité du représentant :", "Signature :")
ELSEWHERE = (
    "Convocation du conseil municipal",
    "Ordre du jour complémentaire",
    "Délibération numéro quatre",
    "Questions diverses des élus",
    "Approbation des comptes annuels",
)


def drawn(lines: tuple[str, ...], size: tuple[int, int], *, signed: bool = False) -> Image.Image:
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    for rank, line in enumerate(lines):
        draw.text((120, 60 + 90 * rank), line, font=FONT, fill=15)
    if signed:
        points = [(500 + 6 * t, 330 + (t * 37 % 61) - 30) for t in range(40)]
        draw.line(points, fill=30, width=5, joint="curve")
    return image


def hidden(path: Path, words: tuple[str, ...], *, shift: float = 0.0) -> Path:
    """Write a scan of `LINES` with other words hidden under it, a line each."""
    canvas = Canvas(str(path), pagesize=A4)
    text = canvas.beginText()
    text.setTextRenderMode(3)
    text.setFont("Helvetica", 11)
    for rank, line in enumerate(words):
        text.setTextOrigin(43 + shift, 842 - (60 + 90 * rank) * 0.36 - 11 + shift)
        text.textOut(line)
    canvas.drawText(text)
    page = drawn(LINES, (1654, 2339))
    canvas.drawImage(ImageReader(page.convert("RGB")), 0, 0, *A4)
    canvas.save()
    return path


def words(document: Document) -> list[Span]:
    return [span for block in document.blocks for span in block.spans if span.kind == "text"]


def lines(document: Document) -> list[str]:
    return [block.text.replace("'", "’") for block in document.blocks if block.text.strip()]


@pytest.mark.parametrize("shift", [0.0, 30.0])
def test_hidden_words_that_agree_confirm_what_is_seen_wherever_they_stand(
    shift: float, tmp_path: Path
) -> None:
    document = read(hidden(tmp_path / "a.pdf", LINES, shift=shift))

    assert lines(document) == list(LINES)
    assert all(span.second is not None for span in words(document))


def test_a_hidden_word_that_differs_is_a_second_reading_not_the_first(tmp_path: Path) -> None:
    wrong = tuple(line.replace("03 21 00 12 34", "03 27 00 12 34") for line in LINES)

    document = read(hidden(tmp_path / "a.pdf", wrong))

    assert lines(document) == list(LINES)
    disputed = [s for s in words(document) if s.second and s.second.strip() != s.text.strip()]
    assert [(s.text.strip(), (s.second or "").strip()) for s in disputed] == [("21", "27")]


def test_words_of_another_document_hidden_under_a_page_are_ignored_and_told(
    tmp_path: Path,
) -> None:
    document = read(hidden(tmp_path / "a.pdf", ELSEWHERE))

    assert lines(document) == list(LINES)
    assert all(span.second is None for span in words(document))
    assert "HIDDEN_LAYER_DIFFERS" in [notice.code for notice in document.notices]


def test_the_scanned_half_of_a_typed_page_is_read_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "half.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for rank, line in enumerate(LINES):
        canvas.drawString(60, 780 - 30 * rank, line)
    half = drawn(SIGNED, (1300, 480), signed=True)
    canvas.drawImage(ImageReader(half.convert("RGB")), 60, 300, 468, 172.8)
    canvas.drawString(60, 200, "Page 3 sur 3")
    canvas.save()

    document = read(path)

    assert document.reader == "mixed"
    assert lines(document) == [*LINES, *SIGNED, "Page 3 sur 3"]
    drawings = [s for b in document.blocks for s in b.spans if s.picture is not None]
    assert [s.picture.drawn for s in drawings if s.picture] == ["strokes"]
    assert all(span.confidence == 1 for span in words(document)[:5])


def test_a_poster_on_a_typed_page_stays_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "poster.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for rank, line in enumerate(LINES * 4):
        canvas.drawString(60, 780 - 15 * rank, line)
    poster = Image.linear_gradient("L").resize((900, 500)).convert("RGB")
    canvas.drawImage(ImageReader(poster), 60, 100, 468, 260)
    canvas.save()

    document = read(path)

    assert document.reader == "pdf"
    assert lines(document) == list(LINES * 4)
