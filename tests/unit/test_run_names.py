"""File names of our own, made from those of strangers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.run.names import safe_name, unlike


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("dossier.docx", "dossier.docx"),
        ("Médiathèque (signé).pdf", "Médiathèque (signé).pdf"),
        ("-rf.docx", "_-rf.docx"),
        ("deux\nlignes.pdf", "deux_lignes.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\dossier.doc", "C__dossier.doc"),
        ("mal\udcff.docx", "mal_.docx"),
        ("", "sans-nom"),
        ("...", "sans-nom"),
        ("nul.pdf", "_nul.pdf"),
        ("sans suffixe", "sans suffixe"),
    ],
)
def test_a_name_becomes_one_that_any_file_system_takes(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(alphabet=st.characters(), max_size=300))
def test_a_safe_name_has_no_path_no_control_and_fits(name: str) -> None:
    safe = safe_name(name)

    assert 0 < len(safe.encode()) <= 160
    assert not set(safe) & set('/\\:*?"<>|\0\n\r\t')
    assert not safe.startswith(("-", "."))
    assert safe == safe.strip(" .")


@given(st.text(max_size=60))
def test_a_safe_name_is_its_own_safe_name(name: str) -> None:
    assert safe_name(safe_name(name)) == safe_name(name)


def test_a_name_that_is_taken_gets_a_number_before_its_suffix() -> None:
    assert unlike("a.pdf", ["A.PDF", "a-2.pdf"]) == "a-3.pdf"
