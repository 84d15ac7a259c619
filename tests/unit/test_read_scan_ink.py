"""Scans: signatures told from stamps, stains, dust and writing, with how sure that is."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.read.scan_ink import Drawing, drawings_of
from pipeline.read.scan_lines import Pixels
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_traces import traces_of

FONT = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf", 22)


def page() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", (1200, 800), 255)
    return image, ImageDraw.Draw(image)


def scrawl(draw: ImageDraw.ImageDraw, box: Pixels, *, shade: int = 30, pen: int = 4) -> None:
    """Draw loops of a running hand from the left side of a box to its right side."""
    x0, y0, x1, y1 = box
    middle, half = (y0 + y1) / 2, (y1 - y0) / 2
    points = [
        (x0 + (x1 - x0) * t / 120, middle + half * math.sin(t / 5) * math.cos(t / 40))
        for t in range(121)
    ]
    draw.line(points, fill=shade, width=pen, joint="curve")


def lines_of_a_stamp(draw: ImageDraw.ImageDraw, centre: tuple[int, int]) -> None:
    for rank, text in enumerate(("MAIRIE DE LENS", "8 place Jaurès", "62300 LENS")):
        draw.text((centre[0], centre[1] + 28 * (rank - 1)), text, font=FONT, fill=20, anchor="mm")


def found(
    image: Image.Image, words: Sequence[Word] = (), holes: Sequence[Pixels] = ()
) -> tuple[Drawing, ...]:
    gray = np.asarray(image)
    return drawings_of(gray, words, np.zeros_like(gray), holes)


def kinds(drawings: Sequence[Drawing]) -> list[tuple[str, bool]]:
    return [(one.drawn, one.confidence >= 0.8) for one in drawings]


def test_a_running_hand_is_surely_a_signature() -> None:
    image, draw = page()
    scrawl(draw, (200, 200, 460, 300))

    assert kinds(found(image)) == [("strokes", True)]


def test_an_initial_of_five_millimetres_is_a_signature() -> None:
    image, draw = page()
    draw.line([(300, 340), (310, 300), (325, 338), (340, 298), (350, 342)], fill=30, width=5)

    assert kinds(found(image)) == [("strokes", True)]


@pytest.mark.parametrize(("shade", "sure"), [(120, True), (185, False)])
def test_a_pencil_signs_and_a_stain_does_not(shade: int, sure: bool) -> None:  # noqa: FBT001 -- a case of the table
    image, draw = page()
    scrawl(draw, (200, 200, 460, 300), shade=shade)

    assert kinds(found(image)) == [("strokes", sure)]


def test_dust_is_no_drawing_and_leaves_no_trace() -> None:
    image, draw = page()
    for rank in range(60):
        x, y = 200 + 53 * rank % 300, 200 + 31 * rank % 170
        draw.ellipse((x, y, x + rank % 4 + 1, y + rank % 4 + 1), fill=60)

    drawings = found(image)

    assert drawings == ()
    assert traces_of(np.asarray(image), (), drawings, ()) == ()


def test_strokes_in_which_letters_are_read_are_doubtful() -> None:
    image, draw = page()
    scrawl(draw, (200, 220, 400, 270))
    word = Word("Tomasz", (198, 218, 402, 272), 0.4, 0)

    assert kinds(found(image, [word])) == [("strokes", False)]


def test_signatures_of_two_cells_are_two() -> None:
    image, draw = page()
    scrawl(draw, (200, 200, 392, 300))
    scrawl(draw, (410, 200, 600, 300))

    drawings = found(image, holes=[(100, 100, 399, 500), (402, 100, 700, 500)])

    assert kinds(drawings) == [("strokes", True), ("strokes", True)]


def test_a_signature_that_reaches_into_the_next_cell_is_doubted_there_alone() -> None:
    image, draw = page()
    scrawl(draw, (110, 200, 397, 300))
    scrawl(draw, (404, 220, 470, 270))

    drawings = found(image, holes=[(100, 100, 399, 500), (402, 100, 700, 500)])

    by_side = {one.box[0] < 400: one.confidence >= 0.8 for one in drawings}
    assert by_side == {True: True, False: False}


@pytest.mark.parametrize("shape", ["straight", "round", "oval", "askew"])
def test_a_stamp_is_known_by_its_frame_and_letters(shape: str) -> None:
    image, draw = page()
    if shape == "round":
        draw.ellipse((250, 150, 550, 450), outline=20, width=5)
    elif shape == "oval":
        draw.ellipse((220, 210, 580, 390), outline=20, width=5)
    else:
        draw.rectangle((260, 240, 540, 360), outline=20, width=5)
    lines_of_a_stamp(draw, (400, 300))
    if shape == "askew":
        image = image.rotate(6, resample=Image.Resampling.BICUBIC, fillcolor=255)

    assert [one.drawn for one in found(image)] == ["stamp"]


def test_a_signature_over_a_stamp_is_seen_and_left_to_a_person() -> None:
    image, draw = page()
    draw.rectangle((260, 240, 540, 360), outline=20, width=5)
    lines_of_a_stamp(draw, (400, 300))
    scrawl(draw, (290, 250, 510, 350), pen=5)

    assert kinds(found(image)) == [("stamp", True), ("strokes", False)]


def test_a_signature_within_its_own_loop_is_no_stamp() -> None:
    image, draw = page()
    draw.ellipse((250, 210, 550, 390), outline=30, width=4)
    scrawl(draw, (290, 260, 510, 340))

    assert [one.drawn for one in found(image)] == ["strokes"]


def test_a_small_stroke_that_is_nothing_is_kept_as_a_trace() -> None:
    image, draw = page()
    draw.line([(300, 300), (312, 318), (318, 300)], fill=30, width=4)
    gray = np.asarray(image)

    (trace,) = traces_of(gray, (), found(image), ())

    assert trace.confidence < 0.35
