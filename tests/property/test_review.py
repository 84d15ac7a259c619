"""Whatever a candidate wrote, the pages and the workbook of the values to verify hold it."""

import datetime as dt
import io
import re
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from openpyxl import load_workbook

from pipeline.review.columns import PENDING
from pipeline.review.doubt import Doubt
from pipeline.review.pages import draw_pages
from pipeline.review.sheet import draw_sheet
from pipeline.review.typed import Unfit, entered
from pipeline.review.words import compared
from tests.documents import form

QUESTIONS = {question.key: question for question in form().questions}
ANYTHING = st.text(st.characters(), max_size=60)


def doubt(text: str) -> Doubt:
    return Doubt(
        line=1,
        dossier="ESSAI-001",
        who=text,
        question=QUESTIONS["structure.nom"],
        value=text,
        other=text[::-1],
        raw=text,
        token="0.a",  # noqa: S106 -- no secret
    )


@given(ANYTHING)
@settings(max_examples=60)
def test_the_workbook_opens_and_holds_no_formula_of_a_candidate(text: str) -> None:
    content = draw_sheet((doubt(text),), (), title="Appel", campaign="essai")

    sheet = load_workbook(io.BytesIO(content))[PENDING]

    typed = [cell.value for row in sheet.iter_rows(min_row=6) for cell in row if cell.value]
    assert all(cell.data_type != "f" for row in sheet.iter_rows(min_row=6) for cell in row)
    assert not [one for one in typed if str(one).startswith(("=", "+", "-", "@"))]


@given(ANYTHING)
@settings(max_examples=60)
def test_the_pages_hold_no_element_of_a_candidate(text: str) -> None:
    pages = draw_pages((doubt(text),), campaign="essai", title="Appel")

    whole = html.document_fromstring(pages["ESSAI-001.html"].decode())

    assert len(whole.findall(".//article")) == 1
    assert not whole.findall(".//script")


@given(ANYTHING, ANYTHING)
def test_the_pieces_of_another_reading_are_that_reading(text: str, other: str) -> None:
    assert "".join(piece for piece, _ in compared(text, other)) == other


@given(st.sampled_from(sorted(QUESTIONS)), st.one_of(ANYTHING, st.integers(), st.floats()))
def test_what_is_typed_is_refused_or_of_the_type_of_its_field(key: str, typed: object) -> None:
    question = QUESTIONS[key]
    codes = {option.code for option in question.options}

    with suppress(Unfit):
        value = entered(question, typed)
        assert value != ""
        if question.type == "postal_code":
            assert re.fullmatch("[0-9]{5}", str(value))
        elif question.type == "date":
            assert dt.date.fromisoformat(str(value))
        elif question.type == "choice":
            assert value in codes
        elif question.type == "choices":
            assert set(value) <= codes
        elif question.type in ("boolean", "signature"):
            assert isinstance(value, bool)
