"""Pictures: pen strokes are told from stamps, photographs, type and nothing."""

import hashlib
import io
import math
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.read.pictures import classify, classify_known

BLUE, BLACK = (30, 40, 140), (20, 20, 20)
PEN = {"width": 4, "joint": "curve"}


def stored(image: Image.Image, form: str = "PNG", **options: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def scrawl(draw: ImageDraw.ImageDraw, wide: int, high: int, colour: tuple[int, ...]) -> None:
    """Draw some loops and a flourish below them."""
    turns = [k / 20 for k in range(130)]
    loops = [
        (wide * (0.15 + 0.1 * t + 0.06 * math.cos(5 * t)), high * (0.5 + 0.3 * math.sin(5 * t)))
        for t in turns
    ]
    draw.line(loops, fill=colour, width=4, joint="curve")
    draw.line([(wide * 0.1, high * 0.9), (wide * 0.9, high * 0.8)], fill=colour, width=4)


def lines(draw: ImageDraw.ImageDraw, texts: tuple[str, ...], left: int, size: int = 30) -> None:
    font = ImageFont.load_default(size)
    for rank, text in enumerate(texts):
        draw.text((left, 40 + rank * size * 1.3), text, font=font, fill=BLUE)


ADDRESS = ("CENTRE SOCIAL DES LILAS", "12 rue des Acacias", "62300 LENS", "03 21 00 12 34")


def on(paper: Image.Image, draw: Callable[[ImageDraw.ImageDraw], None]) -> Image.Image:
    draw(ImageDraw.Draw(paper))
    return paper


def shaded_paper(wide: int, high: int) -> Image.Image:
    """Return grey paper under light from one side, with the grain of a camera."""
    light = np.linspace(150, 225, wide)[None, :, None] * np.ones((high, 1, 3))
    grain = np.random.default_rng(4).normal(0, 4, (high, wide, 1))
    return Image.fromarray(np.clip(light + grain, 0, 255).astype(np.uint8))


def white(wide: int = 480, high: int = 200) -> Image.Image:
    return Image.new("RGB", (wide, high), "white")


def test_pen_strokes_on_white_paper() -> None:
    image = on(white(), lambda draw: scrawl(draw, 480, 200, BLUE))

    assert classify(stored(image)) == "strokes"


def test_pen_strokes_on_nothing() -> None:
    image = Image.new("RGBA", (480, 200), (0, 0, 0, 0))
    scrawl(ImageDraw.Draw(image), 480, 200, (*BLACK, 255))

    assert classify(stored(image)) == "strokes"


@pytest.mark.parametrize("mode", ["L", "P", "LA", "1", "CMYK"])
def test_pen_strokes_in_other_colour_modes(mode: str) -> None:
    image = on(white(), lambda draw: scrawl(draw, 480, 200, BLACK)).convert(mode)

    assert classify(stored(image, "TIFF" if mode == "CMYK" else "PNG")) == "strokes"


@pytest.mark.parametrize("quality", [40, 75])
def test_a_photographed_signature_on_shaded_paper(quality: int) -> None:
    image = on(shaded_paper(480, 200), lambda draw: scrawl(draw, 480, 200, BLUE))

    assert classify(stored(image, "JPEG", quality=quality)) == "strokes"


def test_a_signature_from_a_telephone_of_twelve_million_pixels() -> None:
    image = on(shaded_paper(480, 360), lambda draw: scrawl(draw, 480, 360, BLUE))

    assert classify(stored(image.resize((4000, 3000)), "JPEG", quality=70)) == "strokes"


def test_initials_are_strokes() -> None:
    def initials(draw: ImageDraw.ImageDraw) -> None:
        draw.line([(60, 170), (70, 30), (130, 50), (75, 100), (150, 170)], fill=BLUE, **PEN)
        draw.line([(200, 30), (195, 170)], fill=BLUE, **PEN)
        draw.line([(200, 30), (260, 90), (197, 170)], fill=BLUE, **PEN)

    assert classify(stored(on(white(320, 200), initials))) == "strokes"


def test_a_framed_stamp() -> None:
    image = on(white(), lambda draw: lines(draw, ADDRESS[:3], 30, 28))
    ImageDraw.Draw(image).rectangle([8, 8, 470, 190], outline=BLUE, width=4)

    assert classify(stored(image.rotate(4, fillcolor="white"))) == "stamp"


def test_an_oval_stamp_in_a_photograph() -> None:
    image = on(shaded_paper(560, 260), lambda draw: lines(draw, ADDRESS[:3], 130, 26))
    ImageDraw.Draw(image).ellipse([8, 8, 550, 250], outline=BLUE, width=4)

    assert classify(stored(image, "JPEG", quality=75)) == "stamp"


def test_an_address_without_a_frame_is_a_stamp() -> None:
    assert classify(stored(on(white(480, 240), lambda draw: lines(draw, ADDRESS, 20)))) == "stamp"


def test_a_typed_name_is_no_signature() -> None:
    image = on(white(480, 110), lambda draw: lines(draw, ("Sandrine Caron",), 20, 44))

    assert classify(stored(image)) == "unknown"


def test_a_signature_across_a_stamp_is_left_to_a_person() -> None:
    image = on(white(480, 240), lambda draw: lines(draw, ADDRESS, 20))
    scrawl(ImageDraw.Draw(image), 480, 240, BLACK)

    assert classify(stored(image)) == "unknown"


def test_a_landscape_is_a_photograph() -> None:
    chance = np.random.default_rng(2)
    coarse = Image.fromarray(chance.integers(0, 255, (9, 12, 3), dtype=np.uint8))

    image = coarse.resize((640, 480), Image.Resampling.BICUBIC)

    assert classify(stored(image, "JPEG", quality=75)) == "photo"


def test_a_poster_is_a_photograph() -> None:
    image = Image.new("RGB", (640, 360), (250, 214, 90))
    lines(ImageDraw.Draw(image), ("Fête du jeu", "samedi 14 mars"), 40, 60)

    assert classify(stored(image)) == "photo"


def test_a_logo_of_surfaces_is_no_signature() -> None:
    image = white(300, 150)
    draw = ImageDraw.Draw(image)
    draw.ellipse([20, 20, 120, 120], fill=(200, 60, 40))
    draw.rectangle([150, 50, 270, 100], fill=(20, 90, 120))

    assert classify(stored(image)) == "photo"


@pytest.mark.parametrize(
    "image",
    [white(), Image.new("RGBA", (200, 80), (0, 0, 0, 0)), Image.new("L", (1, 1), 255)],
)
def test_nothing_is_blank(image: Image.Image) -> None:
    assert classify(stored(image)) == "blank"


def test_empty_grey_paper_is_no_signature() -> None:
    assert classify(stored(shaded_paper(480, 200), "JPEG", quality=60)) in ("blank", "unknown")


def test_a_ruled_line_is_no_signature() -> None:
    image = on(white(), lambda draw: draw.line([(20, 100), (460, 100)], fill=BLACK, width=3))

    assert classify(stored(image)) == "unknown"


def test_an_empty_frame_is_no_signature() -> None:
    image = on(white(), lambda draw: draw.rectangle([9, 9, 470, 190], outline=BLACK, width=3))

    assert classify(stored(image)) == "unknown"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"\x01\x00\x00\x00" + bytes(60),
        b"\xd7\xcd\xc6\x9a" + bytes(60),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        stored(white())[:300],
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    ],
)
def test_what_cannot_be_opened_is_unknown(data: bytes) -> None:
    assert classify(data) == "unknown"


@pytest.mark.parametrize("size", [(461, 171), (1999, 701), (30_000, 1), (1, 30_000)])
def test_an_empty_transparent_picture_of_any_shape_is_blank(size: tuple[int, int]) -> None:
    assert classify(stored(Image.new("RGBA", size, (0, 0, 0, 0)))) == "blank"


@pytest.mark.parametrize("size", [(461, 171), (1199, 503)])
def test_pen_strokes_on_nothing_in_sizes_that_do_not_divide(size: tuple[int, int]) -> None:
    image = Image.new("RGBA", (480, 200), (0, 0, 0, 0))
    scrawl(ImageDraw.Draw(image), 480, 200, (*BLACK, 255))

    assert classify(stored(image.resize(size))) == "strokes"


def test_a_picture_seen_before_is_told_by_its_digest() -> None:
    image = stored(on(white(), lambda draw: scrawl(draw, 480, 200, BLUE)))
    digest = hashlib.sha256(image).hexdigest()

    first, again = classify_known(image, digest), classify_known(b"", digest)

    assert (first, again) == ("strokes", "strokes")


def test_a_picture_of_too_many_pixels_is_not_decoded() -> None:
    huge = Image.new("1", (12_000, 12_000), 1)

    assert classify(stored(huge)) == "unknown"
