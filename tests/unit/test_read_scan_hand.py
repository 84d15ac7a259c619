"""Scans: words written by hand told from printed ones by their pixels."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipeline.read.scan_hand import by_hand
from pipeline.read.scan_ocr import Word

FONTS = "/usr/share/fonts/truetype/dejavu/"
PRINT = ImageFont.truetype(FONTS + "DejaVuSans.ttf", 30)
LABELS = ("Nom de la structure", "Adresse postale", "Code postal", "Numéro de téléphone")
ANSWERS = ("Maison des jeunes", "douze rue des Lilas", "Lens centre", "trois zéro cinq")


class Paper:
    """A page on which words are printed or written, and what a recogniser says of them."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (1654, 900), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.words: list[Word] = []
        self.hand: list[bool] = []

    def printed(self, text: str, x: int, y: int, font: ImageFont.FreeTypeFont = PRINT) -> None:
        for word in text.split():
            self.draw.text((x, y), word, font=font, fill=(15, 15, 15))
            self._keep(word, self.draw.textbbox((x, y), word, font=font), 0.95, y, hand=False)
            x += round(self.draw.textlength(word + " ", font=font))

    def written(self, text: str, x: int, y: int, ink: tuple[int, int, int]) -> None:
        """Scribble a word as joined slanting loops of uneven height."""
        rng = np.random.default_rng(len(text) + y)
        for word in text.split():
            points = []
            for _ in range(2 * len(word)):
                points.append((x, y + int(rng.integers(-12, 34))))
                x += int(rng.integers(7, 15))
            self.draw.line(points, fill=ink, width=5, joint="curve")
            low, high = min(b for _, b in points), max(b for _, b in points)
            box = (points[0][0] - 3, low - 3, x + 3, high + 3)
            self._keep(word, box, 0.45, y, hand=True)
            x += 22

    def _keep(
        self, text: str, box: tuple[float, ...], sure: float, line: int, *, hand: bool
    ) -> None:
        x0, y0, x1, y1 = (round(side) for side in box)
        self.words.append(Word(text, (x0, max(0, y0), x1, y1), sure, line))
        self.hand.append(hand)

    def told(self) -> list[bool]:
        pixels = np.asarray(self.image)
        gray = np.asarray(self.image.convert("L"))
        chroma = (pixels.max(axis=2) - pixels.min(axis=2)).astype(np.uint8)
        return list(by_hand(gray, chroma if chroma.max() > 20 else None, self.words))


def form(*, ink: tuple[int, int, int] | None) -> Paper:
    """Print labels, each with its answer beside it: written in an ink, or printed."""
    paper = Paper()
    for rank, (label, answer) in enumerate(zip(LABELS * 2, ANSWERS * 2, strict=True)):
        y = 60 + 90 * rank
        paper.printed(label, 120, y)
        if ink is None:
            paper.printed(answer, 620, y)
        else:
            paper.written(answer, 620, y, ink)
    return paper


def test_answers_in_blue_are_by_hand_and_their_labels_are_not() -> None:
    paper = form(ink=(30, 50, 150))

    assert paper.told() == paper.hand


def test_answers_in_black_are_by_hand_and_their_labels_are_not() -> None:
    paper = form(ink=(15, 15, 15))

    assert paper.told() == paper.hand


def test_typed_answers_are_print() -> None:
    assert not any(form(ink=None).told())


def test_answers_typed_in_another_font_are_print() -> None:
    paper = Paper()
    serif = ImageFont.truetype(FONTS + "DejaVuSerif.ttf", 28)
    for rank, (label, answer) in enumerate(zip(LABELS * 2, ANSWERS * 2, strict=True)):
        paper.printed(label, 120, 60 + 90 * rank)
        paper.printed(answer, 620, 60 + 90 * rank, serif)

    assert not any(paper.told())


def test_a_page_without_words_has_none_by_hand() -> None:
    assert by_hand(np.full((100, 100), 255, np.uint8), None, ()) == ()
