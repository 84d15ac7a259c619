"""Letters as LibreOffice prints them: pages, window of the envelope, tags for screen readers."""

from pathlib import Path

import pdfplumber
import pikepdf
import pytest

from pipeline.soffice import to_pdf
from schemas.letter import LetterKind
from tests.calls import COORDINATION, PDN, letter

PAGES: dict[LetterKind, int] = {
    "accuse-reception": 1,
    "demande-complements": 1,
    "acceptation": 2,
    "liste-attente": 2,
    "refus": 2,
}
CM = 72 / 2.54

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("call", [PDN, COORDINATION])]


@pytest.fixture
def printed(call: str, tmp_path: Path) -> dict[LetterKind, Path]:
    written = [letter(call, kind, tmp_path / kind)[0].path for kind in PAGES]
    into = tmp_path / "pdf"
    into.mkdir()
    return dict(zip(PAGES, to_pdf(written, into), strict=True))


def test_letters_keep_to_their_pages_and_their_window(
    printed: dict[LetterKind, Path], call: str
) -> None:
    name = {PDN: "Glycines", COORDINATION: "Bourbonnais"}[call]
    for kind, path in printed.items():
        with pdfplumber.open(path) as pdf:
            assert len(pdf.pages) <= PAGES[kind], kind
            recipient = next(w for w in pdf.pages[0].extract_words() if w["text"] == name)
        # The window of a DL envelope, the sheet folded in three.
        assert 11 < recipient["x0"] / CM < 19
        assert 4.5 < recipient["top"] / CM < 8.0


def test_the_pdf_is_tagged_and_says_its_language_and_title(
    printed: dict[LetterKind, Path], call: str
) -> None:
    number = {PDN: "PDN62-2019-014", COORDINATION: "COORD0363-2024-003"}[call]
    for path in printed.values():
        with pikepdf.open(path) as pdf:
            assert bool(pdf.Root.MarkInfo.Marked)
            assert str(pdf.Root.Lang) == "fr-FR"
            assert number in str(pdf.docinfo["/Title"])
