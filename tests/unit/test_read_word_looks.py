"""Word: what marks a run to the eye, by itself or through its styles."""

from pathlib import Path

import pytest

from pipeline.read.word import read_word
from schemas.document import Span
from tests.word_files import p, r, write_docx


def spans(path: Path, body: str, styles: str = "") -> tuple[Span, ...]:
    return read_word(write_docx(path / "d.docx", body, styles=styles)).blocks[0].spans


def look(span: Span) -> dict[str, object]:
    names = ("bold", "underline", "highlight", "strike", "colour")
    return {name: getattr(span, name) for name in names if getattr(span, name)}


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ("<w:b/>", {"bold": True}),
        ('<w:b w:val="0"/>', {}),
        ('<w:b w:val="off"/>', {}),
        ('<w:u w:val="single"/>', {"underline": True}),
        ('<w:u w:val="wave"/>', {"underline": True}),
        ('<w:u w:val="none"/>', {}),
        ('<w:highlight w:val="yellow"/>', {"highlight": True}),
        ('<w:highlight w:val="none"/>', {}),
        ('<w:shd w:val="clear" w:fill="FFFF00"/>', {"highlight": True}),
        ('<w:shd w:val="clear" w:fill="auto"/>', {}),
        ('<w:shd w:val="pct25" w:fill="auto"/>', {"highlight": True}),
        ("<w:strike/>", {"strike": True}),
        ("<w:dstrike/>", {"strike": True}),
        ('<w:color w:val="c00000"/>', {"colour": "C00000"}),
        ('<w:color w:val="000000"/>', {}),
        ('<w:color w:val="auto"/>', {}),
    ],
)
def test_a_run_shows_its_own_marks(tmp_path: Path, marks: str, expected: dict[str, object]) -> None:
    (span,) = spans(tmp_path, p(r("Oui", marks)))

    assert look(span) == expected


def test_only_a_change_of_look_begins_a_new_span(tmp_path: Path) -> None:
    body = p(r("Oui", "<w:b/>"), r(" !", '<w:b/><w:sz w:val="20"/>'), r(" Non"))

    assert [(s.text, s.bold) for s in spans(tmp_path, body)] == [("Oui !", True), (" Non", False)]


def _style(kind: str, name: str, marks: str, based: str = "", default: str = "0") -> str:
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}" w:default="{default}">{on}'
        f"<w:rPr>{marks}</w:rPr></w:style>"
    )


def test_character_styles_count_with_those_they_are_based_on(tmp_path: Path) -> None:
    styles = _style("character", "A", "<w:strike/>") + _style(
        "character", "B", '<w:u w:val="single"/>', based="A"
    )

    (span,) = spans(tmp_path, p(r("Oui", '<w:rStyle w:val="B"/>')), styles)

    assert look(span) == {"strike": True, "underline": True}


def test_paragraph_styles_count_and_the_default_one_too(tmp_path: Path) -> None:
    styles = _style("paragraph", "N", '<w:color w:val="112233"/>', default="1")
    styles += _style("paragraph", "T", "<w:b/>", based="N")

    (titled,) = spans(tmp_path, p(r("Titre"), style="T"), styles)
    (plain,) = spans(tmp_path, p(r("texte")), styles)

    assert look(titled) == {"bold": True, "colour": "112233"}
    assert look(plain) == {"colour": "112233"}


def test_bold_in_a_bold_paragraph_style_cancels_out(tmp_path: Path) -> None:
    styles = _style("paragraph", "T", "<w:b/>") + _style("character", "G", "<w:b/>")

    (by_style,) = spans(tmp_path, p(r("x", '<w:rStyle w:val="G"/>'), style="T"), styles)
    (by_run,) = spans(tmp_path, p(r("x", "<w:b/>"), style="T"), styles)
    (off,) = spans(tmp_path, p(r("x", '<w:b w:val="0"/>'), style="T"), styles)

    assert (by_style.bold, by_run.bold, off.bold) == (False, True, False)


def test_styles_based_on_one_another_do_not_loop(tmp_path: Path) -> None:
    styles = _style("character", "A", "<w:b/>", based="B") + _style(
        "character", "B", "<w:i/>", based="A"
    )

    (span,) = spans(tmp_path, p(r("x", '<w:rStyle w:val="A"/>')), styles)

    assert span.bold


def test_a_shaded_paragraph_is_highlighted(tmp_path: Path) -> None:
    shade = '<w:shd w:val="clear" w:fill="FFFF00"/>'

    (span,) = spans(tmp_path, p(r("Oui"), marks=shade))

    assert span.highlight


def test_an_unknown_style_is_no_style(tmp_path: Path) -> None:
    (span,) = spans(tmp_path, p(r("x", '<w:rStyle w:val="?"/>'), style="??"))

    assert look(span) == {}
