"""Scans: printed lines, wrapped lines, running headers."""

from pipeline.read.scan_flow import running_parts, wrapped_lines
from pipeline.read.scan_lines import Piece, lines_of
from schemas.document import Block, Span, Where


def words(text: str, x: int, y: int, line: int | None = 0) -> list[Piece]:
    pieces = []
    for word in text.split():
        width = 16 * len(word)
        pieces.append(Piece(Span(text=word), (x, y, x + width, y + 28), line))
        x += width + 8
    return pieces


def box(x: int, y: int) -> Piece:
    return Piece(Span(kind="box", text="☐", ticked=False), (x, y, x + 23, y + 23))


def texts(lines: list[list[Piece]]) -> list[str]:
    return [" ".join(piece.span.text for piece in line) for line in lines]


def test_a_box_joins_the_line_of_its_label() -> None:
    pieces = [
        *words("Santé", 240, 100),
        box(200, 102),
        *words("Emploi", 240, 150, 1),
        box(200, 152),
    ]

    assert texts(lines_of(pieces)) == ["☐ Santé", "☐ Emploi"]


def test_boxes_stand_between_the_words_of_one_line() -> None:
    pieces = [
        *words("Compte ?", 100, 100),
        box(300, 102),
        *words("Oui", 335, 100, 1),
        box(420, 102),
        *words("Non", 455, 100, 2),
    ]

    assert texts(lines_of(pieces)) == ["Compte ? ☐ Oui ☐ Non"]


def test_lines_set_solid_stay_apart() -> None:
    pieces = [*words("une première ligne", 100, 100), *words("une deuxième", 100, 130, 1)]

    assert texts(lines_of(pieces)) == ["une première ligne", "une deuxième"]


def test_a_line_goes_on_when_the_one_above_had_no_room_left() -> None:
    lines = [
        words("Nous accueillons chaque semaine beaucoup", 100, 100),
        words("de jeunes", 100, 140),
    ]
    right = lines[0][-1].box[2] + 20

    assert wrapped_lines(lines, right) == {1}


def test_a_short_line_ends_its_paragraph() -> None:
    lines = [words("Adresse : 12", 100, 100), words("Ville : Arras", 100, 140)]

    assert wrapped_lines(lines, 1400) == set()


def test_an_option_never_goes_on_from_the_line_above() -> None:
    above = words("Quels sont vos champs", 100, 100)
    lines = [above, [box(100, 142), *words("Santé", 140, 140)]]

    assert wrapped_lines(lines, above[-1].box[2] + 5) == set()


def printed(text: str, page: int, y: float) -> Block:
    return Block(spans=(Span(text=text),), where=Where(page=page, box=(60, y, 400, y + 11)))


def test_what_recurs_at_the_foot_of_the_pages_is_a_footer_even_misread() -> None:
    blocks = [
        printed("Nom de la structure : MJC", 1, 300),
        printed("Appel à candidatures - Page 1 sur 3", 1, 800),
        printed("Fonction : Directrice", 2, 300),
        printed("Appel à candidatvres - Page 2 sur 3", 2, 806),
        printed("Fait à Arras", 3, 300),
        printed("Appel à candidatures — Page 3 sur 3", 3, 795),
    ]

    assert running_parts(blocks, {1: 842, 2: 842, 3: 842}) == dict.fromkeys((1, 3, 5), "footer")


def test_what_a_logo_was_misread_as_belongs_to_the_header() -> None:
    blocks = [
        printed("Réseau des promeneurs", 1, 40),
        printed("®", 2, 30),
        printed("Réseau des promeneurs", 2, 41),
    ]

    assert running_parts(blocks, {1: 842, 2: 842}) == dict.fromkeys((0, 1, 2), "header")


def test_an_answer_at_the_foot_of_one_page_is_no_footer() -> None:
    blocks = [printed("Nous y tenons beaucoup.", 1, 790), printed("Fait à Arras", 2, 790)]

    assert running_parts(blocks, {1: 842, 2: 842}) == {}


def test_a_footer_of_the_form_is_known_among_twenty_pages_of_annexes() -> None:
    footer = "Promeneurs du Net 62 – Appel à candidatures 2019 Page {n} sur 3"
    form = [printed(footer.format(n=n), n, 800) for n in (1, 2, 3)]
    annexes = [printed(chr(93 + n) * 20, n, 800) for n in range(4, 21)]

    logos = [printed("À Pas-de-Calais", n, 30) for n in (1, 2, 3)]

    parts = running_parts([*form, *annexes, *logos], dict.fromkeys(range(1, 21), 842.0))

    assert parts == dict.fromkeys((0, 1, 2), "footer") | dict.fromkeys((20, 21, 22), "header")
