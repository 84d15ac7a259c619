"""Lines of a table whose cell was lost are read between its rows, not after it."""

from pipeline.read.scan_strays import parted, with_strays
from schemas.document import Block, Box, Cell, Span, Where


def cell(row: int, column: int) -> Cell:
    left, top = 50.0 + 200 * column, 100.0 + 40 * row
    return Cell(table=0, row=row, column=column, box=(left, top, left + 200, top + 40))


def line(text: str, x: float, y: float, home: Cell | None = None) -> Block:
    box: Box = (x, y, x + 80, y + 10)
    cells = () if home is None else (home,)
    return Block(spans=(Span(text=text),), cells=cells, where=Where(page=1, box=box))


CELLS = [cell(0, 0), cell(0, 1), cell(1, 1), cell(2, 0), cell(2, 1)]
INSIDE = [
    line("Nom :", 55, 110, CELLS[0]),
    line("Lens", 255, 110, CELLS[1]),
    line("☐ Santé", 255, 150, CELLS[2]),
    line("☐ Emploi", 255, 165, CELLS[2]),
    line("Ville :", 55, 190, CELLS[3]),
]


def test_a_label_without_its_cell_comes_before_the_answer_on_its_row() -> None:
    strays = [line("Quels sont vos", 55, 150), line("champs ?", 55, 165)]

    texts = [block.text for block in with_strays(INSIDE, strays, CELLS)]

    assert texts == [
        "Nom :",
        "Lens",
        "Quels sont vos",
        "champs ?",
        "☐ Santé",
        "☐ Emploi",
        "Ville :",
    ]


def test_an_answer_without_its_cell_comes_after_its_label() -> None:
    texts = [block.text for block in with_strays(INSIDE, [line("Arras", 255, 192)], CELLS)]

    assert texts[-2:] == ["Ville :", "Arras"]


def test_a_table_without_strays_stays_as_it_is() -> None:
    assert with_strays(INSIDE, [], CELLS) == INSIDE


def test_lines_outside_all_tables_are_loose() -> None:
    inner, outer = line("dedans", 55, 150), line("dehors", 55, 600)
    table = (0, 0, 400, 400)

    loose, strays = parted([((10, 10, 50, 30), inner), ((10, 900, 50, 930), outer)], [table])

    assert [block for _, block in loose] == [outer]
    assert strays == {table: [inner]}
