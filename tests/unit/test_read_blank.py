"""The blank form as printed: its words without prompts, its check boxes as drawn."""

from pathlib import Path

import pytest

from pipeline.campaigns import load
from pipeline.read import geometry
from pipeline.read.blank import blank_of
from schemas.blank import Blank
from tests.documents import CAMPAIGNS, form


def geometry_of(campaign: str) -> Blank:
    blank = blank_of(CAMPAIGNS / campaign / "blank.pdf", form(campaign).placeholders)
    assert blank is not None
    return blank


@pytest.mark.parametrize("campaign", ["pdn62-2019", "coordination-03-63-2024"])
def test_every_option_of_the_form_has_its_printed_box(campaign: str) -> None:
    options = sum(len(question.options) for question in form(campaign).questions)

    boxes = [
        box for page in geometry_of(campaign).pages for line in page.lines for box in line.boxes
    ]

    assert len(boxes) == options
    assert {round(x1 - x0) for x0, _, x1, _ in boxes} == {8}  # the frame, not its character


def test_prompts_are_no_words_of_the_form() -> None:
    texts = [line.text for page in geometry_of("pdn62-2019").pages for line in page.lines]

    assert "Nom de la structure :" in texts
    assert "Contrat : CDI CDD Autres (précisez) :" in texts
    assert not any("Cliquez" in text for text in texts)


def test_a_prompt_that_goes_on_below_leaves_nothing_there() -> None:
    texts = [
        line.text for page in geometry_of("coordination-03-63-2024").pages for line in page.lines
    ]

    assert "Statut juridique" in texts
    assert not any("entrer" in text for text in texts)


def test_words_stand_where_they_are_printed() -> None:
    page = geometry_of("pdn62-2019").pages[2]
    line = next(line for line in page.lines if line.text.startswith("Avez-vous"))

    lefts = [word.box[0] for word in line.words]
    assert lefts == sorted(lefts)
    assert lefts[0] == pytest.approx(71, abs=1)
    assert lefts[-2] < line.boxes[1][0] < lefts[-1]


def test_a_form_that_cannot_be_read_places_nothing(tmp_path: Path) -> None:
    (tmp_path / "blank.pdf").write_bytes(b"%PDF-1.4 cut")

    assert blank_of(tmp_path / "blank.pdf") is None
    assert blank_of(tmp_path / "none.pdf") is None


def test_a_campaign_without_a_printed_form_places_nothing() -> None:
    assert geometry(None, ())() is None


def test_a_campaign_tells_where_its_printed_form_lies_but_does_not_keep_the_place() -> None:
    campaign = load(CAMPAIGNS / "pdn62-2019")

    assert campaign.form.blank is not None
    assert Path(campaign.form.blank).is_file()
    assert "blank" not in campaign.form.model_dump()
