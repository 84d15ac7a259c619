"""Tables and rows of scanned pages that a page break cuts in two."""

from pipeline.extract.breaks import rejoined
from schemas.document import Block, Cell, Document, Page, Span, Where

HEIGHT = 842.0
LABEL, ANSWER = (70.0, 250.0), (250.0, 520.0)


def cell(
    text: str,
    page: int,
    top: float,
    columns: tuple[float, float],
    *,
    row: int = 0,
    shift: float = 0.0,
) -> Block:
    """Return one line in the cell of a table with two columns, numbered per page."""
    left, right = columns[0] + shift, columns[1] + shift
    return Block(
        spans=(Span(text=text, confidence=0.9, box=(left + 5, top + 2, right - 5, top + 14)),),
        cells=(
            Cell(
                table=0,
                row=row,
                column=0 if columns == LABEL else 1,
                box=(left, top, right, top + 40),
            ),
        ),
        where=Where(page=page, box=(left + 5, top + 2, right - 5, top + 14)),
    )


def scan(*blocks: Block) -> Document:
    pages = tuple(Page(number=n, width=595, height=HEIGHT, layer="none") for n in (1, 2))
    return Document(reader="scan", blocks=blocks, pages=pages)


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def test_a_question_cut_by_the_page_is_whole_again_and_so_is_its_answer() -> None:
    document = rejoined(
        scan(
            cell("En quoi le réseau", 1, 760, LABEL),
            cell("Rejoindre le réseau donne un", 1, 760, ANSWER),
            cell("vous semble-t-il utile ?", 2, 60, LABEL, shift=6),
            cell("cadre à ce que nous faisons.", 2, 60, ANSWER, shift=6),
            cell("Fonction :", 2, 100, LABEL, row=1, shift=6),
        )
    )
    assert texts(document) == [
        "En quoi le réseau",
        "vous semble-t-il utile ?",
        "Rejoindre le réseau donne un",
        "cadre à ce que nous faisons.",
        "Fonction :",
    ]
    assert [block.wrapped for block in document.blocks] == [False, True, False, True, False]
    assert len({block.cells[0].table for block in document.blocks}) == 1


def test_an_answer_that_goes_on_beside_an_empty_label_stays_in_its_cell() -> None:
    document = rejoined(
        scan(
            cell("Vos actions ?", 1, 760, LABEL),
            cell("Des ateliers le mercredi.", 1, 760, ANSWER),
            cell("Un séjour en été.", 2, 60, ANSWER),
        )
    )
    first, second = (block.cells[0] for block in document.blocks[1:])
    assert first == second


def test_a_row_that_begins_on_the_next_page_is_a_row_of_its_own() -> None:
    document = rejoined(
        scan(
            cell("Nom :", 1, 760, LABEL),
            cell("Centre social", 1, 760, ANSWER),
            cell("Adresse :", 2, 60, LABEL),
            cell("12, rue des Lilas", 2, 60, ANSWER),
        )
    )
    rows = [block.cells[0].row for block in document.blocks]
    assert rows == [0, 0, 1, 1]
    assert texts(document) == ["Nom :", "Centre social", "Adresse :", "12, rue des Lilas"]


def test_tables_of_two_pages_that_have_nothing_in_common_stay_two() -> None:
    document = rejoined(
        scan(
            cell("Nom :", 1, 100, LABEL),
            cell("signature", 2, 600, ANSWER),
        )
    )
    assert len({block.cells[0].table for block in document.blocks}) == 2


def test_typed_pages_are_left_as_their_reader_gave_them() -> None:
    typed = scan(cell("Nom :", 1, 760, LABEL)).model_copy(update={"reader": "pdf"})
    assert rejoined(typed) is typed
