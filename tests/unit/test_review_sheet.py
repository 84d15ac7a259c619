"""The workbook of doubtful fields: written, filled in, read back."""

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.review.columns import COLUMNS, DONE, PENDING
from pipeline.review.doubt import Doubt, Said
from pipeline.review.filled import Filled, Unreadable, read_sheet
from pipeline.review.sheet import draw_sheet
from schemas.candidature import Value
from tests.documents import form

QUESTIONS = {question.key: question for question in form().questions}
PHONE, CONTRACT = "structure.telephone", "professionnel.contrat"
COLUMN = {column.key: place for place, column in enumerate(COLUMNS, start=1)}


def doubt(line: int, key: str = PHONE, value: Value = "03 21", **more: object) -> Doubt:
    return Doubt.model_validate(
        {
            "line": line,
            "dossier": f"ESSAI-00{line}",
            "who": "MJC du Port",
            "question": QUESTIONS[key],
            "value": value,
            "token": f"0.{line}",
            **more,
        }
    )


def drawn(*pending: Doubt, done: tuple[Doubt, ...] = ()) -> bytes:
    return draw_sheet(pending, done, title="Appel d’essai", campaign="essai")


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def row_of(sheet: Worksheet, token: str) -> int:
    return next(r for r in range(1, 60) if sheet.cell(r, COLUMN["jeton"]).value == token)


def filled(
    tmp_path: Path, book: Workbook, answers: Mapping[str, tuple[str | None, object]]
) -> Filled:
    """Fill in answers by the tokens of their lines, save, read back."""
    for sheet in (book[PENDING], book[DONE]):
        for row in range(6, sheet.max_row + 1):
            said = answers.get(str(sheet.cell(row, COLUMN["jeton"]).value))
            if said is not None:
                sheet.cell(row, COLUMN["reponse"]).value = said[0]
                sheet.cell(row, COLUMN["valeur"]).value = said[1]
    file = tmp_path / "a-verifier.xlsx"
    book.save(file)
    return read_sheet(file)


def test_equal_doubts_give_equal_bytes() -> None:
    assert drawn(doubt(1), doubt(2)) == drawn(doubt(1), doubt(2))


def test_only_the_answers_can_be_typed_into() -> None:
    sheet = opened(drawn(doubt(1)))[PENDING]
    row = row_of(sheet, "0.1")

    unlocked = [key for key, at in COLUMN.items() if not sheet.cell(row, at).protection.locked]

    assert sheet.protection.sheet
    assert unlocked == ["reponse", "valeur"]
    assert not sheet["C3"].protection.locked


def test_an_answer_is_kept_as_text_so_that_a_telephone_keeps_its_zero() -> None:
    sheet = opened(drawn(doubt(1)))[PENDING]

    assert sheet.cell(row_of(sheet, "0.1"), COLUMN["valeur"]).number_format == "@"


def test_what_a_candidate_wrote_is_no_formula() -> None:
    evil = '=HYPERLINK("http://example.org")'
    content = drawn(doubt(1, "structure.nom", evil, who="+1+1", other="@SUM(A1)"))

    cells = [c for sheet in opened(content) for row in sheet.iter_rows() for c in row]
    formulas = [c.value for c in cells if c.data_type == "f"]

    assert all("COUNTA" in formula for formula in formulas)
    assert not [c for c in cells if str(c.value).startswith(("=HYP", "+", "@"))]


def test_the_answers_of_a_choice_are_offered_in_a_list() -> None:
    book = opened(drawn(doubt(1, CONTRACT, None)))
    sheet = book[PENDING]
    row = row_of(sheet, "0.1")

    lists = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    source = lists[f"H{row}"].replace("'", "").replace("$", "").split("!")
    offered = [c.value for (c,) in book[source[0]][source[1]]]

    assert offered == ["CDI", "CDD", "Autres"]


def test_answers_come_back_with_their_line_and_their_author(tmp_path: Path) -> None:
    book = opened(drawn(doubt(1), doubt(2), doubt(3)))
    book[PENDING]["C3"] = " Claire  Démo "

    found = filled(tmp_path, book, {"0.1": ("exact", None), "0.3": ("corrigé", "03 21 00 10 20")})

    assert (found.campaign, found.author) == ("essai", "Claire Démo")
    assert [(one.dossier, one.key, one.act, one.given) for one in found.lines] == [
        ("ESSAI-001", PHONE, "exact", None),
        ("ESSAI-003", PHONE, "corrige", "03 21 00 10 20"),
    ]


def test_a_right_value_without_an_answer_is_a_correction(tmp_path: Path) -> None:
    (line,) = filled(tmp_path, opened(drawn(doubt(1))), {"0.1": (None, "03 21 00 10 20")}).lines

    assert line.act == "corrige"


@pytest.mark.parametrize("said", ["Exact", "EXACT ", "exact"])
def test_an_answer_is_known_however_it_is_typed(tmp_path: Path, said: str) -> None:
    (line,) = filled(tmp_path, opened(drawn(doubt(1))), {"0.1": (said, None)}).lines

    assert line.act == "exact"


def test_an_answer_that_is_none_of_those_proposed_is_kept_to_be_told(tmp_path: Path) -> None:
    (line,) = filled(tmp_path, opened(drawn(doubt(1))), {"0.1": ("je crois", None)}).lines

    assert (line.act, line.answer) == (None, "je crois")


def test_a_fault_names_the_sheet_and_the_cell(tmp_path: Path) -> None:
    book = opened(drawn(doubt(1)))
    row = row_of(book[PENDING], "0.1")
    (line,) = filled(tmp_path, book, {"0.1": ("corrigé", "x")}).lines

    column = next(column for column in COLUMNS if column.key == "valeur")

    assert str(line.fault(column, "non.")) == f"feuille À vérifier, cellule H{row} : non."


def test_lines_are_found_wherever_they_were_moved(tmp_path: Path) -> None:
    book = opened(drawn(doubt(1), doubt(2)))
    sheet = book[PENDING]
    sheet.insert_cols(4)
    sheet.insert_rows(2, amount=3)
    row = next(r for r in range(1, 60) if sheet.cell(r, COLUMN["jeton"] + 1).value == "0.2")
    sheet.cell(row, COLUMN["reponse"] + 1).value = "illisible"
    file = tmp_path / "moved.xlsx"
    book.save(file)

    (line,) = read_sheet(file).lines

    assert (line.dossier, line.act) == ("ESSAI-002", "illisible")


def test_what_was_verified_can_be_taken_back(tmp_path: Path) -> None:
    said = Said(act="corrigé", read="03 21", author="Claire", at="2019-12-14T08:00:00+00:00")

    (line,) = filled(
        tmp_path, opened(drawn(done=(doubt(1, said=said),))), {"0.1": ("annuler", None)}
    ).lines

    assert (line.sheet, line.act) == (DONE, "annule")


def test_thousands_of_lines_are_written() -> None:
    many = [doubt(line, other=f"autre {line}") for line in range(1, 3001)]

    sheet = opened(draw_sheet(many, (), title="Appel", campaign="essai"))[PENDING]

    assert sheet.cell(3005, COLUMN["ligne"]).value == 3000


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"no workbook")

    with pytest.raises(Unreadable, match="classeur Excel lisible"):
        read_sheet(file)


def test_a_workbook_of_other_people_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    file = tmp_path / "x.xlsx"
    book.save(file)

    with pytest.raises(Unreadable, match="écrit par le logiciel"):
        read_sheet(file)


def test_a_workbook_that_lost_its_columns_is_refused(tmp_path: Path) -> None:
    book = opened(drawn(doubt(1)))
    book[PENDING].delete_cols(COLUMN["jeton"])
    file = tmp_path / "x.xlsx"
    book.save(file)

    with pytest.raises(Unreadable, match="colonnes"):
        read_sheet(file)
