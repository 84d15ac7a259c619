"""Reading the decisions of a committee back from the workbook it filled in."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from pipeline.decisions import Ruling, read_decisions
from pipeline.errors import FaultyDecisions
from schemas.campaign import Criterion, Lot
from schemas.decision import Decision, Reason
from tests.calls import spaced

NUMBERS = ("PDN62-2019-001", "PDN62-2019-002", "PDN62-2019-014")
CRITERIA = (
    Criterion(
        code="engagement", label="Engagement à faire partie d’un réseau", short="Réseau", weight=60
    ),
    Criterion(code="geo", label="Répartition géographique", short="Géographie", weight=40),
)
RULING = Ruling(decided_on=dt.date(2019, 12, 20), decided_by="le comité", author="coordination")
KEYS = ("rang", "numero", "structure", "decision", "motif", "numero_edition")
TITLES = {"rang": "Rang", "numero": "N°", "decision": "Décision", "motif": "Motif"}
FACT = "Réseau : le dossier ne dit rien des formations"

Row = tuple[str | None, ...]


def row(number: str, decision: str | None, motive: str | None = None, was: str = "") -> Row:
    return ("1", number, "Maison", decision, motive, was or number)


def workbook(folder: Path, rows: Sequence[Row], keys: Sequence[str] = KEYS) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Classement"
    sheet.append(["Classement – essai"])
    sheet.append(list(keys))
    sheet.append([TITLES.get(key) for key in keys])
    for values in rows:
        sheet.append(list(values))
    path = folder / "classement.xlsx"
    book.save(path)
    return path


def read(folder: Path, *rows: Row) -> tuple[Decision, ...]:
    return read_decisions(workbook(folder, rows), NUMBERS, CRITERIA, RULING)


def refused(folder: Path, *rows: Row) -> list[str]:
    with pytest.raises(FaultyDecisions) as error:
        read(folder, *rows)
    faults = error.value.facts["faults"]
    assert isinstance(faults, tuple)
    return [spaced(str(fault)) for fault in faults]


def test_decisions_come_in_the_order_of_numbers(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        row(NUMBERS[2], "Retenu · 014"),
        row(NUMBERS[1], "Liste d’attente · 002"),
        row(NUMBERS[0], "Non retenu · 001", FACT),
    )

    assert [(d.dossier, d.outcome, d.origin) for d in found] == [
        (NUMBERS[0], "non_retenu", "committee"),
        (NUMBERS[1], "liste_attente", "committee"),
        (NUMBERS[2], "retenu", "committee"),
    ]


def test_a_line_without_decision_is_not_decided(tmp_path: Path) -> None:
    assert read(tmp_path, row(NUMBERS[0], None), row(NUMBERS[1], "  ")) == ()


@pytest.mark.parametrize("typed", ["retenu", "RETENUE", " Retenu ", "Retenu ·  001"])
def test_words_are_taken_as_people_type_them(typed: str, tmp_path: Path) -> None:
    (decision,) = read(tmp_path, row(NUMBERS[0], typed))

    assert decision.outcome == "retenu"


def test_a_straight_apostrophe_and_no_accent_make_no_difference(tmp_path: Path) -> None:
    (decision,) = read(tmp_path, row(NUMBERS[0], "Liste d'attente"))

    assert decision.outcome == "liste_attente"


def test_a_motive_is_cut_criterion_by_criterion(tmp_path: Path) -> None:
    motive = (
        "Réseau\u00a0: le dossier ne dit rien des formations ;\n"
        "– Répartition géographique : deux autres dossiers couvrent la commune. "
        "Engagement à faire partie d'un réseau: la charte n’est pas évoquée"
    )

    (decision,) = read(tmp_path, row(NUMBERS[0], "Non retenu · 001", motive))

    assert decision.reasons == (
        Reason(criterion="engagement", sentence="le dossier ne dit rien des formations"),
        Reason(criterion="geo", sentence="deux autres dossiers couvrent la commune."),
        Reason(criterion="engagement", sentence="la charte n’est pas évoquée"),
    )


def test_inadmissibility_rests_on_a_rule(tmp_path: Path) -> None:
    (decision,) = read(tmp_path, row(NUMBERS[0], "Irrecevable · 001", "reçu après la clôture"))

    assert decision.reasons == (Reason(sentence="reçu après la clôture"),)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        (
            row(NUMBERS[0], "Peut-être"),
            (
                "cellule D4 : « Peut-être » n’est pas une décision "
                "(Retenu, Liste d’attente, Non retenu, Irrecevable)."
            ),
        ),
        (
            row(NUMBERS[0], "Retenu · 014"),
            (
                "cellule D4 : la décision a été saisie pour le dossier PDN62-2019-014 mais la "
                "ligne montre PDN62-2019-001."
            ),
        ),
        (
            row(NUMBERS[0], "Retenu", was=NUMBERS[1]),
            (
                "cellule D4 : les lignes ont bougé : choisissez la décision dans la liste, avec "
                "son numéro."
            ),
        ),
        (
            row(NUMBERS[0], "Retenu · 099"),
            "cellule D4 : « 099 » ne désigne aucun dossier de la campagne.",
        ),
        (
            row("PDN62-2019-099", "Retenu"),
            "cellule B4 : « PDN62-2019-099 » n’est pas un dossier de la campagne.",
        ),
        (
            row(NUMBERS[0], None, FACT),
            "cellule D4 : un motif est écrit mais la décision manque.",
        ),
        (
            row(NUMBERS[0], "Non retenu · 001"),
            (
                "cellule E4 : un refus se motive : une ligne par critère, « Nom du critère : ce "
                "qui est constaté »."
            ),
        ),
        (
            row(NUMBERS[0], "Non retenu · 001", "dossier trop faible"),
            (
                "cellule E4 : un refus se motive : une ligne par critère, « Nom du critère : ce "
                "qui est constaté »."
            ),
        ),
        (
            row(NUMBERS[0], "Irrecevable · 001"),
            (
                "cellule E4 : une irrecevabilité se motive par la règle de l’appel, sans citer de "
                "critère."
            ),
        ),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(values: Row, fault: str, tmp_path: Path) -> None:
    assert refused(tmp_path, values) == [f"feuille Classement, {fault}"]


def test_all_faults_are_told_and_nothing_is_taken(tmp_path: Path) -> None:
    faults = refused(
        tmp_path,
        row(NUMBERS[0], "Retenu · 001"),
        row(NUMBERS[1], "Non"),
        row(NUMBERS[2], "Refus"),
    )

    assert [fault.split(" :")[0] for fault in faults] == [
        "feuille Classement, cellule D5",
        "feuille Classement, cellule D6",
    ]


def test_a_dossier_decided_twice_is_a_fault(tmp_path: Path) -> None:
    faults = refused(tmp_path, row(NUMBERS[0], "Retenu · 001"), row(NUMBERS[0], "Retenu · 001"))

    assert faults == ["feuille Classement, cellule D5 : PDN62-2019-001 est déjà décidé plus haut."]


def test_columns_may_have_been_moved(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        [("Retenu", "x", NUMBERS[0])],
        keys=("decision", "structure", "numero"),
    )

    (decision,) = read_decisions(path, NUMBERS, CRITERIA, RULING)
    assert decision.dossier == NUMBERS[0]


def test_a_workbook_saved_without_computing_falls_back_on_the_printed_number(
    tmp_path: Path,
) -> None:
    values = ("=B9", "=INDEX(B1:B9,1)", "Maison", "Retenu", None, NUMBERS[1])

    (decision,) = read(tmp_path, values)

    assert decision.dossier == NUMBERS[1]


@pytest.mark.parametrize("content", [b"", b"numero;decision\n", b"PK\x03\x04rubbish"])
def test_what_is_no_workbook_is_refused_with_a_remedy(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "classement.xlsx"
    path.write_bytes(content)

    with pytest.raises(FaultyDecisions, match="n’est pas un classeur"):
        read_decisions(path, NUMBERS, CRITERIA, RULING)


def test_a_workbook_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, [], keys=("a", "b"))

    with pytest.raises(FaultyDecisions, match="aucune feuille"):
        read_decisions(path, NUMBERS, CRITERIA, RULING)


def test_the_workbook_of_a_lot_is_known_by_its_title(tmp_path: Path) -> None:
    lots = (Lot(id="autre", title="Classement"), Lot(id="un", title="Classement – essai"))
    path = workbook(tmp_path, [row(NUMBERS[0], "Retenu · 001")])

    (decision,) = read_decisions(path, NUMBERS, CRITERIA, RULING.model_copy(update={"lots": lots}))

    assert decision.lot == "un"


def test_a_workbook_that_names_no_lot_is_refused_where_there_are_lots(tmp_path: Path) -> None:
    lots = (Lot(id="un", title="Module 1"),)
    path = workbook(tmp_path, [row(NUMBERS[0], "Retenu · 001")])

    with pytest.raises(FaultyDecisions, match="aucun lot"):
        read_decisions(path, NUMBERS, CRITERIA, RULING.model_copy(update={"lots": lots}))
