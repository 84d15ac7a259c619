"""Words of a scan read again: shared out, spaced, cut out level, and weighed."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.read.scan_again import Sheets, read_again, recognised
from pipeline.read.scan_page import Sheet
from pipeline.read.scan_shares import respaced, shared_out
from schemas.document import Block, Document, Page, Span, Where

FONT = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 30)


@pytest.mark.parametrize(
    ("words", "line", "shares"),
    [
        (["zoe", " @mijc.org"], "zoe@mjc.org", ["zoe", " @mjc.org"]),
        (["03", " 21"], "03 21", ["03", " 21"]),
        (["abc"], "", [""]),
        (["abc", " de"], "xabc de", ["xabc", " de"]),
        (["Ecole", " Jean"], "École Jean", ["École", " Jean"]),
    ],
)
def test_a_line_read_again_is_shared_out_among_its_words(
    words: list[str], line: str, shares: list[str]
) -> None:
    assert shared_out(words, line) == shares


@pytest.mark.parametrize(
    ("words", "line", "spaced"),
    [
        ([" Montreui", " l-sur-Mer"], "Montreuil-sur-Mer", [" Montreui", "l-sur-Mer"]),
        ([" Page", " :", " mjc"], "Page: mjc", [" Page", " :", " mjc"]),
        (["RueHaute"], "Rue Haute", ["Rue Haute"]),
        ([" Zoé", " Martin"], "ZoéMartin", [" Zoé", " Martin"]),
        ([" 03", " 21", " 00"], "032100", [" 03", " 21", " 00"]),
        ([" 2", " place", " Foch"], "2 place Foch", [" 2", " place", " Foch"]),
    ],
)
def test_blanks_between_letters_are_those_of_the_second_reading(
    words: list[str], line: str, spaced: list[str]
) -> None:
    assert respaced(words, line) == spaced


def test_a_wide_gap_is_a_blank_whatever_the_second_reading_says() -> None:
    assert respaced(["Hesdin", " Le"], "HesdinLe", [False, True]) == ["Hesdin", " Le"]


def line_of(text: str, *, slope: float = 0.0) -> Image.Image:
    """Return a page of one line at 200 dpi, climbing by some degrees."""
    page = Image.new("L", (1200, 300), 255)
    ImageDraw.Draw(page).text((100, 130), text, font=FONT, fill=0)
    return page.rotate(slope, fillcolor=255)


def scanned(text: str, pixels: Image.Image, box: tuple[float, float, float, float]) -> Span:
    """Return the span first read as `text` at `box` after a second reading."""
    sheets = Sheets()
    gray = np.asarray(pixels, np.uint8)
    sheets.keep(1, gray, Sheet(gray, None, np.diag([0.36, 0.36, 1.0]), 0, 432.0, 108.0))
    where = Where(page=1, box=box)
    block = Block(spans=(Span(text=text, confidence=0.9, box=box),), where=where)
    document = Document(
        reader="scan", blocks=(block,), pages=(Page(number=1, width=432, height=108),)
    )
    (read,) = read_again(document, sheets, [where]).blocks
    return read.spans[0]


BOX = (34.0, 46.0, 200.0, 60.0)


@pytest.mark.slow
def test_letters_that_both_recognisers_see_are_confirmed() -> None:
    span = scanned("06 39 98 12 34", line_of("06 39 98 12 34"), BOX)
    assert (span.text, span.second) == ("06 39 98 12 34", "06 39 98 12 34")


@pytest.mark.slow
def test_a_slip_of_the_page_reading_is_put_right_when_the_line_alone_says_otherwise() -> None:
    span = scanned("0G 39 98 12 34", line_of("06 39 98 12 34"), BOX)
    assert span.text.replace(" ", "") == "0639981234"
    assert span.text == span.second


@pytest.mark.slow
def test_only_the_places_asked_for_are_read_again() -> None:
    block = Block(spans=(Span(text="Lens", confidence=0.9, box=BOX),), where=Where(page=1, box=BOX))
    document = Document(reader="scan", blocks=(block,))
    assert read_again(document, Sheets(), []) is document


@pytest.mark.slow
def test_what_is_no_latin_script_is_no_reading() -> None:
    scribble = Image.new("L", (200, 48), 255)
    pen = ImageDraw.Draw(scribble)
    for y in (10, 24, 38):
        pen.line((20, y, 60, y), fill=0, width=3)
    assert all(ord(char) < 0x2123 for char in recognised(np.asarray(scribble, np.uint8)))
