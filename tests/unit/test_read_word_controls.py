"""Word: content controls, form fields, and boxes in all their spellings."""

from pathlib import Path

import pytest

from pipeline.read.word import read_word
from schemas.document import Document, Notice, Span
from tests.word_files import (
    HEAD,
    NAMESPACES,
    checkbox,
    field,
    p,
    r,
    relations,
    sdt,
    tbl,
    tc,
    tr,
    write_docx,
)

PROMPT = (
    '<w:style w:type="character" w:styleId="Texte"><w:name w:val="Placeholder Text"/></w:style>'
)
IN_PROMPT_STYLE = '<w:rStyle w:val="Texte"/>'


def read(path: Path, body: str, styles: str = "") -> Document:
    return read_word(write_docx(path / "d.docx", body, styles=styles))


def spans(path: Path, body: str, styles: str = "") -> list[Span]:
    return [span for block in read(path, body, styles).blocks for span in block.spans]


def boxes(path: Path, body: str) -> list[tuple[str, bool | None]]:
    return [(span.text, span.ticked) for span in spans(path, body) if span.kind == "box"]


def test_the_text_of_a_control_carries_its_identity_and_name(tmp_path: Path) -> None:
    control = sdt(r("Lens"), '<w:alias w:val="Commune"/><w:tag w:val="ville"/><w:id w:val="7"/>')

    found = spans(tmp_path, p(r("Ville : "), control, r(" (62)")))

    assert [(s.text, s.control, s.name) for s in found] == [
        ("Ville : ", None, None),
        ("Lens", "7", "ville"),
        (" (62)", None, None),
    ]


def test_a_title_names_a_control_without_tag(tmp_path: Path) -> None:
    (span,) = spans(tmp_path, p(sdt(r("Lens"), '<w:alias w:val="Commune"/>')))

    assert span.name == "Commune"


def test_neighbouring_controls_stay_apart_even_with_one_identifier(tmp_path: Path) -> None:
    copied = '<w:id w:val="7"/>'

    found = spans(tmp_path, p(sdt(r("Ar"), copied), sdt(r("ras"), copied), sdt(r("!"))))

    assert [s.text for s in found] == ["Ar", "ras", "!"]
    assert len({s.control for s in found}) == 3


def test_controls_around_paragraphs_cells_and_rows_reach_their_text(tmp_path: Path) -> None:
    named = '<w:tag w:val="{}"/>'.format
    body = sdt(p(r("bloc")), named("a")) + tbl(
        tr(sdt(tc("cellule"), named("b"))), sdt(tr(tc("ligne")), named("c"))
    )

    found = spans(tmp_path, body)

    assert [(s.text, s.name) for s in found] == [("bloc", "a"), ("cellule", "b"), ("ligne", "c")]


def test_the_innermost_control_owns_the_text(tmp_path: Path) -> None:
    inner = p(sdt(r("Lens"), '<w:tag w:val="dedans"/>'), r(" ville"))

    found = spans(tmp_path, sdt(inner, '<w:tag w:val="dehors"/>'))

    assert [(s.text, s.name) for s in found] == [("Lens", "dedans"), (" ville", "dehors")]


def test_a_prompt_is_marked_as_such(tmp_path: Path) -> None:
    control = sdt(r("Cliquez ici", IN_PROMPT_STYLE), "<w:showingPlcHdr/>")

    (span,) = spans(tmp_path, p(control), PROMPT)

    assert (span.placeholder, span.confidence) == (True, 1)


def test_text_in_the_style_of_prompts_is_an_answer_without_the_flag(tmp_path: Path) -> None:
    (span,) = spans(tmp_path, p(sdt(r("Lens", IN_PROMPT_STYLE))), PROMPT)

    assert not span.placeholder


def test_a_prompt_that_looks_typed_is_doubted(tmp_path: Path) -> None:
    document = read(tmp_path, p(sdt(r("Lens"), "<w:showingPlcHdr/>")), PROMPT)

    (span,) = document.blocks[0].spans
    assert (span.placeholder, span.confidence) == (True, 0.5)
    assert document.notices == (Notice(code="PROMPT_LIKE_AN_ANSWER", facts={"count": 1}),)


def test_a_prompt_that_the_form_defines_is_not_doubted(tmp_path: Path) -> None:
    source = '<w:placeholder><w:docPart w:val="P1"/></w:placeholder><w:showingPlcHdr/>'
    glossary = (
        f"{HEAD}<w:glossaryDocument {NAMESPACES}><w:docParts><w:docPart><w:docPartPr>"
        f'<w:name w:val="P1"/></w:docPartPr><w:docPartBody>{p(r("[Votre commune]"))}'
        "</w:docPartBody></w:docPart></w:docParts></w:glossaryDocument>"
    )
    path = write_docx(
        tmp_path / "d.docx",
        p(sdt(r("[Votre commune]"), source)),
        parts={
            "word/_rels/document.xml.rels": relations("g", "glossaryDocument", "glossary.xml"),
            "word/glossary.xml": glossary,
        },
    )

    document = read_word(path)

    assert document.blocks[0].spans[0].confidence == 1
    assert document.notices == ()


def test_lists_and_dates_give_what_they_show(tmp_path: Path) -> None:
    date = sdt(r("13 décembre 2019"), '<w:date w:fullDate="2019-12-13T00:00:00Z"/>')
    choice = sdt(r("CDI"), '<w:dropDownList><w:listItem w:value="1"/></w:dropDownList>')

    found = spans(tmp_path, p(date, choice))

    assert [(s.text, s.confidence) for s in found] == [("13 décembre 2019", 1), ("CDI", 1)]


@pytest.mark.parametrize(
    ("shown", "stored", "confidence"),
    [
        ("1/2/2020", "2020-01-02", 0.5),
        ("2/1/2020", "2020-01-02", 1),
        ("02/02/2020", "2020-02-02", 1),
        ("12/12/2019", "2019-12-11", 1),
    ],
)
def test_a_date_shown_month_first_is_doubted(
    tmp_path: Path, shown: str, stored: str, confidence: float
) -> None:
    control = sdt(r(shown), f'<w:date w:fullDate="{stored}T00:00:00Z"/>')

    (span,) = spans(tmp_path, p(control))

    assert span.confidence == confidence


@pytest.mark.parametrize("state", ["1", "true", "on"])
def test_a_ticked_control_is_one_ticked_box(tmp_path: Path, state: str) -> None:
    assert boxes(tmp_path, p(checkbox(state, r("☒")), r(" Oui"))) == [("☒", True)]


@pytest.mark.parametrize("state", ["0", "false", "off"])
def test_an_empty_control_is_one_empty_box(tmp_path: Path, state: str) -> None:
    assert boxes(tmp_path, p(checkbox(state, r("☐")), r(" Oui"))) == [("☐", False)]


def test_a_box_carries_the_identity_and_name_of_its_control(tmp_path: Path) -> None:
    facts = '<w:tag w:val="oui"/><w:id w:val="9"/>'

    found = spans(tmp_path, p(checkbox("1", r("☒"), facts), r("Oui")))

    assert [(s.kind, s.control, s.name) for s in found] == [
        ("box", "9", "oui"),
        ("text", None, None),
    ]


@pytest.mark.parametrize(
    "nested",
    [
        checkbox("1", r("") + sdt(r("☒"))),
        sdt(checkbox("1", r("") + r("☒"))),
        checkbox("1", sdt(r(" ") + r("☒"))),
    ],
)
def test_controls_nested_by_another_program_are_one_box(tmp_path: Path, nested: str) -> None:
    assert boxes(tmp_path, p(nested, r(" Oui"))) == [("☒", True)]


@pytest.mark.parametrize(
    "body",
    [
        sdt(p(checkbox("1", r("☒")))),
        checkbox("1", p(r("☒"))),
        tbl(tr(checkbox("1", tc("☒")))),
        tbl(tr(tc(p(checkbox("1", r("☒")))))),
    ],
)
def test_a_box_control_may_stand_at_any_level(tmp_path: Path, body: str) -> None:
    assert boxes(tmp_path, body) == [("☒", True)]


def test_the_label_inside_a_box_control_stays_text(tmp_path: Path) -> None:
    found = spans(tmp_path, p(checkbox("1", r("☒ Oui"))))

    assert [(s.kind, s.text) for s in found] == [("box", "☒"), ("text", " Oui")]


@pytest.mark.parametrize("content", ["", r(""), p()])
def test_a_box_control_without_glyph_still_gives_its_state(tmp_path: Path, content: str) -> None:
    body = checkbox("1", content)

    assert boxes(tmp_path, body if content == p() else p(body)) == [("☒", True)]


def test_a_letter_typed_over_the_glyph_is_the_box(tmp_path: Path) -> None:
    assert boxes(tmp_path, p(checkbox("1", r("X")))) == [("X", True)]


def test_a_state_that_the_glyph_denies_is_doubted(tmp_path: Path) -> None:
    document = read(tmp_path, p(checkbox("0", r("☒"))))

    (span,) = document.blocks[0].spans
    assert (span.ticked, span.confidence) == (False, 0.5)
    assert document.notices == (Notice(code="BOX_STATE_AND_GLYPH_DIFFER", facts={"count": 1}),)


def test_a_form_may_choose_its_own_glyphs(tmp_path: Path) -> None:
    box = (
        '<w14:checkbox><w14:checked w14:val="1"/><w14:checkedState w14:val="25C6"/>'
        '<w14:uncheckedState w14:val="25C7"/></w14:checkbox>'
    )

    (span,) = spans(tmp_path, p(sdt(r("◆"), box)))

    assert (span.text, span.ticked, span.confidence) == ("◆", True, 1)


def _form_box(inside: str) -> str:
    data = f'<w:name w:val="Case1"/><w:checkBox><w:sizeAuto/>{inside}</w:checkBox>'
    return field("FORMCHECKBOX", data)


@pytest.mark.parametrize(
    ("inside", "ticked"),
    [
        ("", False),
        ('<w:default w:val="0"/>', False),
        ('<w:default w:val="1"/>', True),
        ('<w:default w:val="0"/><w:checked/>', True),
        ('<w:default w:val="1"/><w:checked w:val="0"/>', False),
    ],
)
def test_an_old_check_box_says_its_state(tmp_path: Path, inside: str, ticked: bool) -> None:  # noqa: FBT001
    (span, label) = spans(tmp_path, p(_form_box(inside), r(" Oui")))

    assert (span.kind, span.ticked, span.name, label.text) == ("box", ticked, "Case1", " Oui")


def test_an_old_check_box_with_a_result_part_is_one_box(tmp_path: Path) -> None:
    box = field("FORMCHECKBOX", "<w:checkBox><w:checked/></w:checkBox>", result="")

    assert boxes(tmp_path, p(box)) == [("☒", True)]


def test_the_result_of_an_old_text_field_is_the_answer(tmp_path: Path) -> None:
    data = '<w:name w:val="Texte1"/><w:textInput/>'

    found = spans(tmp_path, p(r("Nom : "), field("FORMTEXT", data, result=r("Caron")), r(".")))

    assert [(s.text, s.name) for s in found] == [("Nom : ", None), ("Caron", "Texte1"), (".", None)]
    assert found[1].control is not None


def test_an_old_text_field_over_two_paragraphs_is_one_control(tmp_path: Path) -> None:
    result = r("un") + "</w:p><w:p>" + r("deux")

    document = read(tmp_path, p(field("FORMTEXT", "<w:textInput/>", result=result)))

    one, two = document.blocks
    assert one.spans[0].control == two.spans[0].control is not None


def test_the_default_left_in_an_old_text_field_is_doubted(tmp_path: Path) -> None:
    data = '<w:textInput><w:default w:val="Votre nom"/></w:textInput>'

    (span,) = spans(tmp_path, p(field("FORMTEXT", data, result=r("Votre nom"))))

    assert span.confidence == 0.5


@pytest.mark.parametrize(
    ("chosen", "text", "confidence"),
    [('<w:result w:val="1"/>', "CDD", 1), ("", "CDI", 0.5), ('<w:result w:val="9"/>', "", 1)],
)
def test_an_old_list_gives_its_choice_and_doubts_the_first_entry(
    tmp_path: Path, chosen: str, text: str, confidence: float
) -> None:
    entries = '<w:listEntry w:val="CDI"/><w:listEntry w:val="CDD"/>'
    data = f"<w:ddList>{chosen}{entries}</w:ddList>"

    found = spans(tmp_path, p(r("Contrat : "), field("FORMDROPDOWN", data)))[1:]

    assert [(s.text, s.confidence) for s in found] == ([(text, confidence)] if text else [])


@pytest.mark.parametrize(
    ("font", "code", "ticked"),
    [
        ("Wingdings", "F0FE", True),
        ("Wingdings", "F0FD", True),
        ("Wingdings", "F0FC", True),
        ("Wingdings", "FE", True),
        ("Wingdings", "F0A8", False),
        ("Wingdings", "F06F", False),
        ("Wingdings 2", "F052", True),
        ("Wingdings 2", "F0A3", False),
        ("Webdings", "F063", False),
        ("Segoe UI Symbol", "2612", True),
        ("MS Gothic", "2610", False),
    ],
)
def test_a_symbol_from_an_old_font_is_a_box(
    tmp_path: Path,
    font: str,
    code: str,
    ticked: bool,  # noqa: FBT001
) -> None:
    symbol = f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'

    assert [state for _, state in boxes(tmp_path, p(symbol, r(" Oui")))] == [ticked]


@pytest.mark.parametrize(
    "run",
    [
        r("\uf0fe"),
        r("\uf0fe", '<w:rFonts w:ascii="Wingdings"/>'),
        r("þ", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'),
        r("R", '<w:rFonts w:ascii="Wingdings 2"/>'),
    ],
)
def test_a_character_of_a_symbol_font_is_a_box(tmp_path: Path, run: str) -> None:
    assert boxes(tmp_path, p(run, r(" Oui"))) == [("☑", True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("☐ Oui ☒ Non", [("☐", False), ("☒", True)]),
        ("☐Oui☑Non", [("☐", False), ("☑", True)]),
        ("✔️ Santé", [("✔️", True)]),
        ("□ CDI ■ CDD", [("□", False), ("■", True)]),
        ("○ CDI ● CDD", [("○", False), ("●", True)]),
        ("√ Oui", [("√", True)]),
        ("√2 et n√n", []),
        ("X Oui [x] Non", []),
        ("• Ateliers ; – clubs → sorties", []),
    ],
)
def test_box_characters_in_text_are_boxes_of_their_own(
    tmp_path: Path, text: str, expected: list[tuple[str, bool]]
) -> None:
    document = read(tmp_path, p(r(text)))

    found = [(s.text, s.ticked) for s in document.blocks[0].spans if s.kind == "box"]
    assert found == expected
    assert document.blocks[0].text == text


def test_an_active_x_control_is_notified_as_unread(tmp_path: Path) -> None:
    body = p('<w:r><w:object><w:control r:id="x" w:name="CheckBox1"/></w:object></w:r>')

    assert read(tmp_path, body).notices == (Notice(code="ACTIVEX", facts={"count": 1}),)
