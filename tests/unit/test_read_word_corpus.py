"""Word: the dossiers of the corpus, against another reader and against what people read."""

import json
import re
import time
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from docx2python import docx2python

from pipeline.errors import ReadError
from pipeline.read.word import read_word
from schemas.document import Document

CORPUS = Path(__file__).parents[1] / "truth" / "corpus"
DOSSIERS = sorted((CORPUS / "pdn62-2019").glob("*.docx")) + sorted(
    (CORPUS / "coordination-03-63-2024").glob("*.docx")
)
HOSTILE = sorted((CORPUS / "hostile").glob("*.doc?"))


def words(text: str) -> Counter[str]:
    """Count the words of three letters and more: what marks and numbers cannot disturb."""
    plain = unicodedata.normalize("NFC", text).replace("\u00ad", "")
    return Counter(re.findall(r"[^\W\d_]{3,}", plain))


def body_words(document: Document) -> Counter[str]:
    blocks = [block for block in document.blocks if block.part in ("body", "textbox")]
    return words("\n".join(block.text for block in blocks))


@pytest.mark.slow
@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem[:24])
def test_the_words_are_those_another_reader_finds(path: Path) -> None:
    with docx2python(path) as oracle:
        theirs = oracle.body_runs
    texts: list[str] = []
    _collect(theirs, texts)
    # The oracle writes pictures and links as text, and text boxes twice.
    expected = words(re.sub(r"-{4}.*?-{4}|<a href=.*?>|</a>", " ", " ".join(texts)))
    found = body_words(read_word(path))

    missing = {word for word in expected if word not in found and word != "textbox"}
    assert missing == set()
    added = {word for word in found if word not in expected}
    assert added == set()


def _collect(node: object, texts: list[str]) -> None:
    if isinstance(node, str):
        texts.append(node)
    elif isinstance(node, list):
        for child in node:
            _collect(child, texts)
        texts.append("\n")


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem[:24])
def test_every_answer_that_people_read_stands_in_the_text(path: Path) -> None:
    truth = json.loads(path.with_name(path.stem + ".truth.json").read_text("utf-8"))
    text = _squeezed("\n".join(block.text for block in read_word(path).blocks))

    answers = [value for value in truth["fields"].values() if isinstance(value, str)]
    codes = re.compile(r"[a-z_]+|\d{4}-\d\d-\d\d|\d{5}")
    lines = [
        part
        for answer in answers
        if not codes.fullmatch(answer)
        for line in answer.split("\n")
        for part in line.split(" | ")
    ]

    assert [line for line in lines if _squeezed(line) not in text] == []


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.name)
def test_hostile_files_end_soon_as_a_document_or_a_read_error(path: Path) -> None:
    start = time.process_time()

    try:
        outcome = "document" if read_word(path).blocks else "nothing"
    except ReadError as error:
        outcome = error.code

    assert outcome == "document" or outcome.startswith("LEC-")
    assert time.process_time() - start < 2  # a 400 MB bomb among them: 5 ms here
