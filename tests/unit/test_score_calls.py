"""The grids and networks of the two calls, as they stand in campaigns/."""

from pathlib import Path

import pytest

from pipeline.campaigns import check, load
from pipeline.geo import load as load_tables
from schemas.campaign import Campaign

CALLS = Path(__file__).parents[2] / "campaigns"


def call(name: str) -> Campaign:
    return load(CALLS / name)


@pytest.mark.parametrize("name", ["pdn62-2019", "coordination-03-63-2024"])
def test_a_call_has_no_fault(name: str) -> None:
    assert check(CALLS / name) == ()


def test_every_promeneur_in_place_stands_in_a_known_commune() -> None:
    found = call("pdn62-2019")

    states = [
        load_tables().match(m.commune, m.postal_code, found.department).state for m in found.network
    ]

    assert states == ["matched"] * 30


@pytest.mark.parametrize("name", ["pdn62-2019", "coordination-03-63-2024"])
def test_every_criterion_is_worded_from_0_to_5_and_shared_between_facts_and_jury(
    name: str,
) -> None:
    for criterion in call(name).grid.criteria:
        assert len(criterion.descriptors) == 6
        assert criterion.signals
        assert 0 < criterion.jury_share < 100


@pytest.mark.parametrize("name", ["pdn62-2019", "coordination-03-63-2024"])
def test_ties_are_appealed_to_by_falling_weight(name: str) -> None:
    grid = call(name).grid
    weights = {c.code: c.weight for c in grid.criteria}

    appealed = [weights[code] for code in grid.ties]

    assert appealed == sorted(weights.values(), reverse=True)


@pytest.mark.parametrize(
    ("lot", "own"), [("module-1-allier", "qualifications"), ("module-2-puy-de-dome", "references")]
)
def test_each_module_has_five_criteria_one_of_its_own(lot: str, own: str) -> None:
    criteria = [
        c for c in call("coordination-03-63-2024").grid.criteria if not c.lots or lot in c.lots
    ]

    assert [c.code for c in criteria] == ["qualite", "coherence", "experience", "capacite", own]
    assert sum(c.weight for c in criteria) == 100
