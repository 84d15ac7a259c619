"""Dossiers of the reference corpus, as a person read them, with scans of some as they were read.

`tests/data/kin/scans.json` holds what reading gave of ten scans: five dossiers and two of the
second call printed, turned by up to 1.2°, blurred and read again at 150 to 300 dots per inch, and
three scans of the corpus itself, one of them in handwriting.
"""

import json
from itertools import combinations
from pathlib import Path

import pytest

from pipeline.campaigns import load
from pipeline.kin import Candidate, Standing, kin
from schemas.campaign import Campaign
from schemas.candidature import Answer, Dossier, Extraction

TESTS = Path(__file__).parents[1]
CALLS = ("pdn62-2019", "coordination-03-63-2024")


@pytest.mark.parametrize("call", CALLS)
def test_no_two_candidates_of_the_corpus_are_related(call: str) -> None:
    campaign = load(TESTS.parent / "campaigns" / call)

    found = kin(typed(call), campaign.form, campaign.grid)

    assert found.relations == ()
    assert set(found.standings.values()) == {Standing()}


@pytest.mark.parametrize("call", CALLS)
def test_two_candidates_of_the_corpus_are_not_related_even_alone(call: str) -> None:
    """Sentences recur in the corpus, and two dossiers alone cannot tell which are common."""
    campaign = load(TESTS.parent / "campaigns" / call)
    alone = list(combinations(typed(call)[:16], 2))

    found = [kin(pair, campaign.form, campaign.grid).relations for pair in alone]

    assert found == [()] * len(alone)


@pytest.mark.parametrize("call", CALLS)
def test_each_scan_finds_its_dossier_among_all(call: str) -> None:
    campaign = load(TESTS.parent / "campaigns" / call)
    pairs = dict(scans(campaign))

    found = kin([*typed(call), *pairs.values()], campaign.form, campaign.grid)

    assert {number: standing for number, standing in found.standings.items() if standing.state} == {
        scan.number: Standing("rattache", whole) for whole, scan in pairs.items()
    }
    assert {relation.kind for relation in found.relations} == {"scan"}


@pytest.mark.parametrize("call", CALLS)
def test_scans_alone_are_not_related(call: str) -> None:
    campaign = load(TESTS.parent / "campaigns" / call)

    found = kin([scan for _, scan in scans(campaign)], campaign.form, campaign.grid)

    assert found.relations == ()


@pytest.mark.parametrize("call", CALLS)
def test_a_good_reading_of_a_scan_contradicts_nothing(call: str) -> None:
    campaign = load(TESTS.parent / "campaigns" / call)
    pairs = dict(scans(campaign))

    found = kin([*typed(call), *pairs.values()], campaign.form, campaign.grid)

    assert [relation.differences for relation in found.relations] == [()] * len(pairs)


def typed(call: str) -> list[Candidate]:
    files = sorted((TESTS / "truth" / "corpus" / call).glob("*.truth.json"))
    return [as_read(json.loads(file.read_text("utf-8")), file.name[:2], call) for file in files]


def as_read(truth: dict[str, object], rank: str, call: str) -> Candidate:
    fields = truth["fields"]
    assert isinstance(fields, dict)
    extraction = Extraction.model_validate(
        {
            "file": truth["file"],
            "sha256": "0" * 64,
            "form": call,
            "reader": "word",
            "outcome": truth["outcome"],
            "fields": {key: {"value": value} for key, value in fields.items()},
        }
    )
    return entered(extraction, f"T-{rank}", day=1)


def scans(campaign: Campaign) -> list[tuple[str, Candidate]]:
    kept = json.loads((TESTS / "data" / "kin" / "scans.json").read_text("utf-8"))
    return [
        (
            f"T-{one['of']}",
            entered(
                Extraction(
                    file=f"{one['of']}.pdf",
                    sha256="0" * 64,
                    form=campaign.id,
                    reader="scan",
                    outcome=one["outcome"],
                    fields={k: Answer.model_validate(a) for k, a in one["fields"].items()},
                ),
                f"S-{one['of']}",
                day=2,
            ),
        )
        for one in kept
        if one["form"] == campaign.id
    ]


def entered(extraction: Extraction, number: str, *, day: int) -> Candidate:
    dossier = Dossier(
        number=number,
        extraction=extraction,
        received_at=f"2019-12-{day:02}T10:00:00+01:00",
        state="recevable" if extraction.outcome == "ok" else "a_regulariser",
    )
    return Candidate(dossier=dossier, content_sha256=number)
