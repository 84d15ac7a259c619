"""The corpus is read at least as well as the recorded floors say."""

import tomllib
from pathlib import Path

import pytest

from tests.truth.run import SETS, broken_floors, measure

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_no_rate_of_the_corpus_is_under_its_floor(name: str, tmp_path: Path) -> None:
    groups, _ = measure(name, tmp_path)

    assert broken_floors(groups, FLOORS[name]) == []


def test_a_rate_under_its_floor_is_told() -> None:
    counts = {"fields": 100, "right": 98, "boxes": 10, "boxes_right": 10, "silent": 2}
    groups = {"pdf-text": counts | {"dossiers": 4, "outcome_right": 4}}

    told = broken_floors(groups, {"pdf-text": {"fields": 99.0, "silent": 1.0, "outcome": 100.0}})

    assert told == [
        "pdf-text: fields 98.00 %, floor 99.00 %",
        "pdf-text: silent 2.00 %, floor 1.00 %",
    ]


def test_a_kind_that_was_not_scored_is_told() -> None:
    assert broken_floors({}, {"odt": {"fields": 99.0}}) == [
        "odt: no dossier of this kind was scored"
    ]
