"""Amounts stand under their own year, or a person is told."""

import pytest

from pipeline.extract import extract
from pipeline.extract.values import parse
from schemas.candidature import Answer
from schemas.document import Block
from tests.documents import document, form, row

COORDINATION = form("coordination-03-63-2024")


def budget(*rows: list[Block]) -> dict[str, Answer]:
    lines: list[str | Block] = ["6. Budget prévisionnel (en euros)"]
    lines.extend(block for blocks in rows for block in blocks)
    lines.append("7. Pièces jointes (cocher)")
    return dict(extract(document(*lines), COORDINATION).fields)


HEADER = row(0, 0, "Poste", "2024 (7 mois)", "2025", "2026")


def test_an_amount_belongs_to_the_year_above_it() -> None:
    fields = budget(HEADER, row(0, 1, "Charges de personnel", "24 500 €", "", "42 000,50"))

    assert fields["budget.personnel.2024"].value == 24500
    assert fields["budget.personnel.2025"].value is None
    assert fields["budget.personnel.2026"].value == 42000.5
    assert not fields["budget.personnel.2024"].flagged


def test_years_in_another_order_keep_their_amounts() -> None:
    header = row(0, 0, "Poste", "2026", "2025", "2024")
    fields = budget(header, row(0, 1, "Déplacements", "3", "2", "1"))

    assert [fields[f"budget.deplacements.{y}"].value for y in (2024, 2025, 2026)] == [1, 2, 3]


def test_a_column_that_the_form_does_not_print_is_left_out() -> None:
    header = row(0, 0, "Poste", "Compte", "2024", "2025", "2026")
    fields = budget(header, row(0, 1, "Déplacements", "625", "1", "2", "3"))

    assert [fields[f"budget.deplacements.{y}"].value for y in (2024, 2025, 2026)] == [1, 2, 3]


def test_without_any_header_the_order_counts_and_a_person_looks() -> None:
    fields = budget(row(0, 1, "Déplacements", "1", "2", "3"))

    assert fields["budget.deplacements.2025"].value == 2
    assert fields["budget.deplacements.2025"].reasons == ("COLONNE_DOUTEUSE",)


def test_two_amounts_in_one_column_make_the_whole_row_doubtful() -> None:
    fields = budget(HEADER, row(0, 1, "Déplacements", "2 170 1 860", "", ""))

    assert fields["budget.deplacements.2024"].value is None
    assert all(fields[f"budget.deplacements.{y}"].flagged for y in (2024, 2025, 2026))


@pytest.mark.parametrize(
    ("text", "value", "reasons"),
    [
        ("24 500 €", 24500, ()),
        ("24.500,00", 24500, ()),
        ("24500,5", 24500.5, ()),
        ("24\u202f500 EUR", 24500, ()),
        ("0", 0, ()),
        ("néant", None, ()),
        ("-", None, ()),
        ("24 k€", 24000, ("MONTANT_ABREGE",)),
        ("env. 1210", 1210, ("MONTANT_DOUTEUX",)),
        ("(48 330)", 48330, ("MONTANT_DOUTEUX",)),
        ("2 170 / 1 860", None, ("MONTANT_ILLISIBLE",)),
        ("à préciser", None, ("MONTANT_ILLISIBLE",)),
    ],
)
def test_an_amount_is_a_number_of_euros_or_a_doubt(
    text: str, value: float | None, reasons: tuple[str, ...]
) -> None:
    parsed = parse("amount", text)

    assert (parsed.value, parsed.reasons) == (value, reasons)


def test_a_siret_proves_itself_by_its_key() -> None:
    assert parse("siret", "999 917 701 00016").reasons == ()
    assert parse("siret", "999 917 701 00017").reasons == ("CLE_SIRET",)


@pytest.mark.parametrize(
    ("text", "value"),
    [("| 6 | 2 | 4 | 0 | 0 |", "62400"), ("62 630", "62630"), ("62130 Saint-Pol", "62130")],
)
def test_a_postal_code_is_five_digits(text: str, value: str) -> None:
    assert parse("postal_code", text).value == value
