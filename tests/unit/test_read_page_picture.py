"""The picture of a page as it came, and the crop where a value stands."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import Damaged
from pipeline.read.page_picture import MAX_PIXELS, crop, page_picture
from pipeline.read.pdf import read_pdf
from schemas.document import Where

A4 = (595.0, 842.0)
SPOT = (100.0, 200.0, 200.0, 240.0)


def spotted(dpi: float = 100) -> Image.Image:
    """Draw a white page with one black rectangle at `SPOT`, in points."""
    scale = dpi / 72
    image = Image.new("L", (round(A4[0] * scale), round(A4[1] * scale)), 255)
    ImageDraw.Draw(image).rectangle([side * scale for side in SPOT], fill=0)
    return image


def pdf_of(image: Image.Image, path: Path) -> Path:
    image.save(path, resolution=100)
    return path


def darkness(image: Image.Image) -> float:
    grey = image.convert("L")
    return 1 - sum(i * n for i, n in enumerate(grey.histogram())) / 255 / grey.width / grey.height


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("kind", ["pdf", "png", "tif"])
def test_the_crop_shows_what_stands_in_the_box_however_the_page_was_laid(
    kind: str, turned: int, tmp_path: Path
) -> None:
    came = spotted().rotate(turned, expand=True)  # turned clockwise by as much, it stands upright
    path = tmp_path / f"page.{kind}"
    came.save(path, resolution=100) if kind == "pdf" else came.save(path)

    picture = page_picture([path], 1, dpi=150)
    cut = crop(picture, Where(page=1, box=SPOT, turned=turned))

    assert picture.image.width / picture.scale == pytest.approx(
        A4[0] if turned % 180 == 0 else A4[1], abs=1
    )
    assert cut.size == pytest.approx((208, 83), abs=2)
    assert darkness(cut) > 0.95
    assert darkness(crop(picture, Where(page=1, box=SPOT, turned=turned), margin=20)) < 0.6


def test_a_number_counts_the_pages_of_all_the_pictures(tmp_path: Path) -> None:
    first, second = Image.new("L", (800, 1131), 255), Image.new("L", (800, 1131), 200)
    first.save(tmp_path / "1.tif", save_all=True, append_images=[second])
    spotted().save(tmp_path / "2.png")

    pages = [page_picture([tmp_path / "1.tif", tmp_path / "2.png"], n, dpi=72) for n in (1, 2, 3)]

    assert [round(darkness(page.image), 2) for page in pages] == [0.0, 0.22, 0.01]
    with pytest.raises(Damaged):
        page_picture([tmp_path / "1.tif", tmp_path / "2.png"], 4, dpi=72)


def test_a_page_written_sideways_is_cropped_where_its_words_stand(tmp_path: Path) -> None:
    path = tmp_path / "sideways.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.rotate(90)
    canvas.drawString(300, -200, "XXXXXXXXXX lu en tournant la page")
    canvas.save()

    block = read_pdf(path).blocks[0]
    cut = crop(page_picture([path], 1, dpi=150), block.where, margin=1)

    assert block.where.turned == 90
    assert cut.width > 5 * cut.height
    assert darkness(cut) > 0.1


def test_a_box_beyond_the_page_gives_what_is_there_of_it(tmp_path: Path) -> None:
    spotted().save(tmp_path / "1.png")

    picture = page_picture([tmp_path / "1.png"], 1, dpi=72)

    assert crop(picture, Where(page=1, box=(580, 830, 700, 900))).size == (15, 12)
    assert crop(picture, Where(page=1, box=(900, 900, 950, 950))).size == (1, 1)
    assert crop(picture, Where(page=1)).size == picture.image.size


def test_a_page_larger_than_any_paper_is_drawn_with_fewer_dots(tmp_path: Path) -> None:
    path = tmp_path / "poster.pdf"
    canvas = Canvas(str(path), pagesize=(5000, 5000))
    canvas.drawString(300, 200, "affiche")
    canvas.save()

    picture = page_picture([path], 1, dpi=300)

    assert picture.image.width * picture.image.height <= MAX_PIXELS * 1.01
    assert picture.image.width / picture.scale == pytest.approx(5000, rel=0.001)


def test_a_picture_in_colours_without_grey_comes_as_one_that_can_be_shown(tmp_path: Path) -> None:
    Image.new("CMYK", (800, 1131), (0, 200, 200, 0)).save(tmp_path / "1.jpg")

    buffer = io.BytesIO()
    page_picture([tmp_path / "1.jpg"], 1, dpi=72).image.save(buffer, "PNG")

    assert Image.open(buffer).mode == "RGB"
