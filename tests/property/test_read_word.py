"""Word: whatever wraps it, text comes back whole, once and in order."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ReadError
from pipeline.read.word import read_word
from tests.word_files import field, p, r, sdt, tbl, tc, tr, write_docx

WORDS = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=("Cc", "Cs", "Co"),
        exclude_characters="\ufffe\uffff",
    ),
    min_size=1,
    max_size=12,
)

LOOKS = st.sampled_from(["", "<w:b/>", '<w:u w:val="single"/>', '<w:rStyle w:val="x"/>'])

INLINE = st.recursive(
    st.tuples(WORDS, LOOKS).map(lambda pair: (pair[0], r(*pair))),
    lambda inner: st.tuples(
        st.sampled_from(
            [
                sdt,
                lambda xml: f"<w:ins>{xml}</w:ins>",
                lambda xml: f'<w:hyperlink w:anchor="a">{xml}</w:hyperlink>',
                lambda xml: f"<w:smartTag>{xml}</w:smartTag>",
                lambda xml: field("REF a", result=xml),
                lambda xml: xml + "<w:del>" + r("EFFACÉ") + "</w:del>",
            ]
        ),
        st.lists(inner, min_size=1, max_size=3),
    ).map(
        lambda pair: (
            "".join(text for text, _ in pair[1]),
            pair[0]("".join(xml for _, xml in pair[1])),
        )
    ),
    max_leaves=8,
)

PARAGRAPH = st.lists(INLINE, max_size=4).map(
    lambda pieces: (
        ["".join(text for text, _ in pieces)],
        p(*(xml for _, xml in pieces)),
    )
)


def _joined(parts: list[tuple[list[str], str]]) -> tuple[list[str], str]:
    return [text for texts, _ in parts for text in texts], "".join(xml for _, xml in parts)


BLOCKS = st.recursive(
    PARAGRAPH,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(_joined).map(lambda b: (b[0], sdt(b[1]))),
        st.lists(inner, min_size=1, max_size=4).map(
            lambda cells: (
                _joined(cells)[0],
                tbl(*(tr(tc(xml)) for _, xml in cells)),
            )
        ),
    ),
    max_leaves=6,
)


def read(body: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        document = read_word(write_docx(Path(folder) / "d.docx", body))
    assert [block.where.order for block in document.blocks] == list(range(len(document.blocks)))
    return [block.text for block in document.blocks]


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCKS, max_size=4).map(_joined))
def test_text_comes_back_whole_once_and_in_order(expected: tuple[list[str], str]) -> None:
    texts, body = expected

    assert read(body) == texts


SPANS = st.tuples(
    st.sampled_from(["", '<w:gridSpan w:val="2"/>', '<w:gridSpan w:val="3"/>']),
    st.sampled_from(["", '<w:vMerge w:val="restart"/>', "<w:vMerge/>"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(SPANS, min_size=1, max_size=4), min_size=1, max_size=5))
def test_cells_never_lie_on_one_another(rows: list[list[tuple[str, str]]]) -> None:
    body = tbl(*(tr(*(tc("x", span + merge) for span, merge in row)) for row in rows))
    with tempfile.TemporaryDirectory() as folder:
        document = read_word(write_docx(Path(folder) / "d.docx", body))

    cells = {block.cells[0] for block in document.blocks}
    taken = [
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]

    assert len(taken) == len(set(taken))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_damage_ends_as_a_document_or_a_read_error(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_docx(Path(folder) / "d.docx", tbl(tr(tc("a"), tc(p(sdt(r("b")))))))
        content = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(content[: data.draw(st.integers(1, len(content)))])

        try:
            outcome = type(read_word(path)).__name__
        except ReadError as error:
            outcome = error.code

    assert outcome == "Document" or outcome.startswith("LEC-")
