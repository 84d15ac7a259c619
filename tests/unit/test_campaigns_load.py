"""Loading a campaign: both calls run from data alone."""

import datetime as dt
from pathlib import Path

from pipeline.campaigns import load
from tests.calls import COORDINATION, PDN, SHIPPED, change, copy_of


def test_the_call_of_the_pas_de_calais_is_complete() -> None:
    campaign = load(SHIPPED / PDN)

    assert campaign.places == 12
    assert campaign.calendar.closing.isoformat() == "2019-12-13T23:59:59+01:00"
    assert campaign.calendar.committee == dt.date(2019, 12, 19)
    assert sum(criterion.weight for criterion in campaign.grid.criteria) == 100
    assert len(campaign.form.questions) == 36
    assert campaign.decision == "committee"


def test_each_lot_has_its_own_dates() -> None:
    campaign = load(SHIPPED / COORDINATION)

    closings = {
        lot.id: campaign.calendar_of(lot.id).closing.date().isoformat() for lot in campaign.lots
    }
    assert closings == {
        "module-1-allier": "2024-03-17",
        "module-1-puy-de-dome": "2024-03-17",
        "module-2-allier": "2024-04-28",
        "module-2-puy-de-dome": "2024-04-28",
    }
    assert campaign.calendar_of(None) == campaign.calendar


def test_a_closing_written_with_an_offset_keeps_its_instant(tmp_path: Path) -> None:
    folder = copy_of(PDN, tmp_path)
    change(folder / "campaign.toml", "2019-12-13T23:59:59", "2019-12-13T22:59:59Z")

    assert load(folder).calendar.closing.isoformat() == "2019-12-13T23:59:59+01:00"


def test_the_digest_follows_the_definition_and_not_the_letters(tmp_path: Path) -> None:
    folder = copy_of(PDN, tmp_path)
    first = load(folder).digest
    (folder / "letters" / "refus.docx").unlink()
    second = load(folder).digest
    change(folder / "grid.toml", "version", "# une remarque\nversion")

    assert first == second != load(folder).digest
