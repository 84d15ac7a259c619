"""`classement.xlsx` as it is written, before any program has worked it out anew."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.tables import write_tables
from schemas.ranking import Identity, Ranking, Unranked
from tests.ranking_cases import CRITERIA, campaign, criterion, dossier, number, ranking, sample

SHEETS = [
    *("Classement", "Notes", "Dossiers", "Recevabilité", "Portefeuille"),
    *("Déports", "Journal", "Lisez-moi"),
]
HEAD = [
    *("Rang", "N°", "Structure", "Commune", "Territoire", "Professionnel"),
    "Champs d’intervention",
    *(["Note\n/5", "Points"] * 5),
    *("Total /100", "Alertes", "Proposition", "Décision", "Motif"),
]


def book_of(folder: Path, *, formulas: bool = False, jury: bool = False) -> openpyxl.Workbook:
    made, dossiers, call = sample(12, 4, jury=jury)
    path = write_tables(made, dossiers, call, folder, pdf=False)[0]
    return openpyxl.load_workbook(path, data_only=not formulas)


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def column(sheet: Worksheet, code: str) -> int:
    return next(int(cell.column) for cell in sheet[5] if cell.value == code)


def values(sheet: Worksheet, code: str, count: int) -> list[object]:
    return [sheet.cell(row, column(sheet, code)).value for row in range(9, 9 + count)]


def test_the_sheets_stand_in_the_order_people_know(tmp_path: Path) -> None:
    assert book_of(tmp_path).sheetnames == SHEETS


def test_the_header_says_which_call_rules_time_and_author(tmp_path: Path) -> None:
    sheet = book_of(tmp_path)["Classement"]

    when = "vendredi 13 décembre 2019 à 18\u00a0h\u00a005"
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A3"].value] == [
        "Classement – Promeneurs du Net du Pas-de-Calais – appel à candidatures 2019",
        f"Grille version 1.0 · situation au {when} · Dominique MARTEL, chargée de coordination",
        "Document préparatoire – non communicable avant décision (CRPA, art. L. 311-2)",
    ]


def test_the_ranking_is_headed_provisional_only_while_a_mark_of_the_jury_is_missing(
    tmp_path: Path,
) -> None:
    without = book_of(tmp_path / "a")["Classement"]["H3"].value
    complete = book_of(tmp_path / "b", jury=True)["Classement"]["H3"].value

    assert without == (
        "Provisoire\u00a0: éléments automatiques seuls – notes du comité à venir\u00a0: 36"
    )
    assert not complete


def test_the_columns_of_the_ranking_have_titles_and_stable_codes(tmp_path: Path) -> None:
    sheet = book_of(tmp_path)["Classement"]
    shown = [cell.value for cell in sheet[8]][: len(HEAD)]
    codes = [cell.value for cell in sheet[5]][:9]

    assert shown == HEAD
    assert codes == [
        *("rang", "numero", "structure", "commune", "territoire", "professionnel", "champs"),
        *("geographie.note", "geographie.points"),
    ]
    assert sheet.row_dimensions[5].hidden


def test_stored_results_of_the_formulas_are_the_ranking_itself(tmp_path: Path) -> None:
    made, dossiers, call = sample(30, 7, jury=True)
    path = write_tables(made, dossiers, call, tmp_path, pdf=False)[0]
    sheet = openpyxl.load_workbook(path, data_only=True)["Classement"]

    assert values(sheet, "rang", 30) == [p.rank for p in made.places]
    assert values(sheet, "numero", 30) == [p.dossier for p in made.places]
    assert values(sheet, "total", 30) == [float(p.total) for p in made.places]


def test_every_line_of_the_ranking_is_live(tmp_path: Path) -> None:
    sheet = book_of(tmp_path, formulas=True)["Classement"]
    live = [*("rang", "numero", "structure", "champs", "coherence.note", "coherence.points")]
    live += ["total", "alertes", "proposition"]

    assert all(str(v).startswith("=") for code in live for v in values(sheet, code, 12))
    assert values(sheet, "decision", 12) == [None] * 12


def test_only_functions_that_both_programs_know_are_used(tmp_path: Path) -> None:
    book = book_of(tmp_path, formulas=True)
    known = {"IF", "AND", "OR", "N", "ROUND", "SUM", "SUMPRODUCT", "INDEX", "MATCH", "ROW"}
    known |= {"RIGHT", "LEN"}
    used = {
        name
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
        for name in re.findall(r"([A-Z][A-Z0-9.]+)\(", str(cell.value))
    }

    assert used <= known


def test_the_ranking_prints_on_a4_landscape_one_page_wide_with_its_head(tmp_path: Path) -> None:
    sheet = book_of(tmp_path)["Classement"]

    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$6:$8"
    assert sheet.freeze_panes == "D9"
    assert sheet.auto_filter.ref == "A8:V20"
    assert "Page &P / &N" in sheet.oddFooter.center.text
    digest = sample(12, 4)[0].digest[:12]
    assert digest in sheet.oddFooter.right.text


def test_decisions_and_marks_are_chosen_within_bounds(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    kinds = {
        name: [v.type for v in book[name].data_validations.dataValidation]
        for name in ("Classement", "Notes")
    }

    assert kinds["Classement"].count("list") == 12
    assert kinds["Classement"].count("whole") == 6
    assert kinds["Notes"] == ["decimal"] * 3


def test_the_choices_of_a_decision_carry_the_number_of_the_dossier(tmp_path: Path) -> None:
    made, dossiers, call = sample(12, 4)
    path = write_tables(made, dossiers, call, tmp_path, pdf=False)[0]
    sheet = openpyxl.load_workbook(path, data_only=True)["Classement"]
    rule = next(v for v in sheet.data_validations.dataValidation if v.type == "list")
    choices = [cell.value for cell in sheet[str(rule.formula1).replace("$", "")][0]]

    short = made.places[0].dossier.rsplit("-", 1)[1]
    assert choices == [
        f"{words} · {short}" for words in ("Retenu", "Liste d’attente", "Non retenu", "Irrecevable")
    ]


def test_the_groups_add_up_to_what_was_received(tmp_path: Path) -> None:
    sheet = book_of(tmp_path)["Recevabilité"]

    assert sheet["A2"].value == (
        "17\u00a0dossiers reçus = 12\u00a0classés + 1\u00a0irrecevable + 1\u00a0illisible"
        " + 1\u00a0hors sujet + 1\u00a0doublon + 1\u00a0retiré"
    )


def test_doubtful_values_are_marked_by_words_and_colour(tmp_path: Path) -> None:
    sheet = book_of(tmp_path)["Dossiers"]
    marked = [c for row in sheet.iter_rows() for c in row if str(c.value).endswith("– à vérifier")]

    assert {str(c.value) for c in marked if c.row == 8} == {
        "62300 – à vérifier",
        "03 21 00 00 04 – à vérifier",
    }
    assert {c.fill.fgColor.rgb for c in marked} == {"FFFFE8B3"}


def test_every_received_dossier_has_its_line_and_every_field_its_column(tmp_path: Path) -> None:
    sheet = book_of(tmp_path)["Dossiers"]
    titles = [cell.value for cell in sheet[4]]

    assert [sheet.cell(row, 1).value for row in range(5, 22)] == [number(i) for i in range(1, 18)]
    assert titles[7:10] == [
        "Nom de la structure",
        "Adresse de la structure",
        "Code postal de la structure",
    ]


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n=", " =", "\uff1d", "\u200b="]
)
def test_no_text_of_a_candidate_becomes_a_formula(tmp_path: Path, start: str) -> None:
    trap = f"{start}HYPERLINK(A1)"
    call = campaign()
    made = ranking({1: {c.code: ("3", None) for c in CRITERIA}}, call)
    identity = Identity(
        number=number(1), structure=trap, commune=trap, professional=trap, fields=(trap,)
    )
    made = made.model_copy(update={"identities": {number(1): identity}})
    trapped = dossier(1, {"structure.nom": trap, "structure.objet": trap})
    path = write_tables(made, [trapped], call, tmp_path, pdf=False)[0]
    book = openpyxl.load_workbook(path)

    found = [
        cell
        for name in ("Notes", "Dossiers", "Portefeuille")
        for row in book[name].iter_rows()
        for cell in row
        if "HYPERLINK" in str(cell.value)
    ]
    assert len(found) >= 6
    assert {str(cell.value)[0] for cell in found} == {"'"}
    assert {cell.data_type for cell in found} == {"s"}


def test_texts_that_no_cell_can_hold_are_cut_and_say_so(tmp_path: Path) -> None:
    call = campaign()
    made = ranking({1: {c.code: ("3", None) for c in CRITERIA}}, call)
    long = dossier(1, {"structure.objet": "mot " * 20_000, "structure.nom": "a\x00\ud800\uffffb"})
    path = write_tables(made, [long], call, tmp_path, pdf=False)[0]
    shown = texts(openpyxl.load_workbook(path)["Dossiers"])

    assert max(len(text) for text in shown) <= 32_767
    assert [text[-4:] for text in shown if len(text) > 1000] == [" […]"[-4:]]
    assert "a\ufffdb" in shown


def test_a_dossier_that_waits_for_a_mark_has_a_row_but_no_rank(tmp_path: Path) -> None:
    call = campaign((criterion("coherence", 100, share=100),), ())
    made = ranking({1: {"coherence": (None, "4")}}, call)
    waiting = tuple(s.model_copy(update={"jury": None, "mark": None, "points": None})
                    for s in made.places[0].scores)  # fmt: skip
    left = Unranked(dossier=number(2), state="recevable", reason="Non noté.", scores=waiting)
    made = made.model_copy(update={"unranked": (left,), "provisional": True})
    path = write_tables(made, [dossier(1), dossier(2)], call, tmp_path, pdf=False)[0]
    sheet = openpyxl.load_workbook(path, data_only=True)["Classement"]

    assert values(sheet, "numero", 2) == [number(1), number(2)]
    assert values(sheet, "rang", 2) == [1, "–"]
    assert values(sheet, "total", 2) == [80, "–"]
    assert values(sheet, "proposition", 2) == ["Retenu", "Non noté"]


def test_a_call_without_any_dossier_still_gives_all_tables(tmp_path: Path) -> None:
    call = campaign()

    files = write_tables(ranking({}, call), [], call, tmp_path, pdf=False)

    assert [file.name for file in files] == ["classement.xlsx", "classement.html", "classement.csv"]
    assert openpyxl.load_workbook(files[0]).sheetnames == SHEETS


def test_the_log_is_printed_as_given_and_neutralised(tmp_path: Path) -> None:
    made, dossiers, call = sample(2, 1)
    journal = [{"Date et heure": "13/12/2019", "Événement": "=reçu"}]
    path = write_tables(made, dossiers, call, tmp_path, journal=journal, pdf=False)[0]

    assert texts(openpyxl.load_workbook(path)["Journal"])[2:] == [
        *("Date et heure", "Événement", "13/12/2019", "'=reçu"),
    ]


def test_equal_inputs_give_equal_bytes_whatever_their_order(tmp_path: Path) -> None:
    made, dossiers, call = sample(20, 5)
    shuffled = made.model_copy(
        update={
            "places": tuple(reversed(made.places)),
            "unranked": tuple(reversed(made.unranked)),
            "identities": dict(reversed(list(made.identities.items()))),
        }
    )
    one = write_tables(made, dossiers, call, tmp_path / "a", pdf=False)
    two = write_tables(shuffled, dossiers[::-1], call, tmp_path / "b", pdf=False)

    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]


def test_nothing_in_the_workbook_tells_when_it_was_written(tmp_path: Path) -> None:
    book_of(tmp_path)

    with zipfile.ZipFile(tmp_path / "classement.xlsx") as archive:
        dates = {entry.date_time for entry in archive.infolist()}
        core = archive.read("docProps/core.xml").decode()

    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2019-12-13T18:05:00Z"}


def lot(made: Ranking, name: str) -> Ranking:
    return made.model_copy(update={"lot": name, "title": f"{made.title} – {name}"})


def test_dossiers_that_do_not_apply_for_the_lot_are_counted_apart(tmp_path: Path) -> None:
    call = campaign()
    made = ranking({1: {c.code: ("3", None) for c in CRITERIA}}, call, unranked=[dossier(2)])
    path = write_tables(lot(made, "Module 1"), [dossier(1), dossier(2)], call, tmp_path, pdf=False)[
        0
    ]
    book = openpyxl.load_workbook(path)

    assert book["Classement"]["A1"].value == f"Classement – {call.title} – Module 1"
    assert book["Recevabilité"]["A2"].value == (
        "2\u00a0dossiers reçus = 1\u00a0classé + 1\u00a0non examiné pour ce lot"
    )
