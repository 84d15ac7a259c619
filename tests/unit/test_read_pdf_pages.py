"""Whole PDF files: running lines, scans, files that are closed, cut or too large."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import Damaged, Empty, Encrypted, TooLarge, UnknownKind
from pipeline.read.pdf import read_pdf, read_pdf_pages, render_page

Draw = Callable[[Canvas], None]


def write(path: Path, pages: Sequence[Draw], size: tuple[float, float] = (595, 842)) -> Path:
    canvas = Canvas(str(path), pagesize=size)
    for draw in pages:
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def lines(*placed: tuple[float, str]) -> Draw:
    def draw(canvas: Canvas) -> None:
        for y, text in placed:
            canvas.drawString(70, y, text)

    return draw


def parts(path: Path) -> list[tuple[str, str]]:
    return [(block.part, block.text) for block in read_pdf(path).blocks]


def test_lines_repeated_at_the_edges_are_header_and_footer(tmp_path: Path) -> None:
    pages = [
        lines((810, "Appel 2019"), (700, f"Réponse {number}"), (30, f"Page {number} sur 3"))
        for number in (1, 2, 3)
    ]

    assert parts(write(tmp_path / "a.pdf", pages))[:3] == [
        ("header", "Appel 2019"),
        ("body", "Réponse 1"),
        ("footer", "Page 1 sur 3"),
    ]


def test_a_line_repeated_in_the_middle_of_pages_is_body(tmp_path: Path) -> None:
    pages = [lines((700, "E-mail :"), (680, f"Adresse {number} : rue")) for number in (1, 2)]

    assert {part for part, _ in parts(write(tmp_path / "a.pdf", pages))} == {"body"}


def test_answers_with_other_digits_at_the_top_of_pages_are_body(tmp_path: Path) -> None:
    pages = [
        lines((790, "Téléphone : 03 21 00 11 22"), (700, "Fin de la première fiche")),
        lines((790, "Téléphone : 06 39 98 33 44"), (700, "Fin de la seconde")),
    ]

    assert {part for part, _ in parts(write(tmp_path / "a.pdf", pages))} == {"body"}


def test_a_footer_on_every_other_page_is_a_footer(tmp_path: Path) -> None:
    pages = [
        lines((700, f"Réponse {n}"), (30, "Appel 2019" if n % 2 else "Pas-de-Calais"))
        for n in range(1, 5)
    ]

    footers = [text for part, text in parts(write(tmp_path / "a.pdf", pages)) if part == "footer"]
    assert footers == ["Appel 2019", "Pas-de-Calais"] * 2


def test_an_answer_outside_a_footer_line_keeps_both_in_the_body(tmp_path: Path) -> None:
    pages = [
        lines((700, "Projet"), (60, "Page 1"), (30, "et une dernière phrase")),
        lines((700, "Suite"), (60, "Page 2"), (30, "qui finit là")),
    ]

    assert {part for part, _ in parts(write(tmp_path / "a.pdf", pages))} == {"body"}


def test_one_page_alone_has_no_running_line(tmp_path: Path) -> None:
    page = lines((810, "Appel 2019"), (700, "Réponse"), (30, "Page 1"))

    assert {part for part, _ in parts(write(tmp_path / "a.pdf", [page]))} == {"body"}


def test_a_footer_between_two_options_is_set_apart(tmp_path: Path) -> None:
    pages = [
        lines((700, "Champs :"), (90, "- Santé"), (30, "Page 1 sur 2")),
        lines((800, "- Emploi"), (700, "Fin"), (30, "Page 2 sur 2")),
    ]
    body = [text for part, text in parts(write(tmp_path / "a.pdf", pages)) if part == "body"]

    assert body == ["Champs :", "- Santé", "- Emploi", "Fin"]


def test_a_picture_on_every_page_is_part_of_the_header(tmp_path: Path) -> None:
    logo = Image.new("RGB", (60, 30), (30, 110, 140))

    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            canvas.drawImage(ImageReader(logo), 70, 790, 60, 30)
            canvas.drawString(70, 700, f"Réponse {number}")

        return draw

    document = read_pdf(write(tmp_path / "a.pdf", [page(1), page(2)]))

    pictures = [b.part for b in document.blocks if b.spans[0].kind == "picture"]
    assert pictures == ["header", "header"]


def test_a_sentence_cut_by_a_page_break_goes_on(tmp_path: Path) -> None:
    long = "Le secteur jeunes accueille chaque semaine une soixantaine d’adolescents venus du"
    pages = [
        lines((700, long), (686, long), (30, "Page 1")),
        lines((780, "quartier et des communes voisines."), (30, "Page 2")),
    ]

    document = read_pdf(write(tmp_path / "a.pdf", pages))

    body = [block.wrapped for block in document.blocks if block.part == "body"]
    assert body == [False, True, True]


def scan_of(text: str) -> Image.Image:
    image = Image.new("L", (595, 842), 250)
    ImageDraw.Draw(image).text((70, 100), text, fill=0)
    return image


def scanned(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(scan_of("Nom : Lens")), 0, 0, 595, 842)


def test_a_page_that_is_one_picture_has_no_text_layer(tmp_path: Path) -> None:
    document = read_pdf(write(tmp_path / "a.pdf", [lines((700, "Nom")), scanned]))

    assert [page.layer for page in document.pages] == ["text", "none"]


def test_a_scan_stored_in_strips_has_no_text_layer(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        strip = Image.new("L", (595, 100), 240)
        for rank in range(9):
            canvas.drawImage(ImageReader(strip), 0, 842 - 94 * (rank + 1), 595, 94)

    assert [page.layer for page in read_pdf(write(tmp_path / "a.pdf", [draw])).pages] == ["none"]


def test_text_hidden_under_a_scan_is_a_poor_layer(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(70, 700)
        text.setTextRenderMode(3)
        text.textLine("Norn : Iens, lu par une machine")
        canvas.drawText(text)
        scanned(canvas)

    path = write(tmp_path / "a.pdf", [draw])

    assert [page.layer for page in read_pdf(path).pages] == ["poor"]
    assert [page.layer for page in read_pdf_pages(path)] == ["poor"]


def test_a_letter_on_a_printed_ground_keeps_its_text_layer(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("RGB", (60, 84), (240, 245, 250))), 0, 0, 595, 842)
        lines(*[(700 - 20 * row, f"Ligne {row} : une réponse écrite") for row in range(8)])(canvas)

    assert [page.layer for page in read_pdf(write(tmp_path / "a.pdf", [draw])).pages] == ["text"]


def test_an_empty_page_is_simply_empty(tmp_path: Path) -> None:
    document = read_pdf(write(tmp_path / "a.pdf", [lambda _: None]))

    assert (document.blocks, [page.layer for page in document.pages]) == ((), ["text"])


def protected(tmp_path: Path, user: str) -> Path:
    path = write(tmp_path / "a.pdf", [lines((700, "Nom : Lens"))])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="clef", user=user))
    return path


def test_a_file_with_a_password_is_encrypted(tmp_path: Path) -> None:
    with pytest.raises(Encrypted):
        read_pdf(protected(tmp_path, "secret"))


def test_a_file_that_anyone_may_open_is_read_and_reported(tmp_path: Path) -> None:
    document = read_pdf(protected(tmp_path, ""))

    assert [block.text for block in document.blocks] == ["Nom : Lens"]
    assert [notice.code for notice in document.notices] == ["PROTECTED"]


def test_no_byte_is_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.touch()

    with pytest.raises(Empty):
        read_pdf(path)


def test_words_called_pdf_are_of_no_known_kind(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_text("Bonjour, voici mon dossier.", "utf-8")

    with pytest.raises(UnknownKind):
        read_pdf(path)


def test_a_head_without_a_body_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 40)

    with pytest.raises(Damaged):
        read_pdf(path)


def test_a_file_cut_short_is_damaged_or_reported(tmp_path: Path) -> None:
    pages = [lines((700, f"Réponse {number}")) for number in range(5)]
    whole = write(tmp_path / "whole.pdf", pages).read_bytes()
    path = tmp_path / "cut.pdf"
    path.write_bytes(whole[: len(whole) - 700])

    try:
        document = read_pdf(path)
    except Damaged:
        return
    assert "REPAIRED" in {notice.code for notice in document.notices}


def test_a_lost_cross_reference_table_is_rebuilt_and_reported(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", [lines((700, "Nom : Lens"))])
    path.write_bytes(path.read_bytes().replace(b"startxref", b"startxxxx"))

    document = read_pdf(path)

    assert [block.text for block in document.blocks] == ["Nom : Lens"]
    assert [notice.code for notice in document.notices] == ["REPAIRED"]


def test_bytes_lost_in_the_middle_are_reported(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", [lines((700, "Nom : Lens"))])
    path.write_bytes(path.read_bytes().replace(b"/Producer", b"/Prod", 1))

    assert "REPAIRED" in {notice.code for notice in read_pdf(path).notices}


def test_junk_before_the_head_is_no_damage(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", [lines((700, "Nom : Lens"))])
    path.write_bytes(b"\r\n\r\n" + path.read_bytes())

    document = read_pdf(path)

    assert [block.text for block in document.blocks] == ["Nom : Lens"]
    assert document.notices == ()


def test_a_page_larger_than_any_paper_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", [lines((700, "Nom"))], size=(200_000, 842))

    with pytest.raises(TooLarge):
        read_pdf(path)


def test_a_page_with_a_book_of_characters_is_refused(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 1)
        for row in range(300):
            canvas.drawString(1, 800 - row * 2, "abcdefghij" * 70)

    with pytest.raises(TooLarge):
        read_pdf(write(tmp_path / "a.pdf", [draw]))


def test_of_a_book_only_the_first_pages_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", [lines((700, "Nom")) for _ in range(201)])

    document = read_pdf(path)

    assert len(document.pages) == 60
    assert [(n.code, n.facts) for n in document.notices] == [
        ("PAGES_SKIPPED", {"pages": 201, "read": 60})
    ]


def test_a_page_is_drawn_at_the_size_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", [lines((700, "Nom"))], size=(600, 300))

    assert render_page(path, 1, 144, max_pixels=10_000_000).size == (1200, 600)


def test_a_drawn_page_never_has_more_pixels_than_allowed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", [lines((700, "Nom"))], size=(14_000, 14_000))

    width, height = render_page(path, 1, 300, max_pixels=1_000_000).size

    assert width * height <= 1_010_000


def test_form_fields_are_drawn_with_the_page(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    widget = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Widget,
        FT=pikepdf.Name.Tx,
        T=pikepdf.String("Ville"),
        V=pikepdf.String("HHHHHHHH"),
        DA=pikepdf.String("/Helv 30 Tf 0 g"),
        Rect=pikepdf.Array([20, 20, 190, 70]),
        F=4,
    )
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 100))
        page.obj["/Annots"] = pikepdf.Array([pdf.make_indirect(widget)])
        fields = pikepdf.Array([page.obj["/Annots"][0]])
        pdf.Root["/AcroForm"] = pikepdf.Dictionary(Fields=fields, NeedAppearances=True)
        pdf.save(path)

    dark = sum(render_page(path, 1, 72, max_pixels=100_000).convert("L").histogram()[:100])

    assert dark > 50


def test_a_page_that_is_not_there_is_damaged(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", [lines((700, "Nom"))])

    with pytest.raises(Damaged):
        render_page(path, 2, 72, max_pixels=100_000)


def test_a_drawing_of_countless_lines_is_cut_and_reported(tmp_path: Path) -> None:
    content = b"BT /F1 11 Tf 70 700 Td (Nom) Tj ET\n" + b"10 10 m 20 30 l S\n" * 25_000
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj["/Contents"] = pdf.make_stream(content)
        helvetica = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.obj["/Resources"] = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=helvetica))
        pdf.save(buffer)
    path = tmp_path / "a.pdf"
    path.write_bytes(buffer.getvalue())

    document = read_pdf(path)

    assert "Nom" in [block.text for block in document.blocks]
    assert [notice.code for notice in document.notices] == ["DRAWING_CUT"]


@pytest.mark.parametrize(
    ("filter_name", "codes"), [("/FlateDecode", []), ("/Unknown", ["PAGE_UNREADABLE"])]
)
def test_a_page_whose_content_cannot_be_decoded_is_reported_and_a_blank_one_is_not(
    tmp_path: Path, filter_name: str, codes: list[str]
) -> None:
    path = tmp_path / "page.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842), pageCompression=0)
    canvas.drawString(70, 700, "Nom : Maison des jeunes")
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        if codes:
            pdf.pages[0].obj["/Contents"].write(b"x", filter=pikepdf.Name(filter_name))
        pdf.save(path)

    assert [notice.code for notice in read_pdf(path).notices] == codes
