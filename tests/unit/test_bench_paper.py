"""The generator of paper dossiers: seeded, honest about what a human reads."""

from pathlib import Path

import numpy as np
import pytest

import bench.degrade_photo
import bench.degrade_sheet  # noqa: F401 -- both add their operations
from bench.degrade import OPERATIONS, Page, Setting
from bench.paper import make
from bench.paper_marks import Table, mark_boxes, signature_places, unsign
from bench.paper_mix import Recipe
from bench.paper_person import REPOSITORY, Job, form_of, outcome_of
from bench.paper_print import Box, Sheet, printed, sheets, sources
from bench.paper_read import Judged, Verdict
from bench.pens import MARKS, PENS, Rect
from bench.reliability import reliability, summary, sure_share

CORPUS = REPOSITORY / "tests" / "truth" / "corpus" / "pdn62-2019"
FORM = form_of("pdn62-2019")
NEUTRAL = {
    "resolution": 100,
    "copier": 100,
    "jpeg": 100,
    **dict.fromkeys(("skew", "noise", "specks", "blur", "fade", "turned", "grey"), 0),
    **dict.fromkeys(("binding", "back", "holes", "folds", "coffee", "streaks", "shade"), 0),
}


def page() -> Page:
    """A white page with a black bar and a red one."""
    blank = np.full((600, 420, 3), 255, np.uint8)
    blank[100:112, 60:300] = 0
    blank[300:330, 60:300] = (200, 30, 30)
    return blank


def sheet_with_boxes(printed_as: str) -> Sheet:
    """A sheet at 72 dpi with boxes of 12 points under each other, `x` for a ticked one."""
    picture = np.full((400, 300, 3), 255, np.uint8)
    boxes = []
    for rank, sign in enumerate(printed_as):
        x, y = 50, 50 + 60 * rank
        picture[y : y + 12, x : x + 12] = 0
        picture[y + 1 : y + 11, x + 1 : x + 11] = 0 if sign == "x" else 255
        boxes.append(Box(Rect(x, y, x + 12, y + 12), "Emploi", x + 60.0, ticked=sign == "x"))
    return Sheet(picture, (300, 400), (), boxes, (), ())


def verdict(name: str, *fields: tuple[bool, bool, float]) -> Verdict:
    told = [
        Judged(name, "pdf-scan", "office", f"champ.{rank}", "text", *field)
        for rank, field in enumerate(fields)
    ]
    return Verdict(name, "pdf-scan", "office", told, 0, 0, outcome_right=True, refused=False)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_a_degradation_with_the_same_seed_gives_the_same_page(name: str) -> None:
    strength = {"resolution": 60, "bitonal": 170, "jpeg": 40, "copier": 97}.get(name, 0.5)

    first, second = (
        OPERATIONS[name](page(), strength, Setting(100, np.random.default_rng(7))) for _ in "ab"
    )

    assert np.array_equal(first, second)


@pytest.mark.parametrize("name", sorted(NEUTRAL))
def test_a_degradation_at_its_neutral_strength_changes_nothing(name: str) -> None:
    setting = Setting(100, np.random.default_rng(7))

    assert np.array_equal(OPERATIONS[name](page(), NEUTRAL[name], setting), page())


@pytest.mark.parametrize("style", sorted(MARKS))
@pytest.mark.parametrize("seed", range(5))
def test_the_mark_of_a_pen_lies_on_its_box_and_on_no_other(style: str, seed: int) -> None:
    sheet = sheet_with_boxes(".x.")
    table = Table([sheet], FORM, 72, PENS["blue"], np.random.default_rng(seed))

    marked = mark_boxes(table, style)

    blue = (sheet.picture[..., 2].astype(int) - sheet.picture[..., 0]) > 40
    rows, columns = np.nonzero(blue)
    assert marked == 1
    assert 110 - 10 <= rows.min() <= rows.max() <= 122 + 10
    assert blue[110:122, 50:62].sum() >= 4
    assert abs(np.median(columns) - 56) < 9


def test_a_box_printed_ticked_is_empty_under_the_pen() -> None:
    sheet = sheet_with_boxes(".x")
    table = Table([sheet], FORM, 72, PENS["red"]._replace(cover=0), np.random.default_rng(1))

    mark_boxes(table, "cross")

    assert (sheet.picture[112:120, 52:60] == 255).all()


def test_without_an_empty_box_to_copy_no_box_is_marked() -> None:
    sheet = sheet_with_boxes("xx")
    before = sheet.picture.copy()

    assert mark_boxes(Table([sheet], FORM, 72, PENS["blue"], np.random.default_rng(1)), "tick") == 0
    assert np.array_equal(sheet.picture, before)


def test_a_signature_taken_away_is_gone_from_the_page_and_makes_the_dossier_incomplete() -> None:
    source = next(s for s in sources(CORPUS) if s.path.name.startswith("41-"))
    pages = sheets(printed(source.path), FORM, dpi=72)
    table = Table(pages, FORM, 72, PENS["blue"], np.random.default_rng(1))
    place = signature_places(pages, FORM)[1]
    fields = dict(source.truth["fields"])  # type: ignore[call-overload]
    cell = place.sheet.picture[int(place.label.place.y1) + 5 : int(place.cell.y1) - 2]
    right = cell[:, int(place.cell.x0) + 2 : int(place.cell.x1) - 2]
    assert right.min() < 128
    assert outcome_of(fields, FORM) == "ok"

    assert unsign(table, place)

    assert right.min() > 200
    assert outcome_of({**fields, place.key: False}, FORM) == "incomplete"


@pytest.mark.slow
def test_a_dossier_made_twice_with_one_seed_has_the_same_bytes_and_truth(tmp_path: Path) -> None:
    source = next(s for s in sources(CORPUS) if s.path.name.startswith("43-"))
    recipe = Recipe("office", 100, (("skew", 0.5), ("noise", 3.0)), 60)
    written = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        rng = np.random.default_rng(3)
        make(Job("un", source, FORM, recipe, by_hand=False, rng=rng), folder)
        written.append([file.read_bytes() for file in sorted(folder.iterdir())])

    assert len(written[0]) == 2
    assert written[0] == written[1]


def test_the_reliability_table_counts_the_right_values_of_each_bin() -> None:
    fields = verdict("a", (True, False, 0.97), (False, False, 0.96), (False, True, 0.4)).fields

    table = {name: (many, right) for name, many, right, _ in reliability(fields) if many}

    assert table == {"0.000 – 0.500": (1, 0), "0.950 – 0.980": (2, 1)}


def test_a_wrong_value_is_silent_only_when_it_is_not_flagged() -> None:
    rates = summary([verdict("a", (True, True, 0.5), (False, True, 0.5), (False, False, 0.9))])

    assert rates["silent_count"] == 1
    assert rates["flagged"] == pytest.approx(200 / 3)
    assert rates["fields"] == pytest.approx(100 / 3)


def test_the_sure_share_is_told_with_what_another_draw_of_dossiers_could_give() -> None:
    sure = [verdict(str(n), (True, False, 0.99), (True, False, 0.99)) for n in range(19)]
    wrong = verdict("x", (False, False, 0.99), (True, False, 0.2))

    share, low, high = sure_share([*sure, wrong])

    assert share == pytest.approx(38 / 39)
    assert low < share <= high == 1
