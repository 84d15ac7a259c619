"""What the workbook's formulas give in LibreOffice once somebody has changed a cell."""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.tables import write_tables
from schemas.campaign import Campaign, Criterion
from schemas.ranking import Ranking, Unranked
from tests.ranking_cases import (
    CRITERIA,
    TIES,
    campaign,
    criterion,
    dossier,
    number,
    ranking,
    score,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]

Marks = Mapping[int, Mapping[str, tuple[str | None, str | None]]]
Line = dict[str, object]

MARKS: Marks = {
    i: {
        c.code: (str((i * (j + 2) * 37 % 501) / 100), None if (i + j) % 3 else str((i + j) % 6))
        for j, c in enumerate(CRITERIA)
    }
    for i in range(1, 14)
}
# 14 and 15 equal 5 in everything; 16 and 17 are equal, and part from 6 by their marks alone.
EQUALS: Marks = {
    **MARKS,
    14: MARKS[5],
    15: MARKS[5],
    16: {**MARKS[6], "suivi": ("0", None), "variete": ("0", None)},
    17: {**MARKS[6], "suivi": ("0", None), "variete": ("0", None)},
}


def weighted(weights: Mapping[str, int], places: int | None = 6) -> Campaign:
    criteria = tuple(
        Criterion.model_validate({**c.model_dump(), "weight": weights.get(c.code, c.weight)})
        for c in CRITERIA
    )
    return campaign(criteria, TIES, places)


def write(marks: Marks, call: Campaign, folder: Path) -> Path:
    dossiers = [dossier(i) for i in marks]
    return write_tables(ranking(marks, call), dossiers, call, folder, pdf=False)[0]


def edit(path: Path, change: Callable[[openpyxl.Workbook], None]) -> dict[str, Line]:
    """Change the workbook, let LibreOffice work it out anew, and read « Classement »."""
    book = openpyxl.load_workbook(path)
    change(book)
    edited = path.parent / "modifie.xlsx"
    book.save(edited)
    out = path.parent / "recalcule"
    profile = f"-env:UserInstallation=file://{path.parent / 'profil'}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out)]
    subprocess.run([*command, str(edited)], check=True, capture_output=True, timeout=120)
    return lines(openpyxl.load_workbook(out / "modifie.xlsx", data_only=True)["Classement"])


def keys(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[5] if cell.value}


def lines(sheet: Worksheet) -> dict[str, Line]:
    """Number → values by code of column, in the order of the lines shown."""
    columns = keys(sheet)
    found: dict[str, Line] = {}
    for row in range(9, sheet.max_row + 1):
        values = {code: sheet.cell(row, column).value for code, column in columns.items()}
        if values["numero"]:
            found[str(values["numero"])] = values
    return found


def expected(made: Ranking) -> dict[str, tuple[int, float, str]]:
    words = {"retenu": "Retenu", "liste_attente": "Liste d’attente", "a_departager": "À départager"}
    words["aucune"] = "Aucune"
    return {p.dossier: (p.rank, float(p.total), words[p.proposal]) for p in made.places}


def shown(found: Mapping[str, Line]) -> dict[str, tuple[object, object, object]]:
    return {n: (v["rang"], v["total"], v["proposition"]) for n, v in found.items()}


def set_weights(weights: Mapping[str, int]) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Classement"]
        for code, weight in weights.items():
            sheet.cell(7, keys(sheet)[f"{code}.note"]).value = weight

    return change


@pytest.mark.parametrize(
    "weights",
    [
        {},
        {"geographie": 5, "coherence": 50},
        {"geographie": 0, "variete": 0, "coherence": 0, "engagement": 0, "suivi": 100},
        {"geographie": 33, "variete": 7, "coherence": 31, "engagement": 16, "suivi": 13},
    ],
)
def test_changed_weights_give_the_order_of_a_ranking_with_these_weights(
    tmp_path: Path, weights: Mapping[str, int]
) -> None:
    found = edit(write(EQUALS, weighted({}), tmp_path), set_weights(weights))

    made = expected(ranking(EQUALS, weighted(weights)))
    assert list(found) == list(made)
    assert shown(found) == made


def test_a_changed_number_of_places_moves_the_cut_but_never_parts_equals(tmp_path: Path) -> None:
    marks = dict.fromkeys(range(1, 5), EQUALS[5])

    def three(book: openpyxl.Workbook) -> None:
        book["Classement"]["C4"] = 3

    found = edit(write(marks, weighted({}), tmp_path), three)

    assert {v["proposition"] for v in found.values()} == {"À départager"}


def test_a_mark_of_the_jury_typed_in_notes_counts_at_once(tmp_path: Path) -> None:
    path = write(EQUALS, weighted({}), tmp_path)
    typed = {**EQUALS, 3: {**EQUALS[3], "coherence": (EQUALS[3]["coherence"][0], "5")}}

    def mark(book: openpyxl.Workbook) -> None:
        sheet = book["Notes"]
        row = next(c.row for c in sheet["A"] if c.value == number(3))
        sheet.cell(row, keys(sheet)["coherence.jury"]).value = 5

    found = edit(path, mark)

    made = expected(ranking(typed, weighted({})))
    assert list(found) == list(made)
    assert shown(found) == made


def test_a_dossier_that_waits_for_a_mark_enters_the_ranking_when_it_is_typed(
    tmp_path: Path,
) -> None:
    criteria = (criterion("coherence", 60, share=100), criterion("suivi", 40, share=0))
    call = campaign(criteria, ("coherence",), 1)
    made = ranking({1: {"coherence": (None, "2"), "suivi": ("3", None)}}, call)
    scores = (score(criteria[0], None, None, 2), score(criteria[1], "4", None, 2))
    waits = Unranked(dossier=number(2), state="recevable", reason="Non noté.", scores=scores)
    made = made.model_copy(update={"unranked": (waits,), "provisional": True})
    path = write_tables(made, [dossier(1), dossier(2)], call, tmp_path, pdf=False)[0]

    before = edit(path, set_weights({}))

    def mark(book: openpyxl.Workbook) -> None:
        sheet = book["Notes"]
        sheet.cell(10, keys(sheet)["coherence.jury"]).value = 3

    after = edit(path, mark)

    assert shown(before) == {
        number(1): (1, 48, "Retenu"),
        number(2): ("–", "–", "Non noté"),
    }
    assert shown(after) == {
        number(2): (1, 68, "Retenu"),
        number(1): (2, 48, "Liste d’attente"),
    }


def test_a_decision_left_behind_when_the_lines_move_is_told(tmp_path: Path) -> None:
    path = write(EQUALS, weighted({}), tmp_path)

    def decide(book: openpyxl.Workbook) -> None:
        sheet = book["Classement"]
        first = ranking(EQUALS, weighted({})).places[0].dossier
        sheet.cell(9, keys(sheet)["decision"]).value = f"Retenu · {first.rsplit('-', 1)[-1]}"

    calm = edit(path, decide)

    def move(book: openpyxl.Workbook) -> None:
        decide(book)
        set_weights({"geographie": 0, "coherence": 0, "engagement": 0, "suivi": 85})(book)

    moved = edit(path, move)

    assert not next(iter(calm.values()))["alertes"]
    assert "Décision saisie pour un autre dossier" in str(next(iter(moved.values()))["alertes"])
