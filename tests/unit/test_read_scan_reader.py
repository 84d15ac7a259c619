"""Scans read as a whole: the same records as from Word and PDF files."""

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.errors import NoText
from pipeline.read.scan import fill_scanned_pages, read_images, read_page_image
from schemas.document import Block, Document, Page, Span, Where

pytestmark = pytest.mark.slow

FONT = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 30)
LINES = (
    "Nom de la structure : Maison des jeunes",
    "Adresse : 12 rue des Lilas",
    "Code Postal : 62000",
    "Numéro de téléphone : 03 21 00 12 34",
    "Quel est votre territoire d’intervention ?",
)


def form() -> Image.Image:
    """Draw five typed lines, two options, and a table of two cells, the second one signed."""
    image = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(image)
    for rank, line in enumerate(LINES):
        draw.text((200, 250 + 70 * rank), line, font=FONT, fill=10)
    for rank, label in enumerate(("Santé", "Emploi")):
        y = 700 + 70 * rank
        draw.rectangle((200, y + 6, 224, y + 30), outline=0, width=2)
        draw.text((240, y), label, font=FONT, fill=10)
    draw.line((196, 772, 230, 804), fill=30, width=5)
    draw.line((230, 770, 194, 806), fill=30, width=5)
    for x in (200, 800, 1400):
        draw.line((x, 1200, x, 1600), fill=0, width=2)
    for y in (1200, 1600):
        draw.line((200, y, 1400, y), fill=0, width=2)
    draw.text((220, 1220), "Nom du représentant : Zoé", font=FONT, fill=10)
    draw.text((820, 1220), "Signature :", font=FONT, fill=10)
    points = [(900 + 5 * t, 1420 + 40 * math.sin(t / 4) + 15 * math.sin(t)) for t in range(61)]
    draw.line(points, fill=40, width=5, joint="curve")
    return image


def read(image: Image.Image) -> tuple[Page, tuple[Block, ...]]:
    return read_page_image(image, number=1, width=595.4, height=842.0)


def typed(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text.replace("'", "’") for block in blocks if block.text]


EXPECTED = [*LINES, "☐ Santé", "☒ Emploi", "Nom du représentant : Zoé", "Signature :"]


def noisy(image: Image.Image) -> Image.Image:
    grain = np.random.default_rng(2).normal(0, 6, (image.height, image.width))
    return Image.fromarray(np.clip(np.asarray(image) * 0.93 + 8 + grain, 0, 255).astype(np.uint8))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_read_whichever_way_it_was_laid(turn: int) -> None:
    image = form().rotate(-turn, expand=True)
    width, height = (842.0, 595.4) if turn % 180 else (595.4, 842.0)

    page, blocks = read_page_image(image, number=1, width=width, height=height)

    assert (page.rotated, page.width, page.height) == ((360 - turn) % 360, 595.4, 842.0)
    assert typed(blocks) == EXPECTED


@pytest.mark.parametrize("dpi", [150, 300])
def test_a_tilted_and_noisy_page_is_read(dpi: int) -> None:
    tilted = form().rotate(1.3, resample=Image.Resampling.BICUBIC, fillcolor=255)

    _, blocks = read(noisy(tilted.resize((round(8.27 * dpi), round(11.69 * dpi)))))

    assert typed(blocks) == EXPECTED


def test_words_and_boxes_know_their_place_and_how_sure_they_are() -> None:
    _, blocks = read(form())

    health = next(block for block in blocks if block.text.endswith("Santé"))
    box, word = health.spans
    assert (box.kind, box.ticked, word.text) == ("box", False, " Santé")
    assert box.box == pytest.approx((72, 254.2, 81, 263), abs=1.5)
    assert word.confidence > 0.8


def test_a_signature_stands_in_its_cell_after_its_label() -> None:
    _, blocks = read(form())

    cells = [block for block in blocks if block.cells]

    assert [(block.cells[0].column, block.spans[0].kind) for block in cells] == [
        (0, "text"),
        (1, "text"),
        (1, "picture"),
    ]
    picture = cells[-1].spans[0].picture
    assert picture is not None
    assert (picture.drawn, picture.source) == ("strokes", "pixels")
    assert picture.width == pytest.approx(300 * 0.36, abs=4)


def test_photographs_are_the_pages_of_one_document(tmp_path: Path) -> None:
    for name in ("1.png", "2.jpg"):
        form().save(tmp_path / name)

    document = read_images([tmp_path / "1.png", tmp_path / "2.jpg"])

    assert (document.reader, [page.number for page in document.pages]) == ("scan", [1, 2])
    assert [block.where.order for block in document.blocks] == list(range(len(document.blocks)))
    assert {block.where.page for block in document.blocks} == {1, 2}


def test_a_page_without_a_word_is_no_text(tmp_path: Path) -> None:
    Image.new("L", (1654, 2339), 255).save(tmp_path / "page.png")

    with pytest.raises(NoText):
        read_images([tmp_path / "page.png"])


def scanned_pdf(path: Path, *pages: Image.Image) -> Path:
    pages[0].save(path, "PDF", save_all=True, append_images=pages[1:], resolution=200)
    return path


def page(number: int, layer: str) -> Page:
    return Page.model_validate({"number": number, "width": 595.4, "height": 842.0, "layer": layer})


def test_only_the_pages_without_a_layer_are_read_from_their_pixels(tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "scan.pdf", form(), form())
    printed = Block(spans=(Span(text="Page tapée"),), where=Where(page=1, order=0))
    document = Document(reader="pdf", blocks=(printed,), pages=(page(1, "text"), page(2, "none")))

    filled = fill_scanned_pages(path, document)

    assert filled.reader == "mixed"
    assert typed(filled.blocks) == ["Page tapée", *EXPECTED]


def test_a_poor_layer_is_replaced(tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "scan.pdf", form())
    wrong = Block(spans=(Span(text="N0m de 1a structvre"),), where=Where(page=1, order=0))
    document = Document(reader="pdf", blocks=(wrong,), pages=(page(1, "poor"),))

    filled = fill_scanned_pages(path, document)

    assert (filled.reader, typed(filled.blocks)) == ("scan", EXPECTED)


def test_what_was_typed_into_the_fields_of_a_scanned_form_is_kept(tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "scan.pdf", form())
    answer = Span(text="Arras", control="ville", box=(100.0, 500.0, 200.0, 515.0))
    typed_in = Block(spans=(answer,), where=Where(page=1, box=answer.box))
    document = Document(reader="acroform", blocks=(typed_in,), pages=(page(1, "none"),))

    filled = fill_scanned_pages(path, document)

    assert filled.reader == "mixed"
    assert "Arras" in typed(filled.blocks)


def test_a_field_of_a_scanned_form_stands_after_its_label_and_is_read_once(tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "scan.pdf", form())
    plain = Document(reader="pdf", blocks=(), pages=(page(1, "none"),))
    label = fill_scanned_pages(path, plain).blocks[0]
    assert label.where.box is not None
    x0, y0, x1, y1 = label.where.box
    answer = Span(text="Arras", control="ville", box=(x1 + 5, y0, x1 + 90, y1))
    box = Span(kind="box", text="☒", ticked=True, control="case", box=(x0 - 15, y0, x0 - 5, y1))
    over = Span(text="Titre", control="titre", box=(x0 - 2, y0 - 2, x1 + 2, y1 + 2))
    lines = [Block(spans=(s,), where=Where(page=1, box=s.box)) for s in (answer, box, over)]

    beside = plain.model_copy(update={"reader": "acroform", "blocks": tuple(lines[:2])})
    covered = plain.model_copy(update={"reader": "acroform", "blocks": (lines[2],)})

    assert fill_scanned_pages(path, beside).blocks[0].text == f"☒{label.text} Arras"
    assert typed(fill_scanned_pages(path, covered).blocks) == ["Titre", *EXPECTED[1:]]


def test_a_blank_sheet_in_a_typed_file_makes_no_scan_of_it(tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "scan.pdf", form(), Image.new("L", (1654, 2339), 255))
    printed = Block(spans=(Span(text="Page tapée"),), where=Where(page=1, order=0))
    document = Document(reader="pdf", blocks=(printed,), pages=(page(1, "text"), page(2, "none")))

    filled = fill_scanned_pages(path, document)

    assert (filled.reader, typed(filled.blocks)) == ("pdf", ["Page tapée"])
