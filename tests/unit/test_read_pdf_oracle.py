"""Our words against pdfplumber's, on the blank forms: an independent reader of the same pages."""

import unicodedata
from collections import Counter
from pathlib import Path

import pdfplumber
import pytest

from pipeline.read.pdf import read_pdf

FORMS = Path(__file__).parents[1] / "data" / "forms"


def letters(text: str) -> Counter[str]:
    return Counter("".join(unicodedata.normalize("NFKC", text).split()))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["pdn62-2019.pdf", "coordination-03-63-2024.pdf"])
def test_no_printed_letter_is_lost_or_read_twice(name: str) -> None:
    with pdfplumber.open(FORMS / name) as pdf:
        theirs = Counter[str]()
        for page in pdf.pages:
            for word in page.extract_words():
                theirs += letters(word["text"])

    ours = Counter[str]()
    for block in read_pdf(FORMS / name).blocks:
        ours += letters((block.mark or "") + block.text)

    bullets = {"•", "\uf0b7", "\uf0a7"}
    assert {k: n for k, n in (theirs - ours).items() if k not in bullets} == {}
    assert {k: n for k, n in (ours - theirs).items() if k not in bullets} == {}
