"""Pictures of pages as people make them: upside down, two on one sheet, bent, cut at a corner."""

import math

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.read import scan_page, scan_turn
from pipeline.read.scan_corners import sheet_corners, sheets_of
from pipeline.read.scan_leaves import read_page_image
from pipeline.read.scan_spread import leaves_in
from pipeline.read.scan_warp import bend_of
from schemas.document import Block

FONT = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 30)
A4 = (1654, 2339)
LEFT = (
    "Nom de la structure : Maison des jeunes",
    "Adresse : 12 rue des Lilas à Lens",
    "Quel est votre territoire ?",
    "Le quartier de la gare et la plage",
    "Projet porté par deux personnes",
    "Budget global et partenaires",
    "Les jeunes du quartier viennent ici",
)
RIGHT = (
    "Fiche d’identité du professionnel",
    "Fonction : animatrice jeunesse",
    "Contrat : durée indéterminée",
    "Disponible chaque mercredi soir",
    "Niveau de pratique : bon usage",
    "Fait à Lens en décembre",
    "Signature du représentant",
)
Pixels = npt.NDArray[np.uint8]


def page(lines: tuple[str, ...], step: int = 110) -> Image.Image:
    image = Image.new("L", A4, 255)
    draw = ImageDraw.Draw(image)
    for rank, line in enumerate(lines):
        draw.text((180, 250 + step * rank), line, font=FONT, fill=10)
    return image


FULL = tuple(f"{one}, {other}" for one, other in zip(LEFT, RIGHT, strict=True))


def dense() -> Image.Image:
    return page(FULL * 4, 65)


def spread() -> Image.Image:
    """Lay two pages side by side on a sheet of A3."""
    image = Image.new("L", (2 * A4[0], A4[1]), 255)
    image.paste(page(LEFT), (0, 0))
    image.paste(page(RIGHT), (A4[0], 0))
    return image


def texts(blocks: tuple[Block, ...], leaf: int) -> list[str]:
    return [block.text.replace("'", "’") for block in blocks if block.where.leaf == leaf]


def on_a_desk(sheets: list[tuple[Image.Image, tuple[float, ...]]], size: tuple[int, int]) -> Pixels:
    """Lay sheets on a dark desk, each on four corners: x, y from the top-left, clockwise."""
    desk = np.full((size[1], size[0]), 60, np.uint8)
    for sheet, corners in sheets:
        pixels = np.asarray(sheet)
        height, width = pixels.shape
        source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        target = np.asarray(corners, np.float32).reshape(4, 2)
        matrix = cv2.getPerspectiveTransform(source, target)
        laid = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_AREA)
        mask = cv2.warpPerspective(np.full_like(pixels, 255), matrix, size)
        desk = np.where(mask > 0, laid, desk).astype(np.uint8)
    return desk


def bowed(image: Image.Image, depth: float) -> Pixels:
    """Bend a page as one held open does: its lines sag by `depth` of its height."""
    pixels = np.asarray(image)
    height, width = pixels.shape
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    sag = depth * height * np.square(2 * xs / width - 1)
    return np.asarray(cv2.remap(pixels, xs, ys - sag, cv2.INTER_CUBIC, borderValue=255), np.uint8)


def test_lines_tell_which_way_up_they_stand() -> None:
    gray = np.asarray(dense())

    assert not scan_turn.stands_on_its_head(gray)
    assert scan_turn.stands_on_its_head(np.ascontiguousarray(np.rot90(gray, 2)))
    assert not scan_turn.stands_on_its_head(np.full((2339, 1654), 255, np.uint8))


@pytest.mark.slow
def test_the_longest_lines_tell_whether_a_page_can_be_read() -> None:
    gray = np.asarray(dense())

    assert scan_turn.sampled_legibility(gray, "x") > 0.8
    assert scan_turn.sampled_legibility(np.ascontiguousarray(np.rot90(gray, 2)), "x") < 0.4


@pytest.mark.slow
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_two_pages_on_one_sheet_are_read_one_after_the_other(turn: int) -> None:
    image = spread().rotate(-turn, expand=True)
    size = (842.0, 1190.6) if turn % 180 else (1190.6, 842.0)

    record, blocks = read_page_image(image, number=1, width=size[0], height=size[1])

    assert texts(blocks, 0) == list(LEFT)
    assert texts(blocks, 1) == list(RIGHT)
    assert (record.width, record.height) == (1190.6, 842.0)
    second = next(block for block in blocks if block.where.leaf == 1)
    assert second.where.box is not None
    assert second.where.box[0] == pytest.approx((A4[0] + 180) * 0.36, abs=3)
    assert second.where.turned == (360 - turn) % 360


@pytest.mark.slow
def test_two_sheets_photographed_at_once_are_both_read() -> None:
    photo = on_a_desk(
        [
            (page(LEFT), (120, 160, 1400, 100, 1480, 1950, 90, 1990)),
            (page(RIGHT), (1640, 110, 2900, 170, 2950, 2000, 1600, 1930)),
        ],
        (3060, 2100),
    )

    _, blocks = read_page_image(Image.fromarray(photo), number=1, width=842, height=578)

    assert texts(blocks, 0) == list(LEFT)
    assert texts(blocks, 1) == list(RIGHT)


def test_a_wide_page_with_words_across_its_middle_is_one_page() -> None:
    image = Image.new("L", (2339, 1654), 255)
    draw = ImageDraw.Draw(image)
    for rank in range(12):
        draw.text((150, 200 + 100 * rank), "Un tableau large " * 8, font=FONT, fill=10)

    pixels = np.asarray(image)

    assert len(leaves_in(pixels, sheets_of(pixels), sideways=False)) == 1


def test_an_upright_page_is_one_page() -> None:
    pixels = np.asarray(dense())

    assert len(leaves_in(pixels, sheets_of(pixels), sideways=False)) == 1


def test_a_sheet_whose_corner_is_out_of_the_picture_has_its_four_corners() -> None:
    photo = on_a_desk([(dense(), (-60, 90, 1500, 160, 1460, 2300, 100, 2350))], (1700, 2500))

    quad = sheet_corners(photo)

    assert quad is not None
    assert np.abs(quad - [[-60, 90], [1500, 160], [1460, 2300], [100, 2350]]).max() < 25


def test_a_folded_corner_is_prolonged() -> None:
    sheet = dense()
    ImageDraw.Draw(sheet).polygon([(0, 0), (260, 0), (0, 330)], fill=60)
    photo = on_a_desk([(sheet, (140, 120, 1500, 160, 1520, 2300, 100, 2260))], (1700, 2500))

    quad = sheet_corners(photo)

    assert quad is not None
    assert np.abs(quad - [[140, 120], [1500, 160], [1520, 2300], [100, 2260]]).max() < 40


def test_one_sheet_is_not_several() -> None:
    photo = on_a_desk([(dense(), (140, 120, 1500, 160, 1520, 2300, 100, 2260))], (1700, 2500))

    assert sheets_of(photo).side_by_side == []


@pytest.mark.parametrize("depth", [0.012, 0.03])
def test_lines_that_sag_are_made_straight(depth: float) -> None:
    sheet = scan_page.upright(bowed(dense(), depth), 595.4, 842.0, 0)

    assert sheet.bend is not None
    assert bend_of(sheet.gray) is None  # nothing is left of it


def test_a_flat_page_is_left_as_it_is() -> None:
    assert scan_page.upright(np.asarray(dense()), 595.4, 842.0, 0).bend is None


def test_places_on_a_bent_page_are_those_of_the_page_as_it_came() -> None:
    depth = 0.03
    sheet = scan_page.upright(bowed(dense(), depth), 595.4, 842.0, 0)
    dark = np.argwhere(sheet.gray[200:320, 150:400] < 100)  # the first word of the first line
    top, left = dark.min(axis=0) + np.array([200, 150])

    box = scan_page.points(sheet, (left, top, left + 20, top + 20))

    sag = depth * A4[1] * (2 * 180 / A4[0] - 1) ** 2
    assert box[0] == pytest.approx(180 * 0.36, abs=4)
    assert box[1] == pytest.approx((258 + sag) * 0.36, abs=5)


@pytest.mark.slow
def test_a_sagging_page_is_read_as_a_flat_one() -> None:
    image = Image.fromarray(bowed(dense(), 0.03))

    _, blocks = read_page_image(image, number=1, width=595.4, height=842.0)

    read = texts(blocks, 0)
    expected = list(FULL * 4)
    assert sum(a == b for a, b in zip(read, expected, strict=False)) >= len(expected) - 1
    assert math.isclose(len(read), len(expected), abs_tol=1)
