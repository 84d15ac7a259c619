"""Options set apart without their box, seen in the pixels of a scan."""

from dataclasses import asdict

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from pipeline.read.scan_frames import Frame
from pipeline.read.scan_looks import looks_of
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_page import upright

FONTS = "/usr/share/fonts/truetype/dejavu"
LABELS = ("Santé", "Études / formations", "Emploi", "Loisirs")
STEP = 80


class Page:
    """Four options one below the other, each with its box, at 200 dpi."""

    def __init__(self, *, bold: int | None = None) -> None:
        self.image = Image.new("RGB", (1654, 2339), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.frames: list[Frame] = []
        self.words: list[Word] = []
        for rank, label in enumerate(LABELS):
            top = 300 + STEP * rank
            name = "DejaVuSans-Bold" if rank == bold else "DejaVuSans"
            font = ImageFont.truetype(f"{FONTS}/{name}.ttf", 30)
            self.draw.rectangle((200, top, 223, top + 23), outline="black", width=2)
            self.frames.append(Frame((200, top, 224, top + 24), 1.0))
            self.draw.text((240, top - 6), label, font=font, fill="black")
            left, upper, right, lower = self.draw.textbbox((240, top - 6), label, font=font)
            box = (round(left), round(upper), round(right), round(lower))
            self.words.append(Word(label, box, 0.9, rank))

    def looks(self, *, skew: float = 0.0) -> list[set[str]]:
        """Name what sets each option apart, on a page somewhat blurred."""
        image = self.image.rotate(skew, fillcolor="white").filter(ImageFilter.GaussianBlur(0.6))
        sheet = upright(np.asarray(image), 595.4, 842.0, 0)
        found = looks_of(self.words, self.frames, sheet, sheet.gray)
        return [{name for name, on in asdict(found[w]).items() if on} for w in self.words]

    def box_of(self, rank: int) -> tuple[int, int, int, int]:
        return self.words[rank].box


def test_plain_options_are_not_set_apart() -> None:
    assert Page().looks() == [set(), set(), set(), set()]


def test_an_option_struck_out_is_seen() -> None:
    page = Page()
    x0, _, x1, _ = page.box_of(1)
    page.draw.line((x0 - 2, 393, x1 + 2, 392), fill="black", width=3)

    assert page.looks() == [set(), {"strike"}, set(), set()]


def test_an_option_underlined_is_seen() -> None:
    page = Page()
    x0, _, x1, _ = page.box_of(2)
    page.draw.line((x0, 488, x1, 488), fill="black", width=3)

    assert page.looks() == [set(), set(), {"underline"}, set()]


@pytest.mark.parametrize("felt", ["#fff200", "#d0d0d0"])
def test_an_option_highlighted_in_colour_or_grey_is_seen(felt: str) -> None:
    page = Page()
    x0, y0, x1, y1 = page.box_of(3)
    area = page.image.crop((x0 - 4, y0 - 4, x1 + 4, y1 + 4))
    tinted = np.minimum(np.asarray(area), np.asarray(Image.new("RGB", area.size, felt)))
    page.image.paste(Image.fromarray(tinted), (x0 - 4, y0 - 4))

    assert page.looks() == [set(), set(), set(), {"highlight"}]


def test_an_option_in_bold_is_seen() -> None:
    assert Page(bold=0).looks() == [{"bold"}, set(), set(), set()]


def test_an_option_circled_with_its_box_is_seen() -> None:
    page = Page()
    page.draw.ellipse((186, 448, 380, 498), outline="black", width=4)

    assert page.looks() == [set(), set(), {"circled"}, set()]


def test_one_option_alone_is_compared_with_nothing() -> None:
    page = Page(bold=0)
    sheet = upright(np.asarray(page.image), 595.4, 842.0, 0)

    assert looks_of(page.words[:1], page.frames[:1], sheet, sheet.gray) == {}
