"""The decisions of a committee, as written into its workbook."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline import campaigns
from pipeline.errors import FaultyDecisions
from pipeline.run.decisions import Written, read_decisions
from pipeline.run.workspace import SHIPPED
from schemas.campaign import Campaign
from schemas.decision import Reason

NUMBERS = ("PDN62-2019-001", "PDN62-2019-002", "PDN62-2019-014")
KEYS = ("rang", "numero", "structure", "decision", "motif")
TITLES = ("Rang", "N°", "Structure", "Décision", "Motif")


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return campaigns.load(SHIPPED / "pdn62-2019")


def workbook(folder: Path, *rows: tuple[str | None, str | None, str | None]) -> Path:
    """Write lines of number, decision and reason as the sheet « Classement » has them."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Classement"
    sheet.append(["Classement – Promeneurs du Net"])
    sheet.append(KEYS)
    sheet.append(TITLES)
    for rank, (number, decision, reason) in enumerate(rows, start=1):
        sheet.append([rank, number, "Structure", decision, reason])
    file = folder / "classement.xlsx"
    book.save(file)
    return file


def faults(file: Path, campaign: Campaign) -> tuple[str, ...]:
    with pytest.raises(FaultyDecisions) as caught:
        read_decisions(file, campaign, NUMBERS)
    found = caught.value.facts["faults"]
    assert isinstance(found, tuple)
    return found


def test_a_decision_is_read_with_its_dossier(tmp_path: Path, campaign: Campaign) -> None:
    file = workbook(tmp_path, ("PDN62-2019-014", "Retenu · 014", None))

    assert read_decisions(file, campaign, NUMBERS) == (
        Written(number="PDN62-2019-014", lot=None, outcome="retenu", reasons=()),
    )


@pytest.mark.parametrize(
    ("written", "outcome"),
    [
        ("Retenu · 014", "retenu"),
        ("Liste d’attente · 014", "liste_attente"),
        ("liste d'attente", "liste_attente"),
        ("NON RETENU", "non_retenu"),
        ("Irrecevable · 014", "irrecevable"),
    ],
)
def test_decisions_are_known_however_they_are_typed(
    tmp_path: Path, campaign: Campaign, written: str, outcome: str
) -> None:
    file = workbook(tmp_path, ("PDN62-2019-014", written, None))

    assert [one.outcome for one in read_decisions(file, campaign, NUMBERS)] == [outcome]


def test_a_line_without_a_decision_decides_nothing(tmp_path: Path, campaign: Campaign) -> None:
    file = workbook(tmp_path, ("PDN62-2019-001", None, None), ("PDN62-2019-002", " ", "motif"))

    assert read_decisions(file, campaign, NUMBERS) == ()


def test_reasons_find_their_criterion_line_by_line(tmp_path: Path, campaign: Campaign) -> None:
    criterion = campaign.grid.criteria[0]
    motive = f"{criterion.label} : deux promeneurs y sont déjà.\n- Le poste est vacant."
    file = workbook(tmp_path, ("PDN62-2019-001", "Non retenu · 001", motive))

    (written,) = read_decisions(file, campaign, NUMBERS)

    assert written.reasons == (
        Reason(criterion=criterion.code, sentence="deux promeneurs y sont déjà."),
        Reason(sentence="Le poste est vacant."),
    )


def test_a_decision_on_the_line_of_another_dossier_is_refused(
    tmp_path: Path, campaign: Campaign
) -> None:
    file = workbook(tmp_path, ("PDN62-2019-001", "Retenu · 014", None))

    assert faults(file, campaign) == (
        "ligne 4\u00a0: la décision porte le numéro 014, la ligne est celle de PDN62-2019-001",
    )


def test_every_fault_is_told_at_once(tmp_path: Path, campaign: Campaign) -> None:
    file = workbook(
        tmp_path,
        ("PDN62-2019-001", "Peut-être", None),
        ("PDN62-2019-099", "Retenu", None),
        ("PDN62-2019-002", "Retenu", None),
        ("PDN62-2019-002", "Non retenu", None),
    )

    assert len(faults(file, campaign)) == 3


def test_a_decision_whose_line_shows_no_number_keeps_its_own(
    tmp_path: Path, campaign: Campaign
) -> None:
    file = workbook(tmp_path, (None, "Retenu · 014", None))

    assert [one.number for one in read_decisions(file, campaign, NUMBERS)] == ["PDN62-2019-014"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 coup\xe9", b"du texte"])
def test_a_file_that_is_no_workbook_is_said_so(
    tmp_path: Path, campaign: Campaign, content: bytes
) -> None:
    file = tmp_path / "decisions.xlsx"
    file.write_bytes(content)

    assert faults(file, campaign) == ("ce n’est pas un classeur Excel (.xlsx)",)


def test_a_workbook_of_something_else_is_said_so(tmp_path: Path, campaign: Campaign) -> None:
    file = tmp_path / "autre.xlsx"
    Workbook().save(file)

    assert faults(file, campaign) == ("il n’a pas de feuille « Classement »",)
