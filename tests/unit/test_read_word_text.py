"""Word: which characters of a paragraph are its text, and in which order."""

from pathlib import Path

import pytest

from pipeline.read.word import read_word
from schemas.document import Notice
from tests.word_files import field, p, r, sdt, write_docx


def texts(path: Path, body: str) -> list[str]:
    return [block.text for block in read_word(write_docx(path / "d.docx", body)).blocks]


def wrap(tag: str, content: str, attributes: str = "") -> str:
    return f"<w:{tag} {attributes}>{content}</w:{tag}>"


def test_paragraphs_come_in_order_and_know_their_rank(tmp_path: Path) -> None:
    document = read_word(write_docx(tmp_path / "d.docx", p(r("Nom")) + p() + p(r("Ville"))))

    assert [(b.text, b.where.order) for b in document.blocks] == [
        ("Nom", 0),
        ("", 1),
        ("Ville", 2),
    ]


def test_runs_cut_by_the_spell_checker_are_one_span(tmp_path: Path) -> None:
    body = p(r("Pro"), '<w:proofErr w:type="spellStart"/>', r("meneurs"), r(" du Net"))

    document = read_word(write_docx(tmp_path / "d.docx", body))

    assert [span.text for span in document.blocks[0].spans] == ["Promeneurs du Net"]


TWICE = (
    f"<mc:AlternateContent><mc:Choice Requires='w14'>{r('à@example.org')}</mc:Choice>"
    f"<mc:Fallback>{r('à@example.org')}</mc:Fallback></mc:AlternateContent>"
)


@pytest.mark.parametrize(
    "content",
    [
        wrap("hyperlink", r("à@example.org"), 'w:anchor="x"'),
        wrap("smartTag", r("à@example.org")),
        wrap("customXml", r("à@example.org")),
        wrap("fldSimple", r("à@example.org"), 'w:instr="HYPERLINK x"'),
        wrap("bdo", r("à@example.org")),
        wrap("ins", r("à@example.org")),
        wrap("moveTo", r("à@example.org")),
        wrap("ins", sdt(r("à@example.org"))),
        field("HYPERLINK x", result=r("à@example.org")),
        field("IF a b", result=field("REF y", result=r("à@example.org"))),
        wrap("unknownWrapper", r("à@example.org")),
        "<m:oMath><m:r><m:t>à@example.org</m:t></m:r></m:oMath>",
        wrap("r", TWICE),
        TWICE,
    ],
)
def test_wrapped_text_is_read_once(tmp_path: Path, content: str) -> None:
    assert texts(tmp_path, p(r("E-mail : "), content)) == ["E-mail : à@example.org"]


@pytest.mark.parametrize("tag", ["del", "moveFrom"])
def test_deleted_text_is_not_text(tmp_path: Path, tag: str) -> None:
    gone = wrap(tag, "<w:r><w:delText>CDD</w:delText></w:r>" + r("CDD"))

    assert texts(tmp_path, p(r("Contrat : "), gone, r("CDI"))) == ["Contrat : CDI"]


def test_tracked_changes_are_notified(tmp_path: Path) -> None:
    gone, added = wrap("del", "<w:r><w:delText>x</w:delText></w:r>"), wrap("ins", r("y"))

    document = read_word(write_docx(tmp_path / "d.docx", p(gone, added)))

    assert document.notices == (
        Notice(code="DELETED_TEXT", facts={"count": 1}),
        Notice(code="INSERTED_TEXT", facts={"count": 1}),
    )


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next(tmp_path: Path) -> None:
    body = p(r("Ville : "), marks="<w:rPr><w:del/></w:rPr>") + p(r("Lens"))

    assert texts(tmp_path, body) == ["Ville : Lens"]


def test_the_last_paragraph_is_kept_when_its_end_is_deleted(tmp_path: Path) -> None:
    assert texts(tmp_path, p(r("Lens"), marks="<w:rPr><w:del/></w:rPr>")) == ["Lens"]


def test_whole_paragraphs_may_be_added_or_deleted(tmp_path: Path) -> None:
    body = wrap("ins", p(r("ajouté"))) + wrap("moveFrom", p(r("parti"))) + wrap("del", p(r("non")))

    document = read_word(write_docx(tmp_path / "d.docx", body))

    assert [block.text for block in document.blocks] == ["ajouté"]
    assert document.notices == (
        Notice(code="INSERTED_TEXT", facts={"count": 1}),
        Notice(code="DELETED_TEXT", facts={"count": 2}),
    )


@pytest.mark.parametrize("new", [p(r("Lens")), "<w:unknown/>"])
def test_paragraphs_stored_twice_are_read_once(tmp_path: Path, new: str) -> None:
    body = (
        f"<mc:AlternateContent><mc:Choice Requires='x'>{new}</mc:Choice>"
        f"<mc:Fallback>{p(r('Lens'))}</mc:Fallback></mc:AlternateContent>"
    )

    assert texts(tmp_path, body) == ["Lens"]


def test_special_characters_become_text(tmp_path: Path) -> None:
    body = p(
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t>"
        "<w:noBreakHyphen/><w:t>e</w:t><w:softHyphen/><w:t>f</w:t><w:ptab/></w:r>"
    )

    assert texts(tmp_path, body) == ["a\tb\nc\nd\u2011ef\t"]


def test_line_ends_of_the_file_itself_are_blanks(tmp_path: Path) -> None:
    assert texts(tmp_path, p(r("rue\nPasteur"))) == ["rue Pasteur"]


def test_the_reading_aid_above_a_word_is_left_out(tmp_path: Path) -> None:
    ruby = f"<w:ruby><w:rt>{r('aid')}</w:rt><w:rubyBase>{r('mot')}</w:rubyBase></w:ruby>"

    assert texts(tmp_path, p(wrap("r", ruby))) == ["mot"]


def test_the_instruction_of_a_field_is_not_text(tmp_path: Path) -> None:
    body = p(r("Page "), field("PAGE", result=r("3")), r(" sur "), field("NUMPAGES"))

    assert texts(tmp_path, body) == ["Page 3 sur "]


def test_a_field_result_may_run_over_several_paragraphs(tmp_path: Path) -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
    separate = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'

    found = texts(tmp_path, p(begin, separate, r("un")) + p(r("deux"), end) + p(r("trois")))

    assert found == ["un", "deux", "trois"]


def test_a_field_that_never_ends_hides_nothing(tmp_path: Path) -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'

    assert texts(tmp_path, p(r("Ville : "), begin, r("Lens")) + p(r("Nom"))) == [
        "Ville : Lens",
        "Nom",
    ]


def test_hidden_text_is_left_out_and_notified(tmp_path: Path) -> None:
    document = read_word(
        write_docx(tmp_path / "d.docx", p(r("vu"), r("caché", "<w:vanish/>"), r(" aussi")))
    )

    assert document.blocks[0].text == "vu aussi"
    assert document.notices == (Notice(code="HIDDEN_TEXT", facts={"count": 1}),)


def test_comments_are_left_out_and_notified(tmp_path: Path) -> None:
    body = p(r("Lens"), '<w:r><w:commentReference w:id="1"/></w:r>')

    document = read_word(write_docx(tmp_path / "d.docx", body))

    assert document.blocks[0].text == "Lens"
    assert document.notices == (Notice(code="COMMENTS", facts={"count": 1}),)


def test_headers_footers_and_notes_stand_at_the_end_under_their_names(tmp_path: Path) -> None:
    body = p(r("Texte"), '<w:r><w:footnoteReference w:id="2"/></w:r>')
    path = write_docx(
        tmp_path / "d.docx",
        body,
        headers=[p(r("En-tête"))],
        footers=[p(r("Pied")) + p()],
        notes={"1": p(r("jamais appelée")), "2": p(r("Note"))},
    )

    document = read_word(path)

    assert [(b.text, b.part) for b in document.blocks] == [
        ("Texte", "body"),
        ("En-tête", "header"),
        ("Pied", "footer"),
        ("Note", "note"),
    ]


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    content = f"<w:txbxContent>{p(r('dans la boîte'))}</w:txbxContent>"
    box = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:inline><a:graphic>"
        f"<a:graphicData uri='x'><wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></a:graphicData>"
        "</a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
        f"<v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )

    document = read_word(write_docx(tmp_path / "d.docx", p(r("ancre"), box) + p(r("suite"))))

    assert [(b.text, b.part) for b in document.blocks] == [
        ("ancre", "body"),
        ("dans la boîte", "textbox"),
        ("suite", "body"),
    ]


def test_an_old_text_box_and_word_art_are_read(tmp_path: Path) -> None:
    box = (
        f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p(r('vieille'))}</w:txbxContent>"
        "</v:textbox></v:shape><v:shape><v:textpath string='ornée'/></v:shape></w:pict></w:r>"
    )

    assert texts(tmp_path, p(box)) == ["", "vieille", "ornée"]


def test_text_of_another_file_is_notified_as_unread(tmp_path: Path) -> None:
    document = read_word(write_docx(tmp_path / "d.docx", '<w:altChunk r:id="x"/>'))

    assert document.notices == (Notice(code="INSERTED_FILE_UNREAD", facts={"count": 1}),)


BULLET = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
    '<w:lvlText w:val="{}"/><w:rPr><w:rFonts w:ascii="{}"/></w:rPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
ITEM = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr>'


@pytest.mark.parametrize(
    ("glyph", "font", "mark"),
    [
        ("\uf0b7", "Symbol", "•"),
        ("o", "Courier New", "•"),
        ("-", "Calibri", "•"),
        ("\uf0a7", "Wingdings", "•"),
        ("\uf06f", "Wingdings", "□"),
        ("\uf0fe", "Wingdings", "☑"),
        ("☐", "MS Gothic", "☐"),
    ],
)
def test_a_bullet_is_a_mark_and_not_text(tmp_path: Path, glyph: str, font: str, mark: str) -> None:
    body = p(r("Ateliers"), marks=ITEM.format(0, 1))
    path = write_docx(tmp_path / "d.docx", body, numbering=BULLET.format(glyph, font))

    block = read_word(path).blocks[0]

    assert (block.mark, block.text) == (mark, "Ateliers")


def _levels(*patterns: tuple[str, str]) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (form, pattern) in enumerate(patterns)
    )


def test_numbers_count_by_level_and_start_again(tmp_path: Path) -> None:
    levels = _levels(("decimal", "%1."), ("lowerLetter", "%1.%2)"), ("upperRoman", "%3"))
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="4"/></w:lvlOverride></w:num>'
    )
    places = [(0, 1), (1, 1), (1, 1), (2, 1), (0, 1), (1, 1), (0, 2), (0, 0)]
    body = "".join(p(r("x"), marks=ITEM.format(*place)) for place in places)

    document = read_word(write_docx(tmp_path / "d.docx", body, numbering=numbering))

    assert [block.mark for block in document.blocks] == [
        "1.",
        "1.a)",
        "1.b)",
        "I",
        "2.",
        "2.a)",
        "4.",
        None,
    ]


@pytest.mark.parametrize(
    ("form", "start", "mark"),
    [
        ("lowerLetter", 28, "bb"),
        ("upperLetter", 3, "C"),
        ("lowerRoman", 49, "xlix"),
        ("upperRoman", 2019, "MMXIX"),
        ("ordinal", 2, "2"),
        ("none", 1, None),
    ],
)
def test_numbers_are_written_in_the_way_of_the_list(
    tmp_path: Path, form: str, start: int, mark: str | None
) -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:styleLink w:val="L"/><w:lvl w:ilvl="0">'
        f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="%1"/></w:lvl>'
        '</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    path = write_docx(tmp_path / "d.docx", p(r("x"), marks=ITEM.format(0, 1)), numbering=numbering)

    assert read_word(path).blocks[0].mark == mark


def test_a_list_that_is_not_defined_gives_no_mark(tmp_path: Path) -> None:
    body = p(r("x"), marks=ITEM.format(0, 9)) + p(r("y"), marks=ITEM.format(5, 1))
    path = write_docx(tmp_path / "d.docx", body, numbering=BULLET.format("-", "Arial"))

    assert [block.mark for block in read_word(path).blocks] == [None, None]


def test_a_style_may_number_its_paragraphs(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="T"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="U"><w:basedOn w:val="T"/>'
        "</w:style>"
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{_levels(("decimalZero", "%1"))}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = p(r("un"), style="T") + p(r("deux"), style="U") + p(r("trois"))

    document = read_word(write_docx(tmp_path / "d.docx", body, styles=styles, numbering=numbering))

    assert [block.mark for block in document.blocks] == ["01", "02", None]
