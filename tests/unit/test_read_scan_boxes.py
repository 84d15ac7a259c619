"""Check boxes on scans: found and judged from pixels, whatever the pen did to them."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from pipeline.read.scan_boxes import pieces_of, without_boxes
from pipeline.read.scan_frames import Frame, frames_of
from pipeline.read.scan_page import upright
from pipeline.read.scan_pixels import Gray
from schemas.document import Span

FONTS = "/usr/share/fonts/truetype/dejavu"
Box = tuple[float, float, float, float]


def page(*marks: str, dpi: int = 200, pen: float = 1.7, font: str = "DejaVuSans") -> Image.Image:
    """Draw lines « ☐ label », each with its mark, at 40 points from one another."""
    k = dpi / 72
    image = Image.new("L", (round(595 * k), round(842 * k)), 255)
    draw = ImageDraw.Draw(image)
    type_ = ImageFont.truetype(f"{FONTS}/{font}.ttf", round(11 * k))
    for rank, mark in enumerate(marks):
        x, y = 70.0, 100.0 + 40 * rank
        box = (x, y, x + 8.5, y + 8.5)
        draw.rectangle([v * k for v in box], outline=0, width=max(1, round(0.6 * k)))
        draw.text((x * k + 14 * k, (y - 2) * k), "Études et formations", font=type_, fill=0)
        for stroke in STROKES[mark](box):
            draw.line([v * k for v in stroke], fill=30, width=round(pen * k))
    return image


STROKES = {
    "nothing": lambda _: [],
    "cross": lambda b: [
        (b[0] - 2, b[1] - 2, b[2] + 2, b[3] + 2),
        (b[2] + 2, b[1] - 2, b[0] - 2, b[3] + 2),
    ],
    "slash": lambda b: [(b[0] - 2, b[3] + 2, b[2] + 3, b[1] - 3)],
    "tick": lambda b: [
        (b[0] + 1, b[1] + 4, b[0] + 4, b[3] - 1),
        (b[0] + 4, b[3] - 1, b[2] + 4, b[1] - 4),
    ],
    "dash": lambda b: [(b[0] - 2, (b[1] + b[3]) / 2, b[2] + 2, (b[1] + b[3]) / 2)],
    "dot": lambda b: [(b[0] + 3, b[1] + 4, b[0] + 6, b[1] + 4)],
}


def scanned(image: Image.Image, *, skew: float = 0.0, noise: float = 4.0) -> Image.Image:
    grey = np.asarray(
        image.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=250).filter(
            ImageFilter.GaussianBlur(0.5)
        )
    ).astype(float)
    grain = np.random.default_rng(3).normal(0, noise, grey.shape)
    return Image.fromarray(np.clip(250 - (255 - grey) * 0.92 + grain, 0, 255).astype(np.uint8))


def states(image: Image.Image) -> list[bool | None]:
    sheet = upright(np.asarray(image), 595, 842, 0)
    return [span.ticked for span in judged(sheet.gray)]


def judged(gray: Gray) -> list[Span]:
    return [piece.span for piece in pieces_of(frames_of(gray), gray)]


@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize("skew", [-1.2, 0.0, 1.2])
def test_marks_are_told_from_empty_frames(dpi: int, skew: float) -> None:
    marks = ("nothing", "cross", "slash", "nothing", "tick", "dash", "dot", "nothing")

    found = states(scanned(page(*marks, dpi=dpi), skew=skew))

    assert found == [mark != "nothing" for mark in marks]


def test_a_frame_scribbled_over_is_found_by_its_column_and_is_not_sure() -> None:
    image = page("nothing", "nothing", "nothing", "nothing")
    ImageDraw.Draw(image).rectangle((191, 497, 221, 527), fill=20)
    sheet = upright(np.asarray(image), 595, 842, 0)

    pieces = judged(sheet.gray)

    assert [span.ticked for span in pieces] == [False, False, True, False]
    assert [span.confidence > 0.6 for span in pieces] == [True, True, False, True]


def test_a_box_with_a_ring_around_it_is_circled_and_not_sure() -> None:
    image = page("nothing", "nothing")
    ImageDraw.Draw(image).ellipse((184, 268, 229, 313), outline=30, width=4)
    sheet = upright(np.asarray(image), 595, 842, 0)

    span = judged(sheet.gray)[0]

    assert (span.ticked, span.circled, span.confidence <= 0.6) == (False, True, True)


def scribbled(box: Box, image: Image.Image, *, over: float = 4.0) -> None:
    """Blacken a box, and as many points around it."""
    k = 200 / 72
    around = (box[0] - over, box[1] - over, box[2] + over, box[3] + over)
    ImageDraw.Draw(image).rectangle([v * k for v in around], fill=20)


def test_a_scribble_among_plain_ticks_is_a_tick_taken_back_and_doubtful() -> None:
    image = page("cross", "nothing", "cross", "cross", "nothing")
    k = 200 / 72
    scribbled((70, 140, 78.5, 148.5), image)
    for side in ((66, 136, 66, 152), (66, 136, 82, 136)):  # its frame, as the form tells it
        ImageDraw.Draw(image).line([v * k for v in side], fill=0, width=2)
    sheet = upright(np.asarray(image), 595, 842, 0)
    frames = [Frame((194, 278 + 111 * rank, 219, 303 + 111 * rank), 1.0) for rank in range(5)]
    frames[1] = Frame((194, 388, 219, 413), 0.8)

    spans = [piece.span for piece in pieces_of(frames, sheet.gray)]

    assert [span.ticked for span in spans] == [True, False, True, True, False]
    assert [span.confidence > 0.9 for span in spans] == [True, False, True, True, True]


def test_a_pale_pencil_stroke_is_a_tick_or_a_doubt_never_an_empty_box() -> None:
    image = page("nothing", "nothing", "nothing", "nothing", "nothing")
    ImageDraw.Draw(image).line((192, 304, 222, 275), fill=185, width=3)

    spans = judged(upright(np.asarray(scanned(image)), 595, 842, 0).gray)

    assert spans[0].ticked or spans[0].confidence < 0.95
    assert [(span.ticked, span.confidence > 0.95) for span in spans[1:]] == [(False, True)] * 4


def test_a_tinted_empty_field_is_no_tick() -> None:
    image = page("nothing", "cross", "nothing")
    tinted = np.asarray(image).copy()
    tinted[280:300, 197:216] = np.minimum(tinted[280:300, 197:216], 205)

    assert states(Image.fromarray(tinted)) == [False, True, False]


@pytest.mark.parametrize("font", ["DejaVuSans-Bold", "DejaVuSerif", "DejaVuSansMono"])
@pytest.mark.parametrize("size", [9, 11, 14, 18, 24])
def test_letters_are_no_boxes(font: str, size: int) -> None:
    image = Image.new("L", (1654, 2339), 255)
    type_ = ImageFont.truetype(f"{FONTS}/{font}.ttf", round(size * 200 / 72))
    text = "DOB dbpq CDI CDD Hopital\nBODEGAS 0689 [ ] Bon\nDossier de candidature"
    ImageDraw.Draw(image).multiline_text((200, 300), text, font=type_, fill=0)

    assert frames_of(upright(np.asarray(image), 595, 842, 0).gray) == ()


def test_the_squares_of_a_postcode_are_no_check_boxes() -> None:
    image = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(image)
    for rank in range(5):
        draw.rectangle((300 + 28 * rank, 400, 328 + 28 * rank, 428), outline=0, width=2)

    assert frames_of(upright(np.asarray(image), 595, 842, 0).gray) == ()


def test_wiping_a_crossed_box_leaves_its_label() -> None:
    image = page("cross")
    sheet = upright(np.asarray(image), 595, 842, 0)
    bare = np.asarray(page()) if not frames_of(sheet.gray) else np.asarray(image)
    label = (slice(260, 320), slice(232, 700))

    wiped = without_boxes(sheet, sheet.gray, frames_of(sheet.gray))

    assert (wiped[260:330, 170:226] < 165).sum() == 0
    assert (wiped[label] < 165).sum() == pytest.approx((bare[label] < 165).sum(), rel=0.05)


def test_noise_alone_gives_no_box() -> None:
    rng = np.random.default_rng(5)
    image = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(image)
    for _ in range(400):
        x, y, wide, high = rng.integers((0, 0, 2, 2), (1600, 2300, 7, 7)).tolist()
        draw.ellipse((x, y, x + wide, y + high), fill=60)

    assert frames_of(upright(np.asarray(image), 595, 842, 0).gray) == ()


def test_the_side_of_a_frame_is_its_longer_one() -> None:
    assert Frame((10, 10, 32, 30), 1.0).side == 22


def test_a_page_covered_with_squares_is_a_texture_not_a_form() -> None:
    rows, columns = np.indices((2339, 1654)) % 34
    inside = (rows > 1) & (rows < 20) & (columns > 1) & (columns < 20)
    squares = np.where((rows < 22) & (columns < 22) & ~inside, 0, 255).astype(np.uint8)

    assert frames_of(squares) == ()
