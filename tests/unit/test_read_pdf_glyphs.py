"""Characters of a PDF whose font says little or lies: symbols, private codes, emoji."""

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.read.pdf import read_pdf
from pipeline.read.pdf_glyphs import glyph_table, is_bold_name, meaning
from schemas.document import Document

Codes = dict[int, str]


def page(path: Path, font: str, code: int, shown: Codes | None = None) -> Document:
    """One character of a font without a program, then « Oui » in Helvetica, on one line.

    `shown` is the font's /ToUnicode map: code → hexadecimal UTF-16.
    """
    with pikepdf.new() as pdf:
        sheet = pdf.add_blank_page(page_size=(595, 842))
        symbol = Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name("/" + font),
            FirstChar=code,
            LastChar=code,
            Widths=Array([900]),
            FontDescriptor=pdf.make_indirect(
                Dictionary(
                    Type=Name.FontDescriptor,
                    FontName=Name("/" + font),
                    Flags=4,
                    FontBBox=Array([0, -200, 1000, 900]),
                    ItalicAngle=0,
                    Ascent=900,
                    Descent=-200,
                    CapHeight=700,
                    StemV=80,
                )
            ),
        )
        if shown:
            rows = "\n".join(f"<{key:02X}> <{text}>" for key, text in shown.items())
            cmap = (
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
                "1 begincodespacerange <00> <FF> endcodespacerange\n"
                f"{len(shown)} beginbfchar\n{rows}\nendbfchar\nendcmap end end"
            )
            symbol["/ToUnicode"] = pdf.make_stream(cmap.encode())
        letters = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )
        sheet.obj["/Resources"] = Dictionary(Font=Dictionary(S=symbol, L=letters))
        sheet.obj["/Contents"] = pdf.make_stream(
            f"BT /S 11 Tf 70 700 Td <{code:02X}> Tj ET BT /L 11 Tf 86 700 Td (Oui) Tj ET".encode()
        )
        pdf.save(path)
    return read_pdf(path)


@pytest.mark.parametrize(
    ("font", "code", "ticked"),
    [
        ("Wingdings-Regular", 0xFE, True),
        ("Wingdings-Regular", 0xFD, True),
        ("ABCDEF+Wingdings", 0xA8, False),
        ("Wingdings-Regular", 0x6F, False),
        ("Wingdings2", 0x52, True),
        ("Wingdings2", 0xA3, False),
    ],
)
def test_a_box_of_a_symbol_font_without_a_map(
    tmp_path: Path,
    font: str,
    code: int,
    ticked: bool,  # noqa: FBT001 -- a case
) -> None:
    [block] = page(tmp_path / "a.pdf", font, code).blocks

    assert [span.ticked for span in block.spans if span.kind == "box"] == [ticked]


def test_a_box_in_private_codes_is_a_box(tmp_path: Path) -> None:
    [block] = page(tmp_path / "a.pdf", "Wingdings-Regular", 0x21, {0x21: "F0FE"}).blocks

    assert [span.ticked for span in block.spans if span.kind == "box"] == [True]


def test_a_font_that_calls_its_box_a_letter_is_not_believed(tmp_path: Path) -> None:
    [block] = page(tmp_path / "a.pdf", "Wingdings-Regular", 0xA8, {0xA8: "00A8"}).blocks

    assert [span.ticked for span in block.spans if span.kind == "box"] == [False]


def test_a_font_that_names_its_box_is_believed(tmp_path: Path) -> None:
    [block] = page(tmp_path / "a.pdf", "SegoeUISymbol", 0x21, {0x21: "2612"}).blocks

    assert [span.ticked for span in block.spans if span.kind == "box"] == [True]


def test_a_bullet_in_private_codes_is_a_mark(tmp_path: Path) -> None:
    [block] = page(tmp_path / "a.pdf", "SymbolMT", 0x21, {0x21: "F0B7"}).blocks

    assert (block.mark, block.text) == ("•", "Oui")


def test_an_emoji_is_one_character(tmp_path: Path) -> None:
    [block] = page(tmp_path / "a.pdf", "Symbola", 0x21, {0x21: "D83DDC4D"}).blocks

    assert block.text == "👍 Oui"


def test_a_ligature_reads_as_its_letters(tmp_path: Path) -> None:
    [block] = page(tmp_path / "a.pdf", "Carlito", 0x21, {0x21: "00740069"}).blocks

    assert block.text == "ti Oui"


def test_what_prints_nothing_is_left_out() -> None:
    assert [meaning(code, None) for code in (0xAD, 0x200B, 0xFEFF, 0x07)] == ["", "", "", ""]


@pytest.mark.parametrize("font", ["Carlito", "SegoeUISymbol", "Symbola", "MS-Gothic"])
def test_a_font_of_letters_has_no_chart(font: str) -> None:
    assert glyph_table(font) is None


@pytest.mark.parametrize(
    ("font", "bold"),
    [("BAAAAA+Carlito-Bold", True), ("Arial,Bold", True), ("Arial-BoldMT", True), ("Abadi", False)],
)
def test_a_bold_font_says_so_in_its_name(font: str, bold: bool) -> None:  # noqa: FBT001 -- a case
    assert is_bold_name(font) is bold
