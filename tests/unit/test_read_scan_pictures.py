"""Scans: picture files opened, or refused with a reason."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import Damaged, Empty, ReadError, TooLarge, UnknownKind
from pipeline.read.scan import read_images, read_page_image
from pipeline.read.scan_ocr import data_folder
from pipeline.read.scan_pictures import page_images, plain

DATA = Path(__file__).parent.parent / "data"


def test_an_empty_file_is_empty(tmp_path: Path) -> None:
    file = tmp_path / "page.jpg"
    file.touch()

    with pytest.raises(Empty):
        read_images([file])


def test_a_heic_picture_without_content_is_of_an_unknown_kind(tmp_path: Path) -> None:
    file = tmp_path / "IMG_0042.HEIC"
    file.write_bytes(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200))

    with pytest.raises(UnknownKind) as error:
        read_images([file])

    assert error.value.facts["name"] == "IMG_0042.HEIC"


def test_a_photograph_of_an_iphone_is_opened() -> None:
    ((image, width, height),) = page_images(DATA / "page.heic")

    assert (image.size, round(width), round(height)) == ((900, 1200), 631, 842)


def test_a_picture_with_more_pixels_than_reading_can_use_is_shrunk(tmp_path: Path) -> None:
    file = tmp_path / "page.png"
    Image.new("1", (5000, 7000), 1).save(file)

    ((image, _, height),) = page_images(file)

    assert (image.size, round(height)) == ((2500, 3500), 842)


def test_the_largest_photograph_of_a_telephone_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "page.jpg"
    Image.new("L", (9000, 12_000), 255).save(file)

    ((image, _, _),) = page_images(file)

    assert max(image.size) <= 6000


def test_a_cut_picture_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "page.jpg"
    noise = np.random.default_rng(1).integers(0, 255, (900, 700), np.uint8)
    Image.fromarray(noise).save(file)
    file.write_bytes(file.read_bytes()[:20_000])

    with pytest.raises(Damaged):
        read_images([file])


def test_a_picture_of_a_hundred_million_pixels_is_too_large(tmp_path: Path) -> None:
    file = tmp_path / "page.png"
    Image.new("1", (10_000, 10_000)).save(file)

    with pytest.raises(TooLarge):
        read_images([file])


def test_a_bomb_is_too_large_before_it_is_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "page.png"
    Image.new("1", (20_000, 20_000)).save(file)

    with pytest.raises(TooLarge):
        read_images([file])


@pytest.mark.parametrize(
    "start", [b"\xff\xd8\xff\xe1", b"II*\x00", b"\x89PNG\r\n\x1a\n", b"GIF89a"]
)
def test_a_broken_head_is_refused_as_a_reading_error(tmp_path: Path, start: bytes) -> None:
    file = tmp_path / "page"
    file.write_bytes(start + bytes(range(256)) * 4)

    with pytest.raises(ReadError):
        read_images([file])


def test_each_sheet_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    file = tmp_path / "fax.tif"
    sheets = [Image.new("1", (400, 600), 1) for _ in range(3)]
    sheets[0].save(file, save_all=True, append_images=sheets[1:])

    assert [(round(width), round(height)) for _, width, height in page_images(file)] == [
        (561, 842)
    ] * 3


def test_the_camera_says_how_it_was_held(tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("L", (800, 600), 200).save(file, exif=exif)

    assert [image.size for image, _, _ in page_images(file)] == [(600, 800)]


def test_transparency_is_paper() -> None:
    assert plain(Image.new("RGBA", (3, 3), (0, 0, 0, 0))).getpixel((1, 1)) == (255, 255, 255)


def test_sixteen_bits_become_eight() -> None:
    deep = Image.fromarray(np.full((3, 3), 0xC0FF, np.uint16))

    assert plain(deep).getpixel((1, 1)) == 0xC0


@pytest.mark.parametrize("size", [(1, 1), (3, 5000), (90, 90)])
def test_a_scrap_of_a_picture_holds_nothing_to_read(size: tuple[int, int]) -> None:
    _, blocks = read_page_image(Image.new("L", size, 80), number=1, width=595, height=842)

    assert blocks == ()


def test_a_blank_page_has_no_blocks() -> None:
    page, blocks = read_page_image(
        Image.new("L", (1654, 2339), 250), number=4, width=595, height=842
    )

    assert (page.number, blocks) == (4, ())


def test_french_data_are_found_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fra.traineddata").touch()
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))

    assert data_folder() == tmp_path
