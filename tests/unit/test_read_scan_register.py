"""Pages laid upon the blank form: places of boxes, misread words given back, nothing invented."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.read.scan_frames import Frame, frames_of
from pipeline.read.scan_layout import Found
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_on_form import registered
from pipeline.read.scan_page import DPI, upright
from pipeline.read.scan_register import register
from pipeline.read.scan_register_pages import page_of
from pipeline.read.scan_rules import ruling_of
from schemas.blank import Blank, PrintedLine, PrintedPage, PrintedWord
from schemas.document import Box

K = DPI / 72
SIDE = 8.0  # points


def printed(text: str, x: float, y: float) -> tuple[list[PrintedWord], list[Box]]:
    """Print words 5 points a letter from x on; « ☐ » is a box."""
    words: list[PrintedWord] = []
    boxes: list[Box] = []
    for word in text.split():
        wide = SIDE if word == "☐" else 5.0 * len(word)
        if word == "☐":
            boxes.append((x, y, x + SIDE, y + SIDE))
        else:
            words.append(PrintedWord(text=word, box=(x, y, x + wide, y + SIDE)))
        x += wide + 4
    return words, boxes


def line(text: str, x: float, y: float) -> PrintedLine:
    words, boxes = printed(text, x, y)
    return PrintedLine(words=tuple(words), boxes=tuple(boxes))


PAGES = (
    ("Règlement de la consultation", "Pièces à joindre au dossier complet"),
    (
        "Nom de la structure :",
        "Avez-vous un compte sur les réseaux sociaux ? ☐ Oui ☐ Non",
        "Contrat : ☐ CDI ☐ CDD ☐ Autres",
        "☐ Emploi et insertion",
        "☐ Santé et prévention",
        "Observations éventuelles :",
    ),
    ("Fait à le", "Nom et qualité du représentant légal :", "Signature et cachet :"),
)
BLANK = Blank(
    pages=tuple(
        PrintedPage(
            width=595,
            height=842,
            lines=tuple(line(text, 70, 100 + 20 * rank) for rank, text in enumerate(lines)),
        )
        for lines in PAGES
    )
)


class Scan:
    """A page as a recogniser sees it: words where they are put, boxes and marks as pixels."""

    def __init__(self) -> None:
        self.image = Image.new("L", (1654, 2339), 255)
        self.draw = ImageDraw.Draw(self.image)
        self.words: list[Word] = []
        self.boxes: list[Box] = []

    def put(self, text: str, *, x: float = 70, y: float, read: str | None = None) -> None:
        """Print a line; `read` says what the recogniser makes of its words, « - » of one lost."""
        words, boxes = printed(text, x, y)
        for box in boxes:
            self.draw.rectangle([round(v * K) for v in box], outline=0, width=2)
        self.boxes += boxes
        seen = [word.text for word in words] if read is None else read.split()
        row = len(self.words)
        for word, shown in zip(words, seen, strict=True):
            place = tuple(round(v * K) for v in word.box)
            self.draw.rectangle((place[0], place[1] + 4, place[2], place[3] - 4), fill=90)
            if shown != "-":
                self.words.append(Word(shown, (place[0], place[1], place[2], place[3]), 0.9, row))

    def cross(self, rank: int, *, over: float = 6.0) -> None:
        """Cross a box with a felt pen, far beyond its frame."""
        x0, y0, x1, y1 = self.boxes[rank]
        for stroke in (
            (x0 - over, y0 - over, x1 + over / 2, y1 + over),
            (x0 - over, y1 + over, x1 + over / 2, y0 - over),
        ):
            self.draw.line([v * K for v in stroke], fill=20, width=9)

    def scribble(self, rank: int) -> None:
        """Hide a box under a blot."""
        x0, y0, x1, y1 = self.boxes[rank]
        self.draw.ellipse([v * K for v in (x0 - 3, y0 - 2, x1 + 3, y1 + 2)], fill=20)

    def found(self) -> Found:
        """Give the page as its reading by itself leaves it."""
        sheet = upright(np.asarray(self.image), 595.4, 842.0, 0)
        gray = sheet.gray
        frames = frames_of(gray)
        return Found(
            name="",
            sheet=sheet,
            ruling=ruling_of(sheet),
            frames=frames,
            words=tuple(self.words),
            clean=gray,
            plain=gray,
            unruled=gray,
            legible=0.9,
        )


def boxes_near(found: Found, scan: Scan) -> list[bool]:
    """Tell of each printed box whether a frame was found at its place."""
    return [
        any(
            abs(frame.box[0] - box[0] * K) < 8 and abs(frame.box[1] - box[1] * K) < 8
            for frame in found.frames
        )
        for box in scan.boxes
    ]


def texts(found: Found) -> list[str]:
    return [word.text for word in sorted(found.words, key=lambda w: (w.box[1] // 20, w.box[0]))]


def filled(answer: str = "Maison des jeunes") -> Scan:
    """Give a page typed on the form's words, flowing on under an answer."""
    scan = Scan()
    scan.put("Nom de la structure :", y=120)
    scan.put(answer, x=200, y=120)
    scan.put("Avez-vous un compte sur les réseaux sociaux ? ☐ Oui ☐ Non", y=165)
    scan.put("Contrat : ☐ CDI ☐ CDD ☐ Autres", y=185)
    scan.put("☐ Emploi et insertion", y=230)
    scan.put("☐ Santé et prévention", y=250)
    scan.put("Observations éventuelles :", y=300)
    return scan


def test_the_lines_of_a_page_are_told_with_their_own_shift() -> None:
    registration = register(filled().found(), BLANK)

    assert [(laid.page, laid.rank) for laid in registration.lines] == [(2, r) for r in range(6)]
    assert registration.scale == pytest.approx(K, rel=0.02)


def test_a_box_hidden_by_its_mark_is_found_where_the_form_prints_it() -> None:
    scan = filled()
    scan.scribble(0)
    scan.cross(5, over=9)
    alone = scan.found()

    whole = registered(alone, BLANK)

    assert boxes_near(whole, scan) == [True] * 7
    assert len(whole.frames) == 7


def test_a_letter_typed_for_a_box_and_read_with_its_option_is_parted_from_it() -> None:
    scan = Scan()
    scan.put("Contrat : ☐ CDI", y=185)
    cdd = next(word for word in BLANK.pages[1].lines[2].words if word.text == "CDD")
    left, right = round((cdd.box[0] - 9) * K), round(cdd.box[2] * K)
    row, top = scan.words[0].line, scan.words[0].box[1]
    scan.words.append(Word("XCDD", (left, top, right, top + 22), 0.9, row))
    scan.put("Observations éventuelles :", y=300)

    whole = registered(scan.found(), BLANK)

    assert texts(whole)[2:5] == ["CDI", "X", "CDD"]
    assert len(whole.frames) == 1


def test_misread_words_of_the_form_are_given_back_and_less_sure() -> None:
    scan = filled()
    scan.words = [w for w in scan.words if w.text not in ("Oui", "Emploi")]
    scan.put("Observations éventuelles :", y=330, read="0bservatlons éventuelles :")

    whole = registered(scan.found(), BLANK)

    back = {word.text: word.confidence for word in whole.words}
    assert {"Oui", "Emploi"} <= back.keys()
    assert max(back["Oui"], back["Emploi"]) < 0.8


def test_an_answer_is_never_changed_into_words_of_the_form() -> None:
    scan = filled(answer="Emplois et santé structures")

    whole = registered(scan.found(), BLANK)

    answer = [word.text for word in whole.words if word.box[0] > 500 and word.box[1] < 360]
    assert answer == ["Emplois", "et", "santé", "structures"]


def test_a_letter_of_the_form_taken_for_a_frame_is_none() -> None:
    scan = filled()
    letter = next(word for word in scan.words if word.text == "structure").box
    alone = scan.found()
    d = Frame((letter[0] + 20, letter[1], letter[0] + 41, letter[1] + 21), 0.9)
    assert d not in alone.frames

    whole = registered(replace(alone, frames=(*alone.frames, d)), BLANK)

    assert whole.frames == alone.frames


def test_a_page_of_something_else_stays_as_it_was_found() -> None:
    scan = Scan()
    for rank, text in enumerate(("Procès-verbal de réunion", "Le bureau vote son budget")):
        scan.put(text, y=200 + 30 * rank)
    alone = scan.found()

    assert registered(alone, BLANK) == alone


def test_a_letter_typed_instead_of_a_box_stays_a_letter() -> None:
    scan = Scan()
    scan.put("[x] Emploi et insertion", y=230)
    scan.put("☐ Santé et prévention", y=250)
    scan.put("Observations éventuelles :", y=300)

    whole = registered(scan.found(), BLANK)

    assert len(whole.frames) == 1
    assert texts(whole)[0] == "[x]"


def test_a_form_typed_again_in_larger_letters_is_laid_all_the_same() -> None:
    scan = filled()
    scan.image = scan.image.resize((1984, 2807)).crop((0, 0, 1654, 2339))
    scan.words = [
        Word(w.text, tuple(round(1.2 * v) for v in w.box), w.confidence, w.line)  # type: ignore[arg-type]
        for w in scan.words
    ]

    registration = register(scan.found(), BLANK)

    assert len(registration.lines) == 6
    assert registration.scale == pytest.approx(1.2 * K, rel=0.02)


def test_the_page_of_the_form_that_a_scanned_page_is() -> None:
    scan = Scan()
    scan.put("Fait à Lens le 12/11/2024", y=120)
    scan.put("Nom et qualité du représentant légal :", y=150)
    scan.put("Signature et cachet :", y=170)

    assert page_of(["Nom de la structure : Foyer", "Contrat : CDI CDD Autres"], BLANK).page == 2
    match = page_of([" ".join(w.text for w in scan.words)], BLANK)
    assert (match.page, match.first, match.last) == (3, (3, 0), (3, 2))
    assert match.share > 0.9


def test_a_page_without_words_of_the_form_is_none_of_its_pages() -> None:
    assert page_of(["Compte rendu de séance", "Budget voté"], BLANK).page is None
