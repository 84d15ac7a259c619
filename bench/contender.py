"""One program to be timed, kept warm in a process of its own.

    python bench/contender.py NAME

Says on standard output whether it can run here, then answers each line of paths, between tabs,
with the times each took, as JSON. It imports nothing of the project but for the contender `ours`:
another Python, with other libraries, can run it.
"""

import importlib
import importlib.metadata
import io
import json
import os
import sys
import time
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
CAMPAIGN = "pdn62-2019"
Work = Callable[[str], object]


def ours(reading: ModuleType) -> Work:
    extracting = importlib.import_module("pipeline.extract")
    validating = importlib.import_module("pipeline.validate")
    forms = importlib.import_module("schemas.form")
    definition = ROOT / "campaigns" / CAMPAIGN / "form.toml"
    form = forms.Form.model_validate(tomllib.loads(definition.read_text("utf-8")))

    def whole(path: str) -> object:
        return validating.validate(extracting.extract(reading.read(Path(path)), form), form)

    return whole


def raw_xml(etree: ModuleType) -> Work:
    """Parse the main part and nothing else: what no reader of Word can go below."""

    def parse(path: str) -> object:
        with zipfile.ZipFile(path) as package:
            return etree.fromstring(package.read("word/document.xml"))

    return parse


def python_docx(library: ModuleType) -> Work:
    return library.Document


def docx2python(library: ModuleType) -> Work:
    def text(path: str) -> object:
        with library.docx2python(path) as content:
            return content.text

    return text


def mammoth(library: ModuleType) -> Work:
    def html(path: str) -> object:
        with Path(path).open("rb") as file:
            return library.convert_to_html(file).value

    return html


def markitdown(library: ModuleType) -> Work:
    converter = library.MarkItDown()
    return lambda path: converter.convert(path).text_content


def docling(library: ModuleType) -> Work:
    converter = library.DocumentConverter()
    return lambda path: converter.convert(path).document.export_to_markdown()


def unstructured(library: ModuleType) -> Work:
    return lambda path: library.partition(path, strategy="fast")


def pdfplumber_words(library: ModuleType) -> Work:
    def words(path: str) -> object:
        with library.open(path) as pdf:
            return [page.extract_words() for page in pdf.pages]

    return words


def pypdfium2_text(library: ModuleType) -> Work:
    def text(path: str) -> object:
        with library.PdfDocument(path) as pdf:
            return [page.get_textpage().get_text_range() for page in pdf]

    return text


def pikepdf_fields(library: ModuleType) -> Work:
    """List names, values and states; labels, which they need to mean something, are not sought."""

    def fields(path: str) -> object:
        with library.open(path) as pdf:
            return [
                tuple(str(widget.get(key, "")) for key in ("/T", "/V", "/AS"))
                for page in pdf.pages
                for widget in page.get("/Annots", [])
                if widget.get("/Subtype") == "/Widget"
            ]

    return fields


class Contender(NamedTuple):
    """Where a program's entrance is, the distribution that holds it, how to make it ready."""

    module: str
    distribution: str
    prepare: Callable[[ModuleType], Work]


CONTENDERS = {
    "ours": Contender("pipeline.read", "lxml", ours),
    "raw zip + XML": Contender("lxml.etree", "lxml", raw_xml),
    "python-docx, open": Contender("docx", "python-docx", python_docx),
    "docx2python": Contender("docx2python", "docx2python", docx2python),
    "mammoth": Contender("mammoth", "mammoth", mammoth),
    "markitdown": Contender("markitdown", "markitdown", markitdown),
    "docling": Contender("docling.document_converter", "docling", docling),
    "unstructured": Contender("unstructured.partition.auto", "unstructured", unstructured),
    "pdfplumber words": Contender("pdfplumber", "pdfplumber", pdfplumber_words),
    "pypdfium2 text": Contender("pypdfium2", "pypdfium2", pypdfium2_text),
    "pikepdf fields": Contender("pikepdf", "pikepdf", pikepdf_fields),
}
"""Modules are named, not imported: a contender loads its own only, and most need not be here."""


def times(work: Work, paths: list[str]) -> dict[str, object]:
    """Call the work on each file: milliseconds on the clock, and of the processor."""
    clock, processor = [], []
    for path in paths:
        before = time.perf_counter(), time.process_time()
        try:
            work(path)
        except Exception as error:  # noqa: BLE001 -- whatever a library raises is its answer
            return {"failed": f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"}
        clock.append((time.perf_counter() - before[0]) * 1000)
        processor.append((time.process_time() - before[1]) * 1000)
    return {"clock": clock, "processor": processor}


def serve(name: str, answers: io.TextIOBase) -> None:
    def say(answer: dict[str, object]) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    contender = CONTENDERS[name]
    start = time.perf_counter()
    try:
        work = contender.prepare(importlib.import_module(contender.module))
        version = importlib.metadata.version(contender.distribution)
    except Exception as error:  # noqa: BLE001 -- a missing library, or one that breaks as it loads
        say({"absent": f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"})
        return
    say({"version": version, "ready": time.perf_counter() - start})
    for line in sys.stdin:
        say(times(work, line.rstrip("\n").split("\t")))


if __name__ == "__main__":
    # Nobody here may fetch a model, and what libraries print must not mix with the answers.
    os.environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    sys.path[0] = str(ROOT)  # not this folder, whose modules are named like what they measure
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as private:
        os.dup2(2, 1)
        serve(sys.argv[1], private)
