"""Scans: pages made level, white and upright before they are read."""

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.read.scan_page import lies_sideways, points, sheet_corners, skew, upright, whitened

FONT = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 30)


def lines(count: int = 25) -> Image.Image:
    image = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(image)
    words = ["Les", "jeunes", "du", "quartier", "viennent", "ici", "chaque", "mercredi"]
    for rank in range(count):
        start, length = rank * 5 % len(words), 3 + rank * 7 % 6
        text = " ".join((words + words)[start : start + length])
        draw.text((200, 250 + 70 * rank), text, font=FONT, fill=20)
    return image


def photographed(page: Image.Image) -> npt.NDArray[np.uint8]:
    """Lay a page askew on a dark desk, lit from one side."""
    desk = Image.new("L", (2000, 2700), 70)
    quad = (-150, -190, 180, 2650, 1780, 2560, 1620, -130)
    inverse = page.transform(
        (2000, 2700), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor=70
    )
    desk.paste(inverse)
    light = np.linspace(1.0, 0.55, 2000)[None, :]
    return (np.asarray(desk) * light).astype(np.uint8)


@pytest.mark.parametrize("turn", [-4.0, -1.3, 0.0, 0.6, 3.5])
def test_the_climb_of_the_lines_is_measured_to_a_tenth_of_a_degree(turn: float) -> None:
    image = lines().rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor=255)

    assert skew(np.asarray(image)) == pytest.approx(turn, abs=0.1)


def test_a_levelled_page_has_no_slope_left() -> None:
    image = lines().rotate(2.4, resample=Image.Resampling.BICUBIC, fillcolor=255)

    assert skew(upright(np.asarray(image), 595, 842, 0).gray) == pytest.approx(0, abs=0.1)


def test_a_blank_page_has_no_slope() -> None:
    assert skew(np.full((2339, 1654), 255, np.uint8)) == 0


def test_a_shadow_is_taken_for_paper() -> None:
    shade = np.linspace(255, 120, 1654)[None, :].repeat(2339, 0)
    image = (np.asarray(lines()) / 255 * shade).astype(np.uint8)

    white = whitened(image)

    assert white[:, 100:1600].max(axis=0).min() > 235
    assert np.percentile(white[white < 165], 50) < 100


@pytest.mark.parametrize(("turn", "sideways"), [(0, False), (90, True), (180, False), (270, True)])
def test_text_that_runs_up_the_page_is_noticed(turn: int, sideways: bool) -> None:  # noqa: FBT001 -- a table of cases
    image = lines().rotate(turn, expand=True)

    assert lies_sideways(np.asarray(image), None) is sideways


def test_turning_swaps_the_sides_of_the_page() -> None:
    sheet = upright(np.asarray(lines().rotate(90, expand=True)), 842, 595, 90)

    assert (sheet.width, sheet.height, sheet.turned) == (595, 842, 90)
    assert sheet.gray.shape == pytest.approx((2339, 1654), abs=3)


def test_places_are_given_on_the_page_as_it_lay_not_as_it_was_levelled() -> None:
    image = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(image)
    for rank in range(20):
        draw.rectangle((300, 300 + 80 * rank, 1400, 308 + 80 * rank), fill=0)
    tilted = image.rotate(2.0, resample=Image.Resampling.BICUBIC, fillcolor=255)
    draw.rectangle((300, 2200, 330, 2230), fill=0)
    spot = image.crop((300, 2200, 331, 2231))
    tilted.paste(spot, (300, 2100))
    sheet = upright(np.asarray(tilted), 595.44, 842.04, 0)
    low = sheet.gray[2020:2300] < 100
    ys, xs = np.nonzero(low)

    box = points(sheet, (xs.min(), ys.min() + 2020, xs.max() + 1, ys.max() + 2021))

    assert box == pytest.approx((300 * 0.36, 2100 * 0.36, 331 * 0.36, 2131 * 0.36), abs=1.5)


def test_a_sheet_on_a_desk_is_cut_out_and_straightened() -> None:
    photo = photographed(lines())

    assert sheet_corners(photo) is not None
    assert abs(skew(upright(photo, 623, 842, 0).gray)) < 0.2


def test_a_page_that_fills_the_picture_is_not_cut() -> None:
    assert sheet_corners(np.asarray(lines())) is None


def test_a_huge_sheet_is_read_at_less_than_200_dpi() -> None:
    sheet = upright(np.full((900, 900), 255, np.uint8), 14_400, 14_400, 0)

    assert sheet.gray.size <= 16_100_000
