"""`classement.csv`: opens in a French Excel, and loses nobody."""

import csv
from collections.abc import Callable
from pathlib import Path

from pipeline.tables import write_tables
from schemas.ranking import Identity
from tests.ranking_cases import CRITERIA, campaign, dossier, number, ranking, sample


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_the_file_is_written_as_excel_in_french_reads_it(
    tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    made, dossiers, call = sample(7, 3)
    raw = write_tables(made, dossiers, call, tmp_path, pdf=False)[2].read_bytes()

    assert raw.startswith(b"\xef\xbb\xbfRang;")
    golden("classement.csv", raw.decode("utf-8-sig").replace("\r\n", "\n"))


def test_every_received_dossier_has_one_line(tmp_path: Path) -> None:
    made, dossiers, call = sample(9, 3)
    rows = rows_of(write_tables(made, dossiers, call, tmp_path, pdf=False)[2])

    assert sorted(row["N°"] for row in rows) == [number(i) for i in range(1, 15)]
    assert {row["État"] for row in rows if not row["Rang"]} == {
        *("irrecevable", "doublon", "illisible", "hors sujet", "retiré"),
    }


def test_numbers_have_a_decimal_comma_and_days_are_french(tmp_path: Path) -> None:
    call = campaign()
    made = ranking({2: {c.code: ("3.25", None) for c in CRITERIA}}, call)
    row = rows_of(write_tables(made, [dossier(2)], call, tmp_path, pdf=False)[2])[0]

    assert (row["Total /100"], row["Cohérence – points"], row["Reçu le"]) == (
        *("65,00", "19,50"),
        "03/12/2019",
    )


def test_no_cell_starts_a_formula(tmp_path: Path) -> None:
    call = campaign()
    made = ranking({1: {c.code: ("3", None) for c in CRITERIA}}, call)
    trap = Identity(number=number(1), structure="=1+1", commune="@x", professional="\t=1")
    made = made.model_copy(update={"identities": {number(1): trap}})
    row = rows_of(write_tables(made, [dossier(1)], call, tmp_path, pdf=False)[2])[0]

    assert (row["Structure"], row["Commune"], row["Professionnel"]) == ("'=1+1", "'@x", "'\t=1")
