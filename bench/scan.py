"""Time of reading scanned pages against Tesseract alone, and the share of true words found.

    python bench/scan.py [CORPUS]

CORPUS holds files beside their `.truth.json` (default: tests/truth/corpus). The bound that no
reader built on it can beat is the recogniser itself, shown the same pictures as they came.
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from pipeline.read.pdf import read_pdf
from pipeline.read.pdf_render import render_page
from pipeline.read.scan import MAX_PIXELS, read_page_image
from pipeline.read.scan_ocr import COLUMN, reading, words_in
from pipeline.read.scan_page import DPI
from pipeline.read.scan_pictures import page_images, plain
from schemas.document import Block

WORD = re.compile(r"[\w@.]+")
Pages = list[tuple[Image.Image, float, float]]


def dossiers(corpus: Path) -> Iterator[tuple[str, Pages, dict[str, object]]]:
    for file in sorted(corpus.rglob("*.truth.json")):
        truth = json.loads(file.read_text("utf-8"))
        source = file.parent / truth["file"]
        if source.is_dir():
            pictures = sorted(source.iterdir())
            yield source.name, [page for one in pictures for page in page_images(one)], truth
        elif truth["kind"] == "pdf-scan":
            pages = read_pdf(source).pages
            scans = [render_page(source, p.number, DPI, max_pixels=MAX_PIXELS) for p in pages]
            sizes = [(page.width, page.height) for page in pages]
            yield source.name, [(i, *size) for i, size in zip(scans, sizes, strict=True)], truth


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.replace("’", "'")))


def found_share(blocks: list[Block], fields: dict[str, object]) -> float:
    wanted = words(" ".join(value for value in fields.values() if isinstance(value, str)))
    got = words("\n".join(block.text for block in blocks))
    return (wanted & got).total() / max(1, wanted.total())


def main(corpus: Path) -> None:
    print(f"{'dossier':42} pages  s/page  bare s/page  ratio  words  boxes  ticked  ink")
    ours = bare = 0.0
    count = 0
    for name, pages, truth in dossiers(corpus):
        start = time.perf_counter()
        blocks = [
            block
            for number, (image, width, height) in enumerate(pages, 1)
            for block in read_page_image(image, number=number, width=width, height=height)[1]
        ]
        mine = time.perf_counter() - start
        start = time.perf_counter()
        for image, _, _ in pages:
            with reading(np.asarray(plain(image).convert("L")), name) as engine:
                words_in(engine, mode=COLUMN)
        alone = time.perf_counter() - start
        spans = [span for block in blocks for span in block.spans]
        boxes = [span for span in spans if span.kind == "box"]
        drawn = Counter(span.picture.drawn for span in spans if span.picture is not None)
        print(
            f"{name:42} {len(pages):5} {mine / len(pages):7.2f} {alone / len(pages):12.2f}"
            f" {mine / alone:6.2f} {found_share(blocks, truth['fields']):6.3f} {len(boxes):6}"
            f" {sum(span.ticked is True for span in boxes):7}  {dict(drawn)}"
        )
        ours, bare, count = ours + mine, bare + alone, count + len(pages)
    if count:
        print(f"{count} pages: {ours / count:.2f} s/page, Tesseract alone {bare / count:.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "tests/truth/corpus"))
