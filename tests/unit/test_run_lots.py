"""Lots with closings of their own: for which of them a dossier is late."""

import datetime as dt

import pytest

from pipeline import campaigns
from pipeline.run.judge import judge
from pipeline.run.lots import asked_for, for_lot
from pipeline.run.survey import Survey
from pipeline.run.workspace import SHIPPED
from pipeline.store.records import Drop, Entry, Member, Receipt
from schemas.campaign import Campaign
from schemas.candidature import Answer, Dossier, Extraction

MODULE_1 = "«\u00a0Module 1 – Coordination du réseau, Allier\u00a0»"
MODULE_2 = "«\u00a0Module 2 – Formations complémentaires, Allier\u00a0»"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return campaigns.load(SHIPPED / "coordination-03-63-2024")


def extraction(
    *modules: str, departments: tuple[str, ...] = ("allier",), flagged: bool = False
) -> Extraction:
    return Extraction(
        file="dossier.docx",
        sha256="a" * 64,
        outcome="ok",
        fields={
            "candidature.modules": Answer(value=modules, flagged=flagged),
            "candidature.departements": Answer(value=departments),
        },
    )


def entered(found: Extraction, day: str, campaign: Campaign, dropped: str | None = None) -> Entry:
    """Judge a dossier whose file is of that day, noon in Paris."""
    modified = dt.datetime.fromisoformat(f"{day}T12:00:00+01:00")
    receipt = Receipt(
        id=1,
        campaign=campaign.id,
        dropped_at=dropped or f"{day}T12:00:00+00:00",
        removed=True,
        examined=False,
        drop=Drop(
            inbox_name=b"dossier.docx",
            sha256="a" * 64,
            is_folder=False,
            modified_ns=int(modified.timestamp()) * 10**9,
            members=(Member(name=b"dossier.docx", sha256="a" * 64, size=1),),
        ),
    )
    return judge(Survey(extraction=found), (), receipt, campaign)


def told(entry: Entry) -> list[tuple[str, bool, bool]]:
    """Give each finding's code and whether it names the lots of the first and second module."""
    findings = entry.extraction.findings
    return [(f.code, MODULE_1 in f.message, MODULE_2 in f.message) for f in findings]


def test_between_two_closings_a_dossier_is_late_for_the_lot_that_closed(
    campaign: Campaign,
) -> None:
    entry = entered(extraction("module_1", "module_2"), "2024-03-20", campaign)

    assert (entry.late_by, told(entry)) == (0, [("HORS_DELAI", True, False)])


def test_a_lot_that_is_not_asked_for_makes_nobody_late(campaign: Campaign) -> None:
    entry = entered(extraction("module_2"), "2024-03-20", campaign)

    assert (entry.late_by, told(entry)) == (0, [])


def test_after_the_last_closing_each_closing_is_told(campaign: Campaign) -> None:
    entry = entered(extraction("module_1", "module_2"), "2024-04-29", campaign)

    assert entry.late_by > 0
    assert told(entry) == [("HORS_DELAI", True, False), ("HORS_DELAI", False, True)]


def test_lots_that_close_together_are_told_together(campaign: Campaign) -> None:
    both = extraction("module_1", departments=("allier", "puy_de_dome"))

    (finding,) = entered(both, "2024-03-20", campaign).extraction.findings

    assert finding.message == (
        "Reçu le 20/03/2024 à 12\u00a0h\u00a000, après la clôture du 17/03/2024 à 23\u00a0h\u00a059"
        " pour «\u00a0Module 1 – Coordination du réseau, Allier\u00a0», «\u00a0Module 1 –"
        " Coordination du réseau, Puy-de-Dôme\u00a0»\u00a0: la recevabilité pour ces lots est à"
        " décider par une personne. Date du fichier déposé\u00a0: à confirmer avec le courriel ou"
        " l’avis de réception."
    )


@pytest.mark.parametrize("modules", [(), ("module_2",)])
def test_a_choice_of_lots_in_doubt_is_told_as_a_doubt(
    campaign: Campaign, modules: tuple[str, ...]
) -> None:
    entry = entered(extraction(*modules, flagged=True), "2024-03-20", campaign)

    (finding,) = entry.extraction.findings
    assert (finding.code, "si le dossier est candidat à ce" in finding.message) == (
        "HORS_DELAI",
        True,
    )


def test_a_file_date_that_spares_a_lot_is_to_be_confirmed(campaign: Campaign) -> None:
    found = extraction("module_1")

    entry = entered(found, "2024-03-15", campaign, dropped="2024-03-20T12:00:00+00:00")

    assert told(entry) == [("DATE_A_CONFIRMER", False, False)]


def test_a_dossier_is_seen_by_each_lot_with_its_own_lateness(campaign: Campaign) -> None:
    dossier = Dossier(
        number="A-001",
        extraction=extraction("module_1", "module_2"),
        received_at="2024-03-18T00:00:00+01:00",
        state="recevable",
    )

    late = [for_lot(dossier, campaign, lot).late_by for lot in asked_for(dossier, campaign)]

    assert late == [1, 0]


def test_a_dossier_barred_from_a_lot_stays_in_the_others(campaign: Campaign) -> None:
    dossier = Dossier(
        number="A-001",
        extraction=extraction("module_1"),
        received_at="2024-03-18T00:00:00+01:00",
        state="recevable",
    )

    states = [for_lot(dossier, campaign, "module-1-allier", barred=b).state for b in (False, True)]

    assert states == ["recevable", "irrecevable"]
