"""Word: the place of each paragraph in the grid of its tables."""

import time
from pathlib import Path

import pytest

from pipeline.read.word import read_word
from schemas.document import Block, Cell
from tests.word_files import p, r, sdt, tbl, tc, tr, write_docx

RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
SPAN = '<w:gridSpan w:val="{}"/>'


def blocks(path: Path, body: str) -> tuple[Block, ...]:
    return read_word(write_docx(path / "d.docx", body)).blocks


def places(path: Path, body: str) -> list[tuple[str, int, int, int, int]]:
    """Return text, row, column, row span and column span of each block in a table."""
    return [
        (b.text, c.row, c.column, c.row_span, c.column_span)
        for b in blocks(path, body)
        for c in b.cells[-1:]
    ]


def test_cells_come_row_by_row(tmp_path: Path) -> None:
    body = tbl(tr(tc("a"), tc("b")), tr(tc("c"), tc("")))

    assert places(tmp_path, body) == [
        ("a", 0, 0, 1, 1),
        ("b", 0, 1, 1, 1),
        ("c", 1, 0, 1, 1),
        ("", 1, 1, 1, 1),
    ]


def test_paragraphs_of_one_cell_share_it_and_those_outside_have_none(tmp_path: Path) -> None:
    body = p(r("avant")) + tbl(tr(tc(p(r("un")) + p(r("deux"))))) + p(r("après"))

    assert [(b.text, b.cells) for b in blocks(tmp_path, body)] == [
        ("avant", ()),
        ("un", (Cell(table=0, row=0, column=0),)),
        ("deux", (Cell(table=0, row=0, column=0),)),
        ("après", ()),
    ]


def test_a_wide_cell_moves_the_columns_after_it(tmp_path: Path) -> None:
    body = tbl(tr(tc("a", SPAN.format(2)), tc("b")), tr(tc("c"), tc("d"), tc("e")))

    assert places(tmp_path, body) == [
        ("a", 0, 0, 1, 2),
        ("b", 0, 2, 1, 1),
        ("c", 1, 0, 1, 1),
        ("d", 1, 1, 1, 1),
        ("e", 1, 2, 1, 1),
    ]


def test_a_tall_cell_reaches_down_and_its_hidden_rest_is_left_out(tmp_path: Path) -> None:
    body = tbl(
        tr(tc("a", RESTART), tc("b")),
        tr(tc("", CONTINUE), tc("c")),
        tr(tc("", CONTINUE), tc("d")),
        tr(tc("e", RESTART), tc("f")),
    )

    assert places(tmp_path, body) == [
        ("a", 0, 0, 3, 1),
        ("b", 0, 1, 1, 1),
        ("c", 1, 1, 1, 1),
        ("d", 2, 1, 1, 1),
        ("e", 3, 0, 1, 1),
        ("f", 3, 1, 1, 1),
    ]


def test_text_in_a_swallowed_cell_counts_for_the_cell_above(tmp_path: Path) -> None:
    body = tbl(tr(tc("a", RESTART)), tr(tc("b", CONTINUE)))

    assert places(tmp_path, body) == [("a", 0, 0, 2, 1), ("b", 0, 0, 2, 1)]


def test_a_merge_with_nothing_above_is_a_cell_of_its_own(tmp_path: Path) -> None:
    body = tbl(tr(tc("a"), tc("b")), tr(tc("c", CONTINUE), tc("d")))

    assert places(tmp_path, body)[2] == ("c", 1, 0, 1, 1)


def test_the_old_sideways_merge_widens_the_first_cell(tmp_path: Path) -> None:
    first, next_ = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    body = tbl(tr(tc("a", first), tc("", next_), tc("b")))

    assert places(tmp_path, body) == [("a", 0, 0, 1, 2), ("b", 0, 2, 1, 1)]


def test_a_row_may_begin_further_right(tmp_path: Path) -> None:
    body = tbl(tr(tc("a"), tc("b")), tr(tc("c"), facts='<w:gridBefore w:val="1"/>'))

    assert places(tmp_path, body)[2] == ("c", 1, 1, 1, 1)


def test_deleted_rows_and_cells_are_not_there(tmp_path: Path) -> None:
    body = tbl(tr(tc("a"), tc("b", "<w:cellDel/>")), tr(tc("c"), facts="<w:del/>"), tr(tc("d")))

    assert places(tmp_path, body) == [("a", 0, 0, 1, 1), ("d", 1, 0, 1, 1)]


def test_rows_and_cells_in_controls_keep_their_place(tmp_path: Path) -> None:
    body = tbl(tr(tc("a"), sdt(tc("b"))), sdt(tr(tc("c"), tc("d"))), tr(tc("e")))

    assert places(tmp_path, body) == [
        ("a", 0, 0, 1, 1),
        ("b", 0, 1, 1, 1),
        ("c", 1, 0, 1, 1),
        ("d", 1, 1, 1, 1),
        ("e", 2, 0, 1, 1),
    ]


def test_rows_in_other_wrappers_are_read(tmp_path: Path) -> None:
    body = tbl(
        f"<w:customXml>{tr(tc('a'))}</w:customXml><w:ins>{tr(tc('b'))}</w:ins>"
        f"<mc:AlternateContent><mc:Choice Requires='x'>{tr(tc('c'))}</mc:Choice>"
        f"<mc:Fallback>{tr(tc('c'))}</mc:Fallback></mc:AlternateContent>"
    )

    assert [(text, row) for text, row, _, _, _ in places(tmp_path, body)] == [
        ("a", 0),
        ("b", 1),
        ("c", 2),
    ]


def test_a_table_in_a_cell_gives_the_path_to_it(tmp_path: Path) -> None:
    inner = tbl(tr(tc("dedans"))) + p(r("après"))

    found = blocks(tmp_path, tbl(tr(tc("a"), tc(inner))) + tbl(tr(tc("z"))))

    outer = Cell(table=0, row=0, column=1)
    assert [(b.text, b.cells) for b in found] == [
        ("a", (Cell(table=0, row=0, column=0),)),
        ("dedans", (outer, Cell(table=1, row=0, column=0))),
        ("après", (outer,)),
        ("z", (Cell(table=2, row=0, column=0),)),
    ]


def test_a_text_box_keeps_the_cell_of_its_anchor(tmp_path: Path) -> None:
    content = f"<w:txbxContent>{p(r('cachet'))}</w:txbxContent>"
    box = f"<w:r><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></w:r>"

    _, inside = blocks(tmp_path, tbl(tr(tc(p(box)))))

    assert (inside.text, inside.part, inside.cells) == (
        "cachet",
        "textbox",
        (Cell(table=0, row=0, column=0),),
    )


def test_very_wide_cells_cost_no_more_than_others(tmp_path: Path) -> None:
    body = tbl(*[tr(*[tc("a", SPAN.format(2000))] * 40)] * 200)
    path = write_docx(tmp_path / "d.docx", body)

    start = time.process_time()
    document = read_word(path)

    assert len(document.blocks) == 8000
    assert time.process_time() - start < 5  # 0.5 s here; quadratic code needs minutes


@pytest.mark.parametrize("span", ["-3", "0", "abc", "", "99999999999999999999"])
def test_an_absurd_span_is_kept_within_bounds(tmp_path: Path, span: str) -> None:
    ((_, _, _, _, columns),) = places(tmp_path, tbl(tr(tc("a", SPAN.format(span)))))

    assert 1 <= columns <= 63
