"""Scans: ruled tables found, rules wiped without harm to letters, ink told from words."""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipeline.read.scan_grids import nested
from pipeline.read.scan_ink import Drawing, drawings_of, is_drawn
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_page import upright
from pipeline.read.scan_rules import Ruling, ruling_of, without_rules

FONT = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 30)


def blank() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", (1654, 2339), 255)
    return image, ImageDraw.Draw(image)


def ruling(image: Image.Image) -> Ruling:
    return ruling_of(upright(np.asarray(image), 595.44, 842.04, 0))


def table(draw: ImageDraw.ImageDraw, xs: list[int], ys: list[int]) -> None:
    for x in xs:
        draw.line((x, ys[0], x, ys[-1]), fill=0, width=2)
    for y in ys:
        draw.line((xs[0], y, xs[-1], y), fill=0, width=2)


def scrawl(draw: ImageDraw.ImageDraw, x: int, y: int, width: int) -> None:
    points = [(x + t * width / 60, y + 30 * math.sin(t / 4) + 12 * math.sin(t)) for t in range(61)]
    draw.line(points, fill=40, width=4, joint="curve")


def places(found: Ruling) -> list[list[tuple[int, int, int, int]]]:
    return [
        [(cell.row, cell.column, cell.row_span, cell.column_span) for cell, _ in grid.cells]
        for grid in found.grids
    ]


def drawings(image: Image.Image, words: Sequence[Word]) -> tuple[Drawing, ...]:
    grey = np.asarray(image)
    return drawings_of(grey, words, np.zeros_like(grey))


def test_a_table_gives_its_cells_row_by_row() -> None:
    image, draw = blank()
    table(draw, [200, 800, 1400], [1000, 1300, 1700])

    assert places(ruling(image)) == [[(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]]


def test_a_cell_over_two_columns_says_so() -> None:
    image, draw = blank()
    table(draw, [200, 800, 1400], [1000, 1100, 1200])
    draw.line((800, 1004, 800, 1096), fill=255, width=4)

    assert places(ruling(image)) == [[(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]]


def test_a_tilted_table_is_a_table_and_its_boxes_are_in_points() -> None:
    image, draw = blank()
    for rank in range(12):
        draw.text((200, 200 + 60 * rank), f"Ligne {rank} de la page à remplir", font=FONT, fill=0)
    table(draw, [200, 800, 1400], [1000, 1300, 1700])
    image = image.rotate(1.0, resample=Image.Resampling.BICUBIC, fillcolor=255)

    grids = ruling(image).grids

    assert len(grids[0].cells) == 4
    first = grids[0].cells[0][0].box
    assert first is not None
    assert abs(first[0] - 72) < 8
    assert abs(first[3] - 1300 * 0.36) < 8


def test_a_signature_across_the_rules_leaves_the_table_whole() -> None:
    image, draw = blank()
    table(draw, [200, 800, 1400], [1000, 1300, 1700])
    scrawl(draw, 600, 1500, 400)

    assert len(places(ruling(image))[0]) == 4


def test_a_stamp_put_down_askew_is_no_table() -> None:
    image, draw = blank()
    for rank in range(12):
        draw.text((200, 200 + 60 * rank), f"Ligne {rank} de la page à remplir", font=FONT, fill=0)
    draw.polygon([(400, 1200), (900, 1165), (914, 1360), (414, 1395)], outline=0, width=4)

    assert ruling(image).grids == ()


def test_letters_crossed_by_a_rule_keep_their_strokes() -> None:
    image, draw = blank()
    draw.rectangle((500, 780, 508, 830), fill=0)
    draw.line((200, 800, 1400, 800), fill=0, width=3)
    sheet = upright(np.asarray(image), 595.44, 842.04, 0)

    clean = without_rules(sheet.gray, ruling_of(sheet).alone)

    assert (clean[780:830, 502:506] < 165).all()
    assert (clean[790:810, 600:1300] > 200).all()


def test_the_dots_that_ask_for_an_answer_are_wiped_and_the_answer_is_not() -> None:
    image, draw = blank()
    draw.text((200, 500), "Fait à", font=FONT, fill=0)
    for x in range(320, 900, 9):
        draw.rectangle((x, 528, x + 3, 531), fill=0)
    bare, pen = blank()
    pen.text((450, 490), "Lens", font=FONT, fill=0)
    image.paste(bare.crop((450, 480, 540, 525)), (450, 480))
    sheet = upright(np.asarray(image), 595.44, 842.04, 0)

    clean = without_rules(sheet.gray, ruling_of(sheet).mask)

    assert (clean[526:534, 318:905] < 165).sum() == 0
    assert (clean[480:525, 450:540] < 165).sum() > 300
    assert (clean[500:535, 200:300] < 165).sum() > 300


def test_a_scrawl_is_strokes() -> None:
    image, draw = blank()
    scrawl(draw, 400, 1000, 300)

    found = drawings(image, ())

    assert [drawing.drawn for drawing in found] == ["strokes"]
    assert found[0].confidence > 0.9


def test_dust_is_no_drawing() -> None:
    image, draw = blank()
    for rank in range(120):
        x, y = rank * 7919 % 1600, rank * 104729 % 2300
        draw.ellipse((x, y, x + 12, y + 9), fill=30)

    assert drawings(image, ()) == ()


def test_a_shadow_at_the_edge_of_the_paper_is_no_drawing() -> None:
    image, draw = blank()
    draw.rectangle((0, 0, 30, 2339), fill=0)

    assert drawings(image, ()) == ()


def test_words_read_with_assurance_are_no_drawing() -> None:
    image, draw = blank()
    draw.text((300, 500), "Signature", font=FONT, fill=0)
    word = Word("Signature", (298, 500, 460, 540), 0.96, 0)

    assert drawings(image, (word,)) == ()


def test_a_frame_with_words_in_it_is_a_stamp_and_its_words_are_part_of_it() -> None:
    image, draw = blank()
    draw.polygon([(400, 1000), (800, 980), (808, 1150), (408, 1170)], outline=0, width=4)
    words = []
    for rank, text in enumerate(("MAISON DES JEUNES", "12 rue des Lilas", "62000 ARRAS")):
        x, y = 440, 1010 + 45 * rank
        draw.text((x, y), text, font=FONT, fill=0)
        for part in text.split():
            width = round(draw.textlength(part + " ", font=FONT))
            words.append(Word(part, (x, y + 4, x + width - 8, y + 34), 0.9, rank))
            x += width

    found = drawings(image, words)

    assert [drawing.drawn for drawing in found] == ["stamp"]
    assert all(is_drawn(word, found) for word in words)


def test_a_broad_logo_is_no_signature() -> None:
    image, draw = blank()
    draw.ellipse((300, 200, 420, 320), fill=20)
    draw.polygon([(360, 300), (440, 460), (280, 460)], fill=20)

    assert [drawing.drawn for drawing in drawings(image, ())] == ["photo"]


def test_a_stamp_put_down_level_is_a_stamp_and_no_rules() -> None:
    image, draw = blank()
    table(draw, [200, 1400], [900, 1300])
    draw.polygon([(400, 1000), (900, 1004), (899, 1180), (399, 1176)], outline=0, width=5)
    words = [Word("MAISON", (480 + 130 * n, 1040, 590 + 130 * n, 1070), 0.9, 0) for n in range(3)]
    words += [Word("ARRAS", (480 + 130 * n, 1100, 590 + 130 * n, 1130), 0.9, 1) for n in range(3)]
    sheet = upright(np.asarray(image), 595.44, 842.04, 0)
    rules = ruling_of(sheet)

    found = drawings_of(without_rules(sheet.gray, rules.mask), words, rules.alone)

    assert [drawing.drawn for drawing in found] == ["stamp"]


def test_a_frame_open_on_one_side_is_no_signature() -> None:
    image, draw = blank()
    draw.line([(300, 1400), (300, 900), (1300, 900), (1300, 1400)], fill=0, width=3)
    rules = ruling(image)

    assert drawings_of(np.asarray(image), (), rules.alone) == ()


def test_strokes_misread_as_letters_are_no_word() -> None:
    image, draw = blank()
    scrawl(draw, 400, 1000, 300)
    junk = Word("Wr", (420, 975, 640, 1030), 0.21, 0)

    found = drawings(image, (junk,))

    assert is_drawn(junk, found)


def test_a_line_of_dust_or_a_fold_over_the_whole_page_is_no_side_of_a_cell() -> None:
    image, draw = blank()
    table(draw, [200, 800, 1400], [400, 600, 800, 1700])
    clean = places(ruling(image))
    draw.line((1100, 0, 1100, 2338), fill=60, width=3)
    draw.line((0, 1000, 1653, 1000), fill=60, width=3)
    dusty = ruling(image)

    assert places(dusty) == clean
    assert dusty.alone[1200, 1100] > 0
    assert dusty.alone[1000, 500] > 0


def test_a_table_in_a_cell_of_another_is_told() -> None:
    image, draw = blank()
    table(draw, [200, 1400], [400, 600, 1500])
    table(draw, [250, 800, 1350], [800, 900, 1000])
    found = ruling(image)
    outer, inner = nested(found.grids)

    assert [len(grid.cells) for grid in outer] == [2]
    (home,) = inner
    assert home == outer[0].cells[1][1]
    assert [len(grid.cells) for grid in inner[home]] == [4]


def test_a_table_that_shares_a_side_with_its_cell_is_told_as_well() -> None:
    image, draw = blank()
    table(draw, [200, 1400], [400, 600, 1500])
    table(draw, [220, 800, 1400], [800, 900, 1000])
    outer, inner = nested(ruling(image).grids)

    assert [len(grid.cells) for grid in outer] == [2]
    assert [len(grid.cells) for grids in inner.values() for grid in grids] == [4]


def test_tables_in_tables_in_tables_are_told_apart() -> None:
    image, draw = blank()
    table(draw, [200, 1400], [400, 600, 1700])
    table(draw, [240, 800, 1360], [700, 900, 1600])
    table(draw, [840, 1000, 1320], [1000, 1200, 1300])
    outer, inner = nested(ruling(image).grids)

    assert [len(grid.cells) for grid in outer] == [2]
    assert sorted(len(grid.cells) for grids in inner.values() for grid in grids) == [4, 4]


def test_one_outline_in_another_of_nearly_its_size_breaks_nothing() -> None:
    for inset in range(2, 12):
        image, draw = blank()
        table(draw, [200, 800, 1400], [400, 600, 1700])
        table(draw, [200 + inset, 800 - inset], [600 + inset, 1700 - inset])
        table(draw, [210 + inset, 500, 790 - inset], [620, 900, 1690 - inset])
        assert ruling(image).grids
