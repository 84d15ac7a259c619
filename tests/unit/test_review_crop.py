"""The picture of a field, cut out of its page."""

import io

import numpy as np
from PIL import Image, ImageDraw

from pipeline.review.crop import Cut, cut
from schemas.document import Box

SCALE = 2.0
PAGE = (595, 842)


def page(*marks: Box) -> Image.Image:
    """Return a white A4 page with black marks, in points."""
    image = Image.new("L", (round(PAGE[0] * SCALE), round(PAGE[1] * SCALE)), 255)
    pen = ImageDraw.Draw(image)
    for mark in marks:
        pen.rectangle([side * SCALE for side in mark], fill=0)
    return image


def opened(found: Cut) -> Image.Image:
    return Image.open(io.BytesIO(found.jpeg))


def ink(found: Cut) -> int:
    """Count the dark pixels of a picture."""
    return int((np.asarray(opened(found).convert("L")) < 60).sum())


def amber(found: Cut) -> int:
    pixels = np.asarray(opened(found)).astype(int)
    return int(((pixels[..., 0] - pixels[..., 2]) > 100).sum())


def test_the_label_on_the_left_and_the_one_above_are_in_the_picture() -> None:
    beside, above = (100.0, 300.0, 160.0, 310.0), (170.0, 280.0, 260.0, 290.0)

    found = cut(page(beside, above), SCALE, (170.0, 300.0, 260.0, 310.0))

    assert ink(found) > 0.9 * 4 * (60 * 10 + 90 * 10)


def test_what_stands_far_away_is_not() -> None:
    found = cut(page((60.0, 600.0, 500.0, 620.0)), SCALE, (170.0, 300.0, 260.0, 310.0))

    assert ink(found) == 0
    assert found.height < 80


def test_the_place_of_the_answer_is_outlined_unless_it_is_guessed() -> None:
    box = (170.0, 300.0, 260.0, 310.0)

    assert amber(cut(page(), SCALE, box)) > 200
    assert amber(cut(page(), SCALE, box, outlined=False)) == 0


def test_the_picture_of_a_short_answer_is_wide_enough_to_find_its_place() -> None:
    assert cut(page(), SCALE, (500.0, 300.0, 510.0, 310.0)).width >= 300


def test_of_a_text_in_a_table_the_cell_of_its_label_is_shown() -> None:
    label = (75.0, 410.0, 210.0, 420.0)

    found = cut(page(label), SCALE, (240.0, 400.0, 520.0, 480.0))

    assert ink(found) > 0.9 * 4 * 135 * 10


def test_below_a_label_without_answer_its_room_is_shown() -> None:
    written_below = (100.0, 340.0, 160.0, 360.0)
    label = (75.0, 300.0, 260.0, 310.0)

    assert ink(cut(page(written_below), SCALE, label, empty=True)) > 0.9 * 4 * 60 * 20
    assert ink(cut(page(written_below), SCALE, label)) == 0


def test_without_a_box_the_whole_page_is_shown() -> None:
    found = cut(page(), SCALE, None)

    assert (round(found.width), round(found.height)) == PAGE


def test_a_box_beyond_the_page_still_gives_a_picture() -> None:
    for box in ((580.0, 830.0, 900.0, 990.0), (-50.0, -50.0, -10.0, -10.0), (10, 5, 10, 5)):
        picture = opened(cut(page(), SCALE, box))
        assert min(picture.size) >= 1
